import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export const BIN = fileURLToPath(new URL('../../bin/cwmpu.cjs', import.meta.url))

/** Variables that every child needs: where programs are, and the clock and time zone that this process has. */
export const inheritedEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^(PATH|TZ|LD_PRELOAD|FAKETIME.*|SystemRoot)$/i.test(name)),
)

export interface Ended {
  /** The exit code, or the signal that killed it. */
  readonly code: number | string | null
  readonly stdout: string
  readonly stderr: string
}

/** A process that runs the built command line. */
export class Running {
  stdout = ''
  stderr = ''
  readonly child: ChildProcess
  readonly ended: Promise<Ended>

  constructor(child: ChildProcess) {
    this.child = child
    child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()))
    this.ended = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        resolve({ code: code ?? signal, stdout: this.stdout, stderr: this.stderr })
      })
    })
  }
}

/** Starts `cwmpu`, with nothing of this process's environment but the path. */
export function start(
  words: string | readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  stdin: 'ended' | 'open' = 'ended',
): Running {
  const argv = typeof words === 'string' ? words.split(' ') : words
  return run(process.execPath, [BIN, ...argv], environment, stdin)
}

/** A script of a POSIX shell, such that it finds `cwmpu`. */
export function withCwmpu(script: string): string {
  return `cwmpu() { '${process.execPath}' '${BIN}' "$@"; }\n${script}`
}

export function startScript(script: string, environment: Readonly<Record<string, string | undefined>>): Running {
  return run('sh', ['-c', withCwmpu(script)], environment)
}

function run(
  program: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  stdin: 'ended' | 'open' = 'ended',
): Running {
  const child = spawn(program, argv, { env: { ...inheritedEnvironment, ...environment } })
  if (stdin === 'ended') child.stdin.end()
  onTestFinished(() => void child.kill('SIGKILL'))
  return new Running(child)
}

/** Waits until a condition holds, up to a time limit in seconds. */
export async function waitFor(isSo: () => boolean, seconds = 10): Promise<void> {
  for (let tries = 0; tries < 100 * seconds; tries++) {
    if (isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('waited in vain')
}
