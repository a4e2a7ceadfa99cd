import { expect, it } from 'vitest'
import { aborts } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { type Ended, type Running, start, waitFor } from '../support/process.js'
import { startRealTimeStore, type TestStore } from '../support/store.js'

const UPLOADS = 50_000
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8]

/** Abort requests that the server received. */
class Witness {
  readonly store: TestStore
  /** Shard and response of each abort request, by upload ID. */
  readonly aborts = new Map<string, { shard: number; status: number }[]>()

  constructor(store: TestStore) {
    this.store = store
    store.injectFault(aborts, (incoming, outgoing) => {
      const uploadId = new URL(incoming.url ?? '', 'http://x').searchParams.get('uploadId') ?? ''
      const [, shard] = /Credential=SHARD(\d)\//.exec(incoming.headers.authorization ?? '') ?? []
      outgoing.on('close', () => {
        const seen = this.aborts.get(uploadId) ?? []
        this.aborts.set(uploadId, [...seen, { shard: Number(shard), status: outgoing.statusCode }])
      })
      store.sandbox.handle(incoming, outgoing)
    })
  }

  /**
   * How many uploads were asked for, how many were there and so were aborted, and how many two shards asked for. A
   * shard may ask twice: on a busy machine this store lets some requests wait for longer than a client does.
   */
  summary(): { uploads: number; aborted: number; sharedByTwo: number } {
    const seen = [...this.aborts.values()]
    return {
      uploads: seen.length,
      aborted: seen.flat().filter(({ status }) => status === 204).length,
      sharedByTwo: seen.filter((requests) => new Set(requests.map(({ shard }) => shard)).size > 1).length,
    }
  }
}

async function startWitnessed(): Promise<{ store: TestStore; witness: Witness }> {
  const store = await startRealTimeStore()
  for (let index = 0; index < UPLOADS; index++) store.add(`checkpoints/step-${index % 500}/rank-${index}.pt`)
  return { store, witness: new Witness(store) }
}

/** Starts the shards, each with its own access key, which identifies it. */
function startShard(number: number, store: TestStore): Running {
  return start('abort-all --bucket bkt --yes --json --shards 8', {
    ...store.environment,
    AWS_ACCESS_KEY_ID: `SHARD${number}`,
    JOB_COMPLETION_INDEX: String(number - 1),
  })
}

const codesOf = (ended: readonly Ended[]) => ended.map(({ code }) => code)

it('8 shards as 8 processes abort 50,000 uploads, each once', async () => {
  const { store, witness } = await startWitnessed()
  const ended = await Promise.all(NUMBERS.map((number) => startShard(number, store).ended))
  expect(codesOf(ended)).toEqual(NUMBERS.map(() => 0))
  expect(store.left).toBe(0)
  expect(witness.summary()).toEqual({ uploads: UPLOADS, aborted: UPLOADS, sharedByTwo: 0 })
  const summaries = ended.map((result) => outcomesOf({ ...result, code: 0 }).Summary)
  expect(summaries.every(({ Failed, Skipped, Verified }) => Failed + Skipped === 0 && Verified)).toBe(true)
  expect(summaries.reduce((sum, { Matched }) => sum + Matched, 0)).toBe(UPLOADS)
})

it('three of them that are killed are finished by running them again', async () => {
  const { store, witness } = await startWitnessed()
  const killed = [2, 5, 7]
  const running = NUMBERS.map((number) => startShard(number, store))
  await waitFor(() => witness.aborts.size > UPLOADS / 4, 120)
  for (const number of killed) running[number - 1]?.child.kill('SIGKILL')
  const ended = await Promise.all(running.map((shard) => shard.ended))
  expect(codesOf(ended)).toEqual(NUMBERS.map((number) => (killed.includes(number) ? 'SIGKILL' : 0)))
  expect(store.left).toBeGreaterThan(0)

  const again = await Promise.all(killed.map((number) => startShard(number, store).ended))
  expect(codesOf(again)).toEqual([0, 0, 0])
  expect(store.left).toBe(0)
  expect(witness.summary()).toEqual({ uploads: UPLOADS, aborted: UPLOADS, sharedByTwo: 0 })
})
