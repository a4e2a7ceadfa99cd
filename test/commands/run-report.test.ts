import { describe, expect, it } from 'vitest'
import { aborts, lists, refuse } from '../support/faults.js'
import { startStore } from '../support/store.js'

interface Report {
  readonly Bucket: string
  readonly Uploads: unknown[]
  readonly Summary: Readonly<Record<string, unknown>>
}

function reportIn(stdout: string): Report {
  return JSON.parse(stdout) as Report
}

describe('a run that aborts reports once, however it ends', () => {
  it('done: counts, bytes, seconds, endpoint, exit code', async () => {
    const store = await startStore()
    store.addSized('a', [5, 6])
    store.addSized('b', [7])
    const { code, stdout } = await store.run('abort-all --bucket bkt --yes --sizes --json')
    expect(code).toBe(0)
    expect(reportIn(stdout).Summary).toMatchObject({
      Matched: 2,
      Aborted: 2,
      Verified: true,
      Bytes: 18,
      Seconds: 0,
      Endpoint: store.endpoint,
      ExitCode: 0,
    })
  })

  it('partial: and how long it took', async () => {
    const store = await startStore()
    store.add('good')
    store.add('bad')
    store.meet(
      (incoming) => aborts(incoming) && incoming.url?.includes('bad') === true,
      refuse(500, 'InternalError'),
    )
    const { code, stdout, stderr } = await store.run('abort-all --bucket bkt --yes --json')
    expect(code).toBe(3)
    const { Summary } = reportIn(stdout)
    expect(Summary).toMatchObject({ Aborted: 1, Failed: 1, ExitCode: 3 })
    expect(Summary['Seconds']).toBeGreaterThan(1)
    expect(stderr).toMatch(/Aborted 1 upload of 2, 1 failed, .*in \d+/)
  })

  it.each([
    [
      'abort-all --bucket absent --yes',
      5,
      /^Bucket "absent" not found at http:.*\. Check the name and --endpoint\. \(request ID \w+\)$/,
    ],
    ['abort-all --bucket bkt', 2, /^--yes is required/],
    ['abort-all --bucket bkt --yes --max 1', 9, /^2 uploads selected, more than --max 1/],
    [
      'abort --bucket bkt --key k --upload-id u',
      5,
      /^Upload "u" of key "k" not found in "bkt"\. List current uploads with: cwmpu list --bucket bkt$/,
    ],
  ])('%s: not started, and the reason', async (words, code, message) => {
    const store = await startStore()
    store.addMany(2)
    const result = await store.run(`${words} --json`)
    const { Uploads, Summary } = reportIn(result.stdout)
    expect({ code: result.code, Uploads }).toEqual({ code, Uploads: [] })
    expect(Summary).toMatchObject({
      Matched: 0,
      Complete: false,
      Verified: false,
      ExitCode: code,
    })
    expect(Summary['Error']).toMatch(message)
    expect(store.left).toBe(2)
  })

  it('ndjson ends with the same, as a line', async () => {
    const store = await startStore()
    store.meet(lists, refuse(403, 'AccessDenied'))
    const { stdout } = await store.run('abort-all --bucket bkt --yes -o ndjson')
    expect(reportIn(stdout)).toMatchObject({
      Bucket: 'bkt',
      Summary: { ExitCode: 4 },
    })
  })

  it('in words, with what may still be in the way of deleting the bucket, and what keeps them from coming back', async () => {
    const store = await startStore()
    store.add('k')
    const { stdout } = await store.run('abort-all --bucket bkt --yes', { tty: true })
    expect(stdout.split('\n')).toEqual([
      'Aborted 1 upload of 1.',
      'The bucket has no incomplete uploads; objects or versions may still block its deletion.',
      'To keep them from coming back: cwmpu lifecycle set --bucket bkt --days 7',
      '',
    ])
  })

  it('without that where a rule is there, or nobody may look', async () => {
    const store = await startStore()
    await store.run('lifecycle set --bucket bkt --days 7 --yes')
    store.add('k', 86_400_000)
    const words = 'abort-all --bucket bkt --prefix k --yes'
    expect((await store.run(words, { tty: true })).stdout).toBe('Aborted 1 upload of 1.\n')
    store.add('k', 86_400_000)
    store.meet(({ url }) => url?.includes('lifecycle') === true, refuse(403, 'AccessDenied'))
    expect((await store.run(words, { tty: true })).stdout).toBe('Aborted 1 upload of 1.\n')
  })
})
