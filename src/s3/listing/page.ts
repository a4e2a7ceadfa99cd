import { isUtf8 } from 'node:buffer'
import { distrusting, untrusted } from '../requests/request-error.js'
import { readXml } from '../xml/reader.js'
import { type EntryField, type PageContent, type RawEntry, scanPage } from './page-scan.js'
import { readIsTruncated } from './truncation.js'

/** One answer to ListMultipartUploads as the store wrote it: text decoded from XML, keys not yet decoded. */
export interface RawPage {
  readonly entries: readonly RawEntry[]
  readonly isTruncated: boolean
  /** The store says of its own accord that keys are percent-encoded. */
  readonly saysEncoded: boolean
}

const ENTRY_FIELDS = new Map<string, EntryField>([
  ['Key', 'key'],
  ['UploadId', 'uploadId'],
  ['Initiated', 'initiated'],
  ['StorageClass', 'storageClass'],
  ['ChecksumAlgorithm', 'checksumAlgorithm'],
  ['ChecksumType', 'checksumType'],
  ['Owner/ID', 'ownerId'],
  ['Owner/DisplayName', 'ownerName'],
  ['Initiator/ID', 'initiatorId'],
  ['Initiator/DisplayName', 'initiatorName'],
])

/**
 * Reads one answer to ListMultipartUploads for `bucket`, and believes nothing that it does not have to: the root
 * element, the echoed bucket and IsTruncated must all be there, since an empty listing is what people delete
 * buckets on, and a proxy's HTML, an empty body and another listing all look empty otherwise.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
 *
 * @throws RequestError, untrusted.
 */
export function readPage(body: Buffer, bucket: string): RawPage {
  if (!isUtf8(body)) throw untrusted('it is not UTF-8')
  const { entries, envelope } = distrusting(() => scanPage(body) ?? readUnusualPage(body))
  return { entries, ...saidIn(envelope, bucket) }
}

function readUnusualPage(body: Buffer): PageContent {
  const text = body.toString('utf8')
  if (/^\s*<(!doctype )?html/i.test(text)) throw untrusted('it is a web page')
  const reader = new PageReader()
  readXml(text, reader)
  return reader
}

function saidIn(envelope: PageContent['envelope'], bucket: string): Omit<RawPage, 'entries'> {
  if (envelope.get('Bucket') !== bucket) throw untrusted('it is not about this bucket')
  const isTruncated = readIsTruncated(envelope.get('IsTruncated'))
  return { isTruncated, saysEncoded: envelope.get('EncodingType') === 'url' }
}

class PageReader implements PageContent {
  readonly entries: RawEntry[] = []
  readonly envelope = new Map<string, string>()
  #entry: Partial<Record<EntryField, string>> = {}
  #inEntry = false
  #parent = ''

  open(name: string, depth: number): void {
    if (depth === 1 && name !== 'ListMultipartUploadsResult') throw untrusted(`its root is ${name}`)
    if (depth === 2) {
      this.#inEntry = name === 'Upload'
      if (this.#inEntry) this.#entry = {}
    }
    if (depth === 3) this.#parent = name
  }

  close(name: string, depth: number, text: string): void {
    if (depth === 2 && this.#inEntry) this.entries.push(this.#entry)
    else if (depth === 2) this.#keepOnce(name, text)
    else if (this.#inEntry && depth === 3) this.#keep(ENTRY_FIELDS.get(name), text)
    else if (this.#inEntry && depth === 4) this.#keep(ENTRY_FIELDS.get(`${this.#parent}/${name}`), text)
  }

  #keepOnce(name: string, text: string): void {
    if (this.envelope.has(name) && name !== 'CommonPrefixes') throw untrusted(`it says ${name} twice`)
    this.envelope.set(name, text)
  }

  #keep(field: EntryField | undefined, text: string): void {
    if (field === undefined) return
    if (this.#entry[field] !== undefined) throw untrusted(`an upload in it has two of one field`)
    this.#entry[field] = unshared(text)
  }
}

/** Not a slice of the page, all of which would be held in memory with it. */
function unshared(text: string): string {
  return Buffer.from(text).toString()
}
