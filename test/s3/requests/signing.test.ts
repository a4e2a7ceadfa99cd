import { SignatureV4, type SignatureV4Init } from '@smithy/signature-v4'
import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { percentEncode, Signer } from '../../../src/s3/requests/signing.js'

/** What the SDK's signer asks of a hash. */
class Sha256 {
  readonly #hash: { update: (data: Uint8Array) => unknown; digest: () => Uint8Array }

  constructor(secret?: Uint8Array) {
    this.#hash = secret ? createHmac('sha256', secret) : createHash('sha256')
  }

  update(data: Uint8Array): void {
    this.#hash.update(data)
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }
}

const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((each) => each.isWellFormed())
const word = fc.stringMatching(/^[A-Za-z0-9+/]{1,40}$/)

it('signs 10,000 random requests as the SDK does', async () => {
  const request = fc.record({
    method: fc.constantFrom('GET', 'DELETE', 'PUT'),
    body: fc.option(text, { nil: undefined }),
    headers: fc.option(
      fc.dictionary(fc.constantFrom('content-md5', 'content-type', 'x-amz-transition-default'), word),
      { nil: undefined },
    ),
    key: text,
    parameters: fc.dictionary(
      fc.constantFrom('uploadId', 'uploads', 'prefix', 'key-marker', 'upload-id-marker'),
      text,
    ),
    accessKeyId: word,
    secretAccessKey: word,
    sessionToken: fc.option(word, { nil: undefined }),
    region: fc.constantFrom('US-EAST-04A', 'auto', 'us-east-1'),
    at: fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
  })
  await fc.assert(
    fc.asyncProperty(request, async (one) => {
      const { method, key, parameters, region, at, sessionToken, body, headers, ...pair } = one
      const identity = { ...pair, ...(sessionToken && { sessionToken }) }
      const host = 'bkt.cwobject.com'
      const path = `/${key.split('/').map(percentEncode).join('/')}`
      const names = Object.keys(parameters).sort()
      const query = names.map((name) => `${name}=${percentEncode(parameters[name] ?? '')}`).join('&')
      const sha256 = Sha256 as unknown as NonNullable<SignatureV4Init['sha256']>
      const theirs = await new SignatureV4({
        service: 's3',
        region,
        credentials: identity,
        sha256,
        uriEscapePath: false,
      }).sign(
        {
          method,
          protocol: 'https:',
          hostname: host,
          path,
          query: { ...parameters },
          headers: { ...headers, host },
          body,
        },
        { signingDate: at },
      )
      const content = { ...(headers && { headers }), ...(body !== undefined && { body }) }
      const ours = { method, host, path, query, ...content }
      expect(new Signer(region).sign(ours, identity, at.getTime())).toEqual(theirs.headers)
    }),
    { numRuns: 10_000 },
  )
}, 180_000)

it('makes another key for another day, and for other credentials', () => {
  const signer = new Signer('r')
  const request = { method: 'GET', host: 'h', path: '/', query: '' }
  const [noon, tomorrow] = [Date.UTC(2026, 10, 22), Date.UTC(2026, 10, 23)]
  const [one, other] = [
    { accessKeyId: 'a', secretAccessKey: '1' },
    { accessKeyId: 'a', secretAccessKey: '2' },
  ]
  for (const [identity, at] of [
    [one, noon],
    [one, tomorrow],
    [other, tomorrow],
    [one, noon],
  ] as const) {
    expect(signer.sign(request, identity, at)).toEqual(new Signer('r').sign(request, identity, at))
  }
})
