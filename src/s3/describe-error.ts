import { S3ServiceException } from '@aws-sdk/client-s3'
import type { Failure, FailureKind } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import {
  type Description,
  type Destination,
  describeNetworkError,
  describeProxy,
  endpointHints,
} from './describe-network-error.js'
import {
  headerOf,
  type InvalidResponseError,
  isRequestError,
  NetworkError,
  type RequestError,
} from './request-error.js'
import { isRetryable } from './retry.js'
import { S3Response } from './s3-request.js'

/** Request whose error a message describes. */
export interface RequestContext extends Destination {
  readonly operation: keyof typeof OPERATIONS
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
const INVALID_RESPONSE = 'Cannot {operation}. {endpoint} returned an invalid response ({reason}).\nCheck --endpoint.'
const RETURNED = 'Cannot {operation}. {endpoint} returned {code}.'
const EXPIRED = 'The credentials from {credentials} have expired.\nGet new ones and run the command again.'
const NEEDS_HOST_NAME = '{endpoint} requires the bucket in the host name.\nUse --addressing virtual.'

/** Messages by kind and error code: what failed and why, and on a second line how to fix it. */
const MESSAGES: Partial<Record<FailureKind, Readonly<Record<string, string>>>> = {
  'access-denied': {
    AccessDenied:
      'Cannot {operation}. The credentials from {credentials} lack {permission}.\nGrant it in an organization access policy or the bucket policy.',
    ExplicitDeny:
      'Cannot {operation}. A policy explicitly denies {permission} to the credentials from {credentials}.\nRemove the deny. Another grant does not help.',
    OtherRegion: '{endpoint} rejected the signature, because it requires the region {region}.\nUse --region {region}.',
    AuthorizationHeaderMalformed:
      '{endpoint} rejected the signature.\nCheck --region, and the access key from {credentials}.',
    InvalidAccessKeyId:
      '{endpoint} does not accept the access key from {credentials}.\nUse a key of this server. A new key takes a few seconds.',
    SignatureDoesNotMatch:
      '{endpoint} rejected the signature. The secret key from {credentials} does not belong to the access key.',
    ExpiredToken: EXPIRED,
    ExpiredTokenException: EXPIRED,
    TokenRefreshRequired: EXPIRED,
    InvalidToken:
      'The session token from {credentials} is invalid.\nGet new credentials, or unset an old AWS_SESSION_TOKEN.',
    RequestTimeTooSkewed: '{endpoint} rejected the time of the request.\nSet the clock of this machine.',
  },
  'not-found': { NoSuchBucket: 'Bucket "{bucket}" not found at {endpoint}.\nCheck the name and --endpoint.' },
  usage: {
    // AWS, Alibaba, Tencent and Volcengine
    PathStyleRequestNotAllowed: NEEDS_HOST_NAME,
    SecondLevelDomainForbidden: NEEDS_HOST_NAME,
    PathStyleDomainForbidden: NEEDS_HOST_NAME,
    InvalidPathAccess: NEEDS_HOST_NAME,
    InvalidRegion: '{endpoint} rejected the region.\nCheck --region. If the bucket is new, wait a minute.',
  },
  'invalid-response': { NotImplemented: NOT_IMPLEMENTED, MethodNotAllowed: NOT_IMPLEMENTED },
}

const MAX_QUOTE = 300

/** Returns the failure of a request with a message for users: what failed, why, and how to fix it. */
export function toFailure(error: RequestError, context: RequestContext): Failure {
  const [kind, text] = error instanceof NetworkError ? describeNetworkError(error, context) : describe(error, context)
  const [problem = '', hint = ''] = text.split('\n')
  const { requestId } = error instanceof S3ServiceException ? error.$metadata : {}
  return {
    kind,
    code: 'code' in error ? error.code : displaySafe(error.name),
    message: hint ? `${problem} ${hint}` : problem,
    ...(hint && { hint }),
    ...(requestId && { requestId }),
  }
}

/** Converts the error of a request to one that ends the run. Other errors stay as they are. */
export function toCliError(error: unknown, context: RequestContext): unknown {
  if (!isRequestError(error)) return error
  return CliError.fromFailure(toFailure(error, context), { cause: error })
}

export function describeOperation({ operation, bucket = '' }: RequestContext): string {
  return OPERATIONS[operation][0].replace('{bucket}', bucket)
}

function describe(error: S3ServiceException | InvalidResponseError, context: RequestContext): Description {
  const isResponse = error instanceof S3ServiceException
  const [kind, template] = isResponse ? templateFor(error, context) : (['invalid-response', INVALID_RESPONSE] as const)
  const [problem = '', hint = ''] = fill(template, error, context).split('\n')
  const hints = [hint, ...hintsAtSettings(error, kind, context)].filter((text) => text !== '')
  return [kind, `${problem}${isResponse ? quoteOf(error) : ''}\n${hints.join(' ')}`]
}

function templateFor(error: S3ServiceException, { operation }: RequestContext): Description {
  const cause = causeOf(error)
  for (const [kind, templates] of Object.entries(MESSAGES)) {
    const template = Object.hasOwn(templates, cause) ? templates[cause] : undefined
    if (template !== undefined) return [kind as FailureKind, template]
  }
  const { httpStatusCode: status = 0 } = error.$metadata
  if (isRetryable(error)) return ['retryable', `${RETURNED}\nRun the command again later.`]
  if (status === 401 || status === 403)
    return ['access-denied', `${RETURNED}\nCheck the credentials, and that they have {permission}.`]
  if (status < 400) return ['invalid-response', `${RETURNED} Redirects are not followed.\nCheck --endpoint.`]
  if (operation === 'write-rules')
    return ['invalid-response', `${RETURNED} No rules were changed.\nList the rules with: cwmpu lifecycle show`]
  return ['invalid-response', `${RETURNED}\nCheck --endpoint, --addressing and --region.`]
}

/** Returns the error code, or a more exact cause if the rest of the response shows one. */
function causeOf(error: S3ServiceException): string {
  const { name, message } = error
  const status = error.$metadata.httpStatusCode ?? 0
  if (name === 'AccessDenied' && /explicit(ly)? den/i.test(message)) return 'ExplicitDeny'
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

/** Returns hints at settings that often cause such a response. */
function hintsAtSettings(error: Error, kind: FailureKind, context: RequestContext): string[] {
  const { endpoint, operation, proxy } = context
  const isResponse = error instanceof S3ServiceException
  const request = isResponse && error.$response instanceof S3Response ? error.$response.request : undefined
  const isDenied = isResponse && causeOf(error) === 'AccessDenied'
  const isUnfiltered = operation === 'list' && !request?.query['prefix']
  const isPlain = endpoint.startsWith('http:') && (!isResponse || error.name.startsWith('HTTP '))
  return [
    ...(isDenied && isUnfiltered ? ['If they are limited to a prefix, pass --prefix.'] : []),
    ...(kind === 'retryable' ? [] : endpointHints(context)),
    ...(isPlain && proxy ? [`This may be the response of ${describeProxy(proxy)}.`] : []),
  ]
}

function fill(text: string, error: S3ServiceException | InvalidResponseError, context: RequestContext): string {
  const values = {
    endpoint: context.endpoint,
    credentials: context.credentials,
    bucket: context.bucket ?? '',
    operation: describeOperation(context),
    permission: OPERATIONS[context.operation][1],
    region: (error instanceof S3ServiceException && regionOf(error)) || '',
    code: displaySafe(error.name),
    reason: displaySafe(error.message),
  }
  return text.replace(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name])
}
