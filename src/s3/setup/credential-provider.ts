import { readFile } from 'node:fs/promises'
import type { AwsCredentialIdentity } from '@smithy/types'
import { Problem } from '../../errors.js'
import type { CredentialSource } from './credential-source.js'
import { isAmazon } from './endpoint.js'
import type { CredentialProvider } from './options.js'

/** What fetches the credentials of a source: the SDK's own providers, loaded only where one is needed. */
export function providerFor(source: CredentialSource, endpoint: URL): CredentialProvider {
  switch (source.kind) {
    case 'given':
      return source.provider
    case 'static':
      return () => Promise.resolve(source.identity)
    case 'process':
      return async () => {
        const { fromProcess } = await import('@aws-sdk/credential-provider-process')
        return fromProcess({ profile: source.section, filepath: source.path, configFilepath: source.path })()
      }
    case 'container':
      return async () => fromContainer(source.url, source.token ?? (await tokenIn(source.tokenFile)))
    case 'amazon':
      return async () => {
        if (!isAmazon(endpoint)) throw notForAmazon(source)
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
    // Said to be empty, since the provider otherwise looks into the environment by itself: there, the file is
    // taken with the newline at its end, which is refused four times over.
    awsContainerCredentialsRelativeUri: '',
    awsContainerAuthorizationTokenFile: '',
  })()
}

/** Read each time: a cluster writes a new token long before the old one ends. */
async function tokenIn(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : (await readFile(file, 'utf8')).trim()
}

function notForAmazon({ from }: CredentialSource): Problem {
  return new Problem(
    'denied',
    `The credentials of ${from} are signed in through AWS, and lead into no other store: name another --profile.`,
  )
}
