import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { manners } from '../../../src/sandbox/manners.js'
import { encodingByComparison, encodingOf, keyOf } from '../../../src/s3/listing/key-encoding.js'
import type { RawPage } from '../../../src/s3/listing/page.js'

function pageOf(keys: readonly string[], saysEncoded = false): RawPage {
  return {
    entries: keys.map((key, index) => ({ key, uploadId: String(index) })),
    isTruncated: false,
    saysEncoded,
  }
}

describe('encodingOf', () => {
  it.each([
    ['the store says so', pageOf(['a'], true), 'url'],
    ['a raw space', pageOf(['a b', 'a%20b']), 'none'],
    ['raw non-ASCII', pageOf(['é']), 'none'],
    ['a raw control character', pageOf(['a\n']), 'none'],
    ['a percent sign that escapes nothing', pageOf(['100%']), 'none'],
    ['an escape, or a key that looks like one', pageOf(['a%20b']), 'ambiguous'],
    ['a plus, or a space', pageOf(['a+b']), 'ambiguous'],
    ['nothing that could be either', pageOf(['a/b-c_d.e~f']), 'either'],
    ['an empty page', pageOf([]), 'either'],
  ])('%s', (_, page, encoding) => {
    expect(encodingOf(page)).toBe(encoding)
  })
})

describe('encodingByComparison with the page as it is', () => {
  it.each([
    ['decodes to it', ['a%20b'], ['a b'], 'url'],
    ['is the same', ['a%20b'], ['a%20b'], 'none'],
    ['is neither', ['a%20b'], ['c'], undefined],
    ['contradicts itself', ['a%20b', 'c%20d'], ['a b', 'c%20d'], undefined],
    ['shows other uploads by now', ['a%20b'], [], undefined],
  ])('%s', (_, asked, plain, encoding) => {
    expect(encodingByComparison(pageOf(asked), pageOf(plain))).toBe(encoding)
  })
})

const key = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.isWellFormed())

it.each(['aws', 'rgw', 'swift'] as const)('any key comes back from the encoding of %s', (name) => {
  fc.assert(
    fc.property(key, (text) => {
      expect(keyOf({ key: manners[name].encodeKey(text) }, 'url')).toBe(text)
    }),
  )
})

it('keys that an encoder wrote are never taken for raw ones', () => {
  fc.assert(
    fc.property(fc.array(key), fc.constantFrom('aws', 'rgw', 'swift'), (keys, name) => {
      expect(encodingOf(pageOf(keys.map(manners[name].encodeKey)))).not.toBe('none')
    }),
  )
})

it('an escape that is not UTF-8 is no key', () => {
  expect(keyOf({ key: 'a%FFb', uploadId: '1' }, 'url')).toBeUndefined()
})
