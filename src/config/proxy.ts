import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import { hostOf, isLoopback, isLota } from './endpoint.js'
import type { Environment, ResolvedValue } from './settings.js'

/** Entry of NO_PROXY that removes the exemption of the loopback, as in Chromium. */
const NO_EXEMPTIONS = '<-loopback>'

/**
 * Returns the proxy for requests to a URL, or undefined if they are sent directly. It reads the environment as Python
 * does, and so the AWS CLI and Boto3: the lower-case name comes first, and a name in NO_PROXY includes its subdomains.
 * The npm package proxy-from-env matches no subdomains, but virtual addressing needs them.
 *
 * @throws CliError, usage, if the proxy is not an http or https URL.
 */
export function proxyFor(url: URL, environment: Environment): ResolvedValue<URL> | undefined {
  const name = url.protocol === 'http:' ? 'http_proxy' : 'https_proxy'
  const variable = variableOf(environment, name)
  if (!variable || isExempt(url, environment)) return undefined
  return { value: parseProxy(variable), source: variable.source }
}

/** Returns the URL of a proxy without its user name and password. */
export function shownProxy({ protocol, host }: URL): string {
  return `${protocol}//${host}`
}

/** A lower-case variable that is empty hides the other. */
function variableOf(environment: Environment, lowerCase: string): ResolvedValue<string> | undefined {
  const source = [lowerCase, lowerCase.toUpperCase()].find((name) => environment[name] !== undefined)
  const value = source === undefined ? '' : (environment[source] ?? '').trim()
  return source === undefined || value === '' ? undefined : { value, source }
}

function isExempt(url: URL, environment: Environment): boolean {
  const entries = (variableOf(environment, 'no_proxy')?.value ?? '').toLowerCase().split(/[\s,]+/)
  if ((isLoopback(url) || isLota(url)) && !entries.includes(NO_EXEMPTIONS)) return true
  const hosts = [url.hostname, hostOf(url), url.host]
  return entries.some((entry) => {
    const name = entry.replace(/^\*?\.+/, '')
    return entry === '*' || (name !== '' && hosts.some((host) => host === name || host.endsWith(`.${name}`)))
  })
}

function parseProxy({ value, source }: ResolvedValue<string>): URL {
  const text = value.includes('://') ? value : `http://${value.replace(/^\/\//, '')}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.hostname && /^https?:$/.test(url.protocol) && isDecodable(url.username + url.password)) return url
  const shown = displaySafe(value.replace(/^(.*:\/\/)?.*@/, '$1…@'))
  throw new CliError(
    'usage',
    `Invalid ${source} "${shown}".`,
    'Use the URL of an http proxy, such as http://proxy.example.com:3128.',
  )
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
