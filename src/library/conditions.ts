import { parseDuration } from '../core/duration.js'
import type { Instant } from '../core/instant.js'
import type { Selection } from '../core/selection.js'
import { parseSize } from '../core/size.js'
import { CliError, parsed } from '../errors.js'
import { parseGlob } from '../glob.js'

/** Which uploads are meant: those for which every given condition holds. None given means every upload. */
export interface Conditions {
  /** Keys begin with it. It is held against the exact, decoded key, whatever the store did with it. */
  readonly prefix?: string
  /** Globs as in .gitignore, of which one must match the key: `tmp/**`, or `*.tar` at any depth. */
  readonly match?: readonly string[]
  /** Globs of which none may match the key. */
  readonly exclude?: readonly string[]
  /**
   * Begun longer ago than this: `'7d'`, `'12h'`, `'1d12h'`, with the units w d h m s. Text, since a number could
   * be taken for days by one and for milliseconds by another. Ages are counted back from the store's clock.
   */
  readonly olderThan?: string
  /** Begun less long ago than this: `'12h'`. */
  readonly newerThan?: string
  readonly initiatedBefore?: Date
  readonly initiatedAfter?: Date
  /** No part came for longer than this: `'24h'`. It costs a request per upload. */
  readonly idleFor?: string
  /** Holding more than this: `'500MiB'`, `'1.5GiB'`, `'10GB'`. It costs a request per upload. */
  readonly largerThan?: string
}

const NAMES = new Set<string>([
  'prefix',
  'match',
  'exclude',
  'olderThan',
  'newerThan',
  'initiatedBefore',
  'initiatedAfter',
  'idleFor',
  'largerThan',
] satisfies (keyof Conditions)[])

/**
 * A condition that is misspelt or undefined would silently mean more uploads than were meant, so it is refused.
 *
 * @throws CliError, usage.
 */
export function parseConditions(conditions: Conditions): Selection {
  for (const [name, value] of Object.entries(conditions)) {
    if (!NAMES.has(name)) throw new CliError('usage', `There is no condition ${name}: leave it out.`)
    if (value === undefined) throw new CliError('usage', `${name} is undefined: leave it out to mean all.`)
  }
  const { prefix = '', match = [], exclude = [], largerThan } = conditions
  const duration = (name: 'olderThan' | 'newerThan' | 'idleFor') =>
    conditions[name] === undefined ? undefined : parsed(name, parseDuration)(conditions[name])
  const instant = (name: 'initiatedBefore' | 'initiatedAfter') =>
    conditions[name] === undefined ? undefined : instantOf(name, conditions[name])
  return {
    prefix,
    match: match.map(parsed('match', parseGlob)),
    exclude: exclude.map(parsed('exclude', parseGlob)),
    olderThan: duration('olderThan'),
    newerThan: duration('newerThan'),
    initiatedBefore: instant('initiatedBefore'),
    initiatedAfter: instant('initiatedAfter'),
    idleFor: duration('idleFor'),
    largerThan: largerThan === undefined ? undefined : parsed('largerThan', parseSize)(largerThan),
  }
}

function instantOf(name: string, date: Date): Instant {
  const instant = date.getTime()
  if (Number.isNaN(instant)) throw new CliError('usage', `${name} is an invalid Date.`)
  return instant
}
