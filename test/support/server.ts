import type { IncomingMessage, RequestListener } from 'node:http'
import { onTestFinished } from 'vitest'
import type { Environment } from '../../src/context.js'
import { listen } from '../../src/sandbox/server.js'
import { realTimeClock, TestClock } from './clock.js'
import { cwmpu, type Result, type RunOptions } from './cwmpu.js'
import type { Condition, Fault } from './faults.js'
import { type SandboxOptions, TestSandbox } from './sandbox.js'
import type { TestBucket } from './test-bucket.js'

export interface TestServerOptions extends SandboxOptions {
  /** Clock of the server, and of each command that `run` starts. */
  readonly clock?: TestClock
}

/** S3 server with one bucket, `bkt`. `run` runs a command with it. */
export class TestServer {
  readonly clock: TestClock
  readonly sandbox: TestSandbox
  readonly bucket: TestBucket
  /** Method and target of every request, such as `DELETE /bkt/k?uploadId=x`. */
  readonly requests: string[] = []
  endpoint = ''
  readonly #observers: ((incoming: IncomingMessage) => unknown)[] = []
  readonly #faults: { condition: Condition; fault: Fault }[] = []

  constructor({ clock = new TestClock(), ...options }: TestServerOptions) {
    this.clock = clock
    this.sandbox = new TestSandbox({ now: clock.now, ...options })
    this.bucket = this.sandbox.createBucket('bkt')
  }

  readonly handle: RequestListener = (incoming, outgoing) => {
    this.requests.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`)
    for (const observe of this.#observers) observe(incoming)
    const met = this.#faults.find(({ condition }) => condition(incoming))
    outgoing.sendDate = false
    outgoing.setHeader('date', new Date(this.clock.now()).toUTCString())
    const respond = met ? met.fault : this.sandbox.handle
    respond(incoming, outgoing)
  }

  /** Injects a fault for matching requests. The first matching fault wins. */
  injectFault(condition: Condition, fault: Fault): this {
    this.#faults.push({ condition, fault })
    return this
  }

  /** Calls a function for each request, before it is handled. */
  observe(observer: (incoming: IncomingMessage) => unknown): this {
    this.#observers.push(observer)
    return this
  }

  /** Returns a fault that handles the request after a delay in milliseconds. */
  handleAfter(delay: number): Fault {
    return (incoming, outgoing) => {
      setTimeout(() => this.sandbox.handle(incoming, outgoing), delay)
    }
  }

  /** Returns a fault that aborts the upload of the request, and then sends another response. */
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

  /** Adds an upload of this age in milliseconds. Returns the upload ID. */
  add(key: string, age = 3_600_000): string {
    return this.bucket.addUpload(key, this.clock.now() - age).uploadId
  }

  /** Adds an upload with parts of these sizes. Returns the upload ID. */
  addWithParts(key: string, sizes: readonly number[], age = 86_400_000, lastPart = 3_600_000): string {
    const uploadId = this.add(key, age)
    const parts = this.bucket.upload(key, uploadId)?.parts
    const modified = this.clock.now() - lastPart
    sizes.forEach((size, index) => parts?.set(index + 1, { size, modified }))
    return uploadId
  }

  /** Number of uploads in the bucket. */
  get left(): number {
    return this.bucket.uploads.size
  }

  get deletes(): string[] {
    return this.requests.filter((request) => request.startsWith('DELETE'))
  }
}

/** Starts a server, which is closed when the test is over. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const server = new TestServer(options)
  const { endpoint, close } = await listen(server.handle)
  server.endpoint = endpoint
  onTestFinished(close)
  return server
}

/** Starts a server with the clock of the machine, for spawned processes and for the library. */
export function startRealTimeServer(options: SandboxOptions = {}): Promise<TestServer> {
  return startServer({ clock: realTimeClock(), ...options })
}
