import { CONDITION_FLAGS, type ConditionName, type ConditionTexts, parseSelection } from '../core/conditions.js'
import type { Selection } from '../core/selection.js'
import { CliError, parseOption } from '../errors.js'
import { parseGlob } from '../glob.js'

/** Conditions of a selection. An upload matches if all of them hold. Without any, every upload matches. */
export interface Conditions extends Omit<ConditionTexts, 'initiatedBefore' | 'initiatedAfter'> {
  /** A Date, RFC 3339 with a time zone, or `YYYY-MM-DD` for midnight in UTC. */
  readonly initiatedBefore?: Date | string
  readonly initiatedAfter?: Date | string
}

/**
 * Parses the conditions of the library. A condition that is misspelled or undefined would match more uploads than
 * intended, so it is refused.
 *
 * @throws CliError, usage.
 */
export function parseConditions(conditions: Conditions): Selection {
  for (const [name, value] of Object.entries(conditions)) {
    if (!(name in CONDITION_FLAGS)) throw new CliError('usage', `Unknown condition ${name}. Leave it out.`)
    if (value === undefined) throw new CliError('usage', `${name} is undefined. Leave it out to match every upload.`)
  }
  const { initiatedBefore, initiatedAfter, ...texts } = conditions
  const times = {
    ...(initiatedBefore !== undefined && { initiatedBefore: timeText('initiatedBefore', initiatedBefore) }),
    ...(initiatedAfter !== undefined && { initiatedAfter: timeText('initiatedAfter', initiatedAfter) }),
  }
  return parseSelection(
    { ...texts, ...times },
    (name: ConditionName, parser, text) => parseOption(name, parser)(text),
    parseGlob,
  )
}

function timeText(name: ConditionName, time: Date | string): string {
  if (typeof time === 'string') return time
  if (Number.isNaN(time.getTime())) throw new CliError('usage', `${name} is an invalid Date.`)
  return time.toISOString()
}
