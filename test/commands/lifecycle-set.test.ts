import { describe, expect, it } from 'vitest'
import { abortAfter, configuration, rule } from '../support/lifecycle.js'
import { startServer, type TestServer } from '../support/server.js'

const SET = 'lifecycle set --bucket bkt'
const USUAL = 'cwmpu-abort-incomplete-uploads'
const TMP = '<Filter><Prefix>tmp/</Prefix></Filter>'

const writes = ({ requests }: TestServer) => requests.filter((request) => request.startsWith('PUT'))

/** Returns the rules as `lifecycle show` prints them. */
async function rulesIn(server: TestServer): Promise<unknown> {
  const { stdout } = await server.run('lifecycle show --bucket bkt --json')
  return (JSON.parse(stdout) as { Rules: unknown }).Rules
}

describe('cwmpu lifecycle set', () => {
  it('adds a rule to a bucket without rules, after it has read the rules twice, and reads it back', async () => {
    const server = await startServer()
    expect(await server.run(`${SET} --days 7 --yes`)).toEqual({
      code: 0,
      stdout: `Rule ${USUAL} of bkt now aborts incomplete uploads of every key after 7 days.\n`,
      stderr: '',
    })
    expect(server.requests.map((request) => request.split(' ')[0])).toEqual(['GET', 'GET', 'PUT', 'GET'])
    expect(await rulesIn(server)).toEqual([{ ID: USUAL, Status: 'Enabled', Prefix: '', DaysAfterInitiation: 7 }])
  })

  it('writes nothing if the rule exists', async () => {
    const server = await startServer()
    await server.run(`${SET} --days 1 --prefix tmp/ --id mine --yes`)
    expect(await server.run(`${SET} --days 1 --prefix tmp/ --id mine --yes`)).toEqual({
      code: 0,
      stdout:
        'Rule mine of bkt already aborts incomplete uploads of keys that start with tmp/ after 1 day. Nothing to do.\n',
      stderr: '',
    })
    expect(writes(server)).toHaveLength(1)
  })

  it('enables a rule that is disabled', async () => {
    const server = await startServer()
    server.bucket.lifecycle = configuration(rule('mine', abortAfter(7)).replace('Enabled', 'Disabled'))
    const { stdout } = await server.run(`${SET} --days 7 --id mine --dry-run`)
    expect(stdout).toBe('- mine: after 7 days, every key, but disabled\n+ mine: after 7 days, every key\n')
    await server.run(`${SET} --days 7 --id mine --yes`)
    expect(await rulesIn(server)).toEqual([{ ID: 'mine', Status: 'Enabled', Prefix: '', DaysAfterInitiation: 7 }])
  })

  it('writes special characters in the ID and the prefix', async () => {
    const server = await startServer()
    const odd = ['--id', 'a <&> "b" é🦄', '--prefix', 'x\ty\r\n/<!--&#65;]]>']
    const words = [...SET.split(' '), '--days', '7', ...odd, '--yes']
    expect(await server.run(words)).toMatchObject({ code: 0 })
    expect(await server.run(words)).toMatchObject({ stdout: expect.stringMatching(/Nothing to do/) as string })
    const { stdout } = await server.run('lifecycle show --bucket bkt --json')
    expect(JSON.parse(stdout)).toMatchObject({ Rules: [{ ID: odd[1], Prefix: odd[3] }] })
  })

  it('prints a note for each rule that covers the same uploads', async () => {
    const server = await startServer()
    server.bucket.lifecycle = configuration(
      rule('all', abortAfter(30)),
      rule('same', abortAfter(14), TMP),
      rule('deeper', abortAfter(1), '<Filter><Prefix>tmp/x</Prefix></Filter>'),
      rule('tagged', abortAfter(1), '<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>'),
    )
    const { code, stderr } = await server.run(`${SET} --days 7 --prefix tmp/ --yes`)
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        'note: Another rule covers these uploads, all: after 30 days, every key. The shorter period applies.\n' +
        'note: Another rule covers these uploads, same: after 14 days, keys that start with tmp/. The shorter period applies.\n',
    })
  })

  it('prints the change as JSON', async () => {
    const server = await startServer()
    const json = async (words: string) => JSON.parse((await server.run(`${SET} ${words} --json`)).stdout) as unknown
    const ruleOf = (days: number) => ({ ID: USUAL, Status: 'Enabled', Prefix: '', DaysAfterInitiation: days })
    const [seven, three] = [ruleOf(7), ruleOf(3)]
    expect(await json('--days 7 --dry-run')).toEqual({ Bucket: 'bkt', Outcome: 'added', DryRun: true, Rule: seven })
    expect(await json('--days 7 --yes')).toEqual({ Bucket: 'bkt', Outcome: 'added', Rule: seven })
    expect(await json('--days 7 --yes')).toEqual({ Bucket: 'bkt', Outcome: 'unchanged', Rule: seven })
    expect(await json('--days 7 --dry-run')).toEqual({ Bucket: 'bkt', Outcome: 'unchanged', Rule: seven })
    expect(await json('--days 3 --yes')).toEqual({ Bucket: 'bkt', Outcome: 'changed', Rule: three, Before: seven })
  })
})
