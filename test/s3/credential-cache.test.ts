import { describe, expect, it } from 'vitest'
import { CliError } from '../../src/errors.js'
import { CredentialCache, maskedKey } from '../../src/s3/credential-cache.js'

const MINUTE = 60_000

/** Creates a cache of credentials with this lifetime, which are new each time that they are fetched. */
function cacheFor(lifetime: number) {
  const clock = { now: 0 }
  let fetched = 0
  const provider = () => {
    const expiration = new Date(clock.now + lifetime)
    return Promise.resolve({ accessKeyId: `key-${++fetched}`, secretAccessKey: 's', expiration })
  }
  return { clock, cache: new CredentialCache('a test', provider, () => clock.now) }
}

const idOf = async (cache: CredentialCache) => (await cache.get()).accessKeyId

describe('CredentialCache', () => {
  it('fetches credentials again less than five minutes before they expire', async () => {
    const { clock, cache } = cacheFor(60 * MINUTE)
    expect(await idOf(cache)).toBe('key-1')
    clock.now = 55 * MINUTE
    expect(await idOf(cache)).toBe('key-1')
    clock.now = 55 * MINUTE + 1
    expect(await idOf(cache)).toBe('key-2')
  })

  it('fetches credentials once a minute at most, also if they expire sooner', async () => {
    const { clock, cache } = cacheFor(2 * MINUTE)
    await cache.get()
    clock.now = MINUTE
    expect(await idOf(cache)).toBe('key-1')
    clock.now = MINUTE + 1
    expect(await idOf(cache)).toBe('key-2')
  })

  it('keeps credentials without an expiration', async () => {
    let fetched = 0
    const provider = () => Promise.resolve({ accessKeyId: `key-${++fetched}`, secretAccessKey: 's' })
    let now = 0
    const cache = new CredentialCache('a test', provider, () => now)
    await cache.get()
    now = 1_000 * 86_400_000
    expect(await idOf(cache)).toBe('key-1')
  })

  it('fetches credentials once for concurrent calls', async () => {
    const { cache } = cacheFor(60 * MINUTE)
    const ids = await Promise.all(Array.from({ length: 10 }, () => idOf(cache)))
    expect(new Set(ids)).toEqual(new Set(['key-1']))
  })

  it('returns cached credentials without fetching, if there are any', async () => {
    const { clock, cache } = cacheFor(60 * MINUTE)
    expect(cache.cached()).toBeUndefined()
    const identity = await cache.get()
    expect(cache.cached()).toBe(identity)
    clock.now = 60 * MINUTE
    expect(cache.cached()).toBeUndefined()
  })

  it('reports the credential source, but no secret, if credentials cannot be fetched', async () => {
    const failure = new Error('exec cat --secret canary')
    const cache = new CredentialCache(
      'credential_process of p',
      () => Promise.reject(failure),
      () => 0,
    )
    const error = await cache.get().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(CliError)
    expect(error).toMatchObject({
      kind: 'access-denied',
      message: 'Cannot get credentials from credential_process of p. Check that it works outside of cwmpu.',
      hint: 'Check that it works outside of cwmpu.',
      cause: failure,
    })
  })

  it('throws a CliError of the provider unchanged, and fetches again on the next call', async () => {
    const failure = new CliError('access-denied', 'sign in first')
    const results = [Promise.reject(failure), Promise.resolve({ accessKeyId: 'late', secretAccessKey: 's' })]
    const cache = new CredentialCache(
      'x',
      () => results.shift() ?? Promise.reject(failure),
      () => 0,
    )
    await expect(cache.get()).rejects.toBe(failure)
    expect(await idOf(cache)).toBe('late')
  })
})

describe('CredentialCache with a provider that does not end', () => {
  const never = () => new Promise<never>(() => undefined)

  it('throws a retryable CliError after the time limit', async () => {
    const cache = new CredentialCache('a test', never, () => 0, 20)
    await expect(cache.get()).rejects.toMatchObject({
      kind: 'retryable',
      message: 'No credentials from a test within 0s. Check that it works outside of cwmpu, or raise --timeout.',
      hint: 'Check that it works outside of cwmpu, or raise --timeout.',
    })
  })

  it('aborts the signal of the provider after the time limit', async () => {
    const signals: AbortSignal[] = []
    const provider = (signal: AbortSignal) => {
      signals.push(signal)
      return never()
    }
    await expect(new CredentialCache('a test', provider, () => 0, 20).get()).rejects.toBeInstanceOf(CliError)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  })

  it('throws a NetworkError if the signal fires, or has fired', async () => {
    const cache = new CredentialCache('a test', never, () => 0)
    const canceled = { name: 'NetworkError', code: 'ECANCELED' }
    await expect(cache.get(AbortSignal.abort())).rejects.toMatchObject(canceled)
    const controller = new AbortController()
    const waiting = cache.get(controller.signal)
    controller.abort()
    await expect(waiting).rejects.toMatchObject(canceled)
  })

  it('fetches again for other calls if the signal of the first one fires', async () => {
    const results = [never(), Promise.resolve({ accessKeyId: 'second', secretAccessKey: 's' })]
    const cache = new CredentialCache(
      'a test',
      () => results.shift() ?? never(),
      () => 0,
    )
    const controller = new AbortController()
    const first = cache.get(controller.signal)
    const second = cache.get(new AbortController().signal)
    controller.abort()
    await expect(first).rejects.toMatchObject({ code: 'ECANCELED' })
    expect(await second).toMatchObject({ accessKeyId: 'second' })
  })
})

describe('CredentialCache.refresh', () => {
  it('fetches once for concurrent calls', async () => {
    const { cache } = cacheFor(60 * MINUTE)
    const expired = await cache.get()
    const fresh = await Promise.all(Array.from({ length: 10 }, () => cache.refresh(expired)))
    expect(new Set(fresh.map((identity) => identity?.accessKeyId))).toEqual(new Set(['key-2']))
  })

  it('returns the cached credentials if they were fetched after the expired ones', async () => {
    const { cache } = cacheFor(60 * MINUTE)
    const expired = await cache.get()
    await cache.refresh(expired)
    expect(await cache.refresh(expired)).toMatchObject({ accessKeyId: 'key-2' })
    expect(await idOf(cache)).toBe('key-2')
  })

  it.each([
    ['undefined if nothing differs', { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' }, false],
    ['them if the session token differs', { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 'u' }, true],
    ['them if the access key differs', { accessKeyId: 'b', secretAccessKey: 's', sessionToken: 't' }, true],
  ])('returns %s', async (_, fresh, isReturned) => {
    const first = { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' }
    const results = [first, fresh]
    const provider = () => Promise.resolve(results.shift() ?? fresh)
    const cache = new CredentialCache('a test', provider, () => 0)
    await cache.get()
    expect(await cache.refresh(first)).toBe(isReturned ? fresh : undefined)
  })
})

describe('maskedKey', () => {
  it.each([
    ['AKIAIOSFODNN7EXAMPLE', 'AKIA…MPLE'],
    ['SHORTKEY', '…'],
    ['', '…'],
  ])('returns %s as %s', (key, masked) => expect(maskedKey(key)).toBe(masked))
})
