import type { AwsCredentialIdentity } from '@smithy/types'
import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import type { Values } from './config-file.js'
import { type ConfigSources, findProfile, type Profile } from './config-sources.js'
import { type Credentials, type Environment, envValue } from './settings.js'

/** Source of credentials. It is resolved without fetching them. */
export type CredentialSource = { readonly source: string } & (
  | { readonly kind: 'given'; readonly provider: () => Promise<Credentials> }
  | { readonly kind: 'static'; readonly identity: AwsCredentialIdentity }
  | { readonly kind: 'process'; readonly command: string }
  | {
      readonly kind: 'container'
      readonly url: string
      readonly token?: string | undefined
      readonly tokenFile?: string | undefined
    }
  /** Reason why there are none. Only a request needs them. */
  | { readonly kind: 'missing'; readonly error: CliError }
  /** SSO or a role of AWS, which is valid only for Amazon S3. */
  | { readonly kind: 'amazon'; readonly profile: string; readonly tokenFile: string | undefined }
)

/** Names of the access key ID, the secret key and the session token. */
type KeyNames = readonly [id: string, secret: string, token: string]

const AWS_VARIABLES: KeyNames = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']
/** Names in the Boto3 example of CoreWeave. */
const COREWEAVE_VARIABLES: KeyNames = ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', '']
const PROFILE_KEYS: KeyNames = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token']
/** Names in the output of credential_process and of servers of credentials. */
const FETCHED_NAMES: KeyNames = ['AccessKeyId', 'SecretAccessKey', 'SessionToken']

/**
 * Returns the first source of: a flag, keys in the environment, AWS_PROFILE, container credentials (CKS pod identity
 * or an API token), and the profiles `cw` and `default`. The EC2 metadata service is never used.
 *
 * @throws CliError, access-denied, if there are none, or only one key of a pair.
 */
export function findCredentials({ flagProfile, envProfile, files, environment }: ConfigSources): CredentialSource {
  if (flagProfile) {
    const shown = [...new Set(flagProfile.sections.map(({ file }) => file))].join(' and ')
    const problem = `Profile "${displaySafe(flagProfile.name)}" in ${shown} has no credentials.`
    return profileSource(flagProfile) ?? fail(problem, 'Add aws_access_key_id and aws_secret_access_key.')
  }
  // Keys in the environment come before AWS_PROFILE, as in the AWS CLI. In the SDK, a profile that only sets the
  // addressing style hides them.
  return (
    environmentSource(environment, AWS_VARIABLES) ??
    environmentSource(environment, COREWEAVE_VARIABLES) ??
    profileSource(envProfile) ??
    containerSource(environment) ??
    profileSource(findProfile(files, 'cw')) ??
    profileSource(findProfile(files, 'default')) ??
    fail('No credentials found.', 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run: aws configure --profile cw')
  )
}

function fail(problem: string, hint: string): never {
  throw new CliError('access-denied', problem, hint)
}

function environmentSource(environment: Environment, names: KeyNames): CredentialSource | undefined {
  const identity = readKeyPair(environment, names, '')
  return identity && { kind: 'static', identity, source: names[0] }
}

function profileSource(profile: Profile | undefined): CredentialSource | undefined {
  for (const { values, source } of profile?.sections ?? []) {
    const identity = readKeyPair(values, PROFILE_KEYS, ` in ${source}`)
    if (identity) return { kind: 'static', identity, source }
    const command = values['credential_process']
    if (command) return { kind: 'process', command, source: `credential_process of ${source}` }
    if (profile && (values['role_arn'] || values['sso_session'] || values['sso_start_url']))
      return { kind: 'amazon', profile: profile.name, source, tokenFile: values['web_identity_token_file'] }
  }
  return undefined
}

function containerSource(environment: Environment): CredentialSource | undefined {
  const url = envValue(environment, 'AWS_CONTAINER_CREDENTIALS_FULL_URI')
  const token = envValue(environment, 'AWS_CONTAINER_AUTHORIZATION_TOKEN')?.value
  const tokenFile = envValue(environment, 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE')?.value
  return url && { kind: 'container', url: url.value, source: url.source, token, tokenFile }
}

/** Returns both keys, or undefined if both are missing. */
function readKeyPair(values: Values, names: KeyNames, where: string): AwsCredentialIdentity | undefined {
  const [id, secret, token] = names.map((name) => values[name]?.trim())
  if (!id && !secret) return undefined
  if (!id || !secret) {
    const [present, missing] = id ? names : [names[1], names[0]]
    fail(`Incomplete credentials${where}. ${present} is set, but ${missing} is not.`, 'Set both.')
  }
  const identity = { accessKeyId: id, secretAccessKey: secret, ...(token && { sessionToken: token }) }
  assertUsableKeys(identity, where, names)
  return identity
}

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
    if (flaw) fail(`Invalid credentials${where}. ${names[index] ?? ''} contains ${flaw}.`, 'Set it again without it.')
  })
}
