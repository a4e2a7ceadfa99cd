import { isUtf8 } from 'node:buffer'
import type { Clock } from '../../core/clock.js'
import type { AbortRule } from '../../core/lifecycle.js'
import type { About } from '../explain-answer.js'
import { asProblem } from '../explain.js'
import { RequestError, untrusted } from '../requests/request-error.js'
import { withRetries } from '../requests/retrying.js'
import type { SignedRequests } from '../requests/signed-requests.js'
import { LifecycleConfiguration } from './configuration.js'
import { RuleChange } from './rule-change.js'

const CHANCES = 6
/** Says from which size on AWS moves objects. A write that leaves it out resets it. */
const KEPT_HEADER = 'x-amz-transition-default-minimum-object-size'

/** A configuration, and what has to go with it when it is written back. */
export interface Snapshot {
  readonly configuration: LifecycleConfiguration
  readonly headers: Readonly<Record<string, string>>
}

/** @throws RequestError */
export async function readAbortRules(
  requests: SignedRequests,
  signal: AbortSignal,
): Promise<readonly AbortRule[]> {
  return (await readSnapshot(requests, signal)).configuration.abortRules
}

/** The lifecycle configuration of one bucket in its store. */
export class Lifecycle {
  readonly #requests: SignedRequests
  readonly #bucket: string
  readonly #clock: Clock

  constructor(bucket: string, requests: SignedRequests, clock: Clock) {
    this.#bucket = bucket
    this.#requests = requests
    this.#clock = clock
  }

  /**
   * The rules by which the store aborts incomplete uploads by itself.
   *
   * @throws Problem
   */
  async abortRules(signal: AbortSignal): Promise<readonly AbortRule[]> {
    return (await this.read(signal)).configuration.abortRules
  }

  /** What it takes to add such a rule, or to change the one of its name. */
  plan(rule: AbortRule, signal: AbortSignal): Promise<RuleChange> {
    return RuleChange.plan(rule, { bucket: this.#bucket, lifecycle: this, clock: this.#clock }, signal)
  }

  /** @throws Problem */
  async read(signal: AbortSignal): Promise<Snapshot> {
    try {
      return await this.#withRetries(() => readSnapshot(this.#requests, signal), signal)
    } catch (error) {
      throw asProblem(error, this.#about('read rules'))
    }
  }

  /**
   * Writes what `prepare` makes of the configuration as it is at that moment, or nothing where it makes nothing.
   * Before every further attempt it is read again: the last may have succeeded without a word.
   *
   * @throws Problem
   */
  async write(
    prepare: (current: LifecycleConfiguration) => string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const attempt = async () => {
      const { configuration, headers } = await this.read(signal)
      const body = prepare(configuration)
      if (body === undefined) return
      await this.#requests.send({ method: 'PUT', query: { lifecycle: '' }, headers, body }, signal)
    }
    try {
      await this.#withRetries(attempt, signal)
    } catch (error) {
      throw asProblem(error, this.#about('write rules'))
    }
  }

  #withRetries<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return withRetries(attempt, { chances: CHANCES, clock: this.#clock, signal })
  }

  #about(doing: About['doing']): About {
    return { doing, bucket: this.#bucket, ...this.#requests.where }
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html */
async function readSnapshot(requests: SignedRequests, signal: AbortSignal): Promise<Snapshot> {
  try {
    const { body, headers } = await requests.send({ method: 'GET', query: { lifecycle: '' } }, signal)
    if (!isUtf8(body)) throw untrusted('it is not UTF-8')
    const kept = headers[KEPT_HEADER]
    return {
      configuration: new LifecycleConfiguration(body.toString('utf8')),
      headers: typeof kept === 'string' ? { [KEPT_HEADER]: kept } : {},
    }
  } catch (error) {
    if (isWithoutRules(error)) return { configuration: new LifecycleConfiguration(), headers: {} }
    throw error
  }
}

function isWithoutRules(error: unknown): boolean {
  return (
    error instanceof RequestError &&
    error.reason.kind === 'answered' &&
    error.reason.code === 'NoSuchLifecycleConfiguration'
  )
}
