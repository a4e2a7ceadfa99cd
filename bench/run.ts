import { spawnSync } from 'node:child_process'
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a whole run of a command took, its child processes among it. */
export interface Figures {
  readonly seconds: number
  /** Seconds of user and system time. */
  readonly cpu: number
  /** Of the largest process. */
  readonly megabytes: number
}

const folder = mkdtempSync(join(tmpdir(), 'cwmpu-bench-'))
process.on('exit', () => {
  rmSync(folder, { recursive: true })
})

function environmentWith(environment: Record<string, string>): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: folder, ...environment }
}

/**
 * Runs a command with its output in a file, and nothing of the person's set-up.
 *
 * @throws Error where it ends otherwise than it should.
 */
export function run(command: readonly string[], environment: Record<string, string>, code = 0): Figures {
  const [outputFile, timeFile] = [join(folder, 'output'), join(folder, 'time')]
  const output = openSync(outputFile, 'w')
  const began = performance.now()
  const { status } = spawnSync('/usr/bin/time', ['-q', '-f', '%U %S %M', '-o', timeFile, ...command], {
    env: environmentWith(environment),
    stdio: ['ignore', output, output],
  })
  const seconds = (performance.now() - began) / 1000
  closeSync(output)
  if (status !== code)
    throw new Error(
      `${command.join(' ')} ended with ${status}: ${readFileSync(outputFile, 'utf8').slice(-500)}`,
    )
  const [user = 0, system = 0, kilobytes = 0] = readFileSync(timeFile, 'utf8').trim().split(' ').map(Number)
  return { seconds, cpu: user + system, megabytes: kilobytes / 1024 }
}

/** How long a command takes that does next to nothing: the program that measures memory would add to it. */
export function secondsOf(
  [file = '', ...words]: readonly string[],
  environment: Record<string, string>,
): number {
  const began = performance.now()
  spawnSync(file, words, { env: environmentWith(environment), stdio: 'ignore' })
  return (performance.now() - began) / 1000
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

/** The median of each figure over several runs. */
export function medians(runs: readonly Figures[]): Figures {
  const of = (figure: keyof Figures) => medianOf(runs.map((each) => each[figure]))
  return { seconds: of('seconds'), cpu: of('cpu'), megabytes: of('megabytes') }
}
