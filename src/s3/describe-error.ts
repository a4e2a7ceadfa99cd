import type { S3ServiceException } from '@aws-sdk/client-s3'
import type { Failure, FailureKind } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import { InvalidResponseError, isRequestError, NetworkError, type RequestError } from './request-error.js'
import { isRetryable } from './retry.js'

/** Operation and destination of a request, for the message of its error. */
export interface RequestContext {
  readonly operation: keyof typeof OPERATIONS
  /** Undefined for a request to the server itself. */
  readonly bucket?: string | undefined
  /** Scheme and host of the server, such as https://cwobject.com. */
  readonly endpoint: string
  /** Host of the request, which contains the bucket in virtual addressing. */
  readonly host: string
  /** Source of the credentials. */
  readonly credentials: string
}

/** Operations and the permissions that they need, by the names that CoreWeave documents. */
const OPERATIONS = {
  list: ['list uploads in "{bucket}"', 's3:ListBucketMultipartUploads'],
  abort: ['abort uploads in "{bucket}"', 's3:AbortMultipartUpload'],
  'list-parts': ['list the parts of uploads in "{bucket}"', 's3:ListMultipartUploadParts'],
  'list-buckets': ['list buckets', 's3:ListAllMyBuckets on all resources'],
  'read-rules': ['read the lifecycle rules of "{bucket}"', 's3:GetLifecycleConfiguration'],
  'write-rules': ['write the lifecycle rules of "{bucket}"', 's3:PutLifecycleConfiguration'],
} as const

const NOT_IMPLEMENTED = 'Cannot {operation}. {endpoint} does not implement this request ({permission}).'
const EXPIRED = 'The credentials from {credentials} have expired. Get new ones and run the command again.'

/** Messages by kind and error code. */
const MESSAGES: Partial<Record<FailureKind, Readonly<Record<string, string>>>> = {
  'access-denied': {
    AccessDenied:
      'Cannot {operation}. The credentials from {credentials} lack {permission}. Grant it in an organization access policy or the bucket policy.',
    InvalidAccessKeyId:
      '{endpoint} does not accept the access key from {credentials}. Use a key of this server. A new key takes a few seconds.',
    SignatureDoesNotMatch:
      '{endpoint} rejected the signature. The secret key from {credentials} does not belong to the access key.',
    ExpiredToken: EXPIRED,
    ExpiredTokenException: EXPIRED,
    TokenRefreshRequired: EXPIRED,
    InvalidToken:
      'The session token from {credentials} is invalid. Get new credentials, or unset an old AWS_SESSION_TOKEN.',
    RequestTimeTooSkewed: '{endpoint} rejected the time of the request. Set the clock of this machine.',
  },
  'not-found': { NoSuchBucket: 'Bucket "{bucket}" not found at {endpoint}. Check the name and --endpoint.' },
  usage: {
    PathStyleRequestNotAllowed: '{endpoint} requires the bucket in the host name. Use --addressing virtual.',
    InvalidRegion: '{endpoint} rejected the region. Check --region. If the bucket is new, wait a minute.',
    AuthorizationHeaderMalformed:
      '{endpoint} rejected a signature for this region. Pass the region of the bucket with --region.',
  },
  'invalid-response': { NotImplemented: NOT_IMPLEMENTED, MethodNotAllowed: NOT_IMPLEMENTED },
}

interface ErrorText {
  readonly kind: FailureKind
  readonly text: string
}

/** Returns the failure of a request with a message for users: what failed, why, and how to fix it. */
export function toFailure(error: RequestError, context: RequestContext): Failure {
  if (error instanceof NetworkError) return describeNetworkError(error, context)
  if (error instanceof InvalidResponseError) {
    const message = `Cannot ${describeOperation(context)}. ${context.endpoint} returned an invalid response (${displaySafe(error.message)}). Check --endpoint.`
    return { kind: 'invalid-response', code: 'InvalidResponse', message }
  }
  const { requestId } = error.$metadata
  const { kind, text } = describeErrorResponse(error, context)
  return { kind, code: displaySafe(error.name), message: text, ...(requestId && { requestId }) }
}

/** Converts the error of a request to one that ends the run. Other errors stay as they are. */
export function toCliError(error: unknown, context: RequestContext): unknown {
  if (!isRequestError(error)) return error
  const { kind, message, requestId } = toFailure(error, context)
  const suffix = requestId ? ` (request ID ${displaySafe(requestId)})` : ''
  return new CliError(kind, message + suffix, { cause: error })
}

export function describeOperation({ operation, bucket = '' }: RequestContext): string {
  return OPERATIONS[operation][0].replace('{bucket}', bucket)
}

function describeErrorResponse(error: S3ServiceException, context: RequestContext): ErrorText {
  for (const [kind, texts] of Object.entries(MESSAGES)) {
    const text = Object.hasOwn(texts, error.name) ? texts[error.name] : undefined
    if (text !== undefined) return { kind: kind as FailureKind, text: fill(text, context) }
  }
  const { kind, text } = describeStatus(error, context)
  const details = [error.name, error.message]
    .filter((each) => each !== '')
    .map(displaySafe)
    .join(': ')
  const failed = `Cannot ${describeOperation(context)}. ${context.endpoint} returned ${details}`
  return { kind, text: `${failed.replace(/\.$/, '')}. ${fill(text, context)}` }
}

function describeStatus(error: S3ServiceException, { operation }: RequestContext): ErrorText {
  const { httpStatusCode: status = 0 } = error.$metadata
  if (isRetryable(error)) return { kind: 'retryable', text: 'Run the command again later.' }
  if (status === 401 || status === 403)
    return { kind: 'access-denied', text: 'Check the credentials, and that they have {permission}.' }
  if (status < 400) return { kind: 'invalid-response', text: 'Redirects are not followed. Check --endpoint.' }
  if (operation === 'write-rules')
    return {
      kind: 'invalid-response',
      text: 'No rules were changed. List the rules with: cwmpu lifecycle show',
    }
  return { kind: 'invalid-response', text: 'Check --endpoint, --addressing and --region.' }
}

function fill(text: string, context: RequestContext): string {
  const [, permission] = OPERATIONS[context.operation]
  const values = {
    ...context,
    bucket: context.bucket ?? '',
    operation: describeOperation(context),
    permission,
  }
  return text.replace(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name])
}

const TLS_ERROR = /CERT|SSL|TLS|EPROTO|UNABLE_TO|WRONG_VERSION/

function describeNetworkError({ code, message }: NetworkError, context: RequestContext): Failure {
  const kind = TLS_ERROR.test(code) ? 'invalid-response' : 'retryable'
  return { kind, code, message: networkMessage(code, message, context) }
}

function networkMessage(code: string, message: string, { endpoint, host }: RequestContext): string {
  if (code === 'EPROTO' || code.includes('WRONG_VERSION'))
    return `${endpoint} does not support TLS (${code}). If it is an http server, use http:// in --endpoint.`
  if (TLS_ERROR.test(code))
    return `The certificate of ${endpoint} is not trusted (${code}). Check --endpoint. For a private CA, set NODE_EXTRA_CA_CERTS.`
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return host.endsWith('cwlota.com')
        ? `${host} has no address on this machine. LOTA is available only inside a CoreWeave cluster. Elsewhere use --endpoint primary.`
        : `${host} has no address. Check --endpoint, the name of the bucket and the network.`
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
