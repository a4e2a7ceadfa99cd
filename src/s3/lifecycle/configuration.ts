import type { AbortRule } from '../../core/lifecycle.js'
import { distrusting, untrusted } from '../requests/request-error.js'
import { childOf, readXmlTree, textAt, type XmlElement } from '../xml/tree.js'
import { abortRuleIn, abortRuleMarkup } from './abort-rule.js'
import { obstacleInForm, obstacleInTree } from './obstacle.js'

const RULE = /<Rule\s*>.*?<\/Rule\s*>/gs
const FILTER = /<Filter\s*>(.*?)<\/Filter\s*>/s
const END = /(?=<\/LifecycleConfiguration\s*>\s*$)/
const EMPTY =
  '<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></LifecycleConfiguration>'

/** The lifecycle configuration of a bucket: as it was read, and as it is written back with one rule more. */
export class LifecycleConfiguration {
  /** What would be written back if nothing were to change. */
  readonly text: string
  /** Why that could not be done exactly, such as `it has two rules named x`; nothing where it could. */
  readonly obstacle: string | undefined
  readonly abortRules: readonly AbortRule[]
  readonly #rules: readonly { readonly id: string; readonly tree: XmlElement }[]

  /** @throws RequestError, untrusted, for another document: to GET ?lifecycle, Swift answers with a listing. */
  constructor(text = EMPTY) {
    const inForm = obstacleInForm(text)
    const joined = inForm === undefined ? text.replace(RULE, joinFilter) : text
    const root = distrusting(() => readXmlTree(joined))
    if (root.name !== 'LifecycleConfiguration') throw untrusted(`its root is ${root.name}`)
    const isEmpty = root.children.length === 0
    this.text = isEmpty ? EMPTY : joined
    this.obstacle = isEmpty ? undefined : (inForm ?? obstacleInTree(root))
    this.#rules = root.children
      .filter(({ name }) => name === 'Rule')
      .map((tree) => ({ id: textAt(tree, 'ID') ?? '', tree }))
    this.abortRules = this.#rules.flatMap(({ tree }) => abortRuleIn(tree) ?? [])
  }

  get size(): number {
    return this.#rules.length
  }

  ruleOf(wanted: string): XmlElement | undefined {
    return this.#rules.find(({ id }) => id === wanted)?.tree
  }

  /** With a rule put in, or in the place of that of its name. All else stays as it is, byte for byte. */
  textWith(rule: AbortRule): string {
    const place = this.#rules.findIndex(({ id }) => id === rule.id)
    const others = this.#rules.filter((_, index) => index !== place)
    const has = (name: string) => others.some(({ tree }) => childOf(tree, name) !== undefined)
    const written = abortRuleMarkup(rule, { isOldStyle: has('Prefix') && !has('Filter') })
    if (place < 0) return this.text.replace(END, () => written)
    let number = 0
    return this.text.replace(RULE, (whole) => (number++ === place ? written : whole))
  }

  /** The names of the rules, one name left out, that only one of the two has in just this way. */
  differencesTo(other: LifecycleConfiguration, leftOut?: string): string[] {
    const [mine, theirs] = [this.#byContent(leftOut), other.#byContent(leftOut)]
    const only = (some: Map<string, string>, others: Map<string, string>) =>
      [...some].flatMap(([content, id]) => (others.has(content) ? [] : [id]))
    return [...new Set([...only(mine, theirs), ...only(theirs, mine)])]
  }

  #byContent(leftOut?: string): Map<string, string> {
    const rules = this.#rules.filter(({ id }) => id !== leftOut)
    return new Map(rules.map(({ id, tree }) => [contentOf(tree), id]))
  }
}

/**
 * A filter of several conditions as S3 has it: with an And around them. RGW shows the Prefix beside the And, or
 * no And at all; and where it gets back what it shows, 16.2.15 forgets the Prefix, and the rule takes every key.
 */
function joinFilter(rule: string): string {
  return rule.replace(FILTER, (whole, inner: string) => {
    const conditions = distrusting(() => readXmlTree(whole)).children
    return conditions.length > 1 ? `<Filter><And>${inner.replace(/<\/?And\s*>/g, '')}</And></Filter>` : whole
  })
}

/** Equal for two elements that hold the same, in whatever order. */
function contentOf({ name, children, text }: XmlElement): string {
  const inner = children.length > 0 ? children.map(contentOf).sort() : text
  return JSON.stringify([name, inner])
}
