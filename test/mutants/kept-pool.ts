import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { PoolOptions, PoolWorker, WorkerRequest } from 'vitest/node'

type Listener = Parameters<PoolWorker['on']>

/**
 * Pool of Vitest with one thread, which is kept from run to run. Vitest evaluates our modules anew for each test file.
 * Only the SDK stays loaded, which takes longer to load than most mutants take to be noticed.
 */
export class KeptPool {
  readonly name = 'kept'
  #thread: Worker | undefined

  readonly createPoolWorker = ({ distPath, env, execArgv }: PoolOptions): PoolWorker => {
    this.#thread ??= new Worker(join(distPath, 'workers/threads.js'), {
      env: env as NodeJS.Dict<string>,
      execArgv,
      stdout: true,
      stderr: true,
    }).setMaxListeners(0)
    return new KeptWorker(this.#thread)
  }

  /** Ends the thread. The next run has a new one. */
  async end(): Promise<void> {
    const thread = this.#thread
    this.#thread = undefined
    await thread?.terminate()
  }
}

/** One run in the thread. Requests to stop do not reach it. */
class KeptWorker implements PoolWorker {
  readonly name = 'kept'
  readonly #thread: Worker
  readonly #listeners = new Set<Listener>()

  constructor(thread: Worker) {
    this.#thread = thread
  }

  start = () => Promise.resolve()
  deserialize = (data: unknown) => data

  on(...listener: Listener): void {
    this.#listeners.add(listener)
    this.#thread.on(...listener)
  }

  off(...listener: Listener): void {
    this.#thread.off(...listener)
  }

  send(message: WorkerRequest): void {
    if (message.type !== 'stop') this.#thread.postMessage(message)
    else this.#emit('message', { __vitest_worker_response__: true, type: 'stopped' })
  }

  stop(): Promise<void> {
    for (const listener of this.#listeners) this.off(...listener)
    return Promise.resolve()
  }

  #emit(event: string, value: unknown): void {
    for (const [name, callback] of this.#listeners) if (name === event) callback(value)
  }
}
