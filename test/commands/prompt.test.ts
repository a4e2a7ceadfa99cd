import { describe, expect, it } from 'vitest'
import { until } from '../support/process.js'
import { startOnTerminal } from '../support/pty.js'
import { startRealTimeStore } from '../support/store.js'

const CTRL_C = '\u0003'
const CTRL_D = '\u0004'

type Answer = [what: string, typed: string, code: number, left: number]

describe.each<[what: string, words: string, question: string, answers: Answer[]]>([
  [
    'about what is old',
    'abort-all --bucket bkt --prefix k',
    'Abort them? [y/N] ',
    [
      ['y', 'y\n', 0, 0],
      ['n', 'n\n', 10, 2],
    ],
  ],
  [
    'about a whole bucket that may be in use',
    'abort-all --bucket bkt',
    'type its name, bkt: ',
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
    const store = await startRealTimeStore()
    store.addMany(2)
    const running = startOnTerminal(words, store.environment)
    await until(() => running.stdout.includes(question))
    const asked = performance.now()
    running.child.stdin?.write(typed)
    const ended = await running.ended
    expect({ code: ended.code, left: store.left }).toEqual({ code, left })
    if (left > 0) expect(performance.now() - asked).toBeLessThan(1_000)
    expect(store.deletes).toHaveLength(2 - left)
  })
})

describe('the question of lifecycle set, on a terminal', () => {
  it.each([
    ['y', 'y\n', 0],
    ['n', 'n\n', 10],
    ['Enter', '\n', 10],
    ['Ctrl-C', CTRL_C, 130],
  ])('answered by %s', async (_, typed, code) => {
    const store = await startRealTimeStore()
    const running = startOnTerminal('lifecycle set --bucket bkt --days 7', store.environment)
    await until(() => running.stdout.includes('[y/N] '))
    running.child.stdin?.write(typed)
    const ended = await running.ended
    expect({ code: ended.code, isSet: store.bucket.lifecycle !== undefined }).toEqual({
      code,
      isSet: code === 0,
    })
  })
})

describe('colour', () => {
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
  ])('on %s', async (_, environment, isColoured, flags = '') => {
    const store = await startRealTimeStore()
    store.add('k')
    const { stdout } = await startOnTerminal(`list --bucket bkt ${flags}`, {
      ...store.environment,
      ...environment,
    }).ended
    expect(stdout.includes('\u001b[')).toBe(isColoured)
  })
})
