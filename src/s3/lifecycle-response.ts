import type { LifecycleRule, LifecycleRuleAndOperator, LifecycleRuleFilter } from '@aws-sdk/client-s3'
import { readInstant } from '../core/time.js'
import { InvalidResponseError } from './request-error.js'
import type { XmlElement } from './xml.js'

type Kind = 'text' | 'number' | 'boolean' | 'date'
/** Elements that an element can contain: values by their kind, or elements with children of their own. */
interface Fields {
  readonly [name: string]: Kind | Fields
}

const CONDITIONS: Fields = {
  Prefix: 'text',
  Tag: { Key: 'text', Value: 'text' },
  ObjectSizeGreaterThan: 'number',
  ObjectSizeLessThan: 'number',
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html */
const RULE: Fields = {
  ID: 'text',
  Prefix: 'text',
  Filter: { ...CONDITIONS, And: CONDITIONS },
  Status: 'text',
  Expiration: { Date: 'date', Days: 'number', ExpiredObjectDeleteMarker: 'boolean' },
  Transition: { Date: 'date', Days: 'number', StorageClass: 'text' },
  NoncurrentVersionTransition: { NoncurrentDays: 'number', NewerNoncurrentVersions: 'number', StorageClass: 'text' },
  NoncurrentVersionExpiration: { NoncurrentDays: 'number', NewerNoncurrentVersions: 'number' },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 'number' },
}

/** Elements that can repeat. The SDK's member that holds them all has a plural name, such as Tags. */
const REPEATED = new Set(['Tag', 'Transition', 'NoncurrentVersionTransition'])

/**
 * Reads lifecycle rules, and of each rule the first element that a write would lose. The SDK's own reader drops those.
 *
 * Rules have the form that S3 expects to get back: conditions in a Filter, several of them in an And. Ceph RGW shows
 * them without an And, or a Prefix beside it, and loses the Prefix if it gets that back.
 *
 * @throws InvalidResponseError
 */
export function readLifecycleConfiguration(root: XmlElement) {
  const readings = root.children.map(readRule)
  const Rules = readings.map(({ rule }) => rule)
  return { Rules, UnsupportedElements: readings.map(({ unsupported }) => unsupported) }
}

/** Fields of a rule before its conditions are put in a Filter. */
interface RuleFields extends Omit<LifecycleRule, 'Filter' | 'Prefix'> {
  readonly Prefix?: string
  readonly Filter?: LifecycleRuleAndOperator & { readonly And?: LifecycleRuleAndOperator }
}

function readRule(element: XmlElement): { rule: LifecycleRule; unsupported: string | undefined } {
  const unsupported: string[] = []
  if (element.name !== 'Rule' || element.children.length === 0) unsupported.push(element.name)
  const { Prefix, Filter, ...rest } = readFields(element, RULE, unsupported) as RuleFields
  const { And, ...beside } = Filter ?? {}
  const isAmbiguous =
    (Prefix !== undefined && Filter !== undefined) || Object.keys(beside).some((name) => And && name in And)
  if (isAmbiguous) unsupported.push('a second Prefix in Rule')
  const conditions = { ...(Prefix !== undefined && { Prefix }), ...beside, ...And }
  return { rule: { ...rest, Filter: filterOf(conditions) }, unsupported: unsupported[0] }
}

/** Reads the children of an element, and adds those that a write would lose to `unsupported`. */
function readFields(element: XmlElement, fields: Fields, unsupported: string[]): object {
  const values: Record<string, unknown> = {}
  for (const child of element.children) {
    const { name, children, text } = child
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined) {
      unsupported.push(`${name} in ${element.name}`)
      continue
    }
    const isValue = typeof field === 'string'
    if (isValue && children[0]) unsupported.push(`${children[0].name} in ${name}`)
    if (!isValue && text.trim() !== '') unsupported.push(`a text in ${name}`)
    const value = isValue ? readValue(child, field) : readFields(child, field, unsupported)
    if (REPEATED.has(name)) {
      values[`${name}s`] = [values[`${name}s`] ?? [], value].flat()
    } else {
      if (name in values) unsupported.push(`a second ${name} in ${element.name}`)
      // XML 1.0 cannot hold the other control characters.
      if (field === 'text' && /[^\P{Cc}\t\n\r]/u.test(text)) unsupported.push(`a control character in ${name}`)
      values[name] = value
    }
  }
  return values
}

function filterOf({ Prefix = '', Tags = [], ...sizes }: LifecycleRuleAndOperator): LifecycleRuleFilter {
  const [tag, ...more] = Tags
  const count = Number(Prefix !== '') + Tags.length + Object.keys(sizes).length
  if (count === 0) return { Prefix }
  if (count > 1) return { And: { ...(Prefix && { Prefix }), ...(tag && { Tags: [tag, ...more] }), ...sizes } }
  return { ...(Prefix && { Prefix }), ...(tag && { Tag: tag }), ...sizes }
}

/** @throws InvalidResponseError */
function readValue({ name, text }: XmlElement, kind: Kind): string | number | boolean | Date {
  const value = text.trim()
  if (kind === 'text') return text
  if (kind === 'boolean' && /^(true|false)$/.test(value)) return value === 'true'
  if (kind === 'number' && /^\d{1,15}$/.test(value)) return Number(value)
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00Z` : value
  const instant = kind === 'date' ? readInstant(time) : undefined
  if (instant === undefined) throw new InvalidResponseError(`a lifecycle rule with an invalid ${name}`)
  return new Date(instant)
}

/** Returns, for each rule of an output, the element that a write would lose. */
export function unsupportedElementsOf(output: object): readonly (string | undefined)[] {
  const { UnsupportedElements = [] } = output as Partial<ReturnType<typeof readLifecycleConfiguration>>
  return UnsupportedElements
}
