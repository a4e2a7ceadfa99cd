import type { FailureKind } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import { isOutOfFiles, type NetworkError, ProxyError } from './request-error.js'
import type { Proxy } from './request-guard.js'

const TLS_ERROR = /CERT|SSL|TLS|EPROTO|UNABLE_TO|WRONG_VERSION/

/** Destination of a request, for the message of its error. */
export interface Destination {
  /** Undefined for a request to the server itself. */
  readonly bucket?: string | undefined
  /** Scheme and host of the server, such as https://cwobject.com. */
  readonly endpoint: string
  /** Address of the bucket, or of the server. */
  readonly url: URL
  readonly proxy?: Proxy | undefined
}

/** Kind of a failure and its text: what failed and why, and on a second line how to fix it. */
export type Description = readonly [kind: FailureKind, text: string]

/** Describes the failure of a request without a response. */
export function describeNetworkError(error: NetworkError, context: Destination): Description {
  const kind = TLS_ERROR.test(error.code) ? 'invalid-response' : 'retryable'
  return [kind, proxyText(error, context) ?? networkText(error, context)]
}

/** Returns the URL of a proxy without its user name and password, and the variable that names it. */
export function describeProxy({ value, source }: Proxy): string {
  return `the proxy ${value.protocol}//${value.host} (from ${source})`
}

/** Returns hints if the endpoint seems to contain the bucket, in its host name or in its path. */
export function endpointHints({ bucket = '', url }: Destination): string[] {
  const path = url.pathname.replace(/\/$/, '')
  const isVirtual = bucket !== '' && url.hostname.startsWith(`${bucket}.`) && !path.endsWith(`/${bucket}`)
  const host = isVirtual ? url.host.slice(bucket.length + 1) : url.host
  const basePath = isVirtual || bucket === '' ? path : path.slice(0, -bucket.length - 1)
  if (bucket !== '' && host.startsWith(`${bucket}.`)) {
    return [
      `The endpoint seems to contain the bucket. If so, use --endpoint ${url.protocol}//${host.slice(bucket.length + 1)}.`,
    ]
  }
  return basePath === ''
    ? []
    : [`The endpoint contains the path ${displaySafe(basePath)}. If that is a bucket, remove it.`]
}

/** Returns undefined if the proxy did not cause the error. Requests connect only to the proxy, so it names no other. */
function proxyText(error: NetworkError, { endpoint, proxy }: Destination): string | undefined {
  if (!proxy) return undefined
  const { value, source } = proxy
  const name = describeProxy(proxy)
  const subject = name.replace('the', 'The')
  const reason = error instanceof ProxyError ? `status ${error.status}` : displaySafe(error.message)
  // tinyproxy returns 401 for a wrong password.
  if (error instanceof ProxyError && (error.status === 407 || error.status === 401)) {
    return value.username === ''
      ? `${subject} requires a password (${reason}).\nAdd it to ${source}, such as ${value.protocol}//USER:PASSWORD@${value.host}.`
      : `${subject} rejected the user name or the password (${reason}).\nCorrect them in ${source}.`
  }
  switch (error.code) {
    case 'EPROXYREFUSED':
      return `${subject} refused to connect to ${endpoint} (${reason}).\nAllow this host in the proxy, or add it to NO_PROXY.`
    case 'EPROXYFAILED':
      return `${subject} cannot connect to ${endpoint} (${reason}).\nCheck --endpoint, or add its host to NO_PROXY.`
    case 'ECONNREFUSED':
      return `Connection refused by ${name}.\nCheck ${source}, or add the host of ${endpoint} to NO_PROXY.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${subject} has no address on this machine.\nCheck ${source}.`
    case 'ETIMEDOUT':
      return `${endpoint} timed out behind ${name}. ${error.message}.\nCheck the proxy, or raise --timeout.`
    default:
      return undefined
  }
}

function networkText(error: NetworkError, context: Destination): string {
  const { code, message } = error
  const { endpoint, url, bucket } = context
  const host = url.hostname
  const isVirtual = bucket !== undefined && host.startsWith(`${bucket}.`)
  if (isOutOfFiles(error))
    return `Too many open files (${code}). No further connection to ${endpoint} can be opened.\nRaise the limit with: ulimit -n 4096`
  if (code === 'EPROTO' || code.includes('WRONG_VERSION'))
    return `${endpoint} does not support TLS (${code}).\nIf it is an http server, use http:// in --endpoint.`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' && isVirtual)
    return `The certificate of ${endpoint} is not valid for ${host} (${code}).\nCheck --endpoint, or use --addressing path.`
  if (TLS_ERROR.test(code))
    return `The certificate of ${endpoint} is not trusted (${code}).\nCheck --endpoint. For a private CA, set NODE_EXTRA_CA_CERTS.`
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return noAddressText(context)
    case 'ECONNREFUSED':
      return `Connection refused by ${endpoint}.\nCheck --endpoint and that the server is running.`
    case 'ETIMEDOUT':
      return `${endpoint} timed out. ${message}.\nRun the command again, or raise --timeout.`
    case 'ECANCELED':
      return `The request to ${endpoint} was canceled.\nRun the command again.`
    default:
      return `The connection to ${endpoint} failed (${code}).\nRun the command again.`
  }
}

function noAddressText(context: Destination): string {
  const { hostname } = context.url
  if (hostname.endsWith('cwlota.com'))
    return `${hostname} has no address on this machine. LOTA is available only inside a CoreWeave cluster.\nElsewhere use --endpoint primary.`
  const [hint] = endpointHints(context)
  return `${hostname} has no address.\n${hint ?? 'Check --endpoint, the name of the bucket and the network.'}`
}
