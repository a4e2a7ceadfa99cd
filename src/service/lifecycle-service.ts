import {
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
  type TransitionDefaultMinimumObjectSize,
} from '@aws-sdk/client-s3'
import type { AbortRule } from '../core/abort-rule.js'
import type { Duration } from '../core/duration.js'
import { toCliError } from '../s3/describe-error.js'
import { unsupportedElementsOf } from '../s3/lifecycle-response.js'
import { headersOfResponse } from '../s3/protocol.js'
import { errorCodeOf } from '../s3/request-error.js'
import { withRetries } from '../s3/retry.js'
import { withSignal } from '../s3/signing.js'
import { LifecycleRules } from './lifecycle-rules.js'
import { applyRuleChange, planRuleChange, type RuleChange } from './rule-change.js'
import { requestContext, type S3Context } from './s3-context.js'

const MAX_ATTEMPTS = 6

export interface BucketContext extends S3Context {
  readonly bucket: string
}

/** The lifecycle rules of one bucket on its server. */
export class LifecycleService {
  readonly #context: BucketContext

  constructor(bucket: string, context: S3Context) {
    this.#context = { ...context, bucket }
  }

  /** Returns the rules that abort incomplete uploads. */
  async abortRules(signal: AbortSignal): Promise<readonly AbortRule[]> {
    return (await readRules(this.#context, signal)).abortRules
  }

  /** Plans to add a rule, or to change the rule with its ID. */
  plan(rule: AbortRule, signal: AbortSignal): Promise<RuleChange> {
    return planRuleChange(rule, this.#context, signal)
  }

  apply(
    change: RuleChange,
    onWaiting: (waited: Duration) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    return applyRuleChange(change, this.#context, onWaiting, signal)
  }
}

/** @throws CliError */
export async function readRules(context: BucketContext, signal: AbortSignal): Promise<LifecycleRules> {
  const retries = { maxAttempts: MAX_ATTEMPTS, clock: context.clock, signal }
  try {
    return await withRetries(() => readRulesOnce(context, signal), retries)
  } catch (error) {
    throw toCliError(error, requestContext(context, 'read-rules', context.bucket))
  }
}

/**
 * Writes the rules that `prepare` returns for the current ones, or nothing if it returns undefined. The rules are read
 * again before every attempt, because an attempt without a response may have succeeded.
 *
 * @throws CliError
 */
export async function writeRules(
  context: BucketContext,
  prepare: (current: LifecycleRules) => LifecycleRule[] | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { s3, clock, bucket } = context
  const attempt = async () => {
    const current = await readRules(context, signal)
    const Rules = prepare(current)
    if (Rules === undefined) return
    const { minimumObjectSize: TransitionDefaultMinimumObjectSize } = current
    const input = { Bucket: bucket, LifecycleConfiguration: { Rules }, TransitionDefaultMinimumObjectSize }
    await s3.send(withSignal(new PutBucketLifecycleConfigurationCommand(input), signal))
  }
  try {
    await withRetries(attempt, { maxAttempts: MAX_ATTEMPTS, clock, signal })
  } catch (error) {
    throw toCliError(error, requestContext(context, 'write-rules', bucket))
  }
}

/** @throws RequestError */
export async function readRulesOnce(
  { s3, bucket }: BucketContext,
  signal: AbortSignal,
): Promise<LifecycleRules> {
  try {
    const command = new GetBucketLifecycleConfigurationCommand({ Bucket: bucket })
    const output = await s3.send(withSignal(command, signal))
    // A write without it resets the size from which AWS moves objects.
    const size = headersOfResponse(output)['x-amz-transition-default-minimum-object-size']
    return new LifecycleRules(output.Rules ?? [], {
      unsupportedElements: unsupportedElementsOf(output),
      minimumObjectSize: size as TransitionDefaultMinimumObjectSize | undefined,
    })
  } catch (error) {
    if (errorCodeOf(error) === 'NoSuchLifecycleConfiguration') return new LifecycleRules([])
    throw error
  }
}
