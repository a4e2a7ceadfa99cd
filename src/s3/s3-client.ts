import { S3Client, S3ServiceException, type ServiceInputTypes, type ServiceOutputTypes } from '@aws-sdk/client-s3'
import { Sha256 } from '@smithy/core/checksum'
import { HttpRequest } from '@smithy/core/transport'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AwsCredentialIdentity, FinalizeRequestMiddleware } from '@smithy/types'
import { type Clock, type Duration, readHttpDate } from '../core/time.js'
import type { CredentialCache } from './credential-cache.js'
import { S3Protocol } from './protocol.js'
import { errorCodeOf, headerOf } from './request-error.js'
import type { BucketEndpoint } from './request-guard.js'
import { type RequestHandlerOptions, S3RequestHandler } from './request-handler.js'
import { S3Request } from './s3-request.js'

interface SigningOptions {
  readonly region: string
  readonly credentials: CredentialCache
  readonly clock: Clock
  readonly endpointOf: (bucket: string | undefined) => BucketEndpoint
}

type Middleware = FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes>

/**
 * Middleware that does nothing for these operations, and costs half of an abort. With retryMiddleware removed, a
 * request is sent once: retries are in retry.ts. Our own middleware signs.
 */
const UNUSED_MIDDLEWARE = [
  'addExpectContinueMiddleware',
  'bucketEndpointMiddleware',
  'getUserAgentMiddleware',
  'httpAuthSchemeMiddleware',
  'httpSigningMiddleware',
  'loggerMiddleware',
  'recursionDetectionMiddleware',
  'regionRedirectEndpointMiddleware',
  'regionRedirectMiddleware',
  'retryMiddleware',
  's3ExpressMiddleware',
  'validateBucketNameMiddleware',
]

/**
 * Creates the S3 client of the SDK, changed only through its extension points. Nothing is left for it to look up: by
 * itself it ignores the endpoint of a profile and sends requests to Amazon.
 */
export function createS3Client(options: SigningOptions & RequestHandlerOptions): S3Client {
  const { region, credentials, endpointOf } = options
  const client = new S3Client({
    region,
    credentials: () => credentials.get(),
    endpointProvider: ({ Bucket }) => endpointOf(typeof Bucket === 'string' ? Bucket : undefined),
    ignoreConfiguredEndpointUrls: true,
    requestHandler: new S3RequestHandler(options),
    protocol: S3Protocol,
    cacheMiddleware: true,
  })
  for (const name of UNUSED_MIDDLEWARE) client.middlewareStack.remove(name)
  client.middlewareStack.add(signingMiddleware(options), { step: 'finalizeRequest', name: 'signing' })
  // The SDK builds its config in many steps, so V8 stores it as a dictionary, and copies it three times per request: a
  // fifth of the CPU of an abort. V8 stores prototypes in fast mode.
  Object.setPrototypeOf({}, client.config)
  return client
}

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'])
/** Key of the signal in the input of a command. Middleware that copies the input copies it too. */
const SIGNAL = Symbol('signal')

/**
 * Lets a signal cancel a command. An option of `send` does the same, but turns `cacheMiddleware` off, which doubles
 * the cost of an abort.
 */
export function withSignal<T extends { readonly input: object }>(command: T, signal: AbortSignal): T {
  Object.assign(command.input, { [SIGNAL]: signal })
  return command
}

/**
 * Signs requests by AWS Signature Version 4, in place of the SDK's auth schemes, which select a signer anew for each
 * request. Replaces expired credentials once, and corrects a wrong clock once.
 */
function signingMiddleware({ region, credentials, clock, endpointOf }: SigningOptions): Middleware {
  let current: { readonly identity: AwsCredentialIdentity; readonly signer: SignatureV4 } | undefined
  /** Difference to the clock of the server. */
  let skew: Duration = 0
  const sign = (request: unknown, identity: AwsCredentialIdentity) => {
    if (!HttpRequest.isInstance(request)) throw new TypeError('refused to sign what is not a request')
    if (current?.identity !== identity) {
      const options = { service: 's3', region, sha256: Sha256, uriEscapePath: false, credentials: identity }
      current = { identity, signer: new SignatureV4(options) }
    }
    return current.signer.sign(request, { signingDate: new Date(clock.now() + skew) })
  }
  return (next) => async (args) => {
    const { Bucket, [SIGNAL]: signal } = args.input as { readonly Bucket?: string; readonly [SIGNAL]?: AbortSignal }
    const endpoint = endpointOf(Bucket)
    const send = async (identity: AwsCredentialIdentity) => {
      const signed = await sign(args.request, identity)
      return next({ ...args, request: new S3Request(signed, endpoint, signal) })
    }
    const identity = credentials.cached() ?? (await credentials.get(signal))
    try {
      return await send(identity)
    } catch (error) {
      const isExpired = EXPIRED.has(errorCodeOf(error) ?? '')
      const fresh = isExpired ? await credentials.refresh(identity, signal) : undefined
      const isSkewed = error instanceof S3ServiceException && error.name === 'RequestTimeTooSkewed'
      const serverTime = isSkewed ? readHttpDate(headerOf(error, 'date')) : undefined
      if (serverTime !== undefined) skew = serverTime - clock.now()
      else if (!fresh) throw error
      return send(fresh ?? identity)
    }
  }
}
