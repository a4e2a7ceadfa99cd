import type { Failure } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import type { RequestContext } from './describe-error.js'
import { isOutOfFiles, type NetworkError, ProxyError } from './request-error.js'

const TLS_ERROR = /CERT|SSL|TLS|EPROTO|UNABLE_TO|WRONG_VERSION/

/** Returns the failure of a request without a response. */
export function describeNetworkError(error: NetworkError, context: RequestContext): Failure {
  const { code } = error
  const kind = TLS_ERROR.test(code) ? 'invalid-response' : 'retryable'
  const { proxy } = context
  return {
    kind,
    code,
    message: (proxy && proxyMessage(error, context, proxy)) ?? networkMessage(error, context),
  }
}

/** Returns the URL of a proxy without its user name and password, and the variable that names it. */
export function describeProxy({ value, source }: NonNullable<RequestContext['proxy']>): string {
  return `the proxy ${value.protocol}//${value.host} (from ${source})`
}

/** Returns hints if the endpoint seems to contain the bucket, in its host name or in its path. */
export function endpointHints({ bucket = '', url }: RequestContext): string[] {
  const path = url.pathname.replace(/\/$/, '')
  const isVirtual = bucket !== '' && url.hostname.startsWith(`${bucket}.`) && !path.endsWith(`/${bucket}`)
  const host = isVirtual ? url.host.slice(bucket.length + 1) : url.host
  const basePath = isVirtual || bucket === '' ? path : path.slice(0, -bucket.length - 1)
  if (bucket !== '' && host.startsWith(`${bucket}.`))
    return [
      `The endpoint seems to contain the bucket. If so, use --endpoint ${url.protocol}//${host.slice(bucket.length + 1)}.`,
    ]
  return basePath === ''
    ? []
    : [`The endpoint contains the path ${displaySafe(basePath)}. If that is a bucket, remove it.`]
}

/** Returns undefined if the proxy did not cause the error. Requests connect only to the proxy, so it names no other. */
function proxyMessage(
  error: NetworkError,
  { endpoint }: RequestContext,
  proxy: NonNullable<RequestContext['proxy']>,
): string | undefined {
  const { value, source } = proxy
  const name = describeProxy(proxy)
  const subject = name.replace('the', 'The')
  const reason = error instanceof ProxyError ? `status ${error.status}` : error.message
  // tinyproxy answers a wrong password with 401.
  if (error instanceof ProxyError && (error.status === 407 || error.status === 401)) {
    return value.username === ''
      ? `${subject} requires a password (${reason}). Add it to ${source}, such as ${value.protocol}//USER:PASSWORD@${value.host}.`
      : `${subject} rejected the user name or the password (${reason}). Correct them in ${source}.`
  }
  switch (error.code) {
    case 'EPROXYREFUSED':
      return `${subject} refused to connect to ${endpoint} (${reason}). Allow this host in the proxy, or add it to NO_PROXY.`
    case 'EPROXYFAILED':
      return `${subject} cannot connect to ${endpoint} (${reason}). Check --endpoint, or add its host to NO_PROXY.`
    case 'ECONNREFUSED':
      return `Connection refused by ${name}. Check ${source}, or add the host of ${endpoint} to NO_PROXY.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${subject} has no address on this machine. Check ${source}.`
    case 'ETIMEDOUT':
      return `${endpoint} timed out behind ${name}. ${error.message}. Check the proxy, or raise --timeout.`
    default:
      return undefined
  }
}

function networkMessage(error: NetworkError, context: RequestContext): string {
  const { code, message } = error
  const { endpoint, url, bucket } = context
  const host = url.hostname
  const isVirtual = bucket !== undefined && host.startsWith(`${bucket}.`)
  if (isOutOfFiles(error))
    return `Too many open files (${code}). No further connection to ${endpoint} can be opened. Raise the limit with: ulimit -n 4096`
  if (code === 'EPROTO' || code.includes('WRONG_VERSION'))
    return `${endpoint} does not support TLS (${code}). If it is an http server, use http:// in --endpoint.`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' && isVirtual)
    return `The certificate of ${endpoint} is not valid for ${host} (${code}). Check --endpoint, or use --addressing path.`
  if (TLS_ERROR.test(code))
    return `The certificate of ${endpoint} is not trusted (${code}). Check --endpoint. For a private CA, set NODE_EXTRA_CA_CERTS.`
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return noAddressMessage(context)
    case 'ECONNREFUSED':
      return `Connection refused by ${endpoint}. Check --endpoint and that the server is running.`
    case 'ETIMEDOUT':
      return `${endpoint} timed out. ${message}. Run the command again, or raise --timeout.`
    case 'ECANCELED':
      return `The request to ${endpoint} was canceled. Run the command again.`
    default:
      return `The connection to ${endpoint} failed (${code}). Run the command again.`
  }
}

function noAddressMessage(context: RequestContext): string {
  const { hostname } = context.url
  if (hostname.endsWith('cwlota.com'))
    return `${hostname} has no address on this machine. LOTA is available only inside a CoreWeave cluster. Elsewhere use --endpoint primary.`
  const [hint] = endpointHints(context)
  return `${hostname} has no address. ${hint ?? 'Check --endpoint, the name of the bucket and the network.'}`
}
