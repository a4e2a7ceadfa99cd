import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Figures of a whole run of a command and its child processes. */
export interface Figures {
  readonly seconds: number
  /** Seconds of user and system time. */
  readonly cpu: number
  /** Peak memory of the largest process. */
  readonly megabytes: number
}

const folder = mkdtempSync(join(tmpdir(), 'cwmpu-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true }))

function environmentWith(environment: Record<string, string>): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: folder, ...environment }
}

/**
 * Runs a command with its output in a file, without the user's own configuration.
 *
 * @throws Error if it exits with another code.
 */
export function measure(command: readonly string[], environment: Record<string, string>, code = 0): Figures {
  const [outputFile, timeFile] = [join(folder, 'output'), join(folder, 'time')]
  const output = openSync(outputFile, 'w')
  const startedAt = performance.now()
  const { status } = spawnSync('/usr/bin/time', ['-q', '-f', '%U %S %M', '-o', timeFile, ...command], {
    env: environmentWith(environment),
    stdio: ['ignore', output, output],
  })
  const seconds = (performance.now() - startedAt) / 1000
  closeSync(output)
  if (status !== code) {
    const text = readFileSync(outputFile, 'utf8').slice(-500)
    throw new Error(`${command.join(' ')} ended with ${status}: ${text}`)
  }
  const [user = 0, system = 0, kilobytes = 0] = readFileSync(timeFile, 'utf8').trim().split(' ').map(Number)
  return { seconds, cpu: user + system, megabytes: kilobytes / 1024 }
}

/** Returns the duration of a short command, without the program that measures memory. */
export function secondsOf([file = '', ...words]: readonly string[], environment: Record<string, string>): number {
  const startedAt = performance.now()
  spawnSync(file, words, { env: environmentWith(environment), stdio: 'ignore' })
  return (performance.now() - startedAt) / 1000
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

/** Returns the median of each figure. */
export function medians(runs: readonly Figures[]): Figures {
  const medianIn = (figure: keyof Figures) => medianOf(runs.map((run) => run[figure]))
  return { seconds: medianIn('seconds'), cpu: medianIn('cpu'), megabytes: medianIn('megabytes') }
}
