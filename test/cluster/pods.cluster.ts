import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { aborts } from '../support/faults.js'
import { type Container, jobIn } from '../support/kubernetes.js'
import { kustomize } from '../support/kustomize.js'
import { outcomesOf } from '../support/outcomes.js'
import { ENTRYPOINT, startPod } from '../support/pod.js'
import { waitFor } from '../support/process.js'
import { startRealTimeServer, type TestServer } from '../support/server.js'

const ROOT = fileURLToPath(new URL('../../deploy/kubernetes/', import.meta.url))
const DAY = 86_400_000

/** Starts a server with the bucket of the manifests. It has 100 uploads, one for each day of age. */
async function startFilledServer(): Promise<TestServer> {
  const server = await startRealTimeServer()
  const bucket = server.sandbox.createBucket('my-bucket')
  for (let age = 0; age < 100; age++) bucket.addUpload(`k${age}`, server.clock.now() - (age + 0.5) * DAY)
  return server
}

function keysLeft(server: TestServer): string[] {
  return [...(server.sandbox.buckets.get('my-bucket')?.uploads.values() ?? [])].map(({ key }) => key)
}

/** Returns the variables of a container and its Secret, with the endpoint of the test server instead of LOTA. */
function environmentOf({ env, envFrom }: Container, server: TestServer): Record<string, string> {
  expect(envFrom).toEqual([{ secretRef: { name: 'cwmpu-credentials' } }])
  const endpoint = server.endpoint.replace('localhost', '127.0.0.1') // The pod cannot resolve names.
  const declared = env.map(({ name, value }) => [name, value.replace('http://cwlota.com', endpoint)])
  return {
    ...(Object.fromEntries(declared) as Record<string, string>),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
}

describe('startPod', () => {
  it('runs a process with only the image, in a read-only file system', async () => {
    const script = `const { readdirSync, writeFileSync } = require('node:fs')
    const write = (path) => { try { writeFileSync(path, 'x'); return 'written' } catch ({ code }) { return code } }
    const { env, stdin, stdout, getuid } = process
    const root = readdirSync('/')
    console.log(JSON.stringify({ env, root, uid: getuid(), tty: [stdin.isTTY === true, stdout.isTTY === true],
      writes: ['/x', '/cwmpu/x', '/cwmpu/dist/x', '/usr/lib/x'].map(write) }))`
    const { code, stdout, stderr } = await startPod(['/nodejs/bin/node', '-e', script], { A: 'b' }).ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({
      env: { A: 'b' },
      root: ['cwmpu', 'lib', 'lib64', 'nodejs', 'usr'],
      uid: 65532,
      tty: [false, false],
      writes: ['EROFS', 'EROFS', 'EROFS', 'EROFS'],
    })
  })
})

describe('the CronJob', () => {
  it('aborts uploads that are older than a week', async () => {
    const server = await startFilledServer()
    const { container } = jobIn(kustomize(`${ROOT}cronjob`))
    const { code, stdout, stderr } = await startPod(
      [...ENTRYPOINT, ...container.args],
      environmentOf(container, server),
    ).ended
    expect(code).toBe(0)
    expect(stderr).toMatch(/^Aborted 93 of 93 uploads( in .*)?\.\n$/)
    expect(outcomesOf({ code: 0, stdout, stderr }).Summary).toMatchObject({ Aborted: 93, Verified: true })
    expect(keysLeft(server)).toEqual(['k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6'])
  })

  it('finishes requests in flight and exits with 143 if its pod is evicted, and the next pod continues', async () => {
    const server = await startFilledServer()
    server.injectFault(aborts, server.handleAfter(200))
    const { container } = jobIn(kustomize(`${ROOT}cronjob`))
    const run = () => startPod([...ENTRYPOINT, ...container.args], environmentOf(container, server))
    const evicted = run()
    await waitFor(() => server.deletes.length > 5)
    evicted.child.kill('SIGTERM')
    const { code, stdout, stderr } = await evicted.ended
    expect(code).toBe(143)
    const { Matched, Aborted, Skipped } = outcomesOf({ code: 143, stdout, stderr }).Summary
    expect(Matched).toBe(93)
    expect(Skipped).toBeGreaterThan(0)
    expect(keysLeft(server)).toHaveLength(100 - Aborted)
    expect((await run().ended).code).toBe(0)
    expect(keysLeft(server)).toHaveLength(7)
  })
})

describe('the Indexed Job', () => {
  it('aborts every upload once in all its pods together', async () => {
    const server = await startFilledServer()
    const { job, container } = jobIn(kustomize(`${ROOT}indexed-job`))
    const environment = environmentOf(container, server)
    const pods = Array.from({ length: job.completions ?? 0 }, (_, index) =>
      startPod([...ENTRYPOINT, ...container.args], { ...environment, JOB_COMPLETION_INDEX: String(index) }),
    )
    const ended = await Promise.all(pods.map((pod) => pod.ended))
    for (const { code, stdout, stderr } of ended) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      // Of 93 uploads, one of 16 shards has none in one run of 25.
      expect(stdout).toMatch(/^(Aborted \d+ of \d+ uploads?( in .*)?\.|No uploads match .*)\n$/)
    }
    expect(keysLeft(server)).toEqual(['k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6'])
    expect(new Set(server.deletes).size).toBe(93)
    expect(server.deletes).toHaveLength(93)
  })
})
