import { isDate } from 'node:util/types'
import { ADDRESSINGS } from './config/endpoint.js'
import type { ConnectionOptions } from './config/settings.js'
import {
  CONDITION_FLAGS,
  type ConditionName,
  type ConditionTexts,
  isGlobCondition,
  parseSelection,
} from './core/conditions.js'
import type { Progress } from './core/progress.js'
import type { Selection } from './core/selection.js'
import { CliError, parseOption } from './errors.js'

/** Connection settings. Those left out come from the environment and its configuration files. */
export interface ConnectOptions extends ConnectionOptions {
  /** Replaces `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Receives one line per request: method, URL, status and duration. Never a secret. */
  readonly log?: (line: string) => void
}

/** Conditions of a selection. An upload matches if all of them hold. Without any, every upload matches. */
export interface Conditions extends Omit<ConditionTexts, 'initiatedBefore' | 'initiatedAfter'> {
  /** A Date, RFC 3339 with a time zone, or `YYYY-MM-DD` for midnight in UTC. */
  readonly initiatedBefore?: Date | string
  readonly initiatedAfter?: Date | string
}

export interface Options {
  /** Signal that stops the operation. */
  readonly signal?: AbortSignal
  /** Counters that the operation updates. They can be read at any time. */
  readonly progress?: Progress
}

export interface ListOptions extends Options {
  /** Lists the parts of each upload too, with one request per upload: see `Upload.parts`. */
  readonly sizes?: boolean
}

/** Types of the options of `connect`, as `typeof` returns them. */
const CONNECT_OPTIONS: Readonly<Record<keyof ConnectOptions, readonly string[]>> = {
  endpoint: ['string'],
  region: ['string'],
  addressing: ['string'],
  credentials: ['object', 'function'],
  profile: ['string'],
  s3cfg: ['string', 'boolean'],
  timeout: ['string'],
  allowHttp: ['boolean'],
  environment: ['object'],
  log: ['function'],
}

/** One that is misspelled, or null, would be ignored: the uploads of another account could be aborted. */
export function assertConnectOptions(options: ConnectOptions): void {
  assertNames('option', Object.keys(CONNECT_OPTIONS), options)
  for (const [name, types] of Object.entries(CONNECT_OPTIONS)) {
    const value: unknown = options[name as keyof ConnectOptions]
    if (value !== undefined && (value === null || !types.includes(typeof value)))
      throw new CliError('usage', `${name} is no ${types.join(' or ')}.`)
  }
  const { s3cfg, addressing = 'path' } = options
  if ((s3cfg as unknown) === false) throw new CliError('usage', 's3cfg is false. Leave it out.')
  if (!ADDRESSINGS.includes(addressing)) throw new CliError('usage', `addressing is not ${ADDRESSINGS.join(' or ')}.`)
}

/**
 * Parses conditions. One that is misspelled, undefined or of another type is refused, because it would match more
 * uploads than intended.
 * @throws CliError, usage.
 */
export function parseConditions(conditions: Conditions): Selection {
  assertNames('condition', Object.keys(CONDITION_FLAGS), conditions)
  const texts: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(conditions)) texts[name] = parseCondition(name as ConditionName, value)
  return parseSelection(texts, (name, parser, text) => parseOption(name, parser)(text))
}

function parseCondition(name: ConditionName, value: unknown): string | string[] {
  const fail = (reason: string) => new CliError('usage', `${name} ${reason}`)
  if (value === undefined) throw fail('is undefined. Leave it out to match every upload.')
  if (isGlobCondition(name)) {
    const globs = Array.isArray(value) ? Array.from<unknown>(value) : []
    if (globs.length > 0 && globs.every(isString)) return globs
    throw fail("is no list of globs. Use one or more, such as ['tmp/**'].")
  }
  if (isString(value)) return value
  if (!name.startsWith('initiated')) throw fail('is no string.')
  if (!isDate(value)) throw fail('is no Date and no string.')
  if (Number.isNaN(value.getTime())) throw fail('is an invalid Date.')
  return value.toISOString()
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

/**
 * Checks that an argument is a plain object with only these names. Otherwise its conditions could be ignored.
 * @throws CliError, usage.
 */
export function assertNames(kind: 'condition' | 'option', names: readonly string[], argument: object): void {
  if (!isPlainObject(argument)) throw new CliError('usage', `Invalid ${kind}s. Use an object literal.`)
  const unknown = Object.keys(argument).find((name) => !names.includes(name))
  if (unknown !== undefined) throw new CliError('usage', `Unknown ${kind} ${unknown}. Use ${names.join(', ')}.`)
}

/** Returns true for an object literal, also of another realm, which has another Object.prototype. */
function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
