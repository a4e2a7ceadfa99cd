import type { RequestListener } from 'node:http'
import { onTestFinished } from 'vitest'
import type { Environment } from '../../src/context.js'
import type { StoredBucket } from '../../src/sandbox/stored-bucket.js'
import { listen, Sandbox, type SandboxOptions } from '../../src/sandbox/server.js'
import { realTime, TestClock } from './clock.js'
import type { Condition, Fault } from './faults.js'
import { cwmpu, type Result, type RunOptions } from './cwmpu.js'

export interface TestStoreOptions extends SandboxOptions {
  /** Clock of the server, and of each command that `run` starts. */
  readonly clock?: TestClock
}

/** A store with one bucket, `bkt`, and the command line in front of it. */
export class TestStore {
  readonly clock: TestClock
  readonly sandbox: Sandbox
  readonly bucket: StoredBucket
  /** Method and target of every request, such as `DELETE /bkt/k?uploadId=x`. */
  readonly requests: string[] = []
  endpoint = ''
  readonly #faults: { condition: Condition; fault: Fault }[] = []

  constructor({ clock = new TestClock(), ...options }: TestStoreOptions) {
    this.clock = clock
    this.sandbox = new Sandbox({ now: clock.now, ...options })
    this.bucket = this.sandbox.createBucket('bkt')
  }

  readonly handle: RequestListener = (incoming, outgoing) => {
    this.requests.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`)
    const met = this.#faults.find(({ condition }) => condition(incoming))
    outgoing.sendDate = false
    outgoing.setHeader('date', new Date(this.clock.now()).toUTCString())
    const answer = met ? met.fault : this.sandbox.handle
    answer(incoming, outgoing)
  }

  /** From now on, requests that meet the condition meet the fault; the first of several that fit. */
  injectFault(condition: Condition, fault: Fault): this {
    this.#faults.push({ condition, fault })
    return this
  }

  /** Aborts what a request asks to abort, and then answers something else. */
  abortThen(fault: Fault): Fault {
    return (incoming, outgoing) => {
      this.bucket.uploads.delete(new URL(incoming.url ?? '', 'http://x').searchParams.get('uploadId') ?? '')
      fault(incoming, outgoing)
    }
  }

  run(commandLine: string | readonly string[], options: Partial<RunOptions> = {}): Promise<Result> {
    const environment = { ...this.environment, ...options.environment }
    return cwmpu(commandLine, { clock: this.clock, ...options, environment })
  }

  get environment(): Environment {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      HOME: '/nonexistent',
    }
  }

  addMany(count: number, prefix = 'k'): void {
    for (let index = 0; index < count; index++) this.add(`${prefix}${index}`)
  }

  /** Adds an upload that began so long ago. */
  add(key: string, age = 3_600_000): string {
    return this.bucket.addUpload(key, this.clock.now() - age).uploadId
  }

  /** An upload with parts of these sizes, which came an hour ago where nothing else is said. */
  addSized(key: string, sizes: readonly number[], age = 86_400_000, lastPart = 3_600_000): string {
    const uploadId = this.add(key, age)
    const parts = this.bucket.upload(key, uploadId)?.parts
    const modified = this.clock.now() - lastPart
    sizes.forEach((size, index) => parts?.set(index + 1, { number: index + 1, size, modified }))
    return uploadId
  }

  /** Number of uploads that are left in the bucket. */
  get left(): number {
    return this.bucket.uploads.size
  }

  get deletes(): string[] {
    return this.requests.filter((request) => request.startsWith('DELETE'))
  }
}

/** A store that listens until the test is over. */
export async function startStore(options: TestStoreOptions = {}): Promise<TestStore> {
  const store = new TestStore(options)
  const server = await listen(store.handle)
  store.endpoint = server.endpoint
  onTestFinished(server.close)
  return store
}

/** Starts a store whose clock is that of the machine, for spawned processes and for the library. */
export function startRealTimeStore(options: SandboxOptions = {}): Promise<TestStore> {
  return startStore({ clock: realTime(), ...options })
}
