import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { benchPath } from './cwmpu.js'

export const BUCKET = 'bench'

/** Milliseconds before a response. */
export interface Latency {
  readonly page: number
  readonly abort: number
}

/** Starts server.ts in its own process. */
export class BenchServer {
  readonly endpoint: string
  readonly #process: ChildProcess

  private constructor(endpoint: string, process: ChildProcess) {
    this.endpoint = endpoint
    this.#process = process
  }

  static async start({ page, abort }: Latency): Promise<BenchServer> {
    const words = ['--import', 'tsx', benchPath('server.ts'), String(page), String(abort)]
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const { port } = JSON.parse(line.toString()) as { port: number }
    return new BenchServer(`http://127.0.0.1:${port}`, child)
  }

  /** Fills the bucket with uploads. */
  async fill(uploads: number): Promise<void> {
    await fetch(`${this.endpoint}/reset?uploads=${uploads}`)
  }

  /** Returns the number of uploads that were not aborted. */
  async left(): Promise<number> {
    return Number(await (await fetch(`${this.endpoint}/left`)).text())
  }

  /** Returns the number of requests since it was filled. */
  async counts(): Promise<{ pages: number; aborts: number }> {
    return (await (await fetch(`${this.endpoint}/counts`)).json()) as { pages: number; aborts: number }
  }

  stop(): void {
    this.#process.kill()
  }

  /** Variables with which every tool connects to the server. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench-secret',
      AWS_REGION: 'us-east-04a',
      AWS_DEFAULT_REGION: 'us-east-04a',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      RCLONE_CONFIG: '/dev/null',
      RCLONE_CONFIG_B_TYPE: 's3',
      RCLONE_CONFIG_B_PROVIDER: 'Other',
      RCLONE_CONFIG_B_ENDPOINT: this.endpoint,
      RCLONE_CONFIG_B_ENV_AUTH: 'true',
    }
  }
}
