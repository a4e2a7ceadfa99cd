import { promisify } from 'node:util'
import type { HttpRequest } from '@smithy/core/transport'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { AwsCredentialIdentity, HttpHandlerOptions } from '@smithy/types'
import { displaySafe, displayUrl } from '../core/safe-text.js'
import type { Duration } from '../core/time.js'
import { CliError } from '../errors.js'
import { readConfigFile } from './config-file.js'
import { assertUsableKeys, type CredentialSource } from './credential-source.js'
import { isAmazon, isLoopback } from './endpoint.js'

const MAX_ATTEMPTS = 4
const RETRY_DELAY: Duration = 1_000
/** Servers of ECS and EKS for container credentials, which have no TLS. */
const CONTAINER_HOSTS = new Set(['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]'])

/** Returns a function that fetches credentials. If its signal fires, it ends what it has started. */
export function providerFor(source: CredentialSource, endpoint: URL) {
  return async (signal: AbortSignal): Promise<AwsCredentialIdentity> => {
    const identity = await fetchFrom(source, endpoint, signal)
    assertUsableKeys(identity, ` from ${source.source}`)
    return identity
  }
}

async function fetchFrom(source: CredentialSource, endpoint: URL, signal: AbortSignal): Promise<AwsCredentialIdentity> {
  switch (source.kind) {
    case 'given':
      return source.provider()
    case 'missing':
      throw source.error
    case 'static':
      return source.identity
    case 'process':
      return fromProcess(source.command, signal)
    case 'container':
      return fromContainer(source.url, source.token ?? (await readToken(source.tokenFile)), signal)
    case 'amazon':
      if (!isAmazon(endpoint)) {
        const problem = `The credentials of ${source.source} are for Amazon S3 only (AWS SSO or a role).`
        throw new CliError('access-denied', problem, 'Use another --profile.')
      }
      await readToken(source.tokenFile) // The SDK would wait for a FIFO.
      return fromAmazon(source.profile, signal)
  }
}

async function fromAmazon(profile: string, abortSignal: AbortSignal): Promise<AwsCredentialIdentity> {
  const { fromIni } = await import('@aws-sdk/credential-provider-ini')
  const handler = new NodeHttpHandler()
  // The SDK has no time limit for these requests, and passes no signal to them.
  const requestHandler = {
    handle: (request: HttpRequest, options?: HttpHandlerOptions) =>
      handler.handle(request, { ...options, abortSignal }),
  }
  return fromIni({ profile, clientConfig: { requestHandler }, parentClientConfig: { requestHandler } })()
}

/** Runs a credential_process. The SDK's provider has no time limit. */
async function fromProcess(command: string, signal: AbortSignal): Promise<AwsCredentialIdentity> {
  const { exec } = await import('node:child_process')
  const { stdout } = await promisify(exec)(command, { signal, killSignal: 'SIGKILL' })
  return parseCredentials(stdout)
}

/** Gets container credentials. The SDK's provider cannot be canceled, and sends the newline of a token file. */
async function fromContainer(url: string, token: string | undefined, signal: AbortSignal) {
  assertContainerUrl(url)
  const { setTimeout } = await import('node:timers/promises')
  for (let attempt = 1; ; attempt++) {
    const headers: Record<string, string> = token ? { authorization: token } : {}
    const response = await fetch(url, { headers, signal, redirect: 'error' }).catch((error: unknown) => {
      if (attempt === MAX_ATTEMPTS || signal.aborted) throw error
    })
    if (response?.ok) return parseCredentials(await response.text())
    if (response && (attempt === MAX_ATTEMPTS || response.status < 500)) throw new Error(`HTTP ${response.status}`)
    await setTimeout(RETRY_DELAY, undefined, { signal })
  }
}

/** Parses the output of a credential_process, or the response of a server of credentials. */
function parseCredentials(text: string): AwsCredentialIdentity {
  const fields = JSON.parse(text) as Readonly<Record<string, unknown>> | null
  const textOf = (name: string) => {
    const value = fields?.[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const [accessKeyId, secretAccessKey] = [textOf('AccessKeyId'), textOf('SecretAccessKey')]
  if (!accessKeyId || !secretAccessKey) throw new Error('AccessKeyId or SecretAccessKey is missing')
  const sessionToken = textOf('SessionToken') ?? textOf('Token')
  const expiration = new Date(textOf('Expiration') ?? NaN)
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
    ...(!isNaN(expiration.getTime()) && { expiration }),
  }
}

function assertContainerUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPrivate = url && (url.protocol === 'https:' || isLoopback(url) || CONTAINER_HOSTS.has(url.hostname))
  // fetch accepts no user name in a URL.
  if (isPrivate && /^https?:$/.test(url.protocol) && url.username === '') return
  const problem = `Invalid AWS_CONTAINER_CREDENTIALS_FULL_URI "${displayUrl(text)}".`
  throw new CliError('access-denied', problem, 'Use an https URL.')
}

/** Reads the token each time: a cluster writes a new one long before the old one expires. */
async function readToken(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined
  const shown = displaySafe(path)
  const text = await readConfigFile(path, shown, 'access-denied')
  if (text === undefined)
    throw new CliError('access-denied', `Cannot read ${shown}. The file with the token does not exist.`)
  return text.trim()
}
