import { setMaxListeners } from 'node:events'
import { run } from '../../src/cli.js'
import type { Environment } from '../../src/context.js'
import type { Clock } from '../../src/core/time.js'
import { connect, diagnose } from '../../src/service/client.js'
import { bufferTerminal } from './terminal.js'

/** Exit code and output of a command. */
export interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Options of `cwmpu`. */
export interface RunOptions {
  readonly clock: Clock
  readonly environment?: Environment
  readonly stdin?: string
  /** True if all three streams are terminals. */
  readonly tty?: boolean
  /** Width of the streams [default: 80]. */
  readonly columns?: number
  readonly files?: Readonly<Record<string, string>>
}

/** Runs a command line in this process. A string is split at spaces. */
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

/** Returns the lines of the checks in the output of `doctor`, without the settings above them. */
export function doctorChecks(stdout: string): string[] {
  return stdout
    .slice(stdout.indexOf('\n\n') + 2)
    .trimEnd()
    .split('\n')
}
