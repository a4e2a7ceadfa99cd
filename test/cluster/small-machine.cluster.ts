import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeHome } from '../support/home.js'
import { lists } from '../support/faults.js'
import { listingLines, listingOf } from '../support/many.js'
import { peakOf } from '../support/memory.js'
import { inheritedEnvironment, Running, start, withCwmpu } from '../support/process.js'
import { startRealTimeStore } from '../support/store.js'

const FORMATS = ['table', 'json', 'ndjson', 'csv', 'tsv']

/** Starts a script with a file system of 64 KiB at `$DISK`. It needs Linux, and user namespaces. */
function startWithSmallDisk(script: string, environment: Readonly<Record<string, string | undefined>>): Running {
  const disk = makeHome({})
  const mounted = `mount -t tmpfs -o size=64k tmpfs "$DISK" || exit 99\n${withCwmpu(script)}`
  const child = spawn('unshare', ['--map-root-user', '--mount', 'sh', '-c', mounted], {
    env: { ...inheritedEnvironment, ...environment, DISK: disk },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return new Running(child)
}

describe('a disk of 64 KiB', () => {
  it.each(FORMATS)('is full in the middle of list -o %s: exit 1 with the reason', async (format) => {
    const store = await startRealTimeStore()
    store.addMany(4_000)
    const script = `cwmpu list --bucket bkt -o ${format} >"$DISK/out"; code=$?; wc -c <"$DISK/out"; exit $code`
    expect(await startWithSmallDisk(script, store.environment).ended).toEqual({
      code: 1,
      stdout: '65536\n',
      stderr: 'error: Cannot write the output. No space left on device (ENOSPC).\n',
    })
  })

  it('stops no abort of abort-all --json, whose summary is on stderr', async () => {
    const store = await startRealTimeStore()
    store.addMany(2_500)
    const script = 'cwmpu abort-all --bucket bkt --yes --json >"$DISK/out"'
    const { code, stderr } = await startWithSmallDisk(script, store.environment).ended
    expect({ code, left: store.left }).toEqual({ code: 1, left: 0 })
    expect(stderr).toMatch(
      /^Aborted 2,500 of 2,500 uploads( in .*)?\.\n(bkt has no .*\n)?error: Cannot write the output\. No space/,
    )
  })
})

describe('a bucket with 100,000 uploads', () => {
  it.each(['ndjson', 'tsv', 'csv', 'table'])('is listed as %s in memory that stays flat', async (format) => {
    const store = await startRealTimeStore()
    store.injectFault(lists, listingOf(100_000))
    const running = start(`list --bucket bkt --no-sizes -o ${format}`, store.environment)
    const peak = peakOf(running)
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    expect(stdout.match(/part-/g)).toHaveLength(100_000)
    expect(peak()).toBeGreaterThan(0)
    expect(peak()).toBeLessThan(150 * 2 ** 20)
  })
})

describe('a listing of a million uploads, for abort --from', () => {
  it.each(['json', 'ndjson', 'tsv'])('is read as %s in the memory of its targets', async (format) => {
    const store = await startRealTimeStore()
    const home = makeHome({})
    await pipeline(Readable.from(listingLines(1_000_000, format)), createWriteStream(`${home}/f`))
    const running = start(`abort --bucket bkt --from ${home}/f --yes`, store.environment)
    const peak = peakOf(running)
    expect((await running.ended).code).toBe(5)
    expect(peak()).toBeGreaterThan(0)
    expect(peak()).toBeLessThan(300 * 2 ** 20)
  })
})
