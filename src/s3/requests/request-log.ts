import type { ClientRequest } from 'node:http'
import type { WireRequest } from './exchange.js'

/** Method, address and what came of it: never headers, which hold the signature and the session token. */
export function logRequest(
  log: (line: string) => void,
  { method, protocol, headers, path }: WireRequest,
  outgoing: ClientRequest,
): void {
  const sentAt = performance.now()
  const write = (result: string) => {
    const took = Math.round(performance.now() - sentAt)
    log(`${method} ${protocol}//${headers['host'] ?? ''}${path} ${result} after ${took} ms`)
  }
  outgoing.on('error', ({ message }) => {
    write(message)
  })
  outgoing.on('response', ({ statusCode }) => {
    write(String(statusCode))
  })
}
