import { readFile } from 'node:fs/promises'
import type { AwsCredentialIdentity } from '@smithy/types'
import { CliError } from '../errors.js'
import type { CredentialSource } from './credential-source.js'
import { isAmazon } from './endpoint.js'

/** Returns the provider of a source. The SDK's own providers are loaded when they are called. */
export function providerFor(source: CredentialSource, endpoint: URL): () => Promise<AwsCredentialIdentity> {
  switch (source.kind) {
    case 'given':
      return source.provider
    case 'missing':
      return () => Promise.reject(source.error)
    case 'static':
      return () => Promise.resolve(source.identity)
    case 'process':
      return async () => {
        const { fromProcess } = await import('@aws-sdk/credential-provider-process')
        return fromProcess({ profile: source.section, filepath: source.path, configFilepath: source.path })()
      }
    case 'container':
      return async () => fromContainer(source.url, source.token ?? (await readToken(source.tokenFile)))
    case 'amazon':
      return async () => {
        if (!isAmazon(endpoint)) throw onlyForAmazon(source)
        const { fromIni } = await import('@aws-sdk/credential-provider-ini')
        return fromIni({ profile: source.profile })()
      }
  }
}

async function fromContainer(url: string, token: string | undefined): Promise<AwsCredentialIdentity> {
  const { fromHttp } = await import('@aws-sdk/credential-provider-http')
  return fromHttp({
    awsContainerCredentialsFullUri: url,
    ...(token && { awsContainerAuthorizationToken: token }),
    // Empty, so that the provider does not read the variables: it sends the newline at the end of a token file,
    // which is rejected four times.
    awsContainerCredentialsRelativeUri: '',
    awsContainerAuthorizationTokenFile: '',
  })()
}

/** Reads the token each time: a cluster writes a new one long before the old one expires. */
async function readToken(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : (await readFile(file, 'utf8')).trim()
}

function onlyForAmazon({ source }: CredentialSource): CliError {
  return new CliError(
    'access-denied',
    `The credentials of ${source} are for Amazon S3 only (AWS SSO or a role). Use another --profile.`,
  )
}
