import { S3Client } from '@aws-sdk/client-s3'
import { S3Protocol } from './protocol.js'
import { S3RequestHandler, type RequestHandlerOptions } from './request-handler.js'
import { signingMiddleware, type SigningOptions } from './signing.js'

export type S3ClientOptions = SigningOptions & RequestHandlerOptions

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
export function createS3Client(options: S3ClientOptions): S3Client {
  const { region, credentials, endpointOf } = options
  const handler = new S3RequestHandler(options)
  const client = new S3Client({
    region,
    credentials: () => credentials.get(),
    endpointProvider: ({ Bucket }) => endpointOf(typeof Bucket === 'string' ? Bucket : undefined),
    ignoreConfiguredEndpointUrls: true,
    requestHandler: {
      handle: (request: object) => handler.handle(request),
      destroy: () => {
        handler.destroy()
      },
    },
    protocol: S3Protocol,
    cacheMiddleware: true,
  })
  for (const name of UNUSED_MIDDLEWARE) client.middlewareStack.remove(name)
  client.middlewareStack.add(signingMiddleware(options), { step: 'finalizeRequest', name: 'signing' })
  storeInFastMode(client.config)
  return client
}

/**
 * Makes V8 store an object in fast mode, which it does for prototypes. The SDK builds its config in many steps, so V8
 * stores it as a dictionary, and copies it three times per request: a fifth of the CPU of an abort.
 */
function storeInFastMode(object: object): void {
  Object.setPrototypeOf({}, object)
}
