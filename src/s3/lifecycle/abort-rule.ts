import type { AbortRule } from '../../core/lifecycle.js'
import { untrusted } from '../requests/request-error.js'
import { childOf, textAt, type XmlElement } from '../xml/tree.js'

/** What an element of a filter asks for besides a prefix, in words. */
const CONDITIONS = new Map<string, (element: XmlElement) => string>([
  ['Tag', (tag) => `tag ${textAt(tag, 'Key') ?? ''}=${textAt(tag, 'Value') ?? ''}`],
  ['ObjectSizeGreaterThan', ({ text }) => `more than ${text} bytes`],
  ['ObjectSizeLessThan', ({ text }) => `fewer than ${text} bytes`],
])

/**
 * A rule of a lifecycle configuration, where it aborts incomplete uploads.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html
 *
 * @throws RequestError, untrusted.
 */
export function abortRuleIn(rule: XmlElement): AbortRule | undefined {
  const days = textAt(rule, 'AbortIncompleteMultipartUpload', 'DaysAfterInitiation')?.trim()
  if (days === undefined) return undefined
  if (!/^\d{1,10}$/.test(days)) throw untrusted('a rule in it counts no whole number of days')
  const filter = childOf(rule, 'Filter')
  const prefix = textAt(filter, 'And', 'Prefix') ?? textAt(filter, 'Prefix') ?? textAt(rule, 'Prefix') ?? ''
  return {
    id: textAt(rule, 'ID') ?? '',
    isEnabled: textAt(rule, 'Status') === 'Enabled',
    prefix,
    daysAfterInitiation: Number(days),
    conditions: filter ? conditionsIn(filter) : [],
  }
}

/** It has a name, a prefix and this one action: nothing is lost where it is written anew. */
export function isPlainAbortRule(rule: XmlElement): boolean {
  const plain = new Set(['ID', 'Prefix', 'Filter', 'Status', 'AbortIncompleteMultipartUpload'])
  return rule.children.every(({ name }) => plain.has(name)) && abortRuleIn(rule)?.conditions.length === 0
}

/**
 * The rule as markup. `Prefix` stood in the rule itself before there was `Filter`; AWS takes no configuration that
 * mixes the two ("Filter element can only be used in Lifecycle V2", aws-sdk-ruby#1653).
 */
export function abortRuleMarkup(rule: AbortRule, { isOldStyle }: { isOldStyle: boolean }): string {
  const prefix = markup('Prefix', escapeXml(rule.prefix))
  const days = markup('DaysAfterInitiation', String(rule.daysAfterInitiation))
  return markup(
    'Rule',
    markup('ID', escapeXml(rule.id)) +
      (isOldStyle ? prefix : markup('Filter', prefix)) +
      markup('Status', rule.isEnabled ? 'Enabled' : 'Disabled') +
      markup('AbortIncompleteMultipartUpload', days),
  )
}

function conditionsIn(filter: XmlElement): string[] {
  return filter.children.flatMap((element) => {
    if (element.name === 'Prefix') return []
    if (element.name === 'And') return conditionsIn(element)
    return [CONDITIONS.get(element.name)?.(element) ?? element.name]
  })
}

function markup(name: string, content: string): string {
  return `<${name}>${content}</${name}>`
}

/** Line ends and tabs by number, or a parser on the way makes spaces of them. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
}
