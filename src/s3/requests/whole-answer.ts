import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { WireAnswer } from './exchange.js'
import { unanswered, untrusted } from './request-error.js'

class WholeAnswer implements WireAnswer {
  readonly body: Buffer
  readonly #incoming: IncomingMessage

  constructor(incoming: IncomingMessage, body: Buffer) {
    this.#incoming = incoming
    this.body = body
  }

  get status(): number {
    return this.#incoming.statusCode ?? 0
  }

  /** Sorted out only when somebody asks, which nobody does of an abort. */
  get headers(): IncomingHttpHeaders {
    return this.#incoming.headers
  }
}

/** Reads an answer to its end. */
export function collect(
  incoming: IncomingMessage,
  mostBytes: number,
  resolve: (answer: WireAnswer) => void,
  reject: (error: Error) => void,
): void {
  const chunks: Buffer[] = []
  let bytes = 0
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > mostBytes) reject(untrusted(`it is longer than ${mostBytes} bytes`))
    else chunks.push(chunk)
  })
  incoming.on('error', reject)
  incoming.on('end', () => {
    if (incoming.complete) resolve(new WholeAnswer(incoming, Buffer.concat(chunks, bytes)))
    else reject(unanswered('ECONNRESET', 'broke off in the middle of its answer'))
  })
}
