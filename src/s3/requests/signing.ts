import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto'
import type { AwsCredentialIdentity } from '@smithy/types'
import type { Instant } from '../../core/instant.js'

/** What of a request is signed, besides the time: exactly as it is sent. */
export interface Signable {
  readonly method: string
  readonly host: string
  /** Percent-encoded, as `percentEncode` does it. */
  readonly path: string
  /** Percent-encoded, in the order of the names. */
  readonly query: string
  /** More to sign than what every request is signed by; names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | undefined
}

const ALGORITHM = 'AWS4-HMAC-SHA256'
const HASH_OF_NOTHING = hash('sha256', '')
const SIGNED = 'host;x-amz-content-sha256;x-amz-date'
const SIGNED_WITH_TOKEN = `${SIGNED};x-amz-security-token`

/** What all signatures of a second have in common. */
interface Moment {
  readonly second: number
  /** Such as 20261122T200000Z. */
  readonly time: string
  readonly day: string
  readonly scope: string
}

/**
 * Signs requests by AWS Signature Version 4.
 *
 * Ours, since the SDK's takes as long as all the rest of an abort; a test holds it to the SDK's.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export class Signer {
  readonly #region: string
  #moment: Moment | undefined
  /** The key changes with the day and with the credentials, and is made by four hashes. */
  #key: { readonly day: string; readonly secret: string; readonly key: KeyObject } | undefined

  constructor(region: string) {
    this.#region = region
  }

  /** The headers to send. */
  sign(request: Signable, identity: AwsCredentialIdentity, at: Instant): Record<string, string> {
    const { method, path, query, host, headers, body } = request
    const { time, day, scope } = this.#momentOf(at)
    const { accessKeyId, sessionToken } = identity
    const content = body === undefined ? HASH_OF_NOTHING : hash('sha256', body)
    const signed = {
      ...headers,
      host,
      'x-amz-content-sha256': content,
      'x-amz-date': time,
      ...(sessionToken && { 'x-amz-security-token': sessionToken }),
    }
    const [names, lines] = headers ? linesOf(signed) : usualLinesOf(host, content, time, sessionToken)
    const canonical = `${method}\n${path}\n${query}\n${lines}\n${names}\n${content}`
    const signature = createHmac('sha256', this.#keyFor(identity, day))
      .update(`${ALGORITHM}\n${time}\n${scope}\n${hash('sha256', canonical)}`)
      .digest('hex')
    return {
      ...signed,
      authorization: `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    }
  }

  #momentOf(at: Instant): Moment {
    const second = Math.floor(at / 1000)
    if (this.#moment?.second !== second) {
      const time = new Date(second * 1000).toISOString().replace(/[-:]|\.\d+/g, '')
      const day = time.slice(0, 8)
      this.#moment = { second, time, day, scope: `${day}/${this.#region}/s3/aws4_request` }
    }
    return this.#moment
  }

  #keyFor({ secretAccessKey: secret }: AwsCredentialIdentity, day: string): KeyObject {
    if (this.#key?.day !== day || this.#key.secret !== secret) {
      const steps = [day, this.#region, 's3', 'aws4_request']
      const key = steps.reduce<Buffer>(
        (previous, step) => createHmac('sha256', previous).update(step).digest(),
        Buffer.from(`AWS4${secret}`),
      )
      this.#key = { day, secret, key: createSecretKey(key) }
    }
    return this.#key.key
  }
}

/** The names and the lines of what nearly every request is signed by: by hand, since aborts are many. */
function usualLinesOf(host: string, content: string, time: string, token?: string): [string, string] {
  const lines = `host:${host}\nx-amz-content-sha256:${content}\nx-amz-date:${time}\n`
  return token ? [SIGNED_WITH_TOKEN, `${lines}x-amz-security-token:${token}\n`] : [SIGNED, lines]
}

function linesOf(headers: Readonly<Record<string, string>>): [string, string] {
  const names = Object.keys(headers).sort()
  return [names.join(';'), names.map((name) => `${name}:${headers[name] ?? ''}\n`).join('')]
}

const NEEDS_NO_ENCODING = /^[\w.~-]*$/

/** RFC 3986, which the signature is made over: encodeURIComponent leaves five characters more. */
export function percentEncode(text: string): string {
  if (NEEDS_NO_ENCODING.test(text)) return text
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
