import { closeSync, constants, createReadStream, fstatSync, open } from 'node:fs'
import { Socket } from 'node:net'
import { addAbortSignal, type Readable } from 'node:stream'
import { isatty } from 'node:tty'
import { promisify } from 'node:util'

/**
 * Reads a file, a pipe or a FIFO, or stdin if the path is `-`, until the signal fires. Without O_NONBLOCK, a thread
 * would wait for the writer of a FIFO, and the process could not exit before there is one.
 */
export async function* readFile(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const fd = path === '-' ? 0 : await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK)
  if (isatty(fd)) {
    closeSync(fd)
    throw new Error('It is a terminal')
  }
  const status = fstatSync(fd)
  // Both streams close the file.
  const stream: Readable =
    status.isFIFO() || status.isSocket()
      ? new Socket({ fd, readable: true, writable: false })
      : createReadStream('', { fd, highWaterMark: 2 ** 18 })
  yield* addAbortSignal(signal, stream) as AsyncIterable<Buffer>
}
