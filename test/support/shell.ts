import { spawn } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import type { Environment } from '../../src/context.js'
import { makeHome } from './home.js'
import { BIN, inheritedEnvironment, waitFor } from './process.js'

const START_OF_LINE = '\u0001'

/** Commands that start each shell without configuration, and define `typed`, which appends its arguments to a file. */
const SHELLS = {
  bash: {
    start: 'bash --norc --noprofile -i',
    setUp: 'unset HISTFILE; typed() { printf "%s|\\n" "$*" >>typed; }; eval "$(cwmpu completion bash OPTIONS)"',
  },
  zsh: {
    start: 'zsh -f -i',
    setUp:
      'typed() { print -r -- "$*|" >>typed; }; autoload -U compinit; compinit -u -D; eval "$(cwmpu completion zsh OPTIONS)"',
  },
  fish: {
    start: 'fish --private --no-config -i',
    setUp:
      'function typed; echo "$argv|" >>typed; end; set -g fish_autosuggestion_enabled 0; cwmpu completion fish OPTIONS | source',
  },
} as const

export type Shell = keyof typeof SHELLS

/** Shell on a pseudo-terminal, in an empty directory, with the completion script of cwmpu. */
export class CompletingShell {
  readonly home: string
  readonly #write: (keys: string) => void
  #lines = 0

  constructor(shell: Shell, options: string, environment: Environment) {
    this.home = makeHome({ 'bin/cwmpu': `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, typed: '' })
    chmodSync(`${this.home}/bin/cwmpu`, 0o755)
    const { start, setUp } = SHELLS[shell]
    const child = spawn('script', ['--quiet', '--flush', '--command', start, '/dev/null'], {
      cwd: this.home,
      env: {
        ...inheritedEnvironment,
        TERM: 'xterm',
        HOME: this.home,
        ...environment,
        PATH: `${this.home}/bin:${process.env['PATH'] ?? ''}`,
      },
    })
    child.stdout.resume()
    onTestFinished(() => void child.kill('SIGKILL'))
    this.#write = (keys) => void child.stdin.write(keys)
    this.#write(`${setUp.replace('OPTIONS', options)}\n`)
  }

  /** Types a line and the Tab key. Returns the completed line. */
  async complete(line: string): Promise<string> {
    this.#write(`${line}\t${START_OF_LINE}typed \n`)
    const before = this.#lines
    await waitFor(() => this.#typed.length > before)
    return this.#typed[this.#lines++] ?? ''
  }

  addFile(name: string): void {
    writeFileSync(`${this.home}/${name}`, '')
  }

  get #typed(): string[] {
    return readFileSync(`${this.home}/typed`, 'utf8').split('|\n').slice(0, -1)
  }
}
