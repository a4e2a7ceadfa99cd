import { spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'
import type { Environment } from '../../src/context.js'
import { BIN, inheritedEnvironment, RunningProcess } from './process.js'

/** Starts `cwmpu` on a pseudo-terminal, with `script` of Linux or macOS. All output is in stdout. */
export function startOnTerminal(words: string, environment: Environment, columns = 80): RunningProcess {
  const command = `${process.execPath} ${BIN} ${words}`
  const inWindow = columns > 0 ? `stty cols ${columns} rows 24 && exec ${command}` : command
  const argv =
    process.platform === 'darwin'
      ? ['-q', '/dev/null', 'sh', '-c', inWindow]
      : ['--quiet', '--return', '--flush', '--command', inWindow, '/dev/null']
  const child = spawn('script', argv, { env: { ...inheritedEnvironment, TERM: 'xterm', ...environment } })
  onTestFinished(() => void child.kill('SIGKILL'))
  return new RunningProcess(child)
}
