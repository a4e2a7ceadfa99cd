import type { MultipartUpload } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareEncodings, decodedKey, detectEncoding } from '../../src/service/uploads-page.js'
import { key } from '../s3/arbitraries.js'
import { serverProfiles } from '../support/server-profiles.js'

type EncodedPage = Parameters<typeof detectEncoding>[0]

function pageOf(keys: readonly string[], encodingType?: 'url'): EncodedPage {
  const uploads: MultipartUpload[] = keys.map((Key, index) => ({ Key, UploadId: String(index) }))
  return { EncodingType: encodingType, Uploads: uploads }
}

describe('detectEncoding', () => {
  it.each([
    ['the server names the encoding', pageOf(['a'], 'url'), 'url'],
    ['the server names the encoding of keys that look raw', pageOf(['a b', 'é'], 'url'), 'url'],
    ['a key contains a space', pageOf(['a b', 'a%20b']), 'none'],
    ['a key contains other than ASCII', pageOf(['é']), 'none'],
    ['a key contains a control character', pageOf(['a\n']), 'none'],
    ['a percent sign starts no escape', pageOf(['100%']), 'none'],
    ['a key contains an escape', pageOf(['a%20b']), 'ambiguous'],
    ['a key contains a plus sign', pageOf(['a+b']), 'ambiguous'],
    ['all keys are the same in both encodings', pageOf(['a/b-c_d.e~f']), 'either'],
    ['there are no keys', pageOf([]), 'either'],
    ['an upload has no key', { EncodingType: undefined, Uploads: [{}] }, 'either'],
    ['there is no list of uploads', { EncodingType: undefined, Uploads: undefined }, 'either'],
  ])('finds the encoding if %s', (_, page, encoding) => {
    expect(detectEncoding(page)).toBe(encoding)
  })

  it('never returns none if an encoder wrote the keys', () => {
    fc.assert(
      fc.property(fc.array(key), fc.constantFrom('aws', 'rgw', 'swift'), (keys, name) => {
        expect(detectEncoding(pageOf(keys.map(serverProfiles[name].encodeKey)))).not.toBe('none')
      }),
    )
  })
})

describe('compareEncodings', () => {
  it.each([
    ['url if the keys decode to the plain ones', ['a%20b', 'c'], ['a b', 'c'], 'url'],
    ['url if a plus sign stands for a space', ['a+b'], ['a b'], 'url'],
    ['none if the keys are equal', ['a%20b', 'c+d'], ['a%20b', 'c+d'], 'none'],
    ['url if one of the uploads is gone', ['a%20b', 'c%20d'], ['a b'], 'url'],
    ['undefined if the uploads are gone, and the key cannot be decoded', ['a%FF'], [], undefined],
    ['undefined if the keys are neither', ['a%20b'], ['c'], undefined],
    ['undefined if the keys contradict each other', ['a%20b', 'c%20d'], ['a b', 'c%20d'], undefined],
    ['undefined if one key is neither', ['a%20b', 'c%20d'], ['a b', 'x'], undefined],
    ['undefined if the uploads are gone', ['a%20b'], [], undefined],
    ['undefined if no key is ambiguous', ['a', 'b'], ['a', 'b'], undefined],
  ])('returns %s', (_, keys, plainKeys, encoding) => {
    expect(compareEncodings(pageOf(keys), pageOf(plainKeys))).toBe(encoding)
  })
})

describe('decodedKey', () => {
  it.each(['aws', 'rgw', 'swift'] as const)('decodes any key that %s has encoded', (name) => {
    fc.assert(
      fc.property(key, (text) => {
        expect(decodedKey({ Key: serverProfiles[name].encodeKey(text) }, 'url')).toBe(text)
      }),
    )
  })

  it('returns any key unchanged if there is no encoding', () => {
    fc.assert(
      fc.property(key, (text) => {
        expect(decodedKey({ Key: text }, 'none')).toBe(text)
      }),
    )
  })

  it.each(['a%FFb', 'a%', '%zz'])('returns undefined for %s, which is not UTF-8', (encoded) => {
    expect(decodedKey({ Key: encoded }, 'url')).toBeUndefined()
  })

  it('returns undefined if there is no key', () => {
    expect(decodedKey({}, 'url')).toBeUndefined()
  })
})
