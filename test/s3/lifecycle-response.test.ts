import type { LifecycleRule } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { readLifecycleConfiguration, unsupportedElementsOf } from '../../src/s3/lifecycle-response.js'
import { InvalidResponseError } from '../../src/s3/request-error.js'
import { parseXml } from '../../src/s3/xml.js'
import { abortAfter, configuration, EXPIRES, rule } from '../support/lifecycle.js'

const read = (...rules: string[]) => readLifecycleConfiguration(parseXml(Buffer.from(configuration(...rules))))

/** Reads the filter of a rule with these elements. */
const filterOf = (conditions: string) => read(rule('a', EXPIRES, conditions)).Rules[0]?.Filter

const tag = (key: string, value: string) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`

describe('readLifecycleConfiguration', () => {
  it('reads every supported element', () => {
    const content = `
      <Expiration><Date>2030-01-01T00:00:00.000Z</Date></Expiration>
      <Transition><Days>30</Days><StorageClass>GLACIER</StorageClass></Transition>
      <Transition><Days>90</Days><StorageClass>DEEP_ARCHIVE</StorageClass></Transition>
      <NoncurrentVersionTransition><NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions><StorageClass>STANDARD_IA</StorageClass></NoncurrentVersionTransition>
      <NoncurrentVersionExpiration><NoncurrentDays> 9 </NoncurrentDays><NewerNoncurrentVersions>3</NewerNoncurrentVersions></NoncurrentVersionExpiration>
      ${abortAfter(7)}`
    const marker = '<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>'
    expect(read(rule('a', content), rule('b', marker).replace('Enabled', 'Disabled'))).toEqual({
      UnsupportedElements: [undefined, undefined],
      Rules: [
        {
          ID: 'a',
          Filter: { Prefix: '' },
          Status: 'Enabled',
          Expiration: { Date: new Date('2030-01-01T00:00:00Z') },
          Transitions: [
            { Days: 30, StorageClass: 'GLACIER' },
            { Days: 90, StorageClass: 'DEEP_ARCHIVE' },
          ],
          NoncurrentVersionTransitions: [
            { NoncurrentDays: 1, NewerNoncurrentVersions: 2, StorageClass: 'STANDARD_IA' },
          ],
          NoncurrentVersionExpiration: { NoncurrentDays: 9, NewerNoncurrentVersions: 3 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
        { ID: 'b', Filter: { Prefix: '' }, Status: 'Disabled', Expiration: { ExpiredObjectDeleteMarker: true } },
      ] satisfies LifecycleRule[],
    })
  })

  it('reads no rules from an empty configuration', () => expect(read()).toEqual({ Rules: [], UnsupportedElements: [] }))

  it('reads a date without a time as midnight in UTC', () => {
    const { Rules } = read(rule('a', '<Expiration><Date>2030-01-02</Date></Expiration>'))
    expect(Rules[0]?.Expiration?.Date).toEqual(new Date('2030-01-02T00:00:00Z'))
  })

  it('keeps white space in a prefix', () =>
    expect(filterOf('<Filter><Prefix> a\n</Prefix></Filter>')).toEqual({ Prefix: ' a\n' }))

  it.each([
    ['no condition', '', { Prefix: '' }],
    ['an empty filter', '<Filter/>', { Prefix: '' }],
    ['an empty And', '<Filter><And/></Filter>', { Prefix: '' }],
    ['an empty prefix', '<Filter><Prefix/></Filter>', { Prefix: '' }],
    ['a prefix of the rule', '<Prefix>a</Prefix>', { Prefix: 'a' }],
    ['a prefix', '<Filter><Prefix>a</Prefix></Filter>', { Prefix: 'a' }],
    ['an And with only a prefix', '<Filter><And><Prefix>a</Prefix></And></Filter>', { Prefix: 'a' }],
    ['a tag', `<Filter>${tag('k', 'v')}</Filter>`, { Tag: { Key: 'k', Value: 'v' } }],
    ['an And with only a tag', `<Filter><And>${tag('k', 'v')}</And></Filter>`, { Tag: { Key: 'k', Value: 'v' } }],
    ['a size', '<Filter><ObjectSizeLessThan>9</ObjectSizeLessThan></Filter>', { ObjectSizeLessThan: 9 }],
    [
      'two sizes',
      '<Filter><ObjectSizeGreaterThan>1</ObjectSizeGreaterThan><ObjectSizeLessThan>9</ObjectSizeLessThan></Filter>',
      { And: { ObjectSizeGreaterThan: 1, ObjectSizeLessThan: 9 } },
    ],
    [
      'two tags without an And, as Ceph RGW returns them',
      `<Filter>${tag('k', 'v')}${tag('l', 'w')}</Filter>`,
      {
        And: {
          Tags: [
            { Key: 'k', Value: 'v' },
            { Key: 'l', Value: 'w' },
          ],
        },
      },
    ],
    [
      'a prefix beside an And, as Ceph RGW returns it',
      `<Filter><Prefix>a</Prefix><And>${tag('k', 'v')}</And></Filter>`,
      { And: { Prefix: 'a', Tags: [{ Key: 'k', Value: 'v' }] } },
    ],
  ])('reads %s in the form that S3 accepts', (_, conditions, filter) => expect(filterOf(conditions)).toEqual(filter))

  it.each([
    ['Odd in Rule', rule('a', `${EXPIRES}<Odd/>`)],
    ['Odd in Filter', rule('a', EXPIRES, '<Filter><Odd/></Filter>')],
    ['Odd in And', rule('a', EXPIRES, '<Filter><And><Odd/></And></Filter>')],
    ['Odd in Tag', rule('a', EXPIRES, '<Filter><Tag><Odd/></Tag></Filter>')],
    ['Odd in Expiration', rule('a', '<Expiration><Odd>1</Odd></Expiration>')],
    [
      'Days in NoncurrentVersionExpiration',
      rule('a', '<NoncurrentVersionExpiration><Days>1</Days></NoncurrentVersionExpiration>'),
    ],
    ['Odd in Prefix', rule('a', EXPIRES, '<Filter><Prefix><Odd>x</Odd></Prefix></Filter>')],
    ['a text in Filter', rule('a', EXPIRES, '<Filter>x</Filter>')],
    ['a text in Expiration', rule('a', '<Expiration>5</Expiration>')],
    ['constructor in Rule', rule('a', '<constructor/>')],
    ['a control character in ID', rule('&#x1;', EXPIRES)],
    ['a control character in Prefix', rule('a', EXPIRES, '<Filter><Prefix>a&#x7f;</Prefix></Filter>')],
    ['a control character in Value', rule('a', EXPIRES, `<Filter>${tag('k', '&#27;')}</Filter>`)],
    ['Odd', '<Odd><ID>a</ID></Odd>'],
    ['Rule', '<Rule/>'],
    ['a second ID in Rule', rule('a', `<ID>b</ID>${EXPIRES}`)],
    ['a second Status in Rule', rule('a', `<Status>Enabled</Status>${EXPIRES}`)],
    ['a second Filter in Rule', rule('a', `<Filter><Prefix>x</Prefix></Filter>${EXPIRES}`)],
    ['a second Expiration in Rule', rule('a', EXPIRES + EXPIRES)],
    ['a second Days in Expiration', rule('a', '<Expiration><Days>1</Days><Days>2</Days></Expiration>')],
    ['a second Prefix in Filter', rule('a', EXPIRES, '<Filter><Prefix>a</Prefix><Prefix>b</Prefix></Filter>')],
    ['a second Prefix in Rule', rule('a', EXPIRES, '<Prefix>a</Prefix><Filter><Prefix>b</Prefix></Filter>')],
    ['a second Prefix in Rule', rule('a', EXPIRES, '<Prefix>a</Prefix><Filter/>')],
    ['a second Prefix in Rule', rule('a', EXPIRES, '<Filter><Prefix>a</Prefix><And><Prefix>b</Prefix></And></Filter>')],
  ])('names "%s" as unsupported', (name, written) => {
    const output = read(rule('before', EXPIRES), written, rule('after', EXPIRES))
    expect(unsupportedElementsOf(output)).toEqual([undefined, name, undefined])
    expect(output.Rules).toHaveLength(3)
  })

  it('names nothing as unsupported if all elements are supported', () => {
    expect(unsupportedElementsOf(read(rule('a\t\n\r', EXPIRES)))).toEqual([undefined])
    expect(unsupportedElementsOf({})).toEqual([])
  })

  it.each([
    ['Days', '<Expiration><Days>soon</Days></Expiration>'],
    ['Days', '<Expiration><Days>-1</Days></Expiration>'],
    ['Days', '<Expiration><Days>1.5</Days></Expiration>'],
    ['Days', '<Expiration><Days/></Expiration>'],
    ['Days', '<Expiration><Days>true</Days></Expiration>'],
    ['Days', '<Expiration><Days>2030-01-01</Days></Expiration>'],
    ['Date', '<Expiration><Date>20300101</Date></Expiration>'],
    ['Date', '<Expiration><Date>soon</Date></Expiration>'],
    ['Date', '<Expiration><Date>2030-02-30T00:00:00</Date></Expiration>'],
    ['ExpiredObjectDeleteMarker', '<Expiration><ExpiredObjectDeleteMarker>1</ExpiredObjectDeleteMarker></Expiration>'],
    [
      'DaysAfterInitiation',
      '<AbortIncompleteMultipartUpload><DaysAfterInitiation>x</DaysAfterInitiation></AbortIncompleteMultipartUpload>',
    ],
  ])('rejects an invalid %s', (name, content) => {
    expect(() => read(rule('a', content))).toThrow(InvalidResponseError)
    expect(() => read(rule('a', content))).toThrow(`an invalid ${name}`)
  })
})
