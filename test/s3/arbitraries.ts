import fc from 'fast-check'
import { listUploads } from '../support/list-uploads.js'
import { serverProfiles } from '../support/server-profiles.js'
import { TestBucket } from '../support/test-bucket.js'

/** Characters with a meaning in XML, URLs, shells or regular expressions, or that parsers often change. */
const special = fc.constantFrom(
  ...['&', '&amp;', '<', '>', ']]>', '"', "'", '\r', '\n', '\t', ' ', '+', '%', '%20', '/', '.', '..', '?', '#'],
  ...['$1', "$'", '\\', '\0', '\u0001', '\u007f', '\u0085', '\u00a0', '\u2028', '\u202e', '\uFEFF', 'é', '🦄', 'a'],
)
const character = fc.oneof(special, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }))

/** Any text that UTF-8 can hold. */
export const text = fc.string({ unit: character, maxLength: 12 }).filter((each) => each.isWellFormed())

export const key = text.filter((each) => each !== '')

/** Page of a listing of `bkt` by an emulated server, with the keys before they are encoded. */
export const page = fc
  .record({
    keys: fc.array(key, { maxLength: 4 }),
    profile: fc.constantFrom(...Object.values(serverProfiles)),
    isEncoded: fc.boolean(),
  })
  .map(({ keys, profile, isEncoded }) => {
    const bucket = new TestBucket()
    const uploads = keys.map((each, index) => bucket.addUpload(each, 1e12 + index))
    const query = new URLSearchParams(isEncoded ? { 'encoding-type': 'url' } : {})
    const { body = '' } = listUploads('bkt', bucket, query, { profile, pageSize: 3 })
    return { body, uploads, profile, isEncoded: isEncoded && 'encodeKey' in profile }
  })

export const pageText = page.map(({ body }) => body)
