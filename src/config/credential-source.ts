import type { AwsCredentialIdentity } from '@smithy/types'
import { CliError } from '../errors.js'
import type { Values } from './config-file.js'
import type { ConfigSources, Profile, Profiles } from './config-sources.js'
import { type Credentials, type Environment, envValue } from './settings.js'

/** Source of credentials. It is resolved without fetching them. */
export type CredentialSource = { readonly source: string } & (
  | { readonly kind: 'given'; readonly provider: () => Promise<Credentials> }
  | { readonly kind: 'static'; readonly identity: AwsCredentialIdentity }
  | { readonly kind: 'process'; readonly command: string }
  | { readonly kind: 'container'; readonly url: string; readonly token?: string; readonly tokenFile?: string }
  /** Reason why there are none. Only a request needs them. */
  | { readonly kind: 'missing'; readonly error: CliError }
  /** SSO or a role of AWS, which is valid only for Amazon S3. */
  | { readonly kind: 'amazon'; readonly profile: string; readonly tokenFile: string | undefined }
)

const AWS_VARIABLES: KeyNames = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']
/** Names in the Boto3 example of CoreWeave. */
const COREWEAVE_VARIABLES: KeyNames = ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', '']
const PROFILE_KEYS: KeyNames = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token']

/**
 * Returns the first source of: a flag, keys in the environment, AWS_PROFILE, container credentials (CKS pod identity
 * or an API token), and the profiles `cw` and `default`. The EC2 metadata service is never used.
 *
 * @throws CliError, access-denied, if there are none, or only one key of a pair.
 */
export function findCredentials(sources: ConfigSources): CredentialSource {
  const { flagProfile, envProfile, profiles, environment } = sources
  if (flagProfile) return profileSource(flagProfile) ?? noCredentialsIn(flagProfile)
  // Keys in the environment come before AWS_PROFILE, as in the AWS CLI. In the SDK, a profile that only sets the
  // addressing style hides them.
  const found =
    environmentSource(environment, AWS_VARIABLES) ??
    environmentSource(environment, COREWEAVE_VARIABLES) ??
    (envProfile && profileSource(envProfile)) ??
    containerSource(environment) ??
    defaultProfileSource(profiles)
  if (found) return found
  throw new CliError(
    'access-denied',
    'No credentials found.',
    'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run: aws configure --profile cw',
  )
}

function environmentSource(environment: Environment, names: KeyNames): CredentialSource | undefined {
  const values = Object.fromEntries(names.map((name) => [name, envValue(environment, name)?.value]))
  const identity = readKeyPair(values, names, '')
  return identity && { kind: 'static', identity, source: names[0] }
}

function profileSource({ name: profile, sections }: Profile): CredentialSource | undefined {
  for (const { values, source } of sections) {
    const identity = readKeyPair(values, PROFILE_KEYS, ` in ${source}`)
    if (identity) return { kind: 'static', identity, source }
    const command = values['credential_process']
    if (command) return { kind: 'process', command, source: `credential_process of ${source}` }
    if (values['role_arn'] || values['sso_session'] || values['sso_start_url'])
      return { kind: 'amazon', profile, source, tokenFile: values['web_identity_token_file'] }
  }
  return undefined
}

function containerSource(environment: Environment): CredentialSource | undefined {
  const url = envValue(environment, 'AWS_CONTAINER_CREDENTIALS_FULL_URI')
  if (!url) return undefined
  const token = envValue(environment, 'AWS_CONTAINER_AUTHORIZATION_TOKEN')?.value
  const tokenFile = envValue(environment, 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE')?.value
  return {
    kind: 'container',
    url: url.value,
    source: url.source,
    ...(token && { token }),
    ...(tokenFile && { tokenFile }),
  }
}

function defaultProfileSource(profiles: Profiles): CredentialSource | undefined {
  for (const name of ['cw', 'default']) {
    const profile = profiles.find(name)
    const found = profile && profileSource(profile)
    if (found) return found
  }
  return undefined
}

function noCredentialsIn({ name, sections }: Profile): never {
  const files = [...new Set(sections.map(({ file }) => file))].join(' and ')
  throw new CliError(
    'access-denied',
    `Profile "${name}" in ${files} has no credentials.`,
    'Add aws_access_key_id and aws_secret_access_key.',
  )
}

/** Returns both keys, or undefined if both are missing. */
function readKeyPair(values: Values, names: KeyNames, where: string): AwsCredentialIdentity | undefined {
  const [idName, secretName] = names
  const [id, secret, token] = names.map((name) => values[name]?.trim())
  if (id && secret) {
    const identity = { accessKeyId: id, secretAccessKey: secret, ...(token && { sessionToken: token }) }
    assertUsableKeys(identity, where, names)
    return identity
  }
  if (!id && !secret) return undefined
  const [present, missing] = id ? [idName, secretName] : [secretName, idName]
  const problem = `Incomplete credentials${where}. ${present} is set, but ${missing} is not.`
  throw new CliError('access-denied', problem, 'Set both.')
}

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
    const problem = `Invalid credentials${where}. ${names[index] ?? ''} contains ${flaw}.`
    throw new CliError('access-denied', problem, 'Set it again without it.')
  })
}
