import { type Instant, readInstant } from '../../core/instant.js'
import type { Parts, Target } from '../../core/upload.js'
import { assertNamesUpload } from '../requests/guard.js'
import { distrusting, untrusted } from '../requests/request-error.js'
import { readXmlTree, textAt, type XmlElement } from '../xml/tree.js'
import { readIsTruncated } from './truncation.js'

/** Asks the store for one page of an upload's parts: the first, or the one after a part number. */
export type FetchParts = (target: Target, after: number) => Promise<Buffer>

interface Part {
  readonly number: number
  readonly bytes: number
  readonly lastModified?: Instant
}

interface PartsPage {
  readonly parts: readonly Part[]
  readonly isTruncated: boolean
}

/**
 * What an upload holds, over all pages of its parts: an upload has up to 10,000, an answer up to 1,000.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
 *
 * @throws RequestError, untrusted where an answer is about something else, or does not get on.
 */
export async function readParts(target: Target, fetch: FetchParts): Promise<Parts> {
  assertNamesUpload(target)
  let [count, bytes, lastModified, after] = [0, 0, -Infinity, 0]
  for (;;) {
    const page = readPartsPage(await fetch(target, after), target)
    count += page.parts.length
    for (const part of page.parts) {
      bytes += part.bytes
      // One that is not readable makes the whole unknown: what may be alive must not look idle.
      lastModified = Math.max(lastModified, part.lastModified ?? NaN)
    }
    const last = Math.max(...page.parts.map(({ number }) => number))
    if (!page.isTruncated) return { count, bytes, ...(Number.isFinite(lastModified) && { lastModified }) }
    if (!(last > after)) throw untrusted('its pages of parts repeat')
    after = last
  }
}

function readPartsPage(body: Buffer, { uploadId }: Target): PartsPage {
  const root = distrusting(() => readXmlTree(body.toString('utf8')))
  if (root.name !== 'ListPartsResult') throw untrusted(`its root is ${root.name}`)
  if (textAt(root, 'UploadId') !== uploadId) throw untrusted('it is about another upload')
  const isTruncated = readIsTruncated(textAt(root, 'IsTruncated'))
  return { parts: root.children.filter(({ name }) => name === 'Part').map(partOf), isTruncated }
}

function partOf(element: XmlElement): Part {
  const lastModified = readInstant(textAt(element, 'LastModified') ?? '')
  return {
    number: wholeNumberAt(element, 'PartNumber'),
    bytes: wholeNumberAt(element, 'Size'),
    ...(lastModified !== undefined && { lastModified }),
  }
}

function wholeNumberAt(element: XmlElement, name: string): number {
  const text = textAt(element, name) ?? ''
  if (!/^\d{1,15}$/.test(text)) throw untrusted(`a part in it has no readable ${name}`)
  return Number(text)
}
