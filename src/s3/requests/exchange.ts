import type { IncomingHttpHeaders } from 'node:http'

/** A request as it goes out: signed, its path percent-encoded byte for byte. */
export interface WireRequest {
  readonly method: string
  readonly protocol: string
  readonly hostname: string
  readonly port?: number | undefined
  /** What stands before a key in the path: `''` where the bucket is in the host name, else `/bucket`. */
  readonly bucketPath: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

export interface WireAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}
