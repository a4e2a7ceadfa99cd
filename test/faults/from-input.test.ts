import { execFileSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { makeHome } from '../support/home.js'
import { listingLines } from '../support/large-listing.js'
import { start, startScript, waitFor, watchMemory } from '../support/process.js'
import { startRealTimeServer } from '../support/server.js'

describe('abort --from with input that does not end', () => {
  it.each([
    ['F90 stops reading a FIFO on SIGINT', 'SIGINT', 130, 'fifo'],
    ['F90 stops reading a FIFO on SIGTERM', 'SIGTERM', 143, 'fifo'],
    ['F90 stops reading stdin on SIGINT', 'SIGINT', 130, '-'],
    ['F90 stops reading stdin on SIGTERM', 'SIGTERM', 143, '-'],
  ] as const)('%s', async (_, signal, code, from) => {
    const home = makeHome({})
    execFileSync('mkfifo', [`${home}/fifo`])
    const path = from === 'fifo' ? `${home}/fifo` : from
    const environment = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', HOME: home }
    const words = `abort --bucket bkt --from ${path} --yes --endpoint https://bkt.cwobject.com`
    const running = start(words, environment, 'open')
    running.child.stdin?.write('{"Bucket":"bkt","Key":"a","UploadId":"1"}\n')
    await waitFor(() => running.stderr.startsWith('note: ')) // The note on the endpoint comes before the reading.
    await new Promise((resolve) => setTimeout(resolve, 500))
    const signaledAt = performance.now()
    running.child.kill(signal)
    expect(await running.ended).toMatchObject({ code, stdout: '', stderr: running.stderr })
    expect(performance.now() - signaledAt).toBeLessThan(1_000)
  })

  it('F90 sends nothing before it has read a FIFO to its end', async () => {
    const server = await startRealTimeServer()
    const uploadId = server.add('a')
    const home = makeHome({ first: `{"Bucket":"bkt","Key":"a","UploadId":"${uploadId}"}\n`, rest: '{"Key":' })
    const script = `mkfifo ${home}/fifo
      { cat ${home}/first; sleep 0.5; cat ${home}/rest; } >${home}/fifo &
      cwmpu abort --bucket bkt --from ${home}/fifo --yes`
    const { code, stderr } = await startScript(script, server.environment).ended
    expect({ code, requests: server.requests }).toEqual({ code: 2, requests: [] })
    expect(stderr).toMatch(/^error: Cannot read .*\. Line 2 ends in the middle of a value\. Create/)
  })

  it('reads a pipe and /dev/stdin, and rejects a directory', async () => {
    const server = await startRealTimeServer()
    const line = `{"Bucket":"bkt","Key":"a","UploadId":"${server.add('a')}"}`
    const dryRun = 'cwmpu abort --bucket bkt --dry-run --from'
    const script = `echo '${line}' | ${dryRun} - && echo '${line}' | ${dryRun} /dev/stdin && ${dryRun} - </`
    const { code, stdout, stderr } = await startScript(script, server.environment).ended
    expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 2, lines: 3 })
    expect(stderr).toContain('error: Cannot read stdin. Illegal operation on a directory (EISDIR).\n')
  })
})

describe('abort --from with large input', () => {
  it.each([
    ['in one line', "tr '\\0' a", /Line 1 has more than 8 MiB\./],
    ['in one JSON string', `{ printf '["'; tr '\\0' a; }`, /Line 1 has a value of more than 8 MiB\./],
    ['of brackets', "tr '\\0' '['", /Line 1 is nested too deeply\./],
    ['that are not UTF-8', "tr '\\0' '\\377'", /Line 1 is not UTF-8 text\./],
  ])('F91 rejects 200 MB %s with a short message', async (_, filter, message) => {
    const server = await startRealTimeServer()
    const script = `head -c 200000000 /dev/zero | ${filter} | cwmpu abort --bucket bkt --from - --yes`
    const running = startScript(script, server.environment)
    const { code, stdout, stderr } = await running.ended
    expect({ code, stdout, requests: server.requests }).toEqual({ code: 2, stdout: '', requests: [] })
    expect(stderr).toMatch(message)
    expect(stderr.length).toBeLessThan(1_000)
  })

  it('F91 reads 200,000 uploads with less than 170 MiB', async () => {
    const server = await startRealTimeServer()
    const home = makeHome({})
    await pipeline(Readable.from(listingLines(200_000, 'json')), createWriteStream(`${home}/f`))
    const running = start(`abort --bucket bkt --from ${home}/f --yes`, server.environment)
    const peak = watchMemory(running)
    const { code, stderr } = await running.ended
    expect({ code, stderr }).toEqual({
      code: 5,
      stderr: `error: None of the 200,000 uploads in ${home}/f is in "bkt".\n`,
    })
    expect(peak()).toBeGreaterThan(0)
    expect(peak()).toBeLessThan(170 * 2 ** 20)
  })
})
