import type { LifecycleRule, LifecycleRuleFilter } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { text } from '../s3/arbitraries.js'
import { configuration } from '../support/lifecycle.js'

/** Lifecycle rule without the layout of its XML. */
export interface ModelRule {
  readonly id: string
  readonly status: 'Enabled' | 'Disabled'
  readonly prefix: string
  readonly tags: readonly { readonly Key: string; readonly Value: string }[]
  readonly sizes: Pick<LifecycleRuleFilter, 'ObjectSizeGreaterThan' | 'ObjectSizeLessThan'>
  readonly actions: Omit<LifecycleRule, 'ID' | 'Status' | 'Filter' | 'Prefix'>
}

/** Text that XML 1.0 can hold. */
export const xmlText = text.filter((each) => !/[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/u.test(each))

const days = fc.integer({ min: 1, max: 9999 })
const date = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
const StorageClass = fc.constantFrom('GLACIER', 'DEEP_ARCHIVE', 'STANDARD_IA')

const actions = fc
  .record(
    {
      Expiration: fc.oneof(
        fc.record({ Days: days }),
        fc.record({ Date: date }),
        fc.record({ ExpiredObjectDeleteMarker: fc.boolean() }),
      ),
      Transitions: fc.array(
        fc.oneof(fc.record({ Days: days, StorageClass }), fc.record({ Date: date, StorageClass })),
        { minLength: 1, maxLength: 3 },
      ),
      NoncurrentVersionTransitions: fc.array(fc.record({ NoncurrentDays: days, StorageClass }), {
        minLength: 1,
        maxLength: 2,
      }),
      NoncurrentVersionExpiration: fc.record({ NoncurrentDays: days, NewerNoncurrentVersions: days }),
      AbortIncompleteMultipartUpload: fc.record({ DaysAfterInitiation: days }),
    },
    { requiredKeys: [] },
  )
  .filter((each) => Object.keys(each).length > 0)

const modelRule: fc.Arbitrary<ModelRule> = fc.record({
  id: xmlText.map((each) => `rule ${each}`),
  status: fc.constantFrom('Enabled', 'Disabled'),
  prefix: xmlText,
  tags: fc.array(fc.record({ Key: xmlText, Value: xmlText }), { maxLength: 3 }),
  sizes: fc.record({ ObjectSizeGreaterThan: fc.nat(), ObjectSizeLessThan: fc.nat() }, { requiredKeys: [] }),
  actions,
})

export const modelRules = fc.uniqueArray(modelRule, { selector: ({ id }) => id, maxLength: 5 })

/** Ways in which servers write the conditions of a rule. */
export const style = fc.constantFrom('in And', 'in Filter', 'Prefix beside And')
export type Style = typeof style extends fc.Arbitrary<infer T> ? T : never

const SINGULAR: Readonly<Record<string, string>> = {
  Tags: 'Tag',
  Transitions: 'Transition',
  NoncurrentVersionTransitions: 'NoncurrentVersionTransition',
}

/** Writes a configuration as a server does. */
export function modelXml(rules: readonly ModelRule[], style: Style): string {
  return configuration(
    ...rules.map(({ id, status, prefix, tags, sizes, actions }) => {
      const others = xmlOf({ Tags: tags, ...sizes })
      const inPrefix = xmlOf({ Prefix: prefix })
      const filter = {
        'in And': `<And>${inPrefix}${others}</And>`,
        'in Filter': inPrefix + others,
        'Prefix beside And': `${inPrefix}<And>${others}</And>`,
      }[style]
      return `<Rule>\n${xmlOf({ ID: id, Status: status })}<Filter>${filter}</Filter> ${xmlOf(actions)}</Rule>\n`
    }),
  )
}

function xmlOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'object' || value === null) return escaped(String(value))
  return Object.entries(value)
    .flatMap(([name, member]: [string, unknown]) =>
      (Array.isArray(member) ? member : [member]).map((each) => {
        const tag = SINGULAR[name] ?? name
        return `<${tag}>${xmlOf(each)}</${tag}>`
      }),
    )
    .join('')
}

function escaped(value: string): string {
  return value.replace(/[&<>\p{Cc}]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`)
}

/** Returns the meaning of a rule as it was read. */
export function meaningOf({ ID = '', Status, Filter = {}, ...actions }: LifecycleRule): ModelRule {
  const { Prefix = '', Tag, And, ...sizes } = Filter
  const { Prefix: prefix = Prefix, Tags = Tag ? [Tag] : [], ...otherSizes } = And ?? {}
  const tags = Tags.map(({ Key = '', Value = '' }) => ({ Key, Value }))
  return { id: ID, status: Status ?? 'Disabled', prefix, tags, sizes: { ...sizes, ...otherSizes }, actions }
}
