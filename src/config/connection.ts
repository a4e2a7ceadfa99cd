import { type Duration, parseDuration } from '../core/time.js'
import { CliError, parseOption } from '../errors.js'
import { type ConfigSources, findSections, readConfigSources, settingOf } from './config-sources.js'
import { type CredentialSource, findCredentials, flawOf } from './credential-source.js'
import {
  type Addressing,
  ADDRESSINGS,
  assertAllowedEndpoint,
  DEFAULT_ENDPOINT,
  defaultAddressing,
  isIpAddress,
  parseEndpoint,
} from './endpoint.js'
import { type ConnectionOptions, type Environment, envValue, flagValue, type ResolvedValue } from './settings.js'

/** Settings of all requests: endpoint, addressing, region and credentials. */
export interface Connection {
  readonly endpoint: ResolvedValue<URL>
  readonly region: ResolvedValue<string>
  readonly addressing: ResolvedValue<Addressing>
  readonly credentials: CredentialSource
  readonly timeout: Duration
  /** Corrections of the settings, one sentence each. */
  readonly notes: readonly string[]
}

/** CoreWeave accepts any region that is not empty. This one is used in its documentation. */
const DEFAULT_REGION = { value: 'US-EAST-04A', source: 'the default' }
const ENDPOINT = /^(s3\.)?endpoint_url$/
const MISSPELLED_ENDPOINT = /^(aws.?|s3.?)*endpoint.?(ur[il]s?)?(.?s3)?$/

/**
 * Resolves flags, environment and files to one connection, in this order of precedence.
 *
 * @throws CliError if something that was named does not exist, or if the endpoint is not allowed.
 */
export async function resolveConnection(options: ConnectionOptions, environment: Environment): Promise<Connection> {
  const sources = await readConfigSources(options, environment)
  const configured = resolveEndpoint(sources)
  const { endpoint, notes } = parseEndpoint(configured)
  assertAllowedEndpoint(endpoint, options)
  return {
    endpoint,
    region: resolveRegion(sources),
    addressing: resolveAddressing(sources, endpoint.value),
    credentials: resolveCredentials(sources),
    timeout: parseOption('--timeout', parseTimeout)(options.timeout ?? '1m'),
    notes: configured === DEFAULT_ENDPOINT ? misspelledEndpoints(sources) : notes,
  }
}

function parseTimeout(text: string): Duration {
  const timeout = parseDuration(text)
  if (timeout === 0) throw new SyntaxError('Use 1s or more.')
  return timeout
}

function resolveEndpoint(sources: ConfigSources): ResolvedValue<string> {
  const { options, environment, files, active } = sources
  const explicit = flagValue('--endpoint', options.endpoint) ?? s3cfgValue(sources, 'endpoint_url')
  const isIgnored = envValue(environment, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS')?.value === 'true'
  if (explicit || isIgnored) return explicit ?? DEFAULT_ENDPOINT
  const service = settingOf(active, 'services')?.value
  return (
    envValue(environment, 'AWS_ENDPOINT_URL_S3') ??
    envValue(environment, 'AWS_ENDPOINT_URL') ??
    (service === undefined ? undefined : settingOf(findSections(files, 'services', service), 's3.endpoint_url')) ??
    settingOf(active, 's3.endpoint_url') ??
    settingOf(active, 'endpoint_url') ??
    DEFAULT_ENDPOINT
  )
}

/** Returns a note for each setting of the profile that looks like an endpoint, but is none. */
function misspelledEndpoints({ active }: ConfigSources): string[] {
  return active.flatMap(({ values, source }) => {
    const names = Object.keys(values).filter((name) => MISSPELLED_ENDPOINT.test(name) && !ENDPOINT.test(name))
    const effect = `in ${source} is not a setting. Requests go to ${DEFAULT_ENDPOINT.value}. Rename it to endpoint_url.`
    return names.map((name) => `"${name}" ${effect}`)
  })
}

function resolveRegion(sources: ConfigSources): ResolvedValue<string> {
  const { options, environment, active } = sources
  const region =
    flagValue('--region', options.region) ??
    s3cfgValue(sources, 'region') ??
    envValue(environment, 'AWS_REGION') ??
    envValue(environment, 'AWS_DEFAULT_REGION') ??
    settingOf(active, 'region') ??
    DEFAULT_REGION
  if (region.value === '')
    throw new CliError('usage', `Invalid region from ${region.source}. It is empty.`, 'Leave it out for the default.')
  const flaw = flawOf(region.value) ?? (/[/,]/.test(region.value) ? 'a slash or a comma' : undefined)
  if (flaw === undefined) return region
  throw new CliError('usage', `Invalid region from ${region.source}. It contains ${flaw}.`, 'Set it again without it.')
}

function resolveAddressing({ options, active }: ConfigSources, endpoint: URL): ResolvedValue<Addressing> {
  const style = settingOf(active, 's3.addressing_style')
  const value = ADDRESSINGS.find((addressing) => addressing === style?.value)
  const configured = style && value && { value, source: style.source }
  const byDefault = { value: defaultAddressing(endpoint), source: 'the default' }
  const resolved = flagValue('--addressing', options.addressing) ?? configured ?? byDefault
  if (resolved.value === 'path' || !isIpAddress(endpoint)) return resolved
  const problem = `Cannot use virtual addressing (from ${resolved.source}). An IP address cannot have a bucket in its host name.`
  throw new CliError('usage', problem, 'Use --addressing path.')
}

/** An s3cmd file was named for this run, so it comes before the environment. */
function s3cfgValue({ options, active }: ConfigSources, key: string): ResolvedValue<string> | undefined {
  return options.s3cfg === undefined ? undefined : settingOf(active, key)
}

function resolveCredentials(sources: ConfigSources): CredentialSource {
  const { credentials } = sources.options
  if (typeof credentials === 'function') return { kind: 'given', provider: credentials, source: 'the caller' }
  if (credentials) return { kind: 'static', identity: credentials, source: 'the caller' }
  try {
    return findCredentials(sources)
  } catch (error) {
    if (error instanceof CliError) return { kind: 'missing', error, source: 'no source' }
    throw error
  }
}
