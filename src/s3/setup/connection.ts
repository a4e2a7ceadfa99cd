import type { Duration } from '../../core/duration.js'
import { Problem } from '../../errors.js'
import { type CredentialSource, findCredentials } from './credential-source.js'
import {
  type Addressing,
  ADDRESSINGS,
  assertMeant,
  DEFAULT_ENDPOINT,
  parseEndpoint,
  usualAddressing,
} from './endpoint.js'
import { type Environment, flag, variable } from './environment.js'
import type { ConnectionOptions } from './options.js'
import { readSetup, type Setup, settingsOf } from './setup.js'
import { firstOf, type Sourced } from './sourced.js'

/** Where requests go, how, and as whom. */
export interface Connection {
  readonly endpoint: Sourced<URL>
  readonly region: Sourced<string>
  readonly addressing: Sourced<Addressing>
  /** Or why there are none. */
  readonly credentials: CredentialSource | Problem
  readonly timeout: Duration
  /** What was put right in what was said. */
  readonly notes: readonly string[]
}

/** CoreWeave signs for any region that is not empty; this is one that its own pages use. */
const ANY_REGION = { value: 'US-EAST-04A', from: 'the default' }
const ONE_MINUTE: Duration = 60_000

/**
 * Weighs flags, environment and files, in that order.
 *
 * @throws Problem, where something that was named is not there, or must not be spoken to. Missing credentials
 * are no reason yet: see `Connection`.
 */
export async function resolveConnection(
  options: ConnectionOptions,
  environment: Environment,
): Promise<Connection> {
  const setup = await readSetup(options, environment)
  const endpoint = endpointOf(setup)
  const { url, notes } = parseEndpoint(endpoint)
  assertMeant(url, { isNamed: options.endpoint !== undefined, allowHttp: options.allowHttp === true })
  return {
    endpoint: { value: url, from: endpoint.from },
    region: regionOf(setup),
    addressing: addressingOf(setup, url),
    credentials: credentialsOf(setup),
    timeout: options.timeout ?? ONE_MINUTE,
    notes,
  }
}

function endpointOf(setup: Setup): Sourced<string> {
  const { options, environment, profiles, s3cfg } = setup
  const settings = settingsOf(setup)
  const service = settings?.value('services')
  const isIgnored = variable(environment, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS')?.value === 'true'
  const configured = [
    variable(environment, 'AWS_ENDPOINT_URL_S3'),
    variable(environment, 'AWS_ENDPOINT_URL'),
    service && profiles.service(service.value, 's3.endpoint_url'),
    settings?.value('s3.endpoint_url'),
    settings?.value('endpoint_url'),
  ]
  const said = [flag('--endpoint', options.endpoint), s3cfg && { value: s3cfg.endpoint, from: s3cfg.from }]
  return firstOf([...said, ...(isIgnored ? [] : configured)], DEFAULT_ENDPOINT)
}

function regionOf(setup: Setup): Sourced<string> {
  const { options, environment, s3cfg } = setup
  return firstOf(
    [
      flag('--region', options.region),
      s3cfg?.region === undefined ? undefined : { value: s3cfg.region, from: s3cfg.from },
      variable(environment, 'AWS_REGION'),
      variable(environment, 'AWS_DEFAULT_REGION'),
      settingsOf(setup)?.value('region'),
    ],
    ANY_REGION,
  )
}

function addressingOf(setup: Setup, endpoint: URL): Sourced<Addressing> {
  const style = settingsOf(setup)?.value('s3.addressing_style')
  const styled = ADDRESSINGS.find((addressing) => addressing === style?.value)
  return firstOf(
    [
      flag('--addressing', setup.options.addressing),
      setup.s3cfg && { value: setup.s3cfg.addressing, from: setup.s3cfg.from },
      style && styled && { value: styled, from: style.from },
    ],
    { value: usualAddressing(endpoint), from: 'the default' },
  )
}

function credentialsOf(setup: Setup): CredentialSource | Problem {
  const { credentials } = setup.options
  if (credentials) return { kind: 'given', provider: credentials, from: 'the caller' }
  try {
    return findCredentials(setup)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}
