import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidResponseError } from '../../src/s3/request-error.js'
import { parseXml, textAt, type XmlElement } from '../../src/s3/xml.js'
import { pageText, text } from './arbitraries.js'
import { referenceXml } from './xml-reference.js'

const keyIn = (xml: string) => textAt(parseXml(Buffer.from(xml)), 'Key')

describe('parseXml', () => {
  it.each([
    ['entities', 'a&amp;b&lt;c&gt;d&quot;e&apos;f', 'a&b<c>d"e\'f'],
    ['character references, also forbidden ones', '&#x1;&#27;&#x7f;&#13;', '\u0001\u001b\u007f\r'],
    ['character references beyond U+FFFF', '&#x1F984;&#129412;', '🦄🦄'],
    ['only white space', '\n\n', '\n\n'],
    ['white space at both ends', '  a ', '  a '],
    ['a carriage return', 'a\r\nb', 'a\r\nb'],
    ['C1 controls and bidirectional marks', '\u009b\u202e', '\u009b\u202e'],
    ['CDATA', 'a<![CDATA[<&>]]>b', 'a<&>b'],
    ['a comment', 'a<!-- - -->b', 'ab'],
    ['a processing instruction', 'a<?b c?>d', 'ad'],
    ['digits', '007', '007'],
    ['__proto__', '__proto__', '__proto__'],
  ])('keeps a text exact if it contains %s', (_, written, key) =>
    expect(keyIn(`<a><Key>${written}</Key></a>`)).toBe(key),
  )

  it('ignores namespace prefixes, attributes and a byte order mark', () => {
    const xml = '\uFEFF<s3:a xmlns:s3="x"><s3:Key b=">" c=\'"\'>k</s3:Key>\n <s3:Empty/></s3:a>\n'
    expect(parseXml(Buffer.from(xml))).toEqual({
      name: 'a',
      text: '',
      children: [
        { name: 'Key', children: [], text: 'k' },
        { name: 'Empty', children: [], text: '' },
      ],
    })
  })

  it.each([
    ['an empty body', ''],
    ['white space', ' \n'],
    ['JSON', '{"Uploads":[]}'],
    ['a word', 'ok'],
    ['unclosed HTML', '<!DOCTYPE html><html><p>Sign in'],
    ['HTML with a void element', '<html><br></html>'],
    ['a missing end tag', '<a><Key>k</Key>'],
    ['an end tag that is cut', '<a><Key>k</Key></a'],
    ['a start tag that is cut', '<a'],
    ['an end tag without a start tag', '</a>'],
    ['an end tag that is empty', '<a></a/>'],
    ['an attribute without quotes', '<a b=c></a>'],
    ['a no-break space between elements', '<a>\u00a0<Key>k</Key></a>'],
    ['deep nesting', '<a>'.repeat(20_000) + '</a>'.repeat(20_000)],
    ['two root elements', '<a></a><b/>'],
    ['a start tag after the root element', '<a></a><b>'],
    ['text before the root element', 'x<a></a>'],
    ['text after the root element', '<a></a>x'],
    ['CDATA outside of the root element', '<a></a><![CDATA[x]]>'],
    ['text between elements', '<a>x<Key>k</Key></a>'],
    ['text after an element', '<a><Key>k</Key>x</a>'],
    ['text before a comment between elements', '<a>x<!-- --><Key>k</Key></a>'],
    ['CDATA between elements', '<a><Key>k</Key><![CDATA[x]]></a>'],
    ['crossed elements', '<a><Key>k</a></Key>'],
    ['a tag within a tag', '<a><Key <b></Key></a>'],
    ['a comment that is cut', '<a></a><!-- -'],
    ['CDATA that is cut', '<a><Key><![CDATA[k]]</Key></a>'],
    ['an unknown entity', '<a><Key>&nbsp;</Key></a>'],
    ['an entity named constructor', '<a><Key>&constructor;</Key></a>'],
    ['an entity without an end', '<a><Key>a&amp</Key></a>'],
    ['an entity that ends with a letter', '<a><Key>a&ampx</Key></a>'],
    ['an ampersand', '<a><Key>a & b</Key></a>'],
    ['half of a surrogate pair', '<a><Key>&#xD800;</Key></a>'],
    ['a number beyond Unicode', '<a><Key>&#x110000;</Key></a>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a/>'],
  ])('rejects %s', (_, xml) => expect(() => parseXml(Buffer.from(xml))).toThrow(InvalidResponseError))

  it.each([
    ['a byte', [0xff]],
    ['an overlong character', [0xc0, 0xaf]],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
  ])('rejects %s that is not UTF-8', (_, bytes) => {
    const xml = Buffer.concat([Buffer.from('<a><Key>'), Buffer.from(bytes), Buffer.from('</Key></a>')])
    expect(() => parseXml(xml)).toThrow(/not UTF-8/)
  })
})

const name = fc.constantFrom('Key', 'Upload', 'a', 'x-y.z', 'é', '__proto__', 'constructor')
const { element } = fc.letrec<{ element: XmlElement }>((tie) => ({
  element: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ name, text, children: fc.constant([]) }),
    fc.record({ name, text: fc.constant(''), children: fc.array(tie('element'), { maxLength: 4 }) }),
  ),
}))

const ignored = fc.constantFrom('', '', ' ', '\n\t', '<!-- <Key>no</Key> -->', '<?pi <a> ?>')
const style = fc.record({
  prefix: fc.constantFrom('', '', 's3:'),
  attributes: fc
    .constantFrom('', '', ' a="1" xmlns:b=\'</\'', '\n a = "/"', ' ')
    .map((each) => each.replaceAll('<', '')),
  isShort: fc.boolean(),
  asText: fc.constantFrom(escaped, numbered, inCdata),
})

/** Writes a document in one of the many ways that XML allows. */
function written({ name, text, children }: XmlElement, next: <T>(from: fc.Arbitrary<T>) => T): string {
  const { prefix, attributes, isShort, asText } = next(style)
  const tag = prefix + name
  const between = () => next(ignored)
  const content =
    children.length > 0 ? between() + children.map((child) => written(child, next) + between()).join('') : asText(text)
  return content === '' && isShort ? `<${tag}${attributes}/>` : `<${tag}${attributes}>${content}</${tag}>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

function numbered(text: string): string {
  return Array.from(text, (character) => `&#${character.codePointAt(0) ?? 0};`).join('<!---->')
}

function inCdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}

/** Pieces of text that are inserted to damage a page. */
const scrap = fc.constantFrom(
  ...['<', '>', '/', '&', ';', ' ', '\n', 'x', 'é', '', '<Key>', '</Key>', '<Upload>', '</Upload>'],
  ...['<ID>1</ID>', '<Key>k</Key>', '&amp;', '&#x41;', '&x;', '<s3:Key>', '<Key a="b">', '<Odd>1</Odd>'],
  ...['<Odd/>', '<Owner/>', '<!-- -->', '<![CDATA[a]]>', '<!DOCTYPE a>', '\uFEFF', ']]>'],
)
const damage = fc.record({ at: fc.nat(), length: fc.nat({ max: 12 }), inserted: scrap })

describe('parseXml with random documents', () => {
  it('returns the same elements, however they are written', () => {
    fc.assert(
      fc.property(element, ignored, fc.gen(), (root, end, gen) => {
        const next = <T>(from: fc.Arbitrary<T>) => gen(() => from)
        const prolog = next(fc.constantFrom('', '\uFEFF<?xml version="1.0"?>', '<!-- a -->\n'))
        expect(parseXml(Buffer.from(prolog + written(root, next) + end))).toEqual(root)
      }),
      { numRuns: 1_000 },
    )
  })

  it('rejects every beginning of a page', () => {
    fc.assert(
      fc.property(pageText, fc.nat(), (page, length) => {
        const whole = Buffer.from(page)
        expect(() => parseXml(whole.subarray(0, length % whole.length))).toThrow(InvalidResponseError)
      }),
      { numRuns: 1_000 },
    )
  })

  it('rejects a damaged page, or returns the same as referenceXml', () => {
    fc.assert(
      fc.property(pageText, fc.array(damage, { minLength: 1, maxLength: 3 }), (page, damages) => {
        const damaged = damages.reduce((whole, { at, length, inserted }) => {
          const from = at % (whole.length + 1)
          return whole.slice(0, from) + inserted + whole.slice(from + length)
        }, page)
        const bytes = Buffer.from(damaged)
        const parsed = parsedOrUndefined(bytes)
        if (parsed) expect(parsed).toEqual(referenceXml(bytes.toString()))
      }),
      { numRuns: 10_000 },
    )
  })
})

function parsedOrUndefined(bytes: Buffer): XmlElement | undefined {
  try {
    return parseXml(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidResponseError)
    return undefined
  }
}
