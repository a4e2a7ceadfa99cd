import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { makeHome } from '../support/home.js'
import { start, startScript } from '../support/process.js'
import { startRealTimeStore, startStore } from '../support/store.js'

const FORMATS = ['table', 'json', 'ndjson', 'csv', 'tsv']
const FULL = 'error: Cannot write the output. No space left on device (ENOSPC).\n'

describe('output that cannot be written', () => {
  it.each(FORMATS)('F86 a full disk is exit 1 for list -o %s', async (format) => {
    const store = await startRealTimeStore()
    store.addMany(3)
    const script = startScript(`cwmpu list --bucket bkt -o ${format} >/dev/full`, store.environment)
    expect(await script.ended).toEqual({ code: 1, stdout: '', stderr: FULL })
  })

  // Without SIGXFSZ, which Node ignores, a limit on the size of files is like a full disk: the last write is short.
  it.each(FORMATS)('F86 a disk that is full in the middle is exit 1 for list -o %s', async (format) => {
    const store = await startRealTimeStore()
    store.addMany(2_500)
    const home = makeHome({})
    const script = `ulimit -f 100; cwmpu list --bucket bkt -o ${format} >${home}/out`
    const { code, stderr } = await startScript(script, store.environment).ended
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error: Cannot write the output. File too large (EFBIG).\n',
    })
    expect(readFileSync(`${home}/out`).length % 512).toBe(0)
  })

  it.each(FORMATS)('F60 a reader that leaves after a line is no error for list -o %s', async (format) => {
    const store = await startRealTimeStore()
    store.addMany(5_000)
    const script = `{ cwmpu list --bucket bkt -o ${format}; echo $? >&2; } | head -n 1 >/dev/null`
    expect((await startScript(script, store.environment).ended).stderr).toBe('0\n')
  })

  it.each(FORMATS)('F87 no abort is stopped, and -o %s leaves a summary on stderr', async (format) => {
    const store = await startRealTimeStore()
    store.addMany(400)
    const script = startScript(`cwmpu abort-all --bucket bkt --yes -o ${format} >/dev/full`, store.environment)
    const { code, stderr } = await script.ended
    expect({ code, left: store.left }).toEqual({ code: 1, left: 0 })
    expect(stderr).toMatch(
      /^Aborted 400 of 400 uploads( in .*)?\.\n(bkt has no .*\n)?error: Cannot write the output\. No space/,
    )
  })

  it('F87 no abort is stopped if stderr cannot be written', async () => {
    const store = await startRealTimeStore()
    store.addMany(50)
    const script = startScript('cwmpu abort-all --bucket bkt --yes --json 2>/dev/full', store.environment)
    const { code, stdout } = await script.ended
    expect({ code, left: store.left }).toEqual({ code: 1, left: 0 })
    expect(JSON.parse(stdout)).toMatchObject({ Summary: { Aborted: 50 } })
  })

  it.each(['--help', 'help abort-all', 'completion bash', 'demo'])('F86 is exit 1 for %s', async (words) => {
    const { code, stderr } = await startScript(`cwmpu ${words} >/dev/full`, { HOME: '/nonexistent' }).ended
    expect({ code, stderr }).toEqual({ code: 1, stderr: FULL })
  })
})

describe('a run that ends without a result', () => {
  it('F88 is exit 1, not 0', async () => {
    const store = await startRealTimeStore()
    const lost = `--require=${new URL('../support/lost-open.cjs', import.meta.url).pathname}`
    const environment = { ...store.environment, NODE_OPTIONS: lost }
    const { code, stderr } = await start('abort --bucket bkt --from f --yes', environment).ended
    expect(code).toBe(1)
    expect(stderr).toMatch(/the run ended without a result\. Please report it\.\n$/)
  })
})

describe('a key of 1 MB', () => {
  it.each([
    ['F92 of letters', 'k'.repeat(2 ** 20)],
    ['F92 of wide characters', '日本'.repeat(2 ** 18)],
    ['F92 of control characters', '\u001b'.repeat(2 ** 18)],
  ])('%s takes a table not longer than JSON', async (_, key) => {
    const store = await startStore()
    store.add(key)
    const timeOf = async (format: string) => {
      const started = performance.now()
      expect(await store.run(`list --bucket bkt -o ${format}`, { tty: true })).toMatchObject({ code: 0 })
      return performance.now() - started
    }
    await timeOf('table')
    // Nearly all of the time is for reading the page.
    const timeToRead = await timeOf('ndjson')
    expect(await timeOf('table')).toBeLessThan(2 * timeToRead + 1_000)
  })
})
