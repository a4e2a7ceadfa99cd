import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Job } from './lane.js'

/** Time after which a job is ended. The tests of a file take a few seconds, so its mutant never ends. */
const MAX_SECONDS = 120

/** Process that runs one job at a time. It is replaced if a job does not end. */
export class Lane {
  #child: Promise<ChildProcess> | undefined

  /** Returns true if a test fails or does not end. */
  async run(job: Job): Promise<boolean> {
    this.#child ??= start()
    const child = await this.#child
    const timeout = setTimeout(() => child.kill('SIGKILL'), MAX_SECONDS * 1000)
    const answered = new AbortController()
    const options = { signal: answered.signal }
    child.send(job)
    const ended = once(child, 'exit', options).catch(() => [undefined])
    const [answer]: unknown[] = await Promise.race([once(child, 'message', options), ended])
    answered.abort()
    clearTimeout(timeout)
    if (typeof answer === 'boolean') return answer
    this.#child = undefined
    return true
  }

  async close(): Promise<void> {
    const child = await this.#child
    child?.kill()
  }
}

async function start(): Promise<ChildProcess> {
  const child = fork(new URL('lane.ts', import.meta.url), { execArgv: ['--import', 'tsx'] })
  await once(child, 'message')
  return child
}
