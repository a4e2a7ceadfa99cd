import { describe, expect, it } from 'vitest'
import { abortAfter, configuration, EXPIRES, rule } from '../support/lifecycle.js'
import { startStore, type TestStore } from '../support/store.js'

const SET = 'lifecycle set --bucket bkt'
const USUAL = 'cwmpu-abort-incomplete-uploads'

const writes = ({ requests }: TestStore) => requests.filter((request) => request.startsWith('PUT'))

describe('cwmpu lifecycle set, before it changes anything,', () => {
  it('shows by --dry-run what it would change, and changes nothing', async () => {
    const store = await startStore()
    const before = configuration(rule('a', EXPIRES), rule(USUAL, abortAfter(7)))
    store.bucket.lifecycle = before
    expect(await store.run(`${SET} --days 3 --dry-run`)).toEqual({
      code: 0,
      stdout: `- ${USUAL}: after 7 days, every key\n+ ${USUAL}: after 3 days, every key\n  other rules, which stay as they are: 1\n`,
      stderr: 'Dry run: nothing was changed.\n',
    })
    expect(store.bucket.lifecycle).toBe(before)
  })

  it('says what it is about to do, and asks', async () => {
    const store = await startStore()
    const { code, stderr } = await store.run(`${SET} --days 3`, { tty: true, stdin: 'n' })
    expect(code).toBe(10)
    expect(stderr.split('\n')).toEqual([
      'About to change the lifecycle rules',
      `  bucket      bkt at ${store.endpoint}`,
      expect.stringMatching(/^ {2}credentials {1}/),
      `+ ${USUAL}: after 3 days, every key`,
      '  Uploads of these keys that began 3 days ago or earlier go too.',
      'Change them? [y/N] n',
      'error: Nothing was changed.',
      '',
    ])
    expect(writes(store)).toEqual([])
  })

  it.each([
    ['', /After how many days\? .* --days 7/],
    ['--days 0', /--days 0 is not a whole number of days, 1 or more/],
    ['--days 7d', /--days 7d is not a whole number/],
    ['--days 1.5', /not a whole number/],
    ['--days 7 --id ', /--id "" must have 1 to 255 characters/],
    [`--days 7 --id ${'x'.repeat(256)}`, /1 to 255/],
    ['--days 7 --prefix \u0001', /control character/],
    ['--days 7', /--yes is required when nobody can be asked; --dry-run shows what would be changed/],
  ])('does not begin with "%s"', async (words, sentence) => {
    const store = await startStore()
    const { code, stderr } = await store.run(
      `${SET} ${words}`
        .trim()
        .split(' ')
        .concat(words.endsWith(' ') ? [''] : []),
    )
    expect(code).toBe(2)
    expect(stderr).toMatch(sentence)
    expect(store.requests).toEqual([])
  })
})
