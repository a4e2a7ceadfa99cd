import type { Check } from '../../core/check.js'
import { Problem } from '../../errors.js'
import type { About } from '../explain-answer.js'
import { failureOf } from '../explain.js'
import { RequestError } from '../requests/request-error.js'
import type { SignedRequests, Way } from '../requests/signed-requests.js'
import { isPrimary } from '../setup/endpoint.js'
import { type Finding, Findings } from './findings.js'

type Steps = Readonly<Record<string, () => Promise<Finding>>>

/** Looks at one thing after another that could keep requests from being answered. It changes nothing. */
export class Diagnosis {
  readonly #findings: Findings
  readonly #requests: SignedRequests
  readonly #bucket: string | undefined
  readonly #isPrimary: boolean
  readonly #signal: AbortSignal

  constructor(way: Way, requests: SignedRequests, bucket: string | undefined, signal: AbortSignal) {
    this.#findings = new Findings(way, requests, bucket, signal)
    this.#requests = requests
    this.#bucket = bucket
    this.#isPrimary = isPrimary(way.connection.endpoint.value)
    this.#signal = signal
  }

  /** Missing credentials are told whether or not the store can be reached, and the other way round. */
  async *checks(): AsyncGenerator<Check> {
    const of = this.#findings
    const areThere = yield* this.#take({ credentials: () => of.credentials() })
    const isReached = yield* this.#take({
      name: () => of.name(),
      connection: () => of.connection(),
      TLS: () => of.tls(),
      clock: () => of.clock(),
    })
    if (areThere && isReached) {
      const aboutBucket = { bucket: () => of.bucket(), 'abort rule': () => of.abortRules() }
      yield* this.#take({ signature: () => of.signature(), ...(this.#bucket !== undefined && aboutBucket) })
    }
    if (this.#isPrimary) yield* this.#take({ LOTA: () => of.lota() })
  }

  /** One step after another until one goes wrong; the answer is whether none did. */
  async *#take(steps: Steps): AsyncGenerator<Check, boolean> {
    for (const [name, look] of Object.entries(steps)) {
      const check = await this.#checkOf(name, look)
      yield check
      if (check.result === 'wrong') return false
    }
    return true
  }

  async #checkOf(name: string, look: () => Promise<Finding>): Promise<Check> {
    try {
      const finding = await look()
      this.#signal.throwIfAborted()
      if (typeof finding === 'string') return { name, result: 'well', detail: finding }
      return { name, result: 'noted', detail: finding.note }
    } catch (error) {
      if (this.#signal.aborted) throw error
      if (error instanceof Problem && error.kind === 'denied') {
        return { name, result: 'wrong', kind: 'denied', detail: error.message }
      }
      if (!(error instanceof RequestError)) throw error
      const asked: Pick<About, 'doing' | 'bucket'> =
        this.#bucket === undefined ? { doing: 'list buckets' } : { doing: 'list', bucket: this.#bucket }
      const about = { ...asked, ...this.#requests.where }
      const { kind, message } = failureOf(error.reason, about)
      return { name, result: 'wrong', kind, detail: message }
    }
  }
}
