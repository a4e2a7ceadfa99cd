import type { Input, Output, Terminal } from '../../src/output/terminal.js'
import type { RunOptions } from './cwmpu.js'

/** Output that keeps what was written. */
class BufferOutput implements Output {
  text = ''
  readonly hasColor = false
  readonly width: number
  readonly isTerminal: boolean

  constructor(isTerminal: boolean, width: number) {
    this.isTerminal = isTerminal
    this.width = width
  }

  write = (text: string): Promise<void> => {
    this.text += text
    return Promise.resolve()
  }
}

/** Streams over strings: stdin holds `stdin`, and all three are terminals if `tty` is true. */
export function bufferTerminal(options: Partial<Pick<RunOptions, 'stdin' | 'tty' | 'columns'>>) {
  const { stdin = '', tty = false, columns = 80 } = options
  const stderr = new BufferOutput(tty, columns)
  const input: Input = {
    isTerminal: tty,
    readLine: async () => {
      const [line = ''] = stdin.split('\n', 1)
      await stderr.write(`${line}\n`) // A terminal shows what is typed.
      return line
    },
    discardTyped: () => Promise.resolve(),
  }
  return { input, stdout: new BufferOutput(tty, columns), stderr } satisfies Terminal
}
