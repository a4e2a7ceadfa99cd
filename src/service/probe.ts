import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'
import type { Duration } from '../core/time.js'
import { lookupWithLocalhost } from '../s3/connections.js'
import { NetworkError, toNetworkError } from '../s3/request-error.js'

export interface HostPort {
  readonly hostname: string
  readonly port: number
}

/** Returns the addresses of a host. */
export function resolveHost(hostname: string, limit: AbortSignal): Promise<string[]> {
  return new Promise((resolve, reject) => {
    limit.addEventListener('abort', () => {
      reject(new NetworkError('ETIMEDOUT', 'No address in time'))
    })
    lookupWithLocalhost(hostname, { all: true }, (error, found) => {
      if (error) reject(toNetworkError(error))
      else resolve([found as LookupAddress[]].flat().map(({ address }) => address))
    })
  })
}

/** Opens and closes a TCP connection. Returns the time that it took to connect. */
export async function tcpProbe({ hostname, port }: HostPort, limit: AbortSignal): Promise<Duration> {
  const startedAt = performance.now()
  const socket = net.connect({ host: hostname, port, lookup: lookupWithLocalhost })
  await awaitEvent(socket, 'connect', limit)
  socket.destroy()
  return performance.now() - startedAt
}

/** Completes a TLS handshake. A certificate that is not trusted is an error, as it is for every request. */
export async function tlsProbe({ hostname, port }: HostPort, limit: AbortSignal) {
  const servername = net.isIP(hostname) ? '' : hostname
  const socket = tls.connect({ host: hostname, port, servername, lookup: lookupWithLocalhost })
  await awaitEvent(socket, 'secureConnect', limit)
  const { issuer, valid_to: validTo } = socket.getPeerCertificate()
  const protocol = socket.getProtocol() ?? 'TLS'
  socket.destroy()
  return { protocol, issuer: [issuer.O ?? issuer.CN].flat().join(', '), validTo }
}

async function awaitEvent(socket: net.Socket, event: string, limit: AbortSignal): Promise<void> {
  try {
    await once(socket, event, { signal: limit })
  } catch (error) {
    socket.destroy()
    if (limit.aborted) throw new NetworkError('ETIMEDOUT', 'No connection in time')
    throw toNetworkError(error)
  }
}
