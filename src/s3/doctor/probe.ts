import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'
import type { Duration } from '../../core/duration.js'
import { loopbackForLocalhost } from '../requests/lookup.js'
import type { Address } from '../requests/place.js'
import { unanswered } from '../requests/request-error.js'

/** The addresses of a host. */
export function lookUp(hostname: string, limit: AbortSignal): Promise<string[]> {
  return new Promise((resolve, reject) => {
    limit.addEventListener('abort', () => {
      reject(tooLate())
    })
    loopbackForLocalhost(hostname, { all: true }, (error, found) => {
      if (error) reject(unanswered(error.code ?? 'UNKNOWN', error.message, error))
      else resolve([found as LookupAddress[]].flat().map(({ address }) => address))
    })
  })
}

/** Opens a connection and closes it again; the answer is how long that took. */
export async function knock({ hostname, port }: Address, limit: AbortSignal): Promise<Duration> {
  const began = performance.now()
  const socket = net.connect({ host: hostname, port, lookup: loopbackForLocalhost })
  return seen(socket, 'connect', limit, () => performance.now() - began)
}

/** Whether a connection can be opened at all. */
export async function opens(address: Address, limit: AbortSignal): Promise<boolean> {
  return knock(address, limit).then(
    () => true,
    () => false,
  )
}

export interface TlsSeen {
  readonly protocol: string
  readonly issuer: string
  readonly validTo: string
}

/** Shakes hands by TLS. A certificate that is not trusted is an error, as it is to every request. */
export async function shakeHands({ hostname, port }: Address, limit: AbortSignal): Promise<TlsSeen> {
  const socket = tls.connect({
    host: hostname,
    port,
    servername: net.isIP(hostname) ? '' : hostname,
    lookup: loopbackForLocalhost,
  })
  return seen(socket, 'secureConnect', limit, () => {
    const { issuer, valid_to: validTo } = socket.getPeerCertificate()
    const name = issuer.O ?? issuer.CN
    return { protocol: socket.getProtocol() ?? 'TLS', issuer: [name].flat().join(', '), validTo }
  })
}

async function seen<T>(socket: net.Socket, event: string, limit: AbortSignal, look: () => T): Promise<T> {
  try {
    await once(socket, event, { signal: limit })
    return look()
  } catch (error) {
    if (limit.aborted) throw tooLate()
    const { code, message } = error as NodeJS.ErrnoException
    throw unanswered(code ?? 'UNKNOWN', message, error)
  } finally {
    socket.destroy()
  }
}

function tooLate(): Error {
  return unanswered('ETIMEDOUT', 'did not answer in time')
}
