import { type Duration, formatDuration } from '../../core/duration.js'
import { formatInstant, readHttpDate } from '../../core/instant.js'
import { describeRule } from '../../core/lifecycle.js'
import { displaySafe } from '../../core/safe-text.js'
import { readAbortRules } from '../lifecycle/lifecycle.js'
import { readPage } from '../listing/page.js'
import { RequestError, untrusted } from '../requests/request-error.js'
import type { SignedRequests, Way } from '../requests/signed-requests.js'
import { maskedKey } from '../setup/credentials.js'
import { LOTA_ADDRESS } from '../setup/endpoint.js'
import { knock, lookUp, opens, shakeHands } from './probe.js'

const NOTABLE_SKEW: Duration = 300_000
const LONGEST_PROBE: Duration = 5_000

/** What is seen where all is well; a note is neither good nor bad. */
export type Finding = string | { readonly note: string }

/** Single looks at what could keep requests from being answered. Where something is wrong, they throw. */
export class Findings {
  readonly #way: Way
  readonly #requests: SignedRequests
  readonly #bucket: string | undefined
  readonly #signal: AbortSignal

  constructor(way: Way, requests: SignedRequests, bucket: string | undefined, signal: AbortSignal) {
    this.#way = way
    this.#requests = requests
    this.#bucket = bucket
    this.#signal = signal
  }

  async credentials(): Promise<Finding> {
    const { accessKeyId, sessionToken, expiration } = await this.#way.credentials.current()
    const token = sessionToken ? ' with a session token' : ''
    const end = expiration ? `, until ${formatInstant(expiration.getTime())}` : ''
    return maskedKey(accessKeyId) + token + end
  }

  async name(): Promise<Finding> {
    const { hostname } = this.#requests.address
    return `${hostname} is ${(await lookUp(hostname, this.#limit())).join(', ')}`
  }

  async connection(): Promise<Finding> {
    const took = await knock(this.#requests.address, this.#limit())
    return `port ${this.#requests.address.port} opens in ${Math.ceil(took)} ms`
  }

  async tls(): Promise<Finding> {
    if (this.#requests.where.endpoint.startsWith('http:')) return { note: 'none: plain http' }
    const { protocol, issuer, validTo } = await shakeHands(this.#requests.address, this.#limit())
    return `${protocol}, certificate by ${displaySafe(issuer)} until ${validTo}`
  }

  async clock(): Promise<Finding> {
    const { headers } = await this.#requests.sendUnsigned(this.#signal)
    const serverTime = readHttpDate(headers.date)
    if (serverTime === undefined) return { note: 'the store tells no time' }
    const skew = serverTime - this.#way.clock.now()
    if (Math.abs(skew) < NOTABLE_SKEW) return "agrees with the store's"
    const direction = skew > 0 ? 'behind' : 'ahead of'
    const away = formatDuration(Math.abs(skew))
    return { note: `this machine is ${away} ${direction} the store, which is allowed for` }
  }

  async signature(): Promise<Finding> {
    try {
      await this.#list()
    } catch (error) {
      if (!saysWho(error)) throw error
    }
    return 'accepted'
  }

  async bucket(): Promise<Finding> {
    await this.#list()
    return `${this.#bucket ?? ''} is there, and its uploads may be listed`
  }

  /** Neither needed nor to be had everywhere: not to know it is no fault. */
  async abortRules(): Promise<Finding> {
    try {
      const rules = await readAbortRules(this.#requests, this.#signal)
      if (rules.length === 0) return { note: 'none: what is left behind stays, until somebody aborts it' }
      const described = rules.map((rule) => displaySafe(describeRule(rule))).join('; ')
      return rules.some(({ isEnabled }) => isEnabled) ? described : { note: described }
    } catch (error) {
      if (!(error instanceof RequestError) || error.reason.kind === 'unanswered') throw error
      const { reason } = error
      const answer = reason.kind === 'answered' ? displaySafe(reason.code) : 'something else'
      return { note: `not known: asked for it, the store answered ${answer}` }
    }
  }

  async lota(): Promise<Finding> {
    const isReachable = await opens(LOTA_ADDRESS, this.#limit())
    if (isReachable) return { note: 'can be reached from here: --endpoint lota' }
    return { note: 'cannot be reached from here, as is usual outside a CoreWeave cluster' }
  }

  #limit(): AbortSignal {
    const longest = Math.min(LONGEST_PROBE, this.#way.connection.timeout)
    return AbortSignal.any([this.#signal, AbortSignal.timeout(longest)])
  }

  /** Asks for what only a store that took the signature answers. */
  async #list(): Promise<void> {
    const query: Record<string, string> =
      this.#bucket === undefined ? {} : { uploads: '', 'max-uploads': '1' }
    const { body } = await this.#requests.send({ method: 'GET', query }, this.#signal)
    if (this.#bucket !== undefined) readPage(body, this.#bucket)
    else if (!body.includes('<ListAllMyBucketsResult')) throw untrusted('it is no list of buckets')
  }
}

/** A refusal that a store gives only to those whose signature it has accepted. */
function saysWho(error: unknown): boolean {
  return (
    error instanceof RequestError &&
    error.reason.kind === 'answered' &&
    ['AccessDenied', 'NoSuchBucket', 'NotImplemented'].includes(error.reason.code)
  )
}
