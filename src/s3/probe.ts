import { once } from 'node:events'
import type { LookupAddress } from 'node:dns'
import net from 'node:net'
import tls from 'node:tls'
import type { Duration } from '../core/duration.js'
import { loopbackForLocalhost } from './lookup.js'
import { unanswered } from './request-error.js'

const LONGEST: Duration = 5_000

/** Where requests would go. */
export interface Address {
  readonly hostname: string
  readonly port: number
}

/** The addresses of a host. */
export async function lookUp(hostname: string): Promise<string[]> {
  const addresses = await new Promise<LookupAddress[]>((resolve, reject) => {
    loopbackForLocalhost(hostname, { all: true }, (error, found) => {
      if (error) reject(unanswered(error.code ?? 'UNKNOWN', error.message, error))
      else resolve(Array.isArray(found) ? found : [])
    })
  })
  return addresses.map(({ address }) => address)
}

/** Opens a connection and closes it again; the answer is how long that took. */
export async function knock({ hostname, port }: Address): Promise<Duration> {
  const began = performance.now()
  await settled(net.connect({ host: hostname, port, lookup: loopbackForLocalhost }), 'connect')
  return performance.now() - began
}

/** Whether a connection can be opened at all. */
export async function opens(address: Address): Promise<boolean> {
  return knock(address).then(
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
export async function shakeHands({ hostname, port }: Address): Promise<TlsSeen> {
  const socket = tls.connect({
    host: hostname,
    port,
    servername: net.isIP(hostname) ? '' : hostname,
    lookup: loopbackForLocalhost,
  })
  return settled(socket, 'secureConnect', () => {
    const { issuer, valid_to: validTo } = socket.getPeerCertificate()
    const name = issuer.O ?? issuer.CN
    return { protocol: socket.getProtocol() ?? 'TLS', issuer: [name].flat().join(', '), validTo }
  })
}

async function settled<T>(socket: net.Socket, event: string, look?: () => T): Promise<T> {
  const tooLate = setTimeout(() => {
    socket.destroy(unanswered('ETIMEDOUT', 'did not answer'))
  }, LONGEST)
  try {
    await once(socket, event)
    return look?.() as T
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw unanswered(code ?? 'ETIMEDOUT', message, error)
  } finally {
    clearTimeout(tooLate)
    socket.destroy()
  }
}
