import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { lists } from '../support/faults.js'
import { waitFor } from '../support/process.js'
import { startOnTerminal } from '../support/pty.js'
import { startRealTimeServer } from '../support/server.js'

const CTRL_C = '\u0003'
const CTRL_D = '\u0004'

type Answer = [what: string, typed: string, code: number, left: number]

describe.each<[what: string, words: string, question: string, answers: Answer[]]>([
  [
    'about what is old',
    'abort-all --bucket bkt --prefix k',
    'Abort 2 uploads in bkt? [y/N] ',
    [
      ['y', 'y\n', 0, 0],
      ['n', 'n\n', 10, 2],
    ],
  ],
  [
    'about a whole bucket that may be in use',
    'abort-all --bucket bkt',
    'to abort all 2 uploads in bkt: ',
    [
      ['its name', 'bkt\n', 0, 0],
      ['y', 'y\n', 10, 2],
      ['another name', 'bk\n', 10, 2],
    ],
  ],
])('the question of abort-all, on a terminal, %s', (_what, words, question, answers) => {
  it.each<Answer>([
    ...answers,
    ['Enter', '\n', 10, 2],
    ['the end of input', CTRL_D, 10, 2],
    ['F55 Ctrl-C', CTRL_C, 130, 2],
  ])('answered by %s', async (_, typed, code, left) => {
    const server = await startRealTimeServer()
    server.addMany(2)
    const running = startOnTerminal(words, server.environment)
    await waitFor(() => running.stdout.includes(question))
    const asked = performance.now()
    running.child.stdin?.write(typed)
    const ended = await running.ended
    expect({ code: ended.code, left: server.left }).toEqual({ code, left })
    if (left > 0) expect(performance.now() - asked).toBeLessThan(1_000)
    expect(server.deletes).toHaveLength(2 - left)
  })
})

describe('keys that were typed before the question', () => {
  it.each([
    ['F89 y and Enter', 'y\n'],
    ['F89 y without Enter', 'y'],
    ['F89 the name of the bucket, many times', 'bkt\n'.repeat(500)],
  ])('%s do not answer it', async (_, typed) => {
    const server = await startRealTimeServer()
    server.addMany(2)
    server.injectFault(lists, (incoming, outgoing) => setTimeout(server.sandbox.handle, 3_000, incoming, outgoing))
    const running = startOnTerminal('abort-all --bucket bkt --prefix k', server.environment)
    await waitFor(() => server.requests.length > 0)
    running.child.stdin?.write(typed)
    await waitFor(() => running.stdout.includes('[y/N] '))
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect({ code: running.child.exitCode, deletes: server.deletes }).toEqual({ code: null, deletes: [] })
    running.child.stdin?.write('\n')
    expect((await running.ended).code).toBe(10)
    expect(server.left).toBe(2)
  })
})

it('F66 does not read a listing from a terminal', async () => {
  const server = await startRealTimeServer()
  const { code, stdout } = await startOnTerminal('abort --bucket bkt --from - --yes', server.environment).ended
  expect(code).toBe(2)
  expect(stripVTControlCharacters(stdout)).toContain('error: Cannot read stdin. It is a terminal.')
})

describe('the question of lifecycle set, on a terminal', () => {
  it.each([
    ['y', 'y\n', 0],
    ['n', 'n\n', 10],
    ['Enter', '\n', 10],
    ['Ctrl-C', CTRL_C, 130],
  ])('answered by %s', async (_, typed, code) => {
    const server = await startRealTimeServer()
    const running = startOnTerminal('lifecycle set --bucket bkt --days 7', server.environment)
    await waitFor(() => running.stdout.includes('[y/N] '))
    running.child.stdin?.write(typed)
    const ended = await running.ended
    expect({ code: ended.code, isSet: server.bucket.lifecycle !== undefined }).toEqual({ code, isSet: code === 0 })
  })
})

/** Start of bold, dim and colored text, and the end of it. Cursor movements of the progress line are no color. */
const COLOR = /\[\d+m/

describe('color', () => {
  it.each([
    ['a terminal', {}, true],
    ['--no-color', { FORCE_COLOR: '1' }, false, '--no-color'],
    ['--color never', { FORCE_COLOR: '1' }, false, '--color never'],
    ['--color always over NO_COLOR', { NO_COLOR: '1' }, true, '--color always'],
    ['--color always on a dumb terminal', { TERM: 'dumb' }, true, '--color=always'],
    ['--color auto', { NO_COLOR: '1' }, false, '--color auto'],
    ['NO_COLOR', { NO_COLOR: '1' }, false],
    ['NO_COLOR over FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['a dumb terminal', { TERM: 'dumb' }, false],
    ['a dumb terminal and FORCE_COLOR', { TERM: 'dumb', FORCE_COLOR: '1' }, true],
  ])('on %s', async (_, environment, isColored, flags = '') => {
    const server = await startRealTimeServer()
    server.add('k')
    const { stdout } = await startOnTerminal(`list --bucket bkt ${flags}`, { ...server.environment, ...environment })
      .ended
    expect(COLOR.test(stdout)).toBe(isColored)
  })

  it('is not in the progress line', async () => {
    const server = await startRealTimeServer()
    server.injectFault(lists, server.handleAfter(1_500))
    const running = startOnTerminal('list --bucket bkt', server.environment)
    await waitFor(() => running.stdout.includes('Listing: '))
    expect(running.stdout).not.toMatch(COLOR)
    await running.ended
  })
})
