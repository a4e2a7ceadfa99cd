import { SignatureV4, type SignatureV4Init } from '@smithy/signature-v4'
import type { AwsCredentialIdentity } from '@smithy/types'
import type { Instant } from '../core/instant.js'

/** What of a request is signed. */
export interface Signable {
  readonly method: string
  readonly host: string
  /** Percent-encoded. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
}

/** The headers of a signed request, `host` among them. */
export type Sign = (
  request: Signable,
  credentials: AwsCredentialIdentity,
  at: Instant,
) => Promise<Readonly<Record<string, string>>>

/** Signs with AWS Signature Version 4: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
export function signerFor(region: string, sha256: NonNullable<SignatureV4Init['sha256']>): Sign {
  return async ({ method, host, path, query }, credentials, at) => {
    const signer = new SignatureV4({ service: 's3', region, credentials, sha256, uriEscapePath: false })
    const request = { method, protocol: '', hostname: host, path, query: { ...query }, headers: { host } }
    const { headers } = await signer.sign(request, { signingDate: new Date(at) })
    return headers
  }
}
