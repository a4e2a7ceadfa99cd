import { shape, XmlScan } from '../xml/scan.js'

export type EntryField =
  'key' | 'uploadId' | 'initiated' | 'storageClass' | 'checksumAlgorithm' | 'checksumType' | PrincipalField
type PrincipalField = 'ownerId' | 'ownerName' | 'initiatorId' | 'initiatorName'

export type RawEntry = Readonly<Partial<Record<EntryField, string | undefined>>>

/** The uploads of a page, and what it says beside them, by the names of the elements. */
export interface PageContent {
  readonly entries: readonly RawEntry[]
  readonly envelope: ReadonlyMap<string, string>
}

const ROOT = 'ListMultipartUploadsResult'
const FIELDS = 10
const END = Buffer.from(`</${ROOT}>`)
/** The numbers are places in the list that `entryOf` takes apart. */
const UPLOAD = shape('Upload', [
  shape('Key', 0),
  shape('UploadId', 1),
  shape('Initiator', [shape('ID', 2), shape('DisplayName', 3)]),
  shape('Owner', [shape('ID', 4), shape('DisplayName', 5)]),
  shape('StorageClass', 6),
  shape('Initiated', 7),
  shape('ChecksumAlgorithm', 8),
  shape('ChecksumType', 9),
])

function entryOf(texts: readonly (string | undefined)[]): RawEntry {
  const [key, uploadId, initiatorId, initiatorName, ownerId, ownerName, storageClass, initiated] = texts
  const [checksumAlgorithm, checksumType] = texts.slice(8)
  return {
    key,
    uploadId,
    initiatorId,
    initiatorName,
    ownerId,
    ownerName,
    storageClass,
    initiated,
    checksumAlgorithm,
    checksumType,
  }
}

/**
 * Reads a page in the one form in which stores write it, byte by byte, and makes nothing but the strings that are
 * kept; none of them holds the page in memory, as a slice of its text would.
 *
 * @returns undefined for a page in any other form, wrong or only unusual: `readXml` tells which.
 * @throws SyntaxError for an unknown entity.
 */
export function scanPage(body: Buffer): PageContent | undefined {
  const scan = new XmlScan(body)
  const envelope = new Map<string, string>()
  const entries: RawEntry[] = []
  if (!scan.takeRoot(ROOT)) return undefined
  while (!scan.take(END)) {
    if (scan.take(UPLOAD.open)) {
      const texts = new Array<string | undefined>(FIELDS)
      if (!scan.takeInner(UPLOAD, texts)) return undefined
      entries.push(entryOf(texts))
    } else {
      const said = scan.takeAny()
      if (!said || envelope.has(said.name)) return undefined
      envelope.set(said.name, said.text)
    }
  }
  return scan.isAtEnd() ? { entries, envelope } : undefined
}
