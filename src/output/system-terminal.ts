import { fstatSync, writeSync } from 'node:fs'
import type { Readable } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'
import { promisify } from 'node:util'
import type { Duration } from '../core/time.js'
import { type StopReason, systemReason } from '../errors.js'
import { type Input, type Output, type Spinner, type Terminal, wantsColor } from './terminal.js'

const USUAL_WIDTH = 80

export interface Streams {
  readonly stdin: Readable & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>
  readonly stdout: OutputStream
  readonly stderr: OutputStream
}

type OutputStream = NodeJS.WritableStream & { readonly fd?: number } & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>
type Environment = Readonly<Record<string, string | undefined>>

/** Returns the terminal of a process. It stops the run if the reader of stdout leaves. */
export function systemTerminal(streams: Streams, environment: Environment, stopping: AbortController): Terminal {
  const { stdout, stderr } = streams
  const stop = (reason: StopReason) => () => stopping.abort(reason)
  // ora loops forever if a terminal reports 0 columns, as some containers do.
  const hasColumns = stderr.isTTY === true && (stderr.columns ?? 0) > 0
  const isWatched = hasColumns && environment['TERM'] !== 'dumb' && environment['CI'] === undefined
  return {
    input: inputOf(streams, stopping.signal, stop('interrupted')),
    stdout: outputTo(stdout, environment, stop('reader-gone')),
    stderr: outputTo(stderr, environment),
    ...(isWatched && { spin: (text: string) => startOra(text, stderr) }),
  }
}

/** Starts a spinner. ora erases it before other text is written to a terminal. */
async function startOra(text: string, stream: NodeJS.WritableStream): Promise<Spinner> {
  const { default: ora } = await import('ora')
  // With `discardStdin`, ora would discard Ctrl-C too. Its color would ignore NO_COLOR and `--color`.
  return ora({ text, stream, discardStdin: false, color: false }).start()
}

/** With `onReaderGone`, as for stdout, each write after the first failed one throws its error. */
function outputTo(stream: OutputStream, environment: Environment, onReaderGone?: () => void): Output {
  const isTerminal = stream.isTTY === true
  let isReaderGone = false
  let failure: Error | undefined
  stream.on('error', () => undefined) // The write that failed has the error.
  return {
    isTerminal,
    hasColor: wantsColor(isTerminal, environment),
    get width() {
      const [fixed] = /^[1-9]\d{1,3}$/.exec(environment['COLUMNS'] ?? '') ?? []
      return Number(fixed ?? stream.columns) || USUAL_WIDTH
    },
    get failure() {
      return failure
    },
    write: async (text) => {
      try {
        if (!isReaderGone && !failure) await writeFully(stream, text)
      } catch (error) {
        if (!(error instanceof Error)) throw error
        // Later writes to the same stream fail for other reasons.
        if ('code' in error && error.code === 'EPIPE') isReaderGone = true
        if (isReaderGone) onReaderGone?.()
        else failure ??= new Error(`Cannot write the output. ${systemReason(error)}`)
      }
      if (failure && onReaderGone) throw failure
    },
  }
}

/**
 * Writes all of a text, or rejects. Files are written without Node's stream, which ignores short writes: on a full disk,
 * the text would end in the middle and no error would follow.
 */
async function writeFully(stream: OutputStream, text: string): Promise<void> {
  const file = fileDescriptorOf(stream)
  if (file === undefined) {
    const write = promisify((done: (error?: Error | null) => void) => stream.write(text, done))
    return write()
  }
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
}

/** Returns undefined for terminals, pipes and sockets, whose streams write everything. */
function fileDescriptorOf({ fd, isTTY }: OutputStream): number | undefined {
  if (fd === undefined || isTTY === true) return undefined
  const status = fstatSync(fd)
  return status.isFile() || status.isCharacterDevice() ? fd : undefined
}

/** Uses stdin only when it is needed, because Node opens it on first use. */
function inputOf(streams: Pick<Streams, 'stdin'>, signal: AbortSignal, onInterrupt: () => void): Input {
  return {
    get isTerminal() {
      return streams.stdin.isTTY === true
    },
    discardTyped: () => discardTyped(streams.stdin, onInterrupt),
    // With `terminal: true`, Ctrl-C would be a key instead of a signal.
    readLine: async () => {
      const { createInterface } = await import('node:readline')
      return new Promise((resolve) => {
        const lines = createInterface({ input: streams.stdin, terminal: false, signal })
        lines.once('line', (line) => {
          resolve(line)
          lines.close()
        })
        lines.once('close', () => resolve(undefined))
      })
    },
  }
}

/** Time without a key after which none is left in the input queue of the terminal. */
const QUIET: Duration = 30
const CTRL_C = 0x03

/**
 * Discards the keys that were typed on a terminal and not read yet. It reads them in raw mode, because otherwise a line
 * without its Enter stays in the terminal. In raw mode, Ctrl-C is a key, not a signal.
 */
async function discardTyped(stdin: Streams['stdin'], onInterrupt: () => void): Promise<void> {
  if (!stdin.setRawMode) return
  stdin.setRawMode(true)
  try {
    await new Promise<void>((resolve) => {
      const stop = () => {
        stdin.off('data', onKeys).off('end', stop).pause()
        clearTimeout(quiet)
        resolve()
      }
      const onKeys = (keys: Buffer) => {
        if (keys.includes(CTRL_C)) onInterrupt()
        quiet.refresh()
      }
      const quiet = setTimeout(stop, QUIET)
      stdin.on('data', onKeys).on('end', stop)
    })
  } finally {
    stdin.setRawMode(false)
  }
}
