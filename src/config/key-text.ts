import type { AwsCredentialIdentity } from '@smithy/types'
import { CliError } from '../errors.js'

/** Names of the access key ID, the secret key and the session token. */
export type KeyNames = readonly [id: string, secret: string, token: string]

/** Names in the output of credential_process and of servers of credentials. */
const FETCHED_NAMES: KeyNames = ['AccessKeyId', 'SecretAccessKey', 'SessionToken']

/**
 * Returns what makes a text unusable in a signature, or undefined. Such characters come from a Secret with a line
 * break, or from a file in another encoding. In a header they would be an internal error.
 */
export function flawOf(text: string): string | undefined {
  if (/[\r\n]/.test(text)) return 'a line break'
  if (/\p{Cc}/u.test(text)) return 'a control character'
  if (/\s/.test(text)) return 'a space'
  return /[^ -~]/.test(text) ? 'a non-ASCII character' : undefined
}

/** @throws CliError, access-denied, that names the text but does not show it. */
export function assertUsableKeys(
  { accessKeyId, secretAccessKey, sessionToken = '' }: AwsCredentialIdentity,
  where: string,
  names: KeyNames = FETCHED_NAMES,
): void {
  const texts = [accessKeyId, secretAccessKey.replaceAll(' ', ''), sessionToken]
  texts.forEach((text, index) => {
    const flaw = flawOf(text)
    if (flaw === undefined) return
    throw new CliError(
      'access-denied',
      `Invalid credentials${where}. ${names[index] ?? ''} contains ${flaw}. Set it again without it.`,
    )
  })
}
