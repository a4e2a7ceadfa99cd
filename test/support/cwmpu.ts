import { setMaxListeners } from 'node:events'
import type { Clock } from '../../src/core/time.js'
import type { Environment } from '../../src/context.js'
import { run } from '../../src/cli.js'
import { connect, diagnose } from '../../src/service/client.js'
import { bufferTerminal } from './terminal.js'

export interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Surroundings of a command line. */
export interface RunOptions {
  readonly clock: Clock
  readonly environment?: Environment
  readonly stdin?: string
  /** All three streams are a terminal. */
  readonly tty?: boolean
  readonly files?: Readonly<Record<string, string>>
}

/** Runs a whole command line, given as words or as one text to split at spaces, in this process. */
export async function cwmpu(commandLine: string | readonly string[], options: RunOptions): Promise<Result> {
  const { clock, environment = {}, files = {} } = options
  const terminal = bufferTerminal(options)
  const { signal } = new AbortController()
  setMaxListeners(0, signal)
  const argv = typeof commandLine === 'string' ? commandLine.split(' ') : commandLine
  const code = await run(argv, {
    terminal,
    environment,
    clock,
    signal,
    connect: (options, dependencies) => connect(options, { ...dependencies, clock }),
    diagnose: (options, dependencies) => diagnose(options, { ...dependencies, clock }),
    async *readFile(path) {
      await Promise.resolve()
      if (path === '-' && options.tty) throw new Error('It is a terminal')
      const text = path === '-' ? (options.stdin ?? '') : files[path]
      if (text === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`)
      yield Buffer.from(text)
    },
  })
  return { code, stdout: terminal.stdout.text, stderr: terminal.stderr.text }
}
