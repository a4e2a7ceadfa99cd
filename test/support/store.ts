import type { IncomingMessage, RequestListener } from 'node:http'
import { onTestFinished } from 'vitest'
import type { Context } from '../../src/context.js'
import { run } from '../../src/run.js'
import { connect } from '../../src/s3/store.js'
import type { StoredBucket } from '../../src/sandbox/contents.js'
import { listen, Sandbox, type SandboxOptions } from '../../src/sandbox/server.js'
import { NOON, TestClock } from './clock.js'
import { paperTerminal } from './terminal.js'

export interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly stdin?: string
  /** All three streams are a terminal. */
  readonly tty?: boolean
  readonly environment?: Record<string, string>
  readonly files?: Record<string, string>
}

/** A store with one bucket, `b`, and the command line in front of it. */
export class TestStore {
  readonly sandbox: Sandbox
  readonly bucket: StoredBucket
  readonly clock = new TestClock()
  /** Method and path of every request, such as `DELETE /b/k?uploadId=x`. */
  readonly requests: string[] = []
  endpoint = ''

  constructor(options: SandboxOptions) {
    this.sandbox = new Sandbox({ now: this.clock.now, ...options })
    this.bucket = this.sandbox.createBucket('bkt')
  }

  readonly handle: RequestListener = (incoming, outgoing) => {
    this.requests.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`)
    this.sandbox.handle(incoming, outgoing)
  }

  /** Runs a command line, given as words or as one text to split at spaces. */
  async run(commandLine: string | readonly string[], options: RunOptions = {}): Promise<Result> {
    const terminal = paperTerminal(options)
    const environment = {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      ...options.environment,
    }
    const context: Context = {
      terminal,
      environment,
      clock: this.clock,
      stop: new AbortController().signal,
      connect: (connection, environment) =>
        Promise.resolve(connect(connection, { environment, clock: this.clock })),
      readFile: (path) => Promise.resolve(options.files?.[path] ?? ''),
    }
    const argv = typeof commandLine === 'string' ? commandLine.split(' ') : commandLine
    const code = await run(argv, context)
    return { code, stdout: terminal.output.text, stderr: terminal.errors.text }
  }

  /** Uploads left in the bucket. */
  get left(): number {
    return this.bucket.uploads.size
  }

  get deletes(): string[] {
    return this.requests.filter((request) => request.startsWith('DELETE'))
  }
}

export async function startStore(options: SandboxOptions = {}): Promise<TestStore> {
  const store = new TestStore(options)
  const server = await listen(store.handle)
  store.endpoint = server.endpoint
  onTestFinished(server.close)
  return store
}
