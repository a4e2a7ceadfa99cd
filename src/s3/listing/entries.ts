import { readInstant } from '../../core/instant.js'
import type { Page, Principal, Target, Untrustworthy, Upload } from '../../core/upload.js'
import { type KeyEncoding, keyOf } from './key-encoding.js'
import type { RawEntry } from './page-scan.js'

/** The uploads that the entries of a page name, and the entries that name none. */
export function readEntries(
  entries: readonly RawEntry[],
  encoding: KeyEncoding,
): Pick<Page, 'uploads' | 'untrustworthy'> {
  const uploads: Upload[] = []
  const untrustworthy: Untrustworthy[] = []
  const owners = new Principals()
  const initiators = new Principals()
  for (const entry of entries) {
    const key = keyOf(entry, encoding)
    if (!key) untrustworthy.push({ reason: 'it has no readable key' })
    else if (!entry.uploadId) untrustworthy.push({ key, reason: 'it has no upload id' })
    else {
      const owner = owners.named(entry.ownerId, entry.ownerName)
      const initiator = initiators.named(entry.initiatorId, entry.initiatorName)
      uploads.push(uploadOf(entry, { key, uploadId: entry.uploadId, owner, initiator }))
    }
  }
  return { uploads, untrustworthy }
}

/** An unreadable Initiated costs the upload its age, not the page its uploads. */
function uploadOf(
  { initiated: began = '', storageClass, checksumAlgorithm, checksumType }: RawEntry,
  {
    key,
    uploadId,
    owner,
    initiator,
  }: Target & { owner: Principal | undefined; initiator: Principal | undefined },
): Upload {
  const upload: { -readonly [Field in keyof Upload]: Upload[Field] } = { key, uploadId }
  const initiated = readInstant(began)
  if (initiated !== undefined) upload.initiated = initiated
  if (storageClass) upload.storageClass = storageClass
  if (owner) upload.owner = owner
  if (initiator) upload.initiator = initiator
  if (checksumAlgorithm) upload.checksumAlgorithm = checksumAlgorithm
  if (checksumType) upload.checksumType = checksumType
  return upload
}

/** Makes each principal once: mostly the whole page has the same. */
class Principals {
  #last: Principal | undefined

  named(id: string | undefined, displayName: string | undefined): Principal | undefined {
    if (id === undefined && displayName === undefined) return undefined
    if (this.#last?.id !== id || this.#last?.displayName !== displayName)
      this.#last = { ...(id !== undefined && { id }), ...(displayName !== undefined && { displayName }) }
    return this.#last
  }
}
