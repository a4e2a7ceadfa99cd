import { describe, expect, it } from 'vitest'
import { abortAfter, configuration, EXPIRES, rule } from '../support/lifecycle.js'
import { startStore } from '../support/store.js'

const SET = 'lifecycle set --bucket bkt --days 7'
const USUAL = 'cwmpu-abort-incomplete-uploads'
const TMP = '<Filter><Prefix>tmp/</Prefix></Filter>'
const PLAIN = configuration(rule('a', EXPIRES))

describe('lifecycle set writes nothing where something could get lost', () => {
  it.each([
    [
      'an element that is new in a rule',
      configuration(rule('a', `${EXPIRES}<Moon>full</Moon>`)),
      /Moon in Rule/,
    ],
    [
      'an element that is new in a filter',
      configuration(rule('a', EXPIRES, '<Filter><Moon/></Filter>')),
      /Moon in Filter/,
    ],
    [
      'an element in a wrong place',
      configuration(rule('a', '<Expiration><Key>30</Key></Expiration>')),
      /Key in Expiration/,
    ],
    [
      'an element beside the rules',
      configuration(rule('a', EXPIRES), '<Moon/>'),
      /Moon in LifecycleConfiguration/,
    ],
    ['an element twice', configuration(rule('a', EXPIRES + EXPIRES)), /Expiration twice/],
    ['two prefixes', configuration(rule('a', EXPIRES, `<Prefix>x</Prefix>${TMP}`)), /two prefixes/],
    [
      'two prefixes in a filter',
      configuration(rule('a', EXPIRES, '<Filter><Prefix>x</Prefix><And><Prefix>y</Prefix></And></Filter>')),
      /Prefix twice/,
    ],
    [
      'two rules of one name',
      configuration(rule('a', EXPIRES), rule('a', abortAfter(1))),
      /two rules named a/,
    ],
    ['an empty rule', configuration('<Rule/>'), /an empty rule/],
    ['a comment', configuration(rule('a', EXPIRES), '<!-- ours -->'), /comments/],
    ['CDATA', configuration(rule('a', EXPIRES, '<Prefix><![CDATA[x]]></Prefix>')), /comments/],
    ['an attribute', configuration(rule('a', EXPIRES).replace('<Rule>', '<Rule x="1">')), /attributes/],
    ['an attribute of the root', PLAIN.replace('xmlns', 'x="1" xmlns'), /attributes/],
    [
      'another namespace',
      configuration(rule('a', EXPIRES).replace('<Rule>', '<Rule xmlns="x">')),
      /namespaces/,
    ],
    ['prefixed names', PLAIN.replace(/<(\/?)Life/g, '<$1s:Life'), /namespaces/],
    ['a processing instruction', configuration(rule('a', EXPIRES), '<?x y?>'), /comments/],
  ])('such as %s', async (_, lifecycle, sentence) => {
    const store = await startStore()
    store.bucket.lifecycle = lifecycle
    const { code, stdout, stderr } = await store.run(`${SET} --yes`)
    expect(code).toBe(9)
    expect(stderr).toMatch(sentence)
    expect(stderr).toMatch(
      /could not be written back exactly, .*: nothing was changed; add the rule by hand\.\n$/,
    )
    expect(stdout).toContain('"ID":')
    expect(store.bucket.lifecycle).toBe(lifecycle)
    expect(store.requests).toEqual(['GET /bkt/?lifecycle='])
  })

  it('gives the rule as JSON and as Terraform, to add by hand', async () => {
    const store = await startStore()
    store.bucket.lifecycle = configuration(rule('a', '<Moon/>'))
    const words = [...SET.split(' '), '--prefix', 'tmp/${x}"%{', '--json', '--dry-run']
    const { stdout } = await store.run(words)
    const { ByHand, ...document } = JSON.parse(stdout) as { ByHand: { Rule: unknown; Terraform: string } }
    expect(document).toEqual({
      Bucket: 'bkt',
      Outcome: 'refused',
      Reason: 'it has Moon in Rule, which is not known',
      Rule: { ID: USUAL, Status: 'Enabled', Prefix: 'tmp/${x}"%{', DaysAfterInitiation: 7 },
    })
    expect(ByHand.Rule).toEqual({
      ID: USUAL,
      Filter: { Prefix: 'tmp/${x}"%{' },
      Status: 'Enabled',
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    })
    expect(ByHand.Terraform.split('\n')).toEqual([
      'resource "coreweave_object_storage_bucket_lifecycle_configuration" "uploads" {',
      '  bucket = "bkt"',
      '',
      '  rule {',
      `    id     = "${USUAL}"`,
      '    status = "Enabled"',
      '',
      '    filter {',
      '      prefix = "tmp/$${x}\\"%%{"',
      '    }',
      '',
      '    abort_incomplete_multipart_upload {',
      '      days_after_initiation = 7',
      '    }',
      '  }',
      '}',
      '',
    ])
  })

  it.each([
    ['does something else', rule(USUAL, EXPIRES)],
    ['does something else too', rule(USUAL, abortAfter(7) + EXPIRES)],
    [
      'asks for a tag',
      rule(USUAL, abortAfter(7), '<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>'),
    ],
    [
      'asks for a size',
      rule(USUAL, abortAfter(7), '<Filter><ObjectSizeLessThan>9</ObjectSizeLessThan></Filter>'),
    ],
  ])('such as a rule of that name that %s', async (_, existing) => {
    const store = await startStore()
    store.bucket.lifecycle = configuration(existing)
    expect(await store.run(`${SET} --yes`)).toMatchObject({
      code: 9,
      stderr: `error: Rule "${USUAL}" of bucket "bkt" does more than abort uploads by prefix: nothing was changed; name another with --id.\n`,
    })
    expect(store.bucket.lifecycle).toBe(configuration(existing))
  })

  it('such as the prefix of a rule, where nobody says a word about it', async () => {
    const store = await startStore()
    store.bucket.lifecycle = configuration(rule(USUAL, abortAfter(7), TMP))
    const { code, stderr } = await store.run(`${SET} --yes`)
    expect({ code, stderr }).toEqual({
      code: 9,
      stderr: `error: Rule "${USUAL}" is for keys that begin with tmp/: nothing was changed; keep that with --prefix tmp/, or mean every key with --prefix "".\n`,
    })
    const words = [...`${SET} --yes`.split(' '), '--prefix', '']
    expect(await store.run(words)).toMatchObject({ code: 0 })
    expect(store.bucket.lifecycle).toBe(configuration(rule(USUAL, abortAfter(7))))
  })

  it('has nothing to do where the rule is there, whatever else is', async () => {
    const store = await startStore()
    store.bucket.lifecycle = configuration(rule(USUAL, abortAfter(7)), '<Moon/>')
    expect(await store.run(`${SET} --yes`)).toMatchObject({ code: 0, stderr: '' })
  })
})
