import { describe, expect, it } from 'vitest'
import { aborts } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { type Ended, type Running, start, waitFor } from '../support/process.js'
import { startRealTimeStore, type TestStore } from '../support/store.js'

const UPLOADS = 50_000
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8]

/** Records the abort requests to a server. */
class AbortLog {
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
   * Returns the number of uploads with abort requests, with a successful one, and with requests of two shards. One
   * shard can send a request twice, because a busy machine delays some responses beyond the timeout.
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

async function startLoggedServer(): Promise<{ store: TestStore; log: AbortLog }> {
  const store = await startRealTimeStore()
  for (let index = 0; index < UPLOADS; index++) store.add(`checkpoints/step-${index % 500}/rank-${index}.pt`)
  return { store, log: new AbortLog(store) }
}

/** Starts a process for a shard, with an access key that identifies it. */
function startShard(number: number, store: TestStore): Running {
  return start('abort-all --bucket bkt --yes --json --shards 8', {
    ...store.environment,
    AWS_ACCESS_KEY_ID: `SHARD${number}`,
    JOB_COMPLETION_INDEX: String(number - 1),
  })
}

const codesOf = (ended: readonly Ended[]) => ended.map(({ code }) => code)

describe('abort-all --shards 8', () => {
  it('aborts each of 50,000 uploads once with 8 processes', async () => {
    const { store, log } = await startLoggedServer()
    const ended = await Promise.all(NUMBERS.map((number) => startShard(number, store).ended))
    expect(codesOf(ended)).toEqual(NUMBERS.map(() => 0))
    expect(store.left).toBe(0)
    expect(log.summary()).toEqual({ uploads: UPLOADS, aborted: UPLOADS, sharedByTwo: 0 })
    const summaries = ended.map((result) => outcomesOf({ ...result, code: 0 }).Summary)
    expect(summaries.every(({ Failed, Skipped, Verified }) => Failed + Skipped === 0 && Verified)).toBe(true)
    expect(summaries.reduce((sum, { Matched }) => sum + Matched, 0)).toBe(UPLOADS)
  })

  it('aborts the remaining uploads if three killed processes run again', async () => {
    const { store, log } = await startLoggedServer()
    const killed = [2, 5, 7]
    const running = NUMBERS.map((number) => startShard(number, store))
    await waitFor(() => log.aborts.size > UPLOADS / 4, 120)
    for (const number of killed) running[number - 1]?.child.kill('SIGKILL')
    const ended = await Promise.all(running.map((shard) => shard.ended))
    expect(codesOf(ended)).toEqual(NUMBERS.map((number) => (killed.includes(number) ? 'SIGKILL' : 0)))
    expect(store.left).toBeGreaterThan(0)

    const again = await Promise.all(killed.map((number) => startShard(number, store).ended))
    expect(codesOf(again)).toEqual([0, 0, 0])
    expect(store.left).toBe(0)
    expect(log.summary()).toEqual({ uploads: UPLOADS, aborted: UPLOADS, sharedByTwo: 0 })
  })
})
