import { describe, expect, it } from 'vitest'
import { Problem } from '../../../src/errors.js'
import { Credentials, maskedKey } from '../../../src/s3/setup/credentials.js'

const MINUTE = 60_000

/** Credentials that are fetched at a time that the test tells, and that end so long after. */
function fetchedFor(lifetime: number) {
  const clock = { now: 0 }
  let fetched = 0
  const provider = () => {
    const expiration = new Date(clock.now + lifetime)
    return Promise.resolve({ accessKeyId: `key-${++fetched}`, secretAccessKey: 's', expiration })
  }
  return { clock, credentials: new Credentials('a test', provider, () => clock.now) }
}

const idOf = async (credentials: Credentials) => (await credentials.current()).accessKeyId

describe('Credentials', () => {
  it('are fetched anew five minutes before they end', async () => {
    const { clock, credentials } = fetchedFor(60 * MINUTE)
    expect(await idOf(credentials)).toBe('key-1')
    clock.now = 55 * MINUTE
    expect(await idOf(credentials)).toBe('key-1')
    clock.now = 55 * MINUTE + 1
    expect(await idOf(credentials)).toBe('key-2')
  })

  it('are fetched once a minute at most, however soon they end', async () => {
    const { clock, credentials } = fetchedFor(2 * MINUTE)
    await credentials.current()
    clock.now = MINUTE
    expect(await idOf(credentials)).toBe('key-1')
    clock.now = MINUTE + 1
    expect(await idOf(credentials)).toBe('key-2')
  })

  it('are fetched once by however many that want them at once', async () => {
    const { credentials } = fetchedFor(60 * MINUTE)
    const ids = await Promise.all(Array.from({ length: 10 }, () => idOf(credentials)))
    expect(new Set(ids)).toEqual(new Set(['key-1']))
  })

  it('that cannot be had are a problem, which says where they should have come from, and no secret', async () => {
    const failure = new Error('exec cat --secret canary')
    const credentials = new Credentials(
      'credential_process of p',
      () => Promise.reject(failure),
      () => 0,
    )
    const problem = await credentials.current().catch((error: unknown) => error)
    expect(problem).toEqual(
      new Problem('denied', 'No credentials came from credential_process of p: see that it works by itself.'),
    )
    expect(problem).toMatchObject({ cause: failure })
  })

  it('leave a problem that says more as it is, and may be had the next time', async () => {
    const problem = new Problem('denied', 'sign in first')
    const answers = [Promise.reject(problem), Promise.resolve({ accessKeyId: 'late', secretAccessKey: 's' })]
    const credentials = new Credentials(
      'x',
      () => answers.shift() ?? Promise.reject(problem),
      () => 0,
    )
    await expect(credentials.current()).rejects.toBe(problem)
    expect(await idOf(credentials)).toBe('late')
  })
})

it.each([
  ['AKIAIOSFODNN7EXAMPLE', 'AKIA…MPLE'],
  ['SHORTKEY', '…'],
])('%s is shown as %s', (key, masked) => {
  expect(maskedKey(key)).toBe(masked)
})
