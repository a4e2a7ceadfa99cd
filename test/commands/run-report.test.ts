import { describe, expect, it } from 'vitest'
import { aborts, listsParts, lists, respondWithError } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { startServer } from '../support/server.js'

interface Report {
  readonly Uploads: unknown[]
  readonly Summary: Readonly<Record<string, unknown>>
  readonly Error: { readonly Message: string }
}

function reportIn(stdout: string): Report {
  return JSON.parse(stdout) as Report
}

describe('the report of a run that aborts', () => {
  it('has the counts, bytes, seconds, endpoint and exit code of a complete run', async () => {
    const server = await startServer()
    server.addWithParts('a', [5, 6])
    server.addWithParts('b', [7])
    const { code, stdout } = await server.run('abort-all --bucket bkt --yes --sizes --json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      Summary: { Matched: 2, Aborted: 2 },
      Clear: true,
      Verified: true,
      AgeUnknown: 0,
      Blocking: { Objects: false, Versions: false },
      Bytes: 18,
      Seconds: 0,
      Endpoint: server.endpoint,
      Complete: true,
      ExitCode: 0,
    })
  })

  it('has null for bytes that could not be measured', async () => {
    const server = await startServer()
    server.addWithParts('a', [5, 6])
    server.injectFault(listsParts, respondWithError(403, 'AccessDenied'))
    const { stdout } = await server.run('abort-all --bucket bkt --yes --sizes --json')
    expect(JSON.parse(stdout)).toMatchObject({ Summary: { Aborted: 1 }, Bytes: null })
    expect(JSON.parse((await server.run('abort-all --bucket bkt --yes --sizes --json')).stdout)).toHaveProperty(
      'Bytes',
      0,
    )
  })

  it('has the duration of a partial run', async () => {
    const server = await startServer()
    server.add('good')
    server.add('bad')
    server.injectFault(
      (incoming) => aborts(incoming) && incoming.url?.includes('bad') === true,
      respondWithError(500, 'InternalError'),
    )
    const result = await server.run('abort-all --bucket bkt --yes --json')
    expect(result.code).toBe(3)
    expect(outcomesOf(result).Summary).toMatchObject({ Aborted: 1, Failed: 1, ExitCode: 3, Clear: false })
    expect((JSON.parse(result.stdout) as { Seconds: number }).Seconds).toBeGreaterThan(1)
    expect(result.stderr).toMatch(/Aborted 1 of 2 uploads in \d+s?.*\. Failed: 1\./)
  })

  it.each([
    ['abort-all --bucket absent --yes', 5, /^Bucket "absent" not found at http:\/\/localhost:\d+\.$/],
    ['abort-all --bucket bkt', 2, /^Cannot ask for confirmation\. stdin or stderr is not a terminal\.$/],
    ['abort-all --bucket bkt --yes --max 1', 9, /^No uploads were aborted\. 2 uploads match, which exceeds --max 1\.$/],
    ['abort --bucket bkt --key k --upload-id u', 5, /^Upload "u" of key "k" not found in "bkt"\.$/],
    ['abort-all --bucket bkt --yes --older-then 1d', 2, /^Unknown option '--older-then'\./],
  ])('%s has no uploads, and the error', async (words, code, message) => {
    const server = await startServer()
    server.addMany(2)
    const result = await server.run(`${words} --json`)
    const { Uploads, Summary, Error } = reportIn(result.stdout)
    expect({ code: result.code, Uploads }).toEqual({ code, Uploads: [] })
    expect(Summary).toMatchObject({ Matched: 0 })
    expect(Error.Message).toMatch(message)
    expect(JSON.parse(result.stdout)).toMatchObject({ Clear: false, Verified: false, ExitCode: code })
    expect(server.left).toBe(2)
  })

  it('is the last line of ndjson if the run fails', async () => {
    const server = await startServer()
    server.injectFault(lists, respondWithError(403, 'AccessDenied'))
    const { stdout } = await server.run('abort-all --bucket bkt --yes -o ndjson')
    expect(JSON.parse(stdout)).toMatchObject({ Error: { Code: 'AccessDenied' }, ExitCode: 4 })
  })

  it('says what blocks DeleteBucket, and how to add a lifecycle rule', async () => {
    const server = await startServer()
    server.add('k')
    const { stdout } = await server.run('abort-all --bucket bkt --yes', { tty: true })
    expect(stdout.split('\n')).toEqual([
      'Aborted 1 of 1 upload.',
      'bkt has no incomplete uploads. No objects or versions found.',
      'No lifecycle rule aborts incomplete uploads.',
      'To add one: cwmpu lifecycle set --bucket bkt --days 7',
      '',
    ])
  })

  it('has no hint if there is a rule, or if rules cannot be read', async () => {
    const server = await startServer()
    await server.run('lifecycle set --bucket bkt --days 7 --yes')
    server.add('k', 86_400_000)
    const words = 'abort-all --bucket bkt --prefix k --yes'
    expect((await server.run(words, { tty: true })).stdout).toBe('Aborted 1 of 1 upload.\n')
    server.add('k', 86_400_000)
    server.injectFault(({ url }) => url?.includes('lifecycle') === true, respondWithError(403, 'AccessDenied'))
    expect((await server.run(words, { tty: true })).stdout).toBe('Aborted 1 of 1 upload.\n')
  })
})
