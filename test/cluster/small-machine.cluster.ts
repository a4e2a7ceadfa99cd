import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { lists } from '../support/faults.js'
import { makeHome } from '../support/home.js'
import { listingLines, largeListing } from '../support/large-listing.js'
import { inheritedEnvironment, RunningProcess, start, watchMemory, withCwmpu } from '../support/process.js'
import { startRealTimeServer } from '../support/server.js'

const FORMATS = ['table', 'json', 'ndjson', 'csv', 'tsv']

/** Starts a script with a file system of 64 KiB at `$DISK`. Needs Linux and user namespaces. */
function startWithSmallDisk(script: string, environment: Readonly<Record<string, string | undefined>>): RunningProcess {
  const disk = makeHome({})
  const mounted = `mount -t tmpfs -o size=64k tmpfs "$DISK" || exit 99\n${withCwmpu(script)}`
  const child = spawn('unshare', ['--map-root-user', '--mount', 'sh', '-c', mounted], {
    env: { ...inheritedEnvironment, ...environment, DISK: disk },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return new RunningProcess(child)
}

describe('cwmpu with a disk of 64 KiB', () => {
  it.each(FORMATS)('exits with 1 and the reason if list -o %s fills it', async (format) => {
    const server = await startRealTimeServer()
    server.addMany(4_000)
    const script = `cwmpu list --bucket bkt -o ${format} >"$DISK/out"; code=$?; wc -c <"$DISK/out"; exit $code`
    expect(await startWithSmallDisk(script, server.environment).ended).toEqual({
      code: 1,
      stdout: '65536\n',
      stderr: 'error: Cannot write the output. No space left on device (ENOSPC).\n',
    })
  })

  it('finishes all aborts and prints the summary on stderr if abort-all --json fills it', async () => {
    const server = await startRealTimeServer()
    server.addMany(2_500)
    const script = 'cwmpu abort-all --bucket bkt --yes --json >"$DISK/out"'
    const { code, stderr } = await startWithSmallDisk(script, server.environment).ended
    expect({ code, left: server.left }).toEqual({ code: 1, left: 0 })
    expect(stderr).toMatch(
      /^Aborted 2,500 of 2,500 uploads( in .*)?\.\n(bkt has no .*\n)?error: Cannot write the output\. No space/,
    )
  })
})

describe('list with 100,000 uploads', () => {
  it.each(['ndjson', 'tsv', 'csv', 'table'])('writes %s with less than 150 MiB', async (format) => {
    const server = await startRealTimeServer()
    server.injectFault(lists, largeListing(100_000))
    const running = start(`list --bucket bkt --no-sizes -o ${format}`, server.environment)
    const peak = watchMemory(running)
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    expect(stdout.match(/part-/g)).toHaveLength(100_000)
    expect(peak()).toBeGreaterThan(0)
    expect(peak()).toBeLessThan(150 * 2 ** 20)
  })
})

describe('abort --from with a million uploads', () => {
  it.each(['json', 'ndjson', 'tsv'])('reads %s with less than 300 MiB', async (format) => {
    const server = await startRealTimeServer()
    const home = makeHome({})
    await pipeline(Readable.from(listingLines(1_000_000, format)), createWriteStream(`${home}/f`))
    const running = start(`abort --bucket bkt --from ${home}/f --yes`, server.environment)
    const peak = watchMemory(running)
    expect((await running.ended).code).toBe(5)
    expect(peak()).toBeGreaterThan(0)
    expect(peak()).toBeLessThan(300 * 2 ** 20)
  })
})
