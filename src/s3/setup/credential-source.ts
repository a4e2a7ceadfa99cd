import type { AwsCredentialIdentity } from '@smithy/types'
import { Problem } from '../../errors.js'
import { type Environment, variable } from './environment.js'
import type { CredentialProvider } from './options.js'
import type { Profile, Profiles } from './profiles.js'
import type { S3cfg } from './s3cfg.js'

/** Where credentials come from. Which one is decided without asking anybody for them. */
export type CredentialSource = { readonly from: string } & (
  | { readonly kind: 'given'; readonly provider: CredentialProvider }
  | { readonly kind: 'static'; readonly identity: AwsCredentialIdentity }
  | { readonly kind: 'process'; readonly section: string; readonly path: string }
  | { readonly kind: 'container'; readonly url: string; readonly token?: string; readonly tokenFile?: string }
  /** Signs in through AWS, by SSO or a role, which leads into no other store. */
  | { readonly kind: 'amazon'; readonly profile: string }
)

export interface WhereToLook {
  /** Named by `--profile`. */
  readonly named: Profile | undefined
  /** Named by AWS_PROFILE. */
  readonly ambient: Profile | undefined
  readonly profiles: Profiles
  readonly s3cfg: S3cfg | undefined
  readonly environment: Environment
}

/**
 * The first that is there of: a flag, keys in the environment (AWS's names, then those of CoreWeave's Boto3
 * page), AWS_PROFILE, a container's own (CKS pod identity, API token), and the profiles cw and default.
 *
 * Keys in the environment win over AWS_PROFILE, as in the AWS CLI; in the SDK it is the other way round, and a
 * profile that only says how to address buckets then hides them. The metadata service of EC2 is never asked.
 *
 * @throws Problem, denied, where there is none, or half of one.
 */
export function findCredentials({
  named,
  ambient,
  profiles,
  s3cfg,
  environment,
}: WhereToLook): CredentialSource {
  if (s3cfg) return { kind: 'static', identity: s3cfg.identity, from: s3cfg.from }
  if (named) return inProfile(named) ?? nothingIn(named)
  const found =
    inEnvironment(environment, ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) ??
    inEnvironment(environment, ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY']) ??
    (ambient && inProfile(ambient)) ??
    inContainer(environment) ??
    inUsualProfiles(profiles)
  if (found) return found
  throw new Problem(
    'denied',
    `No credentials were found: looked at --profile, --s3cfg, AWS_ACCESS_KEY_ID, ACCESS_KEY_ID, AWS_PROFILE, AWS_CONTAINER_CREDENTIALS_FULL_URI, and the profiles cw and default in ${profiles.looked.join(', ')}.`,
  )
}

function inEnvironment(
  environment: Environment,
  [idName, secretName, tokenName]: readonly [id: string, secret: string, token?: string],
): CredentialSource | undefined {
  const id = variable(environment, idName)?.value
  const secret = variable(environment, secretName)?.value
  const token = tokenName === undefined ? undefined : variable(environment, tokenName)?.value
  const identity = pairOf({ id, secret, token }, { idName, secretName, where: 'the environment' })
  return identity && { kind: 'static', identity, from: `${idName} in the environment` }
}

function inProfile({ name, sections }: Profile): CredentialSource | undefined {
  for (const { file, section, values } of sections) {
    const from = `profile ${name} in ${file.shown}`
    const identity = pairOf(
      {
        id: values['aws_access_key_id']?.trim(),
        secret: values['aws_secret_access_key']?.trim(),
        token: values['aws_session_token']?.trim(),
      },
      { idName: 'aws_access_key_id', secretName: 'aws_secret_access_key', where: from },
    )
    if (identity) return { kind: 'static', identity, from }
    if (values['credential_process'])
      return { kind: 'process', section, path: file.path, from: `credential_process of ${from}` }
    if (values['role_arn'] || values['sso_session'] || values['sso_start_url'])
      return { kind: 'amazon', profile: name, from }
  }
  return undefined
}

function inContainer(environment: Environment): CredentialSource | undefined {
  const url = variable(environment, 'AWS_CONTAINER_CREDENTIALS_FULL_URI')
  if (!url) return undefined
  const token = variable(environment, 'AWS_CONTAINER_AUTHORIZATION_TOKEN')?.value
  const tokenFile = variable(environment, 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE')?.value
  return {
    kind: 'container',
    url: url.value,
    from: url.from,
    ...(token && { token }),
    ...(tokenFile && { tokenFile }),
  }
}

function inUsualProfiles(profiles: Profiles): CredentialSource | undefined {
  for (const name of ['cw', 'default']) {
    const profile = profiles.find(name)
    const found = profile && inProfile(profile)
    if (found) return found
  }
  return undefined
}

function nothingIn({ name, sections }: Profile): never {
  const files = [...new Set(sections.map(({ file }) => file.shown))].join(' and ')
  throw new Problem(
    'denied',
    `Profile ${name} holds no credentials (${files}): add aws_access_key_id and aws_secret_access_key.`,
  )
}

/** Both halves of a key pair, or neither. */
function pairOf(
  { id, secret, token }: Record<'id' | 'secret' | 'token', string | undefined>,
  { idName, secretName, where }: Record<'idName' | 'secretName' | 'where', string>,
): AwsCredentialIdentity | undefined {
  if (id && secret) return { accessKeyId: id, secretAccessKey: secret, ...(token && { sessionToken: token }) }
  if (!id && !secret) return undefined
  const [there, missing] = id ? [idName, secretName] : [secretName, idName]
  throw new Problem('denied', `Half a key pair: ${where} has ${there}, but no ${missing}.`)
}
