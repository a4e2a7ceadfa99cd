import type { AbortRule } from '../core/lifecycle.js'
import type { SignedRequests } from './signed-requests.js'
import { RequestError, untrusted } from './request-error.js'
import { childOf, readXmlTree, textAt, type XmlElement } from './xml-tree.js'

/**
 * The rules of a bucket that abort incomplete uploads.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
 *
 * @throws RequestError; untrusted where the answer is another document, as Swift's is: it lists the bucket.
 */
export async function readAbortRules(requests: SignedRequests, signal: AbortSignal): Promise<AbortRule[]> {
  try {
    const answer = await requests.send({ method: 'GET', query: { lifecycle: '' } }, signal)
    return abortRulesIn(answer.body.toString('utf8'))
  } catch (error) {
    if (isWithoutRules(error)) return []
    throw error
  }
}

function abortRulesIn(xml: string): AbortRule[] {
  const root = treeOf(xml)
  if (root.name !== 'LifecycleConfiguration') throw untrusted(`its root is ${root.name}`)
  return root.children.filter(({ name }) => name === 'Rule').flatMap(abortRuleIn)
}

function treeOf(xml: string): XmlElement {
  try {
    return readXmlTree(xml)
  } catch (error) {
    if (error instanceof SyntaxError) throw untrusted(error.message)
    throw error
  }
}

function abortRuleIn(rule: XmlElement): AbortRule[] {
  const days = textAt(rule, 'AbortIncompleteMultipartUpload', 'DaysAfterInitiation')
  if (days === undefined) return []
  const filter = childOf(rule, 'Filter')
  const prefix = textAt(filter, 'And', 'Prefix') ?? textAt(filter, 'Prefix') ?? textAt(rule, 'Prefix') ?? ''
  const isEnabled = textAt(rule, 'Status') === 'Enabled'
  return [{ id: textAt(rule, 'ID') ?? '', isEnabled, prefix, daysAfterInitiation: Number(days) }]
}

function isWithoutRules(error: unknown): boolean {
  return (
    error instanceof RequestError &&
    error.reason.kind === 'answered' &&
    error.reason.code === 'NoSuchLifecycleConfiguration'
  )
}
