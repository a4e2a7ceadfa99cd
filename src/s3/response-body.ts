import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { InvalidResponseError, NetworkError } from './request-error.js'

const MAX_BODY_BYTES = 16 * 2 ** 20

/** Reads a body to its end. A body that was compressed without a request for it is decompressed. */
export function readBody(
  incoming: IncomingMessage,
  fail: (error: unknown) => void,
  done: (bytes: Buffer) => void,
): void {
  const chunks: Buffer[] = []
  let size = 0
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > MAX_BODY_BYTES) fail(tooLong())
    else chunks.push(chunk)
  })
  incoming.on('error', fail)
  incoming.on('end', () => {
    const bytes = Buffer.concat(chunks, size)
    const encoding = incoming.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
    if (!incoming.complete) fail(new NetworkError('ECONNRESET', 'the response was incomplete'))
    else if (size === 0 || encoding === 'identity' || encoding === '') done(bytes)
    else decompress(bytes, encoding).then(done, fail)
  })
}

async function decompress(bytes: Buffer, encoding: string): Promise<Buffer> {
  const zlib = await import('node:zlib')
  const decoders = new Map([
    ['gzip', zlib.gunzip],
    ['x-gzip', zlib.gunzip],
    ['deflate', zlib.inflate],
    ['br', zlib.brotliDecompress],
  ])
  const unzip = decoders.get(encoding)
  if (!unzip) throw new InvalidResponseError(`the unsupported content encoding ${encoding}`)
  try {
    return await promisify<Buffer, object, Buffer>(unzip)(bytes, { maxOutputLength: MAX_BODY_BYTES })
  } catch (error) {
    if (error instanceof RangeError) throw tooLong()
    throw new InvalidResponseError(`an invalid ${encoding} body`, { cause: error })
  }
}

function tooLong(): InvalidResponseError {
  return new InvalidResponseError(`a body of more than ${MAX_BODY_BYTES / 2 ** 20} MiB`)
}
