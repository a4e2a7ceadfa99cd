import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { inheritedEnvironment, Running } from './process.js'

const BIN = fileURLToPath(new URL('../../bin/cwmpu.cjs', import.meta.url))

/** Starts `cwmpu` on a pseudo-terminal, by the `script` that comes with Linux and macOS; stdout holds the screen. */
export function startOnTerminal(
  words: string,
  environment: Readonly<Record<string, string | undefined>>,
  columns = 80,
): Running {
  const command = `${process.execPath} ${BIN} ${words}`
  const inWindow = columns > 0 ? `stty cols ${columns} rows 24 && exec ${command}` : command
  const argv =
    process.platform === 'darwin'
      ? ['-q', '/dev/null', 'sh', '-c', inWindow]
      : ['--quiet', '--return', '--flush', '--command', inWindow, '/dev/null']
  const child = spawn('script', argv, { env: { ...inheritedEnvironment, TERM: 'xterm', ...environment } })
  onTestFinished(() => void child.kill('SIGKILL'))
  return new Running(child)
}
