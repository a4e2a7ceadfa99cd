import { textAt, type XmlElement } from '../xml/tree.js'

/**
 * What an element of a lifecycle configuration may hold, by the SDK's model. Something new could be lost by the
 * store, or mean something else, once it comes from us.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html
 */
const KNOWN = new Map<string, readonly string[]>([
  ['LifecycleConfiguration', ['Rule']],
  [
    'Rule',
    [
      'ID',
      'Prefix',
      'Filter',
      'Status',
      'Expiration',
      'Transition',
      'NoncurrentVersionTransition',
      'NoncurrentVersionExpiration',
      'AbortIncompleteMultipartUpload',
    ],
  ],
  ['Filter', ['Prefix', 'Tag', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan', 'And']],
  ['And', ['Prefix', 'Tag', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan']],
  ['Tag', ['Key', 'Value']],
  ['Expiration', ['Date', 'Days', 'ExpiredObjectDeleteMarker']],
  ['Transition', ['Date', 'Days', 'StorageClass']],
  ['NoncurrentVersionTransition', ['NoncurrentDays', 'NewerNoncurrentVersions', 'StorageClass']],
  ['NoncurrentVersionExpiration', ['NoncurrentDays', 'NewerNoncurrentVersions']],
  ['AbortIncompleteMultipartUpload', ['DaysAfterInitiation']],
])
const REPEATABLE = new Set(['Rule', 'Tag', 'Transition', 'NoncurrentVersionTransition'])

/** One root, in one namespace or in none, around nothing but elements without attributes. */
const FORM =
  /^(?:<\?xml[^?<>]*\?>)?\s*<LifecycleConfiguration(?:\s+xmlns=(?:"[^"<>]*"|'[^'<>]*'))?\s*>(.*)<\/LifecycleConfiguration\s*>\s*$/s
const PLAIN_TAG = /<\/?[A-Za-z]+\s*\/?>/g

/** What in the way it is written could get lost on the way back. */
export function obstacleInForm(text: string): string | undefined {
  const inner = FORM.exec(text)?.[1]
  if (inner !== undefined && !inner.replace(PLAIN_TAG, '').includes('<')) return undefined
  return 'it has attributes, comments or several namespaces'
}

/** What it holds that could get lost on the way back. */
export function obstacleInTree(root: XmlElement): string | undefined {
  const names = root.children.flatMap((rule) => textAt(rule, 'ID') ?? [])
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice !== undefined) return `it has two rules named ${twice}`
  return obstacleIn(root) ?? root.children.map(obstacleInRule).find((obstacle) => obstacle !== undefined)
}

function obstacleInRule(rule: XmlElement): string | undefined {
  const names = rule.children.map(({ name }) => name)
  if (names.length === 0) return 'it has an empty rule'
  // RGW 16.2.15 takes such a rule, and then forgets the Prefix.
  return names.includes('Prefix') && names.includes('Filter') ? 'it has a rule with two prefixes' : undefined
}

function obstacleIn({ name: parent, children }: XmlElement): string | undefined {
  const names = children.map(({ name }) => name)
  for (const [index, child] of children.entries()) {
    if (!KNOWN.get(parent)?.includes(child.name))
      return `it has ${child.name} in ${parent}, which is not known`
    if (!REPEATABLE.has(child.name) && names.indexOf(child.name) < index) return `it has ${child.name} twice`
    const obstacle = obstacleIn(child)
    if (obstacle !== undefined) return obstacle
  }
  return undefined
}
