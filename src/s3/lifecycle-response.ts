import type { LifecycleRule, LifecycleRuleFilter, Tag } from '@aws-sdk/client-s3'
import { readInstant } from '../core/time.js'
import { InvalidResponseError } from './request-error.js'
import type { XmlElement } from './xml.js'

type Kind = 'text' | 'number' | 'boolean' | 'date'
type Fields = Readonly<Record<string, Kind | Structure>>

/** Element with children. `list` is the name of the SDK's member that holds all elements of that name. */
interface Structure {
  readonly fields: Fields
  readonly list?: string
}

const CONDITIONS: Fields = {
  Prefix: 'text',
  Tag: { fields: { Key: 'text', Value: 'text' }, list: 'Tags' },
  ObjectSizeGreaterThan: 'number',
  ObjectSizeLessThan: 'number',
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html */
const RULE: Fields = {
  ID: 'text',
  Prefix: 'text',
  Filter: { fields: { ...CONDITIONS, And: { fields: CONDITIONS } } },
  Status: 'text',
  Expiration: { fields: { Date: 'date', Days: 'number', ExpiredObjectDeleteMarker: 'boolean' } },
  Transition: { fields: { Date: 'date', Days: 'number', StorageClass: 'text' }, list: 'Transitions' },
  NoncurrentVersionTransition: {
    fields: { NoncurrentDays: 'number', NewerNoncurrentVersions: 'number', StorageClass: 'text' },
    list: 'NoncurrentVersionTransitions',
  },
  NoncurrentVersionExpiration: { fields: { NoncurrentDays: 'number', NewerNoncurrentVersions: 'number' } },
  AbortIncompleteMultipartUpload: { fields: { DaysAfterInitiation: 'number' } },
}

/** Output of GetBucketLifecycleConfiguration, and what a write of its rules would lose. */
export interface LifecycleOutput {
  readonly Rules: LifecycleRule[]
  /** First element of each rule that the SDK's types cannot hold. */
  readonly UnsupportedElements: readonly (string | undefined)[]
}

/**
 * Reads lifecycle rules in the form that S3 expects to get back: conditions in a Filter, several of them in an And.
 * Ceph RGW shows them without an And, or a Prefix beside it, and loses the Prefix if it gets that back.
 *
 * The SDK's own reader drops elements that it does not know, so these rules have a reader here.
 *
 * @throws InvalidResponseError
 */
export function readLifecycleConfiguration(root: XmlElement): LifecycleOutput {
  const readers = root.children.map((element) => new RuleReader(element))
  return { Rules: readers.map(({ rule }) => rule), UnsupportedElements: readers.map(({ unsupported }) => unsupported) }
}

interface Conditions {
  readonly Prefix?: string
  readonly Tags?: Tag[]
  readonly ObjectSizeGreaterThan?: number
  readonly ObjectSizeLessThan?: number
}

/** Fields of a rule before its conditions are put in a Filter. */
interface RuleFields extends Omit<LifecycleRule, 'Filter' | 'Prefix'> {
  readonly Prefix?: string
  readonly Filter?: Conditions & { readonly And?: Conditions }
}

class RuleReader {
  readonly rule: LifecycleRule
  unsupported: string | undefined

  constructor(element: XmlElement) {
    if (element.name !== 'Rule' || element.children.length === 0) this.unsupported ??= element.name
    const { Prefix, Filter, ...rest } = this.#read(element, RULE) as RuleFields
    const { And, ...beside } = Filter ?? {}
    const isAmbiguous =
      (Prefix !== undefined && Filter !== undefined) || Object.keys(beside).some((name) => And && name in And)
    if (isAmbiguous) this.unsupported ??= 'a second Prefix in Rule'
    this.rule = { ...rest, Filter: filterOf({ ...(Prefix !== undefined && { Prefix }), ...beside, ...And }) }
  }

  #read(element: XmlElement, fields: Fields): object {
    const values: Record<string, unknown> = {}
    for (const child of element.children) {
      const field = Object.hasOwn(fields, child.name) ? fields[child.name] : undefined
      this.#checkContent(child, field)
      if (field === undefined) this.unsupported ??= `${child.name} in ${element.name}`
      else if (typeof field === 'string') this.#set(values, child.name, element, readValue(child, field))
      else if (field.list === undefined) this.#set(values, child.name, element, this.#read(child, field.fields))
      else values[field.list] = [values[field.list] ?? [], this.#read(child, field.fields)].flat()
    }
    return values
  }

  #checkContent({ name, children, text }: XmlElement, field: Kind | Structure | undefined): void {
    const [child] = children
    if (typeof field === 'string' && child) this.unsupported ??= `${child.name} in ${name}`
    if (typeof field === 'object' && text.trim() !== '') this.unsupported ??= `a text in ${name}`
  }

  #set(values: Record<string, unknown>, name: string, parent: XmlElement, value: unknown): void {
    if (name in values) this.unsupported ??= `a second ${name} in ${parent.name}`
    // XML 1.0 cannot hold the other control characters.
    if (typeof value === 'string' && /[^\P{Cc}\t\n\r]/u.test(value))
      this.unsupported ??= `a control character in ${name}`
    values[name] = value
  }
}

function filterOf({ Prefix = '', Tags = [], ...sizes }: Conditions): LifecycleRuleFilter {
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
  const { UnsupportedElements = [] } = output as Partial<LifecycleOutput>
  return UnsupportedElements
}
