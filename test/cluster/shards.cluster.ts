import { describe, expect, it } from 'vitest'
import { aborts } from '../support/faults.js'
import { outcomesOf } from '../support/outcomes.js'
import { type ProcessResult, type RunningProcess, start, waitFor } from '../support/process.js'
import { startRealTimeServer, type TestServer } from '../support/server.js'

const UPLOADS = 50_000
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8]

/** Records the abort requests to a server. */
class AbortLog {
  readonly server: TestServer
  /** Shard and response of each abort request, by upload ID. */
  readonly aborts = new Map<string, { shard: number; status: number }[]>()

  constructor(server: TestServer) {
    this.server = server
    server.injectFault(aborts, (incoming, outgoing) => {
      const uploadId = new URL(incoming.url ?? '', 'http://x').searchParams.get('uploadId') ?? ''
      const [, shard] = /Credential=SHARD(\d)\//.exec(incoming.headers.authorization ?? '') ?? []
      outgoing.on('close', () => {
        const seen = this.aborts.get(uploadId) ?? []
        this.aborts.set(uploadId, [...seen, { shard: Number(shard), status: outgoing.statusCode }])
      })
      server.sandbox.handle(incoming, outgoing)
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

async function startLoggedServer(): Promise<{ server: TestServer; log: AbortLog }> {
  const server = await startRealTimeServer()
  for (let index = 0; index < UPLOADS; index++) server.add(`checkpoints/step-${index % 500}/rank-${index}.pt`)
  return { server, log: new AbortLog(server) }
}

/** Starts a process for a shard, with an access key that identifies it. */
function startShard(number: number, server: TestServer): RunningProcess {
  return start('abort-all --bucket bkt --yes --json --shards 8', {
    ...server.environment,
    AWS_ACCESS_KEY_ID: `SHARD${number}`,
    JOB_COMPLETION_INDEX: String(number - 1),
  })
}

const codesOf = (ended: readonly ProcessResult[]) => ended.map(({ code }) => code)

describe('abort-all --shards 8', () => {
  it('aborts each of 50,000 uploads once with 8 processes', async () => {
    const { server, log } = await startLoggedServer()
    const ended = await Promise.all(NUMBERS.map((number) => startShard(number, server).ended))
    expect(codesOf(ended)).toEqual(NUMBERS.map(() => 0))
    expect(server.left).toBe(0)
    expect(log.summary()).toEqual({ uploads: UPLOADS, aborted: UPLOADS, sharedByTwo: 0 })
    const summaries = ended.map((result) => outcomesOf({ ...result, code: 0 }).Summary)
    expect(summaries.every(({ Failed, Skipped, Verified }) => Failed + Skipped === 0 && Verified)).toBe(true)
    expect(summaries.reduce((sum, { Matched }) => sum + Matched, 0)).toBe(UPLOADS)
  })

  it('aborts the remaining uploads if three killed processes run again', async () => {
    const { server, log } = await startLoggedServer()
    const killed = [2, 5, 7]
    const running = NUMBERS.map((number) => startShard(number, server))
    await waitFor(() => log.aborts.size > UPLOADS / 4, 120)
    for (const number of killed) running[number - 1]?.child.kill('SIGKILL')
    const ended = await Promise.all(running.map((shard) => shard.ended))
    expect(codesOf(ended)).toEqual(NUMBERS.map((number) => (killed.includes(number) ? 'SIGKILL' : 0)))
    expect(server.left).toBeGreaterThan(0)

    const again = await Promise.all(killed.map((number) => startShard(number, server).ended))
    expect(codesOf(again)).toEqual([0, 0, 0])
    expect(server.left).toBe(0)
    expect(log.summary()).toEqual({ uploads: UPLOADS, aborted: UPLOADS, sharedByTwo: 0 })
  })
})
