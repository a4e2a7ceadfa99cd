import { S3ServiceException } from '@aws-sdk/client-s3'
import type { Failure, FailureKind } from '../core/outcome.js'
import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import { type Destination, describeNetworkError, describeProxy, endpointHint } from './describe-network-error.js'
import { headerOf, isRequestError, NetworkError, type RequestError } from './request-error.js'
import { isRetryable } from './retry.js'
import { S3Response } from './s3-request.js'

/** Request whose error a message describes. */
export interface RequestContext extends Destination {
  readonly operation: keyof ReturnType<typeof operationsIn>
  /** Source of the credentials. */
  readonly credentials: string
}

/** Limit of what a message repeats from a response, in characters. */
const MAX_QUOTE = 300

/** Returns the failure of a request with a message for users: what failed, why, and how to fix it. */
export function toFailure(error: RequestError, context: RequestContext): Failure {
  const [kind, text] = describe(error, context)
  const [problem = '', textHint = ''] = text.split('\n')
  const hint = [textHint, ...hintsAtSettings(error, kind, context)].filter(Boolean).join(' ')
  const { requestId } = error instanceof S3ServiceException ? error.$metadata : {}
  return {
    kind,
    code: 'code' in error ? error.code : displaySafe(error.name),
    message: [problem + quoteOf(error), hint].filter(Boolean).join(' '),
    ...(hint && { hint }),
    ...(requestId && { requestId }),
  }
}

/** Converts the error of a request to one that ends the run. Other errors stay as they are. */
export function toCliError(error: unknown, context: RequestContext): unknown {
  if (!isRequestError(error)) return error
  return CliError.fromFailure(toFailure(error, context), { cause: error })
}

/** Returns operations and the permissions that they need, by the names that CoreWeave documents. */
function operationsIn(bucket = '') {
  return {
    list: [`list uploads in "${bucket}"`, 's3:ListBucketMultipartUploads'],
    abort: [`abort uploads in "${bucket}"`, 's3:AbortMultipartUpload'],
    'list-parts': [`list the parts of uploads in "${bucket}"`, 's3:ListMultipartUploadParts'],
    'list-buckets': ['list buckets', 's3:ListAllMyBuckets on all resources'],
    'read-rules': [`read the lifecycle rules of "${bucket}"`, 's3:GetLifecycleConfiguration'],
    'write-rules': [`write the lifecycle rules of "${bucket}"`, 's3:PutLifecycleConfiguration'],
  } as const
}

function shortSafe(text: string): string {
  return displaySafe(text.slice(0, MAX_QUOTE))
}

function describe(error: RequestError, context: RequestContext): [FailureKind, text: string] {
  const { endpoint, bucket, operation } = context
  if (error instanceof NetworkError) return describeNetworkError(error, context)
  const [action, permission] = operationsIn(bucket)[operation]
  const returned = `Cannot ${action}. ${endpoint} returned`
  if (!(error instanceof S3ServiceException))
    return ['invalid-response', `${returned} an invalid response (${shortSafe(error.message)}).\nCheck --endpoint.`]
  const cause = causeOf(error)
  for (const [kind, texts] of Object.entries(textsByCause(context, regionOf(error)))) {
    const text = Object.hasOwn(texts, cause) ? texts[cause] : undefined
    if (text !== undefined) return [kind as FailureKind, text]
  }
  const returnedCode = `${returned} ${displaySafe(error.name)}.`
  const { httpStatusCode: status = 0 } = error.$metadata
  if (isRetryable(error)) return ['retryable', `${returnedCode}\nRun the command again later.`]
  if (status === 401 || status === 403)
    return ['access-denied', `${returnedCode}\nCheck the credentials, and that they have ${permission}.`]
  if (status < 400) return ['invalid-response', `${returnedCode} Redirects are not followed.\nCheck --endpoint.`]
  if (operation === 'write-rules') {
    return [
      'invalid-response',
      `${returnedCode} No rules were changed.\nList the rules with: cwmpu lifecycle show --bucket ${bucket}`,
    ]
  }
  return ['invalid-response', `${returnedCode}\nCheck --endpoint, --addressing and --region.`]
}

/** Returns texts by kind and cause: what failed and why, and on a second line how to fix it. */
function textsByCause(
  { endpoint, credentials, bucket = '', operation }: RequestContext,
  region = '',
): Partial<Record<FailureKind, Readonly<Record<string, string>>>> {
  const [action, permission] = operationsIn(bucket)[operation]
  const rejected = `${endpoint} rejected the signature`
  const expired = `The credentials from ${credentials} have expired.\nGet new ones and run the command again.`
  const needsHostName = `${endpoint} requires the bucket in the host name.\nUse --addressing virtual.`
  const notImplemented = `Cannot ${action}. ${endpoint} does not implement this request (${permission}).`
  return {
    'access-denied': {
      AccessDenied: `Cannot ${action}. The credentials from ${credentials} lack ${permission}.\nGrant it in an organization access policy or the bucket policy.`,
      ExplicitDeny: `Cannot ${action}. A policy explicitly denies ${permission} to the credentials from ${credentials}.\nRemove the deny. Another grant does not help.`,
      OtherRegion: `${rejected}, because it requires the region ${region}.\nUse --region ${region}.`,
      AuthorizationHeaderMalformed: `${rejected}.\nCheck --region, and the access key from ${credentials}.`,
      InvalidAccessKeyId: `${endpoint} does not accept the access key from ${credentials}.\nUse a key of this server. A new key takes a few seconds.`,
      SignatureDoesNotMatch: `${rejected}. The secret key from ${credentials} does not belong to the access key.`,
      ExpiredToken: expired,
      ExpiredTokenException: expired,
      TokenRefreshRequired: expired,
      InvalidToken: `The session token from ${credentials} is invalid.\nGet new credentials, or unset an old AWS_SESSION_TOKEN.`,
      RequestTimeTooSkewed: `${endpoint} rejected the time of the request.\nSet the clock of this machine.`,
    },
    'not-found': { NoSuchBucket: `Bucket "${bucket}" not found at ${endpoint}.\nCheck the name and --endpoint.` },
    usage: {
      // AWS, Alibaba, Tencent and Volcengine
      PathStyleRequestNotAllowed: needsHostName,
      SecondLevelDomainForbidden: needsHostName,
      PathStyleDomainForbidden: needsHostName,
      InvalidPathAccess: needsHostName,
      InvalidRegion: `${endpoint} rejected the region.\nCheck --region. If the bucket is new, wait a minute.`,
    },
    'invalid-response': { NotImplemented: notImplemented, MethodNotAllowed: notImplemented },
  }
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
function quoteOf(error: RequestError): string {
  if (!(error instanceof S3ServiceException)) return ''
  const text = error.message.trim().replace(/\.$/, '').slice(0, MAX_QUOTE)
  if (text === '' || text.replace(/[\s.]/g, '') === error.name) return ''
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
function hintsAtSettings(error: RequestError, kind: FailureKind, context: RequestContext): string[] {
  if (error instanceof NetworkError) return []
  const { endpoint, operation, proxy } = context
  const isResponse = error instanceof S3ServiceException
  const request = isResponse && error.$response instanceof S3Response ? error.$response.request : undefined
  const isDenied = isResponse && causeOf(error) === 'AccessDenied'
  const isUnfiltered = operation === 'list' && !request?.query['prefix']
  const isPlain = endpoint.startsWith('http:') && (!isResponse || error.name.startsWith('HTTP '))
  return [
    isDenied && isUnfiltered ? 'If they are limited to a prefix, use list, verify or abort-all with --prefix.' : '',
    kind === 'retryable' ? '' : endpointHint(context),
    isPlain && proxy ? `This may be the response of ${describeProxy(proxy)}.` : '',
  ]
}
