import { fstatSync, writeSync } from 'node:fs'

/** stdout or stderr. Node knows its file descriptor. */
export interface TextStream {
  readonly fd?: number | undefined
  readonly isTTY?: boolean | undefined
  write(text: string, callback: (error?: Error | null) => void): unknown
}

/** Error of a write to stdout or stderr, with the reason of the system. */
export class OutputError extends Error {
  override readonly name = 'OutputError'
}

/**
 * Returns a function that writes all of a text, or rejects. Files are written without Node's stream, which ignores
 * short writes: on a full disk, the text would end in the middle and no error would follow.
 */
export function writerTo(stream: TextStream): (text: string) => Promise<void> {
  let file: number | undefined | false
  return (text) => {
    file ??= fileDescriptorOf(stream) ?? false
    return new Promise((resolve, reject) => {
      if (file !== undefined && file !== false) {
        writeToFile(file, Buffer.from(text))
        resolve()
        return
      }
      stream.write(text, (error) => {
        if (error) reject(error)
        else resolve()
      })
    })
  }
}

/** Returns the reason of an error of the system as a sentence: `No space left on device (ENOSPC).` */
export function systemReason({ message }: Error): string {
  const [, code, reason = message] = /^([A-Z0-9]+): ([^,]+)/.exec(message) ?? []
  const sentence = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}${code ? ` (${code})` : ''}`
  return sentence.endsWith('.') ? sentence : `${sentence}.`
}

/** Returns undefined for terminals, pipes and sockets, whose streams write everything. */
function fileDescriptorOf({ fd, isTTY }: TextStream): number | undefined {
  if (fd === undefined || isTTY === true) return undefined
  const status = fstatSync(fd)
  return status.isFile() || status.isCharacterDevice() ? fd : undefined
}

function writeToFile(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
}
