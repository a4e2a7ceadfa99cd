import { spawn } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { makeHome } from './home.js'
import { inheritedEnvironment, waitFor } from './process.js'

const BIN = fileURLToPath(new URL('../../bin/cwmpu.cjs', import.meta.url))
const TO_THE_START = '\u0001'

/** Arguments that start each shell without configuration, and make it print a line instead of running it. */
const SHELLS = {
  bash: {
    start: 'bash --norc --noprofile -i',
    setUp: 'unset HISTFILE; taken() { printf "%s|\\n" "$*" >>taken; }; eval "$(cwmpu completion bash OPTIONS)"',
  },
  zsh: {
    start: 'zsh -f -i',
    setUp:
      'taken() { print -r -- "$*|" >>taken; }; autoload -U compinit; compinit -u -D; eval "$(cwmpu completion zsh OPTIONS)"',
  },
  fish: {
    start: 'fish --private --no-config -i',
    setUp:
      'function taken; echo "$argv|" >>taken; end; set -g fish_autosuggestion_enabled 0; cwmpu completion fish OPTIONS | source',
  },
} as const

export type Shell = keyof typeof SHELLS

/** Real shell on a pseudo-terminal, in an empty directory, with the completion script of cwmpu. */
export class CompletingShell {
  readonly home: string
  readonly #write: (keys: string) => void
  #lines = 0

  constructor(shell: Shell, options: string, environment: Readonly<Record<string, string | undefined>>) {
    this.home = makeHome({ 'bin/cwmpu': `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, taken: '' })
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

  /** Returns a line after Tab was pressed at its end. */
  async complete(line: string): Promise<string> {
    this.#write(`${line}\t${TO_THE_START}taken \n`)
    const before = this.#lines
    await waitFor(() => this.#taken.length > before)
    return this.#taken[this.#lines++] ?? ''
  }

  addFile(name: string): void {
    writeFileSync(`${this.home}/${name}`, '')
  }

  get #taken(): string[] {
    return readFileSync(`${this.home}/taken`, 'utf8').split('|\n').slice(0, -1)
  }
}
