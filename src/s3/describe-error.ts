import type { S3ServiceException } from '@aws-sdk/client-s3'
import type { Failure, FailureKind } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import { describeNetworkError, describeProxy, endpointHints } from './describe-network-error.js'
import { headerOf, InvalidResponseError, isRequestError, NetworkError, type RequestError } from './request-error.js'
import type { Proxy } from './request-guard.js'
import { isRetryable } from './retry.js'
import { S3Response } from './s3-request.js'

/** Operation and destination of a request, for the message of its error. */
export interface RequestContext {
  readonly operation: keyof typeof OPERATIONS
  /** Undefined for a request to the server itself. */
  readonly bucket?: string | undefined
  /** Scheme and host of the server, such as https://cwobject.com. */
  readonly endpoint: string
  /** Address of the bucket, or of the server. */
  readonly url: URL
  readonly proxy?: Proxy | undefined
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
    ExplicitDeny:
      'Cannot {operation}. A policy explicitly denies {permission} to the credentials from {credentials}. Remove the deny. Another grant does not help.',
    OtherRegion: '{endpoint} rejected the signature, because it requires the region {region}. Use --region {region}.',
    AuthorizationHeaderMalformed:
      '{endpoint} rejected the signature. Check --region, and the access key from {credentials}.',
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
    PathAddressing: '{endpoint} requires the bucket in the host name. Use --addressing virtual.',
    InvalidRegion: '{endpoint} rejected the region. Check --region. If the bucket is new, wait a minute.',
  },
  'invalid-response': { NotImplemented: NOT_IMPLEMENTED, MethodNotAllowed: NOT_IMPLEMENTED },
}

/** Codes of servers that reject path addressing: AWS, Alibaba, Tencent, Volcengine. */
const PATH_ADDRESSING = new Set([
  'PathStyleRequestNotAllowed',
  'SecondLevelDomainForbidden',
  'PathStyleDomainForbidden',
  'InvalidPathAccess',
])
const MAX_QUOTE = 300

interface ErrorText {
  readonly kind: FailureKind
  readonly text: string
}

/** Returns the failure of a request with a message for users: what failed, why, and how to fix it. */
export function toFailure(error: RequestError, context: RequestContext): Failure {
  if (error instanceof NetworkError) return describeNetworkError(error, context)
  if (error instanceof InvalidResponseError) {
    const message = `Cannot ${describeOperation(context)}. ${context.endpoint} returned an invalid response (${displaySafe(error.message)}). Check --endpoint.`
    return {
      kind: 'invalid-response',
      code: 'InvalidResponse',
      message: message + hints(undefined, 'invalid-response', context),
    }
  }
  const { requestId } = error.$metadata
  const { kind, text } = describeErrorResponse(error, context)
  const message = text + hints(error, kind, context) + quoteOf(error)
  return { kind, code: displaySafe(error.name), message, ...(requestId && { requestId }) }
}

/** Converts the error of a request to one that ends the run. Other errors stay as they are. */
export function toCliError(error: unknown, context: RequestContext): unknown {
  if (!isRequestError(error)) return error
  const { kind, code, message, requestId } = toFailure(error, context)
  const suffix = requestId ? ` (request ID ${displaySafe(requestId)})` : ''
  return new CliError(kind, message + suffix, { cause: error, code })
}

export function describeOperation({ operation, bucket = '' }: RequestContext): string {
  return OPERATIONS[operation][0].replace('{bucket}', bucket)
}

function describeErrorResponse(error: S3ServiceException, context: RequestContext): ErrorText {
  const name = causeOf(error)
  for (const [kind, texts] of Object.entries(MESSAGES)) {
    const text = Object.hasOwn(texts, name) ? texts[name] : undefined
    if (text !== undefined) return { kind: kind as FailureKind, text: fill(text, context, error) }
  }
  const { kind, text } = describeStatus(error, context)
  const failed = `Cannot ${describeOperation(context)}. ${context.endpoint} returned ${displaySafe(error.name)}.`
  return { kind, text: `${failed} ${fill(text, context, error)}` }
}

/** Returns the error code, or a more exact cause if the rest of the response shows one. */
function causeOf(error: S3ServiceException): string {
  const { name, message } = error
  const status = error.$metadata.httpStatusCode ?? 0
  if (name === 'AccessDenied' && /explicit(ly)? den/i.test(message)) return 'ExplicitDeny'
  if (PATH_ADDRESSING.has(name)) return 'PathAddressing'
  if (regionOf(error) !== undefined && (name === 'AuthorizationHeaderMalformed' || status < 400)) return 'OtherRegion'
  return name
}

/** Quotes the server's own sentence, if it is more than the error code. */
function quoteOf({ name, message }: S3ServiceException): string {
  const text = message.trim().replace(/\.$/, '').slice(0, MAX_QUOTE)
  if (text === '' || text.replace(/[\s.]/g, '') === name) return ''
  const safe = displaySafe(text)
  return ` The server returned ${safe === text ? `"${text}"` : safe}.`
}

/** Returns the region that the server requires, if the response names one that is plain. */
function regionOf(error: S3ServiceException): string | undefined {
  const named = 'region' in error ? error.region : undefined
  const region = named ?? headerOf(error, 'x-amz-bucket-region') ?? /expecting '([^']*)'/.exec(error.message)?.[1]
  return typeof region === 'string' && /^[\w-]{1,64}$/.test(region) ? region : undefined
}

/** Returns hints at settings that often cause such a response, each a sentence after a space. */
function hints(error: S3ServiceException | undefined, kind: FailureKind, context: RequestContext): string {
  const { endpoint, operation, proxy } = context
  const found: string[] = []
  const request = error?.$response instanceof S3Response ? error.$response.request : undefined
  const isDenied = error !== undefined && causeOf(error) === 'AccessDenied'
  if (isDenied && operation === 'list' && !request?.query['prefix'])
    found.push('If they are limited to a prefix, pass --prefix.')
  if (kind !== 'retryable') found.push(...endpointHints(context))
  if (proxy && endpoint.startsWith('http:') && (!error || error.name.startsWith('HTTP ')))
    found.push(`This may be the response of ${describeProxy(proxy)}.`)
  return found.map((hint) => ` ${hint}`).join('')
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

function fill(text: string, context: RequestContext, error: S3ServiceException): string {
  const [, permission] = OPERATIONS[context.operation]
  const values = {
    endpoint: context.endpoint,
    credentials: context.credentials,
    bucket: context.bucket ?? '',
    operation: describeOperation(context),
    permission,
    region: regionOf(error) ?? '',
  }
  return text.replace(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name])
}
