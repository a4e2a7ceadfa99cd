import type { Command } from 'commander'
import type { Environment } from '../../context.js'
import {
  CONDITION_FLAGS,
  type ConditionName,
  type DescribedConditions,
  type ConditionTexts,
  describeConditions,
  flagName,
  isGlobCondition,
  parseSelection,
} from '../../core/conditions.js'
import { displaySafe } from '../../core/safe-text.js'
import type { Selection } from '../../core/selection.js'
import { parseShardCount } from '../../core/shard.js'
import { CliError, parseOption } from '../../errors.js'
import { valueOrPath } from './bucket-options.js'
import { addFlags, Flag, type Run, SINGLE } from './command.js'

export interface SelectionOptions extends ConditionTexts {
  readonly shards?: number
}

export function addSelectionOptions(command: Command): Command {
  const conditions = (Object.keys(CONDITION_FLAGS) as ConditionName[]).map((name) => {
    const { value, description, isCommon = false } = CONDITION_FLAGS[name]
    const settings = isGlobCondition(name) ? { isList: true } : SINGLE
    return new Flag(`${flagName(name)} <${value}>`, description, { ...settings, isCommon })
  })
  const ofJob = 'Process one of N shards, chosen by JOB_COMPLETION_INDEX'
  const shards = new Flag('--shards <n>', ofJob, { ...SINGLE, parse: parseShardCount }).conflicts('shard')
  return addFlags(command, 'Selection (all conditions must hold):', [...conditions, shards])
}

export interface ParsedSelection extends DescribedConditions {
  readonly selection: Selection
}

/**
 * Parses the conditions of a command line. The path after its bucket is the prefix.
 *
 * @throws CliError, usage, for an invalid value, or if the index of the shard is not known.
 */
export function parseSelectionOptions({ options, environment }: Run<SelectionOptions>, path: string): ParsedSelection {
  const prefix = valueOrPath('--prefix', options.prefix, path) ?? ''
  const shard = options.shards === undefined ? options.shard : shardOfJob(options.shards, environment)
  const conditions: ConditionTexts = { ...options, prefix, ...(shard !== undefined && { shard }) }
  const selection = parseSelection(conditions, (name, parser, text) => parseOption(flagName(name), parser)(text))
  return { selection, ...describeConditions(conditions) }
}

/** An Indexed Job counts its pods from 0: https://kubernetes.io/docs/concepts/workloads/controllers/job/ */
function shardOfJob(shards: number, environment: Environment): string {
  const index = environment['JOB_COMPLETION_INDEX']
  if (index === undefined) {
    const message = `--shards ${shards} requires JOB_COMPLETION_INDEX. An Indexed Job sets it.`
    throw new CliError('usage', message, `Elsewhere use --shard 1/${shards} to --shard ${shards}/${shards}.`)
  }
  if (!/^\d{1,5}$/.test(index) || Number(index) >= shards) {
    const message = `Invalid JOB_COMPLETION_INDEX "${displaySafe(index)}". It must be from 0 to ${shards - 1}.`
    throw new CliError('usage', message, 'Set the completions of the Job and --shards to the same number.')
  }
  return `${Number(index) + 1}/${shards}`
}
