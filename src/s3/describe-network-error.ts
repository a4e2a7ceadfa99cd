import type { FailureKind } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import { type NetworkError, ProxyError } from './request-error.js'
import type { BucketEndpoint, Proxy } from './request-guard.js'

const TLS_ERROR = /CERT|SSL|TLS|EPROTO|UNABLE_TO|WRONG_VERSION/

/** Destination of a request, for the message of its error. */
export interface Destination extends BucketEndpoint {
  /** Scheme and host of the server, such as https://cwobject.com. */
  readonly endpoint: string
}

/** Describes the failure of a request without a response: what failed and why, and on a second line how to fix it. */
export function describeNetworkError(error: NetworkError, context: Destination): [FailureKind, text: string] {
  const { code } = error
  if (TLS_ERROR.test(code)) return ['invalid-response', tlsText(code, context)]
  // An error that a proxy can cause has the text of the proxy.
  const texts = new Map(Object.entries({ ...serverTexts(error, context), ...proxyTexts(error, context) }))
  const otherText = `The connection to ${context.endpoint} failed (${code}).\nRun the command again.`
  return ['retryable', texts.get(code) ?? otherText]
}

/** Returns the URL of a proxy without its user name and password, and the variable that names it. */
export function describeProxy({ value, source }: Proxy): string {
  return `the proxy ${value.protocol}//${value.host} (from ${source})`
}

/** Returns a hint if the endpoint seems to contain the bucket, in its host name or in its path. Otherwise `''`. */
export function endpointHint({ bucket = '', url }: Destination): string {
  const path = url.pathname.replace(/\/$/, '')
  const isVirtual = bucket !== '' && url.hostname.startsWith(`${bucket}.`) && !path.endsWith(`/${bucket}`)
  const host = isVirtual ? url.host.slice(bucket.length + 1) : url.host
  const basePath = isVirtual || bucket === '' ? path : path.slice(0, -bucket.length - 1)
  if (bucket !== '' && host.startsWith(`${bucket}.`))
    return `The endpoint seems to contain the bucket. If so, use --endpoint ${url.protocol}//${host.slice(bucket.length + 1)}.`
  return basePath === ''
    ? ''
    : `The endpoint contains the path ${displaySafe(basePath)}. If that is a bucket, remove it.`
}

function tlsText(code: string, { endpoint, url, bucket }: Destination): string {
  if (code === 'EPROTO' || code.includes('WRONG_VERSION'))
    return `${endpoint} does not support TLS (${code}).\nIf it is an http server, use http:// in --endpoint.`
  const isVirtual = bucket !== undefined && url.hostname.startsWith(`${bucket}.`)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' && isVirtual)
    return `The certificate of ${endpoint} is not valid for ${url.hostname} (${code}).\nCheck --endpoint, or use --addressing path.`
  return `The certificate of ${endpoint} is not trusted (${code}).\nCheck --endpoint. For a private CA, set NODE_EXTRA_CA_CERTS.`
}

function serverTexts({ code, message }: NetworkError, context: Destination): Readonly<Record<string, string>> {
  const { endpoint, url } = context
  const noAddress = url.hostname.endsWith('cwlota.com')
    ? `${url.hostname} has no address on this machine. LOTA is available only inside a CoreWeave cluster.\nElsewhere use --endpoint primary.`
    : `${url.hostname} has no address.\n${endpointHint(context) || 'Check --endpoint, the name of the bucket and the network.'}`
  const outOfFiles = `Too many open files (${code}). No further connection to ${endpoint} can be opened.\nRaise the limit with: ulimit -n 4096`
  return {
    ENOTFOUND: noAddress,
    EAI_AGAIN: noAddress,
    ECONNREFUSED: `Connection refused by ${endpoint}.\nCheck --endpoint and that the server is running.`,
    ETIMEDOUT: `${endpoint} timed out. ${message}.\nRun the command again, or raise --timeout.`,
    ECANCELED: `The request to ${endpoint} was canceled.\nRun the command again.`,
    EMFILE: outOfFiles,
    ENFILE: outOfFiles,
  }
}

/** Returns texts for errors that a proxy causes. Requests connect only to the proxy, so they name no other host. */
function proxyTexts(error: NetworkError, { endpoint, proxy }: Destination): Readonly<Record<string, string>> {
  if (!proxy) return {}
  const { value, source } = proxy
  const name = describeProxy(proxy)
  const subject = name.replace('the', 'The')
  const status = error instanceof ProxyError ? error.status : undefined
  const reason = status === undefined ? displaySafe(error.message) : `status ${status}`
  const noAddress = `${subject} has no address on this machine.\nCheck ${source}.`
  const refused = `${subject} refused to connect to ${endpoint} (${reason}).\nAllow this host in the proxy, or add it to NO_PROXY.`
  const wrongPassword =
    value.username === ''
      ? `${subject} requires a password (${reason}).\nAdd it to ${source}, such as ${value.protocol}//USER:PASSWORD@${value.host}.`
      : `${subject} rejected the user name or the password (${reason}).\nCorrect them in ${source}.`
  return {
    // tinyproxy returns 401 for a wrong password.
    EPROXYREFUSED: status === 407 || status === 401 ? wrongPassword : refused,
    EPROXYFAILED: `${subject} cannot connect to ${endpoint} (${reason}).\nCheck --endpoint, or add its host to NO_PROXY.`,
    ECONNREFUSED: `Connection refused by ${name}.\nCheck ${source}, or add the host of ${endpoint} to NO_PROXY.`,
    ENOTFOUND: noAddress,
    EAI_AGAIN: noAddress,
    ETIMEDOUT: `${endpoint} timed out behind ${name}. ${error.message}.\nCheck the proxy, or raise --timeout.`,
  }
}
