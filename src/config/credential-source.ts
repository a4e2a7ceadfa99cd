import type { AwsCredentialIdentity } from '@smithy/types'
import { CliError } from '../errors.js'
import type { ConfigSources } from './config-sources.js'
import type { Credentials } from './connect-options.js'
import type { Profile, Profiles } from './profiles.js'
import { type Environment, envValue } from './resolved-value.js'

/** Where credentials come from. It is decided without fetching them. */
export type CredentialSource = { readonly source: string } & (
  | { readonly kind: 'given'; readonly provider: () => Promise<Credentials> }
  | { readonly kind: 'static'; readonly identity: AwsCredentialIdentity }
  | { readonly kind: 'process'; readonly section: string; readonly path: string }
  | { readonly kind: 'container'; readonly url: string; readonly token?: string; readonly tokenFile?: string }
  /** SSO or a role of AWS, which is valid only for Amazon S3. */
  | { readonly kind: 'amazon'; readonly profile: string }
)

/**
 * Returns the first source of: a flag, keys in the environment, AWS_PROFILE, container credentials (CKS pod identity
 * or an API token), and the profiles `cw` and `default`. The EC2 metadata service is never used.
 *
 * Keys in the environment come before AWS_PROFILE, as in the AWS CLI. In the SDK, a profile that only sets the
 * addressing style hides them.
 *
 * @throws CliError, access-denied, if there are none, or only one key of a pair.
 */
export function findCredentials(sources: ConfigSources): CredentialSource {
  const { flagProfile, envProfile, profiles, s3cfg, environment } = sources
  if (s3cfg) return { kind: 'static', identity: s3cfg.identity, source: s3cfg.source }
  if (flagProfile) return profileSource(flagProfile) ?? noCredentialsIn(flagProfile)
  const found =
    environmentSource(environment, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN') ??
    environmentSource(environment, 'ACCESS_KEY_ID', 'SECRET_ACCESS_KEY') ??
    (envProfile && profileSource(envProfile)) ??
    containerSource(environment) ??
    defaultProfileSource(profiles)
  if (found) return found
  throw new CliError(
    'access-denied',
    'No credentials found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run: aws configure --profile cw',
  )
}

function environmentSource(
  environment: Environment,
  idName: string,
  secretName: string,
  tokenName?: string,
): CredentialSource | undefined {
  const id = envValue(environment, idName)?.value
  const secret = envValue(environment, secretName)?.value
  const token = tokenName === undefined ? undefined : envValue(environment, tokenName)?.value
  const identity = readKeyPair({ id, secret, token }, { idName, secretName, source: '' })
  return identity && { kind: 'static', identity, source: idName }
}

function profileSource({ name, sections }: Profile): CredentialSource | undefined {
  for (const { file, section, values } of sections) {
    const source = `profile ${name} in ${file.shown}`
    const identity = readKeyPair(
      {
        id: values['aws_access_key_id']?.trim(),
        secret: values['aws_secret_access_key']?.trim(),
        token: values['aws_session_token']?.trim(),
      },
      { idName: 'aws_access_key_id', secretName: 'aws_secret_access_key', source: ` in ${source}` },
    )
    if (identity) return { kind: 'static', identity, source }
    if (values['credential_process'])
      return { kind: 'process', section, path: file.path, source: `credential_process of ${source}` }
    if (values['role_arn'] || values['sso_session'] || values['sso_start_url'])
      return { kind: 'amazon', profile: name, source }
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
  const files = [...new Set(sections.map(({ file }) => file.shown))].join(' and ')
  throw new CliError(
    'access-denied',
    `Profile "${name}" in ${files} has no credentials. Add aws_access_key_id and aws_secret_access_key.`,
  )
}

/** Returns both keys, or undefined if both are missing. */
function readKeyPair(
  { id, secret, token }: Readonly<Record<'id' | 'secret' | 'token', string | undefined>>,
  { idName, secretName, source }: Readonly<Record<'idName' | 'secretName' | 'source', string>>,
): AwsCredentialIdentity | undefined {
  if (id && secret) return { accessKeyId: id, secretAccessKey: secret, ...(token && { sessionToken: token }) }
  if (!id && !secret) return undefined
  const [present, missing] = id ? [idName, secretName] : [secretName, idName]
  throw new CliError(
    'access-denied',
    `Incomplete credentials${source}. ${present} is set, but ${missing} is not. Set both.`,
  )
}
