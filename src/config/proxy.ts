import { displayUrl } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import { hostOf, isLoopback, isLota, isWithin } from './endpoint.js'
import { type Environment, envValue, type ResolvedValue } from './settings.js'

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

/** Returns a variable under one of its two names. One in lower case that is empty hides the other. */
function variableOf(environment: Environment, lowerCase: string): ResolvedValue<string> | undefined {
  return envValue(environment, environment[lowerCase] === undefined ? lowerCase.toUpperCase() : lowerCase)
}

function isExempt(url: URL, environment: Environment): boolean {
  const entries = (variableOf(environment, 'no_proxy')?.value ?? '').toLowerCase().split(/[\s,]+/)
  // The entry <-loopback> removes the exemption of the loopback, as in Chromium.
  if ((isLoopback(url) || isLota(url)) && !entries.includes('<-loopback>')) return true
  const hosts = [url.hostname, hostOf(url), url.host]
  return entries.some((entry) => {
    const name = entry.replace(/^\*?\.+/, '')
    return entry === '*' || (name !== '' && hosts.some((host) => isWithin(host, name)))
  })
}

function parseProxy({ value, source }: ResolvedValue<string>): URL {
  try {
    const url = new URL(value.includes('://') ? value : `http://${value.replace(/^\/\//, '')}`)
    decodeURIComponent(url.username + url.password) // Throws, as it would when they are sent.
    if (url.hostname && /^https?:$/.test(url.protocol)) return url
  } catch {
    // It is as unusable as a URL of another scheme.
  }
  const hint = 'Use the URL of an http proxy, such as http://proxy.example.com:3128.'
  throw new CliError('usage', `Invalid ${source} "${displayUrl(value)}".`, hint)
}
