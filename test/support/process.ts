import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Environment } from '../../src/context.js'

export const BIN = fileURLToPath(new URL('../../bin/cwmpu.cjs', import.meta.url))

/** Variables that every child needs: the path, the time zone and the clock of this process. */
export const inheritedEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^(PATH|TZ|LD_PRELOAD|FAKETIME.*|SystemRoot)$/i.test(name)),
)

export interface ProcessResult {
  /** Exit code, or the signal that killed the process. */
  readonly code: number | string | null
  readonly stdout: string
  readonly stderr: string
}

/** Process that runs the built command line. */
export class RunningProcess {
  stdout = ''
  stderr = ''
  readonly child: ChildProcess
  readonly ended: Promise<ProcessResult>

  constructor(child: ChildProcess) {
    this.child = child
    child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()))
    this.ended = new Promise((resolve) => {
      child.on('close', (code, signal) => resolve({ code: code ?? signal, stdout: this.stdout, stderr: this.stderr }))
    })
  }
}

/** Starts `cwmpu` with these variables and the inherited ones. */
export function start(
  words: string | readonly string[],
  environment: Environment,
  stdin: 'ended' | 'open' = 'ended',
): RunningProcess {
  const argv = typeof words === 'string' ? words.split(' ') : words
  return run(process.execPath, [BIN, ...argv], environment, stdin)
}

/** Defines `cwmpu` in a script of a POSIX shell. */
export function withCwmpu(script: string): string {
  return `cwmpu() { '${process.execPath}' '${BIN}' "$@"; }\n${script}`
}

export function startScript(script: string, environment: Environment): RunningProcess {
  return run('sh', ['-c', withCwmpu(script)], environment)
}

function run(
  program: string,
  argv: readonly string[],
  environment: Environment,
  stdin: 'ended' | 'open' = 'ended',
): RunningProcess {
  const child = spawn(program, argv, { env: { ...inheritedEnvironment, ...environment } })
  if (stdin === 'ended') child.stdin.end()
  onTestFinished(() => void child.kill('SIGKILL'))
  return new RunningProcess(child)
}

/** Waits until a condition holds, up to a time limit in seconds. */
export async function waitFor(condition: () => boolean, seconds = 10): Promise<void> {
  for (let tries = 0; tries < 100 * seconds; tries++) {
    if (condition()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('The condition was not met in time.')
}

/** Samples the memory of a process until it ends. Returns a function for the peak in bytes. */
export function watchMemory({ child, ended }: RunningProcess): () => number {
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(child.pid))
  }, 20)
  void ended.then(() => clearInterval(timer))
  return () => peak
}

function residentBytes(pid: number | undefined): number {
  try {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { stdio: 'pipe' })) * 1024
  } catch {
    return 0 // The process has ended.
  }
}
