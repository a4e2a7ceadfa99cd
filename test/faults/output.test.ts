import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { aborts, respondWithError } from '../support/faults.js'
import { makeHome } from '../support/home.js'
import { start, startScript } from '../support/process.js'
import { startRealTimeServer, startServer } from '../support/server.js'

const FORMATS = ['table', 'json', 'ndjson', 'csv', 'tsv']
const FULL = 'error: Cannot write the output. No space left on device (ENOSPC).\n'

describe('cwmpu with output that cannot be written', () => {
  it.each(FORMATS)('F86 exits with 1 if list -o %s writes to a full disk', async (format) => {
    const server = await startRealTimeServer()
    server.addMany(3)
    const script = startScript(`cwmpu list --bucket bkt -o ${format} >/dev/full`, server.environment)
    expect(await script.ended).toEqual({ code: 1, stdout: '', stderr: FULL })
  })

  // Without SIGXFSZ, which Node ignores, a limit on the size of files is like a full disk: the last write is short.
  it.each(FORMATS)('F86 exits with 1 if the disk becomes full during list -o %s', async (format) => {
    const server = await startRealTimeServer()
    server.addMany(2_500)
    const home = makeHome({})
    const script = `ulimit -f 100; cwmpu list --bucket bkt -o ${format} >${home}/out`
    const { code, stderr } = await startScript(script, server.environment).ended
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'error: Cannot write the output. File too large (EFBIG).\n' })
    expect(readFileSync(`${home}/out`).length % 512).toBe(0)
  })

  it.each(FORMATS)('F60 exits with 0 if the reader closes the pipe after one line of list -o %s', async (format) => {
    const server = await startRealTimeServer()
    server.addMany(5_000)
    const script = `{ cwmpu list --bucket bkt -o ${format}; echo $? >&2; } | head -n 1 >/dev/null`
    expect((await startScript(script, server.environment).ended).stderr).toBe('0\n')
  })

  it('F60 exits with the cause of a failed run, also if the reader has left', async () => {
    const server = await startRealTimeServer()
    server.addMany(100)
    server.injectFault(aborts, respondWithError(403, 'AccessDenied'))
    const script = '{ cwmpu abort-all --bucket bkt --yes --json; echo $? >&2; } | true'
    const { stderr } = await startScript(script, server.environment).ended
    expect(stderr).toMatch(/error: Cannot abort uploads in "bkt"\..*\n4\n$/)
  })

  it('F86 prints both errors once if the document of an error cannot be written', async () => {
    const server = await startRealTimeServer()
    const { code, stderr } = await startScript('cwmpu list --bucket absent --json >/dev/full', server.environment).ended
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: Bucket "absent" not found .*\nerror: Cannot write the output\. No space .*\n$/)
  })

  it.each(FORMATS)('F87 finishes all aborts and prints the summary on stderr with -o %s', async (format) => {
    const server = await startRealTimeServer()
    server.addMany(400)
    const script = startScript(`cwmpu abort-all --bucket bkt --yes -o ${format} >/dev/full`, server.environment)
    const { code, stderr } = await script.ended
    expect({ code, left: server.left }).toEqual({ code: 1, left: 0 })
    expect(stderr).toMatch(
      /^Aborted 400 of 400 uploads( in .*)?\.\n(bkt has no .*\n)?error: Cannot write the output\. No space/,
    )
  })

  it('F87 finishes all aborts if stderr cannot be written', async () => {
    const server = await startRealTimeServer()
    server.addMany(50)
    const script = startScript('cwmpu abort-all --bucket bkt --yes --json 2>/dev/full', server.environment)
    const { code, stdout } = await script.ended
    expect({ code, left: server.left }).toEqual({ code: 1, left: 0 })
    expect(JSON.parse(stdout)).toMatchObject({ Summary: { Aborted: 50 } })
  })

  it.each(['--help', 'help abort-all', 'completion bash', 'demo'])('F86 exits with 1 for %s', async (words) => {
    const { code, stderr } = await startScript(`cwmpu ${words} >/dev/full`, { HOME: '/nonexistent' }).ended
    expect({ code, stderr }).toEqual({ code: 1, stderr: FULL })
  })
})

describe('cwmpu without a result at the end of the process', () => {
  it('F88 exits with 1', async () => {
    const server = await startRealTimeServer()
    const lost = `--require=${new URL('../support/lost-open.cjs', import.meta.url).pathname}`
    const environment = { ...server.environment, NODE_OPTIONS: lost }
    const { code, stderr } = await start('abort --bucket bkt --from f --yes', environment).ended
    expect(code).toBe(1)
    expect(stderr).toMatch(/the run ended without a result\. Please report it\.\n$/)
  })
})

describe('list with a key of 1 MB', () => {
  it.each([
    ['F92 renders letters', 'k'.repeat(2 ** 20)],
    ['F92 renders wide characters', '日本'.repeat(2 ** 18)],
    ['F92 renders control characters', '\u001b'.repeat(2 ** 18)],
  ])('%s in a table about as fast as in JSON', async (_, key) => {
    const server = await startServer()
    server.add(key)
    const timeOf = async (format: string) => {
      const started = performance.now()
      expect(await server.run(`list --bucket bkt -o ${format}`, { tty: true })).toMatchObject({ code: 0 })
      return performance.now() - started
    }
    await timeOf('table')
    // Nearly all of the time is for reading the page.
    const timeToRead = await timeOf('ndjson')
    expect(await timeOf('table')).toBeLessThan(2 * timeToRead + 1_000)
  })
})
