import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LifecycleConfiguration } from '../../../src/s3/lifecycle/configuration.js'
import { abortAfter, configuration, rule } from '../../support/lifecycle.js'

const blank = fc.constantFrom('', ' ', '\n  ', '\r\n\t')
const text = fc
  .array(
    fc.constantFrom(
      'a',
      '/',
      ' ',
      '&amp;',
      '&#x1;',
      '&#13;',
      '\n',
      "'",
      '"',
      '$1',
      "$'",
      '>',
      ']]>',
      'é',
      '🦄',
    ),
  )
  .map((pieces) => pieces.join(''))
const element = (name: string, content: fc.Arbitrary<string>) =>
  fc
    .tuple(blank, content, blank)
    .map(([before, inner, after]) => `${before}<${name}>${inner}</${name}>${after}`)
const tag = fc
  .tuple(element('Key', text), element('Value', text))
  .map(([key, value]) => `<Tag>${key}${value}</Tag>`)
const filter = fc.oneof(
  fc.constant('<Filter/>'),
  element('Filter', element('Prefix', text)),
  element('Filter', tag),
  element(
    'Filter',
    element(
      'And',
      fc.tuple(element('Prefix', text), tag, tag).map((each) => each.join('')),
    ),
  ),
)
const actions = fc
  .subarray(
    [
      '<Expiration><Days>3</Days></Expiration>',
      '<Transition><Date>2030-01-01T00:00:00.000Z</Date><StorageClass>COLD</StorageClass></Transition>',
      '<NoncurrentVersionExpiration><NoncurrentDays>2</NoncurrentDays></NoncurrentVersionExpiration>',
      abortAfter(9),
    ],
    { minLength: 1 },
  )
  .map((each) => each.join('\n'))
const rules = fc
  .array(fc.tuple(filter, actions), { maxLength: 6 })
  .map((each) => each.map(([where, what], index) => rule(`rule ${index}`, what, where)))

it('puts a rule in, and changes not a byte of any other, whatever they hold', () => {
  fc.assert(
    fc.property(rules, blank, fc.nat({ max: 6 }), (others, between, place) => {
      const wanted = {
        id: 'ours $&',
        isEnabled: true,
        prefix: '$1<é',
        daysAfterInitiation: 7,
        conditions: [],
      }
      const before = configuration(...others.map((each) => each + between))
      const added = new LifecycleConfiguration(before).textWith(wanted)
      const [written = ''] = /<Rule><ID>ours .*<\/Rule>(?=<\/Lifecycle)/s.exec(added) ?? []
      if (others.length > 0) expect(added.replace(written, () => '')).toBe(before)
      expect(new LifecycleConfiguration(added)).toMatchObject({
        obstacle: undefined,
        size: others.length + 1,
      })
      expect(new LifecycleConfiguration(added).abortRules).toContainEqual(wanted)

      const standing = others.toSpliced(place, 0, rule('ours $&amp;', abortAfter(1)))
      const changed = new LifecycleConfiguration(configuration(...standing)).textWith(wanted)
      expect(changed).toBe(configuration(...others.toSpliced(place, 0, written)))
    }),
    { numRuns: 1_000 },
  )
})

it('tells configurations apart by what their rules hold, not by how they are written', () => {
  const [one, other] = [rule('a', abortAfter(1)), rule('b', abortAfter(2), '<Prefix>x</Prefix>')]
  const is = new LifecycleConfiguration(configuration(one, other))
  const differences = (...some: string[]) =>
    is.differencesTo(new LifecycleConfiguration(configuration(...some)))
  expect(differences(other.replaceAll('><', '>\n<'), one)).toEqual([])
  expect(differences(one)).toEqual(['b'])
  expect(differences(one, other.replace('x<', 'x <'))).toEqual(['b'])
  expect(differences(one.replace('Enabled', 'Disabled'), other, rule('c', abortAfter(1)))).toEqual(['a', 'c'])
  expect(is.differencesTo(new LifecycleConfiguration(configuration(one)), 'b')).toEqual([])
})
