import { describe, expect, it } from 'vitest'
import { abortAfter, configuration, EXPIRES, rule } from '../support/lifecycle.js'
import { startServer } from '../support/server.js'

const SHOW = 'lifecycle show --bucket bkt'

describe('cwmpu lifecycle show', () => {
  it('prints how to add a rule if there is none, and the uploads that are not covered', async () => {
    const server = await startServer()
    for (const key of ['tmp/a', 'tmp/b', 'keep/c', 'root']) server.add(key)
    expect(await server.run(SHOW)).toEqual({
      code: 0,
      stdout:
        'bkt has no rule that aborts incomplete uploads.\n' +
        'To add one: cwmpu lifecycle set --bucket bkt --days 7\n' +
        'No rule covers the 4 uploads:\n' +
        '  tmp/  2 uploads\n  keep/  1 upload\n  (no prefix)  1 upload\n',
      stderr: '',
    })
  })

  it('shows all rules that abort uploads, and ignores those with conditions', async () => {
    const server = await startServer()
    for (const key of ['tmp/a', 'big/b', 'old/c', 'deep/er/d', 'deep/e']) server.add(key)
    server.bucket.lifecycle = configuration(
      rule('by-prefix', abortAfter(1), '<Filter><Prefix>tmp/</Prefix></Filter>'),
      rule('old-style', abortAfter(2) + EXPIRES, '<Prefix>deep/er/</Prefix>'),
      rule('off', abortAfter(3), '<Filter><Prefix>old/</Prefix></Filter>').replace('Enabled', 'Disabled'),
      rule(
        'tagged',
        abortAfter(4),
        '<Filter><And><Prefix>big/</Prefix><Tag><Key>team</Key><Value>ml &amp; co</Value></Tag><ObjectSizeGreaterThan>10</ObjectSizeGreaterThan></And></Filter>',
      ),
      rule('new', abortAfter(5), '<Filter><Moon>full</Moon></Filter>'),
      rule('another-matter', EXPIRES),
    )
    expect((await server.run(SHOW)).stdout).toBe(
      'bkt has 5 rules for incomplete uploads:\n' +
        '  by-prefix: after 1 day, keys that start with tmp/\n' +
        '  old-style: after 2 days, keys that start with deep/er/\n' +
        '  off: after 3 days, keys that start with old/, but disabled\n' +
        '  tagged: after 4 days, keys that start with big/, only with tag team=ml & co and more than 10 bytes (ignored here)\n' +
        '  new: after 5 days, every key, only with Moon in Filter (ignored here)\n' +
        'No rule covers 3 of 5 uploads:\n' +
        '  big/  1 upload\n  deep/  1 upload\n  old/  1 upload\n',
    )
  })

  it('groups the digits of large counts', async () => {
    const server = await startServer()
    server.bucket.lifecycle = configuration(rule('by-prefix', abortAfter(1), '<Filter><Prefix>tmp/</Prefix></Filter>'))
    for (let number = 0; number < 1_234; number++) server.add(`keep-${number}/a`)
    server.add('tmp/a')
    const { stdout } = await server.run(SHOW)
    expect(stdout).toContain('No rule covers 1,234 of 1,235 uploads:\n')
    expect(stdout).toContain('  … and 1,214 more (see --json)\n')
  })

  it('reads a Prefix beside the conditions of a filter, as RGW writes it', async () => {
    const server = await startServer()
    const tag = '<Tag><Key>a</Key><Value>1</Value></Tag>'
    server.bucket.lifecycle = configuration(
      rule('x', abortAfter(1), `<Filter><Prefix>tmp/</Prefix><And>${tag}</And></Filter>`),
    )
    expect((await server.run(SHOW)).stdout).toContain('x: after 1 day, keys that start with tmp/, only with tag a=1')
  })

  it('reports that all uploads are covered, or that there are none', async () => {
    const server = await startServer()
    server.bucket.lifecycle = configuration(rule('all', abortAfter(7), '<Filter/>'))
    expect((await server.run(SHOW)).stdout).toMatch(/every key\nbkt has no incomplete uploads\.\n$/)
    server.add('k')
    expect((await server.run(SHOW)).stdout).toMatch(/\nRules cover all 1 upload\.\n$/)
  })

  it('shows the prefixes with most uploads, and all of them in JSON', async () => {
    const server = await startServer()
    for (let index = 0; index < 25; index++) server.add(`p${index}/k`)
    server.add('p24/again')
    const { stdout } = await server.run(SHOW)
    expect(stdout).toContain('the 26 uploads:\n  p24/  2 uploads\n')
    expect(stdout).toContain('  … and 5 more (see --json)\n')
    const { NotCovered } = JSON.parse((await server.run(`${SHOW} --json`)).stdout) as { NotCovered: object }
    expect(NotCovered).toMatchObject({ Uploads: 26, Prefixes: { length: 25, 0: { Prefix: 'p24/', Uploads: 2 } } })
  })

  it('prints the rules as JSON', async () => {
    const server = await startServer()
    server.add('tmp/a')
    server.add('b')
    server.bucket.lifecycle = configuration(rule('tmp', abortAfter(1), '<Filter><Prefix>tmp/</Prefix></Filter>'))
    const { code, stdout } = await server.run(`${SHOW} --json`)
    expect({ code, document: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      document: {
        Bucket: 'bkt',
        Rules: [{ ID: 'tmp', Status: 'Enabled', Prefix: 'tmp/', DaysAfterInitiation: 1 }],
        Uploads: 2,
        NotCovered: { Uploads: 1, Prefixes: [{ Prefix: '', Uploads: 1 }] },
        Complete: true,
      },
    })
  })

  it('escapes names from the server', async () => {
    const server = await startServer()
    server.bucket.lifecycle = configuration(rule('\u001b[31m', abortAfter(1)))
    server.add('\u001b[2J/k')
    const { stdout } = await server.run(SHOW, { tty: true })
    expect(stdout).not.toMatch(/[^\P{C}\n]/u)
  })
})
