import type { Input, Output, Terminal } from '../../src/output/terminal.js'

/** An output that keeps what was written. */
class BufferOutput implements Output {
  text = ''
  readonly hasColor = false
  readonly width = 80
  readonly isTerminal: boolean

  constructor(isTerminal: boolean) {
    this.isTerminal = isTerminal
  }

  write = (text: string): Promise<void> => {
    this.text += text
    return Promise.resolve()
  }
}

/** Streams over strings: stdin holds `stdin`, and all three are terminals if `tty` is true. */
export function bufferTerminal({ stdin = '', tty = false }: { stdin?: string; tty?: boolean }) {
  const stderr = new BufferOutput(tty)
  const input: Input = {
    isTerminal: tty,
    readLine: async () => {
      const [line = ''] = stdin.split('\n', 1)
      await stderr.write(`${line}\n`) // A terminal shows what is typed.
      return line
    },
    discardTyped: () => Promise.resolve(),
  }
  return { input, stdout: new BufferOutput(tty), stderr } satisfies Terminal
}
