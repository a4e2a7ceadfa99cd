import type { Check } from '../core/check.js'
import { type Duration, formatDuration } from '../core/duration.js'
import { describeRule } from '../core/lifecycle.js'
import { displaySafe } from '../core/safe-text.js'
import { Problem } from '../errors.js'
import { maskedKey } from './credentials.js'
import { failureOf } from './explain.js'
import type { About } from './explain-answer.js'
import { readAbortRules } from './lifecycle.js'
import { readPage } from './page.js'
import { knock, lookUp, opens, shakeHands } from './probe.js'
import { RequestError } from './request-error.js'
import type { SignedRequests, Way } from './signed-requests.js'
import type { WireAnswer } from './wire.js'

const NOTABLE_SKEW: Duration = 300_000

/** What is seen where all is well; a note is neither good nor bad. */
type Finding = string | { readonly note: string }

interface Step {
  readonly name: string
  readonly look: () => Promise<Finding>
  /** Where this is wrong, looking further makes no sense. */
  readonly isVital?: boolean
}

/** Looks at one thing after another that could keep requests from being answered. It changes nothing. */
export class Diagnosis {
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

  async *checks(): AsyncGenerator<Check> {
    for (const step of this.#steps()) {
      const check = await this.#take(step)
      yield check
      if (check.result === 'wrong' && step.isVital) return
    }
  }

  #steps(): Step[] {
    const steps: Step[] = [
      { name: 'name', look: () => this.#name(), isVital: true },
      { name: 'connection', look: () => this.#connection(), isVital: true },
      { name: 'TLS', look: () => this.#tls(), isVital: true },
      { name: 'clock', look: () => this.#clock() },
      { name: 'credentials', look: () => this.#credentials(), isVital: true },
    ]
    if (this.#bucket !== undefined) {
      steps.push({ name: 'bucket', look: () => this.#listing(), isVital: true })
      steps.push({ name: 'abort rule', look: () => this.#rules() })
    }
    return [...steps, { name: 'LOTA', look: () => this.#lota() }]
  }

  async #take({ name, look }: Step): Promise<Check> {
    try {
      const finding = await look()
      if (typeof finding === 'string') return { name, result: 'well', detail: finding }
      return { name, result: 'noted', detail: finding.note }
    } catch (error) {
      if (error instanceof Problem && error.kind === 'denied') {
        return { name, result: 'wrong', kind: 'denied', detail: error.message }
      }
      if (!(error instanceof RequestError)) throw error
      const about = { ...this.#asked(), ...this.#requests.where }
      const { kind, message } = failureOf(error.reason, about)
      return { name, result: 'wrong', kind, detail: message }
    }
  }

  #asked(): Pick<About, 'doing' | 'bucket'> {
    return this.#bucket === undefined ? { doing: 'list buckets' } : { doing: 'list', bucket: this.#bucket }
  }

  async #name(): Promise<Finding> {
    const { hostname } = this.#requests.address
    return `${hostname} is ${(await lookUp(hostname)).join(', ')}`
  }

  async #connection(): Promise<Finding> {
    const took = await knock(this.#requests.address)
    return `port ${this.#requests.address.port} opens in ${Math.ceil(took)} ms`
  }

  async #tls(): Promise<Finding> {
    if (this.#requests.where.endpoint.startsWith('http:')) return { note: 'none: plain http' }
    const { protocol, issuer, validTo } = await shakeHands(this.#requests.address)
    return `${protocol}, certificate by ${displaySafe(issuer)} until ${validTo}`
  }

  async #clock(): Promise<Finding> {
    const { headers } = await this.#requests.sendUnsigned(this.#signal)
    const skew = Date.parse(headers.date ?? '') - this.#way.clock.now()
    if (Number.isNaN(skew)) return { note: 'the store tells no time' }
    if (Math.abs(skew) < NOTABLE_SKEW) return "agrees with the store's"
    const direction = skew > 0 ? 'behind' : 'ahead of'
    const away = formatDuration(Math.abs(skew))
    return { note: `this machine is ${away} ${direction} the store, which is allowed for` }
  }

  async #credentials(): Promise<Finding> {
    const { accessKeyId } = await this.#way.credentials.current()
    try {
      await this.#list()
    } catch (error) {
      if (!saysWho(error)) throw error
    }
    return `accepted: ${maskedKey(accessKeyId)}, from ${this.#way.credentials.source}`
  }

  async #listing(): Promise<Finding> {
    const bucket = this.#bucket ?? ''
    readPage((await this.#list()).body, bucket)
    return `${bucket} is there, and its uploads may be listed`
  }

  async #rules(): Promise<Finding> {
    const rules = await readAbortRules(this.#requests, this.#signal)
    if (rules.length > 0) return rules.map((rule) => displaySafe(describeRule(rule))).join('; ')
    return { note: 'none: what is left behind stays, until somebody aborts it' }
  }

  async #lota(): Promise<Finding> {
    const isReachable = await opens({ hostname: 'cwlota.com', port: 80 })
    if (isReachable) return { note: 'can be reached from here: --endpoint lota' }
    return { note: 'cannot be reached from here, as is usual outside a CoreWeave cluster' }
  }

  #list(): Promise<WireAnswer> {
    const query: Record<string, string> =
      this.#bucket === undefined ? {} : { uploads: '', 'max-uploads': '1' }
    return this.#requests.send({ method: 'GET', query }, this.#signal)
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
