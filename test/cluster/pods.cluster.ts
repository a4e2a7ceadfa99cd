import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { type Container, jobIn } from '../support/kubernetes.js'
import { kustomize } from '../support/kustomize.js'
import { aborts } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { ENTRYPOINT, startPod } from '../support/pod.js'
import { waitFor } from '../support/process.js'
import { startRealTimeStore, type TestStore } from '../support/store.js'

const ROOT = fileURLToPath(new URL('../../deploy/kubernetes/', import.meta.url))
const DAY = 86_400_000

/** The bucket of the manifests, with uploads of which the young must survive. */
async function startFilledStore(): Promise<TestStore> {
  const store = await startRealTimeStore()
  const bucket = store.sandbox.createBucket('my-bucket')
  for (let age = 0; age < 100; age++) bucket.addUpload(`k${age}`, store.clock.now() - (age + 0.5) * DAY)
  return store
}

function agesLeft(store: TestStore): string[] {
  return [...(store.sandbox.buckets.get('my-bucket')?.uploads.values() ?? [])].map(({ key }) => key)
}

/** The variables of a container, with its Secret, and this store in LOTA's place. */
function environmentOf({ env, envFrom }: Container, store: TestStore): Record<string, string> {
  expect(envFrom).toEqual([{ secretRef: { name: 'cwmpu-credentials' } }])
  const endpoint = store.endpoint.replace('localhost', '127.0.0.1') // Nothing in the pod resolves names.
  const declared = env.map(({ name, value }) => [name, value.replace('http://cwlota.com', endpoint)])
  return {
    ...(Object.fromEntries(declared) as Record<string, string>),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
}

it('a pod of these tests has nothing but its image, and can write nowhere', async () => {
  const look = `const { readdirSync, writeFileSync } = require('node:fs')
    const write = (path) => { try { writeFileSync(path, 'x'); return 'written' } catch ({ code }) { return code } }
    const { env, stdin, stdout, getuid } = process
    const root = readdirSync('/')
    console.log(JSON.stringify({ env, root, uid: getuid(), tty: [stdin.isTTY === true, stdout.isTTY === true],
      writes: ['/x', '/cwmpu/x', '/cwmpu/dist/x', '/usr/lib/x'].map(write) }))`
  const { code, stdout, stderr } = await startPod(['/nodejs/bin/node', '-e', look], { A: 'b' }).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toEqual({
    env: { A: 'b' },
    root: ['cwmpu', 'lib', 'lib64', 'nodejs', 'usr'],
    uid: 65532,
    tty: [false, false],
    writes: ['EROFS', 'EROFS', 'EROFS', 'EROFS'],
  })
})

it('the command line of the CronJob runs in its pod', async () => {
  const store = await startFilledStore()
  const { container } = jobIn(kustomize(`${ROOT}cronjob`))
  const { code, stdout, stderr } = await startPod([...ENTRYPOINT, ...container.args], environmentOf(container, store))
    .ended
  expect(code).toBe(0)
  expect(stderr).toMatch(/^Aborted 93 of 93 uploads( in .*)?\.\n$/)
  expect(outcomesOf({ code: 0, stdout, stderr }).Summary).toMatchObject({ Aborted: 93, Verified: true })
  expect(agesLeft(store)).toEqual(['k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6'])
})

it('a pod that is evicted finishes what is under way, reports it and ends with 143; the next goes on', async () => {
  const store = await startFilledStore()
  store.injectFault(aborts, (incoming, outgoing) =>
    setTimeout(() => {
      store.sandbox.handle(incoming, outgoing)
    }, 200),
  )
  const { container } = jobIn(kustomize(`${ROOT}cronjob`))
  const run = () => startPod([...ENTRYPOINT, ...container.args], environmentOf(container, store))
  const evicted = run()
  await waitFor(() => store.deletes.length > 5)
  evicted.child.kill('SIGTERM')
  const { code, stdout, stderr } = await evicted.ended
  expect(code).toBe(143)
  const { Matched, Aborted, Skipped } = outcomesOf({ code: 143, stdout, stderr }).Summary
  expect(Matched).toBe(93)
  expect(Skipped).toBeGreaterThan(0)
  expect(agesLeft(store)).toHaveLength(100 - Aborted)
  expect((await run().ended).code).toBe(0)
  expect(agesLeft(store)).toHaveLength(7)
})

it('the command line of the Indexed Job runs in each of its pods, and together they abort every upload once', async () => {
  const store = await startFilledStore()
  const { job, container } = jobIn(kustomize(`${ROOT}indexed-job`))
  const environment = environmentOf(container, store)
  const pods = Array.from({ length: job.completions ?? 0 }, (_, index) =>
    startPod([...ENTRYPOINT, ...container.args], { ...environment, JOB_COMPLETION_INDEX: String(index) }),
  )
  const ended = await Promise.all(pods.map((pod) => pod.ended))
  for (const { code, stdout, stderr } of ended) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Aborted \d+ of \d+ uploads?( in .*)?\.\n$/)
  }
  expect(agesLeft(store)).toEqual(['k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6'])
  expect(new Set(store.deletes).size).toBe(93)
  expect(store.deletes).toHaveLength(93)
})
