import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { Running } from './process.js'

const BIN = fileURLToPath(new URL('../../bin/cwmpu.js', import.meta.url))

/** Starts `cwmpu` on a pseudo-terminal, by the `script` that comes with Linux and macOS; stdout holds the screen. */
export function startOnTerminal(
  words: string,
  environment: Readonly<Record<string, string | undefined>>,
): Running {
  const command = `${process.execPath} ${BIN} ${words}`
  const argv =
    process.platform === 'darwin'
      ? ['-q', '/dev/null', ...command.split(' ')]
      : ['--quiet', '--return', '--flush', '--command', command, '/dev/null']
  const child = spawn('script', argv, { env: { PATH: process.env['PATH'], TERM: 'xterm', ...environment } })
  onTestFinished(() => void child.kill('SIGKILL'))
  return new Running(child)
}
