import { parseGlob } from './glob.js'
import { displaySafe } from './safe-text.js'
import type { Selection } from './selection.js'
import { parseShard } from './shard.js'
import { parseSize } from './size.js'
import { parseDuration, parseInstant } from './time.js'

/** Conditions of a selection, as texts. An upload matches if all of them hold. Without any, every upload matches. */
export interface ConditionTexts {
  /** Start of the exact, decoded key. */
  readonly prefix?: string
  /**
   * Globs of which one must match. A glob with a slash is compared with the whole key, such as `tmp/**`. One without is
   * compared with the last part of the key, such as `*.tar`.
   */
  readonly match?: readonly string[]
  /** Globs of which none may match. */
  readonly exclude?: readonly string[]
  /** Minimum age: `'7d'`, `'12h'`, `'1d12h'`, with the units w d h m s. */
  readonly olderThan?: string
  /** Maximum age, such as `'12h'`. */
  readonly newerThan?: string
  /** RFC 3339 with a time zone, or `YYYY-MM-DD` for midnight in UTC. */
  readonly initiatedBefore?: string
  readonly initiatedAfter?: string
  /** Minimum time since the newest part, such as `'24h'`. It costs one request per upload. */
  readonly idleFor?: string
  /** Minimum size: `'500MiB'`, `'1.5GiB'`, `'10GB'`. It costs one request per upload. */
  readonly largerThan?: string
  /** Shard I of N, such as `'3/8'`. */
  readonly shard?: string
}

export type ConditionName = keyof ConditionTexts
type GlobName = 'match' | 'exclude'
type ValueName = Exclude<ConditionName, GlobName>

interface ConditionFlag {
  /** Name of the value in help texts. */
  readonly value: string
  readonly description: string
  readonly isCommon?: boolean
}

/** Flags of the conditions, in the order of the help. Completion, `Filter` and the library follow from them. */
export const CONDITION_FLAGS: Readonly<Record<ConditionName, ConditionFlag>> = {
  prefix: { value: 'prefix', description: 'Match keys that start with PREFIX', isCommon: true },
  match: { value: 'glob', description: 'Match keys by glob; can be repeated, any may match' },
  exclude: { value: 'glob', description: 'Exclude keys by glob; can be repeated' },
  olderThan: {
    value: 'duration',
    description: 'Match uploads initiated more than DURATION ago, for example 7d or 1d12h',
    isCommon: true,
  },
  newerThan: { value: 'duration', description: 'Match uploads initiated less than DURATION ago' },
  initiatedBefore: {
    value: 'time',
    description: 'Match uploads initiated before TIME, for example 2026-11-01 or 2026-11-01T09:30:00Z',
  },
  initiatedAfter: { value: 'time', description: 'Match uploads initiated after TIME' },
  idleFor: {
    value: 'duration',
    description: 'Match uploads without a new part for DURATION (one extra request per upload)',
  },
  largerThan: {
    value: 'size',
    description: 'Match uploads larger than SIZE, for example 500MiB (one extra request per upload)',
  },
  shard: { value: 'i/n', description: 'Process shard I of N, for example 3/8' },
}

/** Parsers of the values. They throw a SyntaxError with a sentence that says what to write. */
const CONDITION_PARSERS: { readonly [Name in ValueName]: (text: string) => Selection[Name] } = {
  prefix: (text) => text,
  olderThan: parseDuration,
  newerThan: parseDuration,
  initiatedBefore: parseInstant,
  initiatedAfter: parseInstant,
  idleFor: parseDuration,
  largerThan: parseSize,
  shard: parseShard,
}

export function isGlobCondition(name: ConditionName): name is GlobName {
  return !(name in CONDITION_PARSERS)
}

/** Returns `--older-than` for `olderThan`. */
export function flagName(name: ConditionName): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** @param parse calls a parser, and converts its SyntaxError. */
export function parseSelection(
  conditions: ConditionTexts,
  parse: <T>(name: ConditionName, parser: (text: string) => T, text: string) => T,
): Selection {
  const globs = (name: GlobName) => (conditions[name] ?? []).map((glob) => parse(name, parseGlob, glob))
  const values: Record<string, unknown> = {}
  for (const name of Object.keys(CONDITION_PARSERS) as ValueName[]) {
    const text = conditions[name]
    if (text !== undefined) values[name] = parse<unknown>(name, CONDITION_PARSERS[name], text)
  }
  return { prefix: '', ...(values as Partial<Selection>), match: globs('match'), exclude: globs('exclude') }
}

/** Conditions as users read them. */
export interface DescribedConditions {
  /** Conditions in JSON, named after their flags, such as `OlderThan`. Null if there are none. */
  readonly filter: Readonly<Record<string, string | readonly string[]>> | null
  /** The flags, such as `--prefix tmp/ --older-than 7d`, safe for a terminal. `''` if there are none. */
  readonly text: string
}

export function describeConditions(conditions: ConditionTexts): DescribedConditions {
  const names = Object.keys(CONDITION_FLAGS) as ConditionName[]
  const given = names.map((name) => [name, conditions[name] ?? ''] as const).filter(([, value]) => value.length > 0)
  const filter = given.map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value] as const)
  const flags = given.flatMap(([name, value]) => [value].flat().map((text) => `${flagName(name)} ${text}`))
  return { filter: given.length === 0 ? null : Object.fromEntries(filter), text: displaySafe(flags.join(' ')) }
}
