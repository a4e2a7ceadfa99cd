import type { Connection } from '../setup/connection.js'
import { hostOf } from '../setup/endpoint.js'
import type { WireRequest } from './exchange.js'

/** Where the requests about a bucket go, or those about the store. */
export interface Place extends Pick<WireRequest, 'protocol' | 'hostname' | 'port' | 'bucketPath'> {
  /** What the store is told that it is called. */
  readonly host: string
}

/** What to connect to. */
export interface Address {
  readonly hostname: string
  readonly port: number
}

export function addressOf({ hostname, port, protocol }: Place): Address {
  return { hostname, port: port ?? (protocol === 'https:' ? 443 : 80) }
}

export function placeOf(
  bucket: string | undefined,
  { endpoint: { value: url }, addressing }: Connection,
): Place {
  const base = url.pathname.replace(/\/$/, '')
  const isVirtual = addressing.value === 'virtual' && bucket !== undefined
  return {
    protocol: url.protocol,
    hostname: isVirtual ? `${bucket}.${url.hostname}` : hostOf(url),
    port: url.port ? Number(url.port) : undefined,
    host: isVirtual ? `${bucket}.${url.host}` : url.host,
    bucketPath: isVirtual || bucket === undefined ? base : `${base}/${bucket}`,
  }
}
