import {
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLifecycleConfiguration, unsupportedElementsOf } from '../../src/s3/lifecycle-response.js'
import { parseXml } from '../../src/s3/xml.js'
import { isPlainAbortRule, LifecycleRules } from '../../src/service/lifecycle.js'
import { clientFor } from '../s3/client.js'
import { abortAfter, configuration, EXPIRES, rule } from '../support/lifecycle.js'
import { startServer } from '../support/server.js'
import { meaningOf, modelRules, modelXml, style, xmlText } from './lifecycle-model.js'

const Bucket = 'bkt'

async function fetchRules(client: S3Client): Promise<LifecycleRules> {
  const output = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
  return new LifecycleRules(output.Rules ?? [], unsupportedElementsOf(output))
}

/** Reads rules from XML. */
function rulesOf(...written: string[]): LifecycleRules {
  const output = readLifecycleConfiguration(parseXml(Buffer.from(configuration(...written))))
  return new LifecycleRules(output.Rules, unsupportedElementsOf(output))
}

const addedRule = fc.record({
  id: xmlText.map((each) => `ours ${each}`),
  isEnabled: fc.boolean(),
  prefix: xmlText,
  daysAfterInitiation: fc.integer({ min: 1, max: 9999 }),
  conditions: fc.constant([]),
})

describe('LifecycleRules.with', () => {
  it('adds or replaces one rule, and keeps the meaning of all others after a write and a read', async () => {
    const server = await startServer()
    const client = clientFor(server)
    await fc.assert(
      fc.asyncProperty(
        modelRules,
        style,
        addedRule,
        fc.option(fc.nat({ max: 5 })),
        async (others, written, ours, at) => {
          const old = { id: ours.id, status: 'Enabled', prefix: 'old', tags: [], sizes: {} } as const
          const place = at === null ? others.length : Math.min(at, others.length)
          const before =
            at === null ? others : others.toSpliced(place, 0, { ...old, actions: { Expiration: { Days: 1 } } })
          server.bucket.lifecycle = modelXml(before, written)
          const current = await fetchRules(client)
          expect(current.rules.map(meaningOf)).toEqual(before)
          expect(current.unsupportedReason).toBeUndefined()

          const LifecycleConfiguration = { Rules: current.with(ours) }
          await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }))
          const after = await fetchRules(client)
          const { id, prefix, isEnabled, daysAfterInitiation } = ours
          expect(after.rules.map(meaningOf)).toEqual(
            others.toSpliced(place, 0, {
              ...{ id, prefix, tags: [], sizes: {}, status: isEnabled ? 'Enabled' : 'Disabled' },
              actions: { AbortIncompleteMultipartUpload: { DaysAfterInitiation: daysAfterInitiation } },
            }),
          )
          expect(after.abortRules).toContainEqual(ours)
          expect(after.unsupportedReason).toBeUndefined()
          expect(after.differencesTo(current, id)).toEqual([])
          expect(after.differencesTo(current)).not.toEqual([])
        },
      ),
      { numRuns: 200 },
    )
  })

  it('writes several conditions in an And, and a single one without', async () => {
    const server = await startServer()
    const client = clientFor(server)
    const filter = '<Filter><Prefix>a</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></Filter>'
    server.bucket.lifecycle = configuration(rule('two', EXPIRES, filter), rule('one', EXPIRES, '<Prefix>a</Prefix>'))
    const LifecycleConfiguration = { Rules: [...(await fetchRules(client)).rules] }
    await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }))
    expect(server.bucket.lifecycle).toMatch(
      /<Filter><And><Prefix>a<\/Prefix><Tag><Key>k<\/Key><Value>v<\/Value><\/Tag><\/And><\/Filter>/,
    )
    expect(server.bucket.lifecycle).toMatch(/<Filter><Prefix>a<\/Prefix><\/Filter>/)
  })
})

describe('LifecycleRules.differencesTo', () => {
  const [one, other] = [rule('a', abortAfter(1)), rule('b', abortAfter(2), '<Prefix>x</Prefix>')]
  const current = rulesOf(one, other)

  it.each<[string, string[], string[]]>([
    ['nothing for the same rules in another order and layout', [other.replaceAll('><', '>\n<'), one], []],
    [
      'nothing if a condition is written at another place',
      [one, other.replace('<Prefix>x</Prefix>', '<Filter><Prefix>x</Prefix></Filter>')],
      [],
    ],
    ['a rule that is missing', [one], ['rule "b"']],
    [
      'an action that is missing',
      [one.replace(abortAfter(1), EXPIRES), other],
      ['the AbortIncompleteMultipartUpload of rule "a"', 'the Expiration of rule "a"'],
    ],
    ['a rule with another prefix', [one, other.replace('x<', 'x <')], ['the Filter of rule "b"']],
    [
      'a rule with another status, and a new rule',
      [one.replace('Enabled', 'Disabled'), other, rule('c', abortAfter(1))],
      ['the Status of rule "a"', 'rule "c" that was not written'],
    ],
    ['a rule with another ID', [one, other.replace('b', 'B')], ['rule "b"', 'rule "B" that was not written']],
  ])('returns %s', (_, rules, changed) =>
    expect([...current.differencesTo(rulesOf(...rules))].sort()).toEqual([...changed].sort()),
  )

  it('returns nothing for tags and elements in another order', () => {
    const [first, second] = ['<Tag><Key>k</Key></Tag>', '<Tag><Key>l</Key></Tag>']
    const tagged = (tags: string) => rulesOf(rule('a', EXPIRES, `<Filter><And>${tags}</And></Filter>`))
    expect(tagged(first + second).differencesTo(tagged(second + first))).toEqual([])
    const status = '<Status>Enabled</Status>'
    const statusFirst = one.replace(status, '').replace('<ID>', `${status}<ID>`)
    expect(rulesOf(statusFirst, other).differencesTo(current)).toEqual([])
  })

  it('returns nothing for a member without a value', () => {
    const plain = { ID: 'a', Status: 'Enabled', Expiration: { Days: 1 } } as const
    const rules = new LifecycleRules([plain])
    expect(rules.differencesTo(new LifecycleRules([{ ...plain, Transitions: undefined }]))).toEqual([])
  })

  it('finds another date', () => {
    const until = (date: string) => rulesOf(rule('a', `<Expiration><Date>${date}</Date></Expiration>`))
    expect(until('2030-01-01').differencesTo(until('2031-01-01'))).toEqual(['the Expiration of rule "a"'])
  })

  it('ignores the rule with the given ID', () => expect(current.differencesTo(rulesOf(one), 'b')).toEqual([]))

  it('finds a rule without an ID', () => {
    const nameless = one.replace('<ID>a</ID>', '')
    expect(rulesOf(nameless).differencesTo(rulesOf(nameless))).toEqual([])
    expect(rulesOf(nameless).differencesTo(rulesOf())).toEqual(['a rule without ID'])
    expect(rulesOf(nameless).differencesTo(rulesOf(nameless.replace('1', '2')))).toEqual([
      'a rule without ID',
      'a rule without ID that was not written',
    ])
  })
})

describe('LifecycleRules.unsupportedReason', () => {
  it.each([
    ['an unknown element', [rule('a', `${EXPIRES}<Odd/>`)], 'an unsupported element, Odd in Rule'],
    [
      'two rules with the same ID',
      [rule('a', EXPIRES), rule('b', EXPIRES), rule('a', abortAfter(1))],
      'two rules with the ID a',
    ],
    ['an empty rule', ['<Rule></Rule>'], 'an unsupported element, Rule'],
    ['a second element', [rule('a', EXPIRES + EXPIRES)], 'an unsupported element, a second Expiration in Rule'],
  ])('names %s', (_, rules, reason) => expect(rulesOf(...rules).unsupportedReason).toBe(reason))

  it('is undefined for rules without an ID', () => {
    const nameless = rule('', EXPIRES).replace('<ID></ID>', '')
    expect(rulesOf(nameless, nameless).unsupportedReason).toBeUndefined()
  })
})

describe('LifecycleRules.abortRules', () => {
  it('returns only rules that abort uploads, with their conditions', () => {
    const filter = `<Filter><And><Prefix>a/</Prefix><Tag><Key>team</Key><Value>ml</Value></Tag>
      <ObjectSizeGreaterThan>1</ObjectSizeGreaterThan><ObjectSizeLessThan>9</ObjectSizeLessThan></And></Filter>`
    const { abortRules } = rulesOf(
      rule('a', EXPIRES),
      rule('b', EXPIRES + abortAfter(3)),
      rule('c', abortAfter(5), filter).replace('Enabled', 'Disabled'),
    )
    expect(abortRules).toEqual([
      { id: 'b', isEnabled: true, prefix: '', daysAfterInitiation: 3, conditions: [] },
      {
        id: 'c',
        isEnabled: false,
        prefix: 'a/',
        daysAfterInitiation: 5,
        conditions: ['tag team=ml', 'more than 1 bytes', 'fewer than 9 bytes'],
      },
    ])
  })
})

describe('LifecycleRules.abortRules with an unsupported element', () => {
  it('counts the element as a condition', () => {
    const { abortRules } = rulesOf(rule('a', abortAfter(1)), rule('b', `${abortAfter(1)}<Odd/>`))
    expect(abortRules.map(({ conditions }) => conditions)).toEqual([[], ['Odd in Rule']])
  })
})

describe('isPlainAbortRule', () => {
  it.each([
    ['true for an abort rule with a prefix', rule('a', abortAfter(1), '<Prefix>x</Prefix>'), true],
    ['false for a rule with another action', rule('a', EXPIRES + abortAfter(1)), false],
    ['false for a rule without an abort action', rule('a', EXPIRES), false],
    ['false for a rule with a tag', rule('a', abortAfter(1), '<Filter><Tag><Key>k</Key></Tag></Filter>'), false],
  ])('returns %s', (_, written, isPlain) => expect(rulesOf(written).rules.map(isPlainAbortRule)).toEqual([isPlain]))
})

describe('LifecycleRules.differencesTo', () => {
  it('finds none between rules whose members have another order', () => {
    const rules = new LifecycleRules([{ ID: 'a', Status: 'Enabled', Filter: { Prefix: 'x' } }])
    const same = new LifecycleRules([{ Filter: { Prefix: 'x' }, Status: 'Enabled', ID: 'a' }])
    expect(rules.differencesTo(same)).toEqual([])
  })
})
