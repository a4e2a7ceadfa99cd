import type { Readable } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { wantsColour } from './colour.js'
import type { Input, Output, Spinner, Terminal } from './terminal.js'

const USUAL_WIDTH = 80

export interface Streams {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>
  readonly stderr: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>
}

type Environment = Readonly<Record<string, string | undefined>>

/** The terminal of a process. */
export function systemTerminal(streams: Streams, environment: Environment, stop: AbortSignal): Terminal {
  const screen = new Screen()
  // A terminal that says that it has no columns, as some of containers do, sends ora into an endless loop.
  const hasColumns = streams.stderr.isTTY === true && (streams.stderr.columns ?? 0) > 0
  const isWatched = hasColumns && environment['TERM'] !== 'dumb'
  return {
    input: inputOf(streams, stop),
    output: outputTo(streams.stdout, environment, screen),
    errors: outputTo(streams.stderr, environment, screen),
    ...(isWatched && { spin: (text: string) => screen.spin(text, streams.stderr) }),
  }
}

/** The spinner, which must be out of the way before anything else is written. */
class Screen {
  #clear: () => void = () => undefined

  clear(): void {
    this.#clear()
  }

  async spin(text: string, stream: NodeJS.WritableStream): Promise<Spinner> {
    const { default: ora } = await import('ora')
    // Without `discardStdin: false` it would swallow what is typed, Ctrl-C among it.
    const spinner = ora({ text, stream, discardStdin: false, color: 'cyan' }).start()
    this.#clear = () => void spinner.clear()
    return {
      get text() {
        return spinner.text
      },
      set text(changed: string) {
        spinner.text = changed
      },
      stop: () => {
        this.#clear = () => undefined
        spinner.stop()
      },
    }
  }
}

function outputTo(stream: Streams['stdout'], environment: Environment, screen: Screen): Output {
  const isTerminal = stream.isTTY === true
  return {
    isTerminal,
    hasColour: wantsColour(isTerminal, environment),
    get width() {
      const { columns = 0 } = stream
      return widthOf(environment['COLUMNS']) ?? (columns > 0 ? columns : USUAL_WIDTH)
    },
    // The callback comes when the text is out, and also when it never will be: a reader that is gone is
    // noticed by the stream's owner.
    write: (text) => {
      if (isTerminal) screen.clear()
      return new Promise((resolve) => {
        stream.write(text, () => {
          resolve()
        })
      })
    },
  }
}

function widthOf(columns: string | undefined): number | undefined {
  return columns !== undefined && /^[1-9]\d{1,3}$/.test(columns) ? Number(columns) : undefined
}

/** Node opens stdin when it is first looked at. */
function inputOf(streams: Pick<Streams, 'stdin'>, stop: AbortSignal): Input {
  return {
    get isTerminal() {
      return streams.stdin.isTTY === true
    },
    // Not as a terminal, so that Ctrl-C stays a signal.
    readLine: async () => {
      const { createInterface } = await import('node:readline')
      return new Promise((resolve) => {
        const lines = createInterface({ input: streams.stdin, terminal: false, signal: stop })
        lines.once('line', (line) => {
          resolve(line)
          lines.close()
        })
        lines.once('close', () => {
          resolve(undefined)
        })
      })
    },
    readAll: async () => {
      const chunks: Buffer[] = []
      for await (const chunk of streams.stdin as AsyncIterable<Buffer>) chunks.push(chunk)
      return Buffer.concat(chunks).toString('utf8')
    },
  }
}
