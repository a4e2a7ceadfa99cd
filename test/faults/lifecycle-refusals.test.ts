import { describe, expect, it } from 'vitest'
import { abortAfter, configuration, EXPIRES, rule } from '../support/lifecycle.js'
import { startServer } from '../support/server.js'

const SET = 'lifecycle set --bucket bkt --days 7'
const USUAL = 'cwmpu-abort-incomplete-uploads'
const TMP = '<Filter><Prefix>tmp/</Prefix></Filter>'

describe('lifecycle set with rules that could be lost', () => {
  it.each([
    [
      'an unsupported element in a rule',
      configuration(rule('a', `${EXPIRES}<Moon>full</Moon>`)),
      'an unsupported element, Moon in Rule',
    ],
    [
      'an unsupported element in a filter',
      configuration(rule('a', EXPIRES, '<Filter><Moon/></Filter>')),
      'an unsupported element, Moon in Filter',
    ],
    [
      'an element in a wrong place',
      configuration(rule('a', '<Expiration><Key>30</Key></Expiration>')),
      'an unsupported element, Key in Expiration',
    ],
    ['an element beside the rules', configuration(rule('a', EXPIRES), '<Moon/>'), 'an unsupported element, Moon'],
    [
      'an element that is repeated',
      configuration(rule('a', EXPIRES + EXPIRES)),
      'an unsupported element, a second Expiration in Rule',
    ],
    [
      'a Prefix beside a Filter',
      configuration(rule('a', EXPIRES, `<Prefix>x</Prefix>${TMP}`)),
      'an unsupported element, a second Prefix in Rule',
    ],
    [
      'two prefixes in a filter',
      configuration(rule('a', EXPIRES, '<Filter><Prefix>x</Prefix><And><Prefix>y</Prefix></And></Filter>')),
      'an unsupported element, a second Prefix in Rule',
    ],
    ['two rules with one ID', configuration(rule('a', EXPIRES), rule('a', abortAfter(1))), 'two rules with the ID a'],
    ['an empty rule', configuration('<Rule/>'), 'an unsupported element, Rule'],
  ])('writes no rules if they contain %s', async (_, lifecycle, reason) => {
    const server = await startServer()
    server.bucket.lifecycle = lifecycle
    const { code, stdout, stderr } = await server.run(`${SET} --yes`)
    expect({ code, stderr }).toEqual({
      code: 9,
      stderr: `error: No rules were changed. The lifecycle configuration of "bkt" contains ${reason}. Add the printed rule with the AWS CLI or Terraform.\n`,
    })
    expect(stdout).toContain('"ID":')
    expect(server.bucket.lifecycle).toBe(lifecycle)
    expect(server.requests).toEqual(['GET /bkt/?lifecycle='])
  })

  it('prints the rule as JSON and as Terraform if it cannot be added', async () => {
    const server = await startServer()
    server.bucket.lifecycle = configuration(rule('a', '<Moon/>'))
    const words = [...SET.split(' '), '--prefix', 'tmp/${x}"%{', '--json', '--dry-run']
    const { stdout } = await server.run(words)
    const { Manual, ...document } = JSON.parse(stdout) as { Manual: { Rule: unknown; Terraform: string } }
    expect(document).toEqual({
      Bucket: 'bkt',
      Outcome: 'refused',
      Reason: 'an unsupported element, Moon in Rule',
      Rule: { ID: USUAL, Status: 'Enabled', Prefix: 'tmp/${x}"%{', DaysAfterInitiation: 7 },
      Error: {
        Code: 'SafetyCheck',
        Message:
          'No rules were changed. The lifecycle configuration of "bkt" contains an unsupported element, Moon in Rule.',
        Hint: 'Add the printed rule with the AWS CLI or Terraform.',
      },
      ExitCode: 9,
    })
    expect(Manual.Rule).toEqual({
      ID: USUAL,
      Filter: { Prefix: 'tmp/${x}"%{' },
      Status: 'Enabled',
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    })
    expect(Manual.Terraform.split('\n')).toEqual([
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
    ['another action', rule(USUAL, EXPIRES)],
    ['a second action', rule(USUAL, abortAfter(7) + EXPIRES)],
    ['a tag', rule(USUAL, abortAfter(7), '<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>')],
    ['a size', rule(USUAL, abortAfter(7), '<Filter><ObjectSizeLessThan>9</ObjectSizeLessThan></Filter>')],
  ])('writes no rules if the rule with that ID has %s', async (_, existing) => {
    const server = await startServer()
    server.bucket.lifecycle = configuration(existing)
    expect(await server.run(`${SET} --yes`)).toMatchObject({
      code: 9,
      stderr: `error: No rules were changed. Rule "${USUAL}" of "bkt" has other actions or conditions. Use another --id.\n`,
    })
    expect(server.bucket.lifecycle).toBe(configuration(existing))
  })

  it('does not remove the prefix of a rule if --prefix is not passed', async () => {
    const server = await startServer()
    server.bucket.lifecycle = configuration(rule(USUAL, abortAfter(7), TMP))
    const { code, stderr } = await server.run(`${SET} --yes`)
    expect({ code, stderr }).toEqual({
      code: 9,
      stderr: `error: No rules were changed. Rule "${USUAL}" is for keys that start with tmp/. Use --prefix tmp/, or --prefix "" for every key.\n`,
    })
    const words = [...`${SET} --yes`.split(' '), '--prefix', '']
    expect(await server.run(words)).toMatchObject({ code: 0 })
    const { stdout } = await server.run('lifecycle show --bucket bkt --json')
    expect(JSON.parse(stdout)).toMatchObject({
      Rules: [{ ID: USUAL, Status: 'Enabled', Prefix: '', DaysAfterInitiation: 7 }],
    })
  })

  it('changes nothing if the rule exists, also beside unsupported elements', async () => {
    const server = await startServer()
    server.bucket.lifecycle = configuration(rule(USUAL, abortAfter(7)), '<Moon/>')
    expect(await server.run(`${SET} --yes`)).toMatchObject({ code: 0, stderr: '' })
  })
})
