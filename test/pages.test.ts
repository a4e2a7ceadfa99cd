import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CONDITION_FLAGS } from '../src/core/conditions.js'
import { codeSpansOf, pages, readPage, runPage, scriptsOf } from './support/pages.js'
import { startServer } from './support/server.js'

const ROOT = new URL('..', import.meta.url)

describe.each(pages)('%s', (page) => {
  const text = readPage(page)

  it('names files that exist', () => {
    const here = new URL(page, ROOT)
    const named = Array.from(
      text.matchAll(/`((?:src|test|docs|bin|bench|scripts)\/[\w./-]+)`/g),
      ([, path = '']) => new URL(path, ROOT),
    )
    const linked = Array.from(text.matchAll(/\]\((?!https?:)([^)#]+)/g), ([, path = '']) => new URL(path, here))
    expect([...named, ...linked].filter((url) => !existsSync(url)).map(String)).toEqual([])
  })

  it('links to headings that exist', () => {
    const missing = Array.from(text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)).filter(
      ([, path = '', anchor = '']) => {
        const target = path === '' ? text : readPage(new URL(path, new URL(page, ROOT)).href.slice(ROOT.href.length))
        return !anchorsOf(target).includes(anchor)
      },
    )
    expect(missing.map(([link]) => link)).toEqual([])
  })

  // CHANGELOG.md has old spellings. configuration.test.ts runs the recipes, which need files and variables.
  if (/CHANGELOG|configuration/.test(page)) return
  it('has commands that run', async () => {
    const failed = (await runPage(text)).filter(({ code, expected }) => !expected.includes(code))
    expect(failed).toEqual([])
  })
})

describe('docs/library.md', () => {
  it.each(Object.keys(CONDITION_FLAGS))('has a row for the condition %s', (name) =>
    expect(readPage('docs/library.md')).toMatch(new RegExp(`^\\| .*\`${name}\`.* \\| `, 'm')),
  )
})

describe('docs/output.md', () => {
  const rows = readPage('docs/output.md').matchAll(/^\| `cwmpu ([^`]+)` \| (.*) \|$/gm)

  it.each(Array.from(rows, ([, words = '', columns = '']) => [words, columns]))(
    'names the columns of %s: %s',
    async (words, columns) => {
      const server = await startServer()
      for (const name of ['my-bucket', 'training-data']) server.sandbox.createBucket(name)
      const { stdout } = await server.run(`${words} -o csv`)
      expect(stdout.split('\r\n')[0]).toBe(columns.replaceAll(' ', ''))
    },
  )
})

describe('every flag', () => {
  it('exists if a page names it', async () => {
    const known = await knownFlags()
    const named = pages
      .filter((page) => !/CHANGELOG|comparison/.test(page))
      .flatMap((page) => codeSpansOf(readPage(page)))
      .filter((span) => /^(-|cwmpu )/.test(span))
      .flatMap((span) => span.replace(/ \|.*/, '').match(/(?<![\w-])--?[a-z][\w-]*/g) ?? [])
    expect(named.length).toBeGreaterThan(50)
    expect([...new Set(named)].filter((flag) => !known.has(flag))).toEqual([])
  })

  it('is in a page or a help topic', async () => {
    const topics = await Promise.all(
      ['connecting', 'selection', 'output', 'safety', 'environment'].map(async (topic) => {
        const { stdout } = await (await startServer()).run(`help ${topic}`)
        return stdout
      }),
    )
    const text = [...pages.map(readPage), ...topics].join('\n')
    const words = new Set(text.match(/--?[a-zA-Z][\w-]*/g))
    expect([...(await knownFlags())].filter((flag) => !words.has(flag))).toEqual([])
  })
})

/** Returns the anchors of a page, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const prose = page.replaceAll(/^```.*?^```$/gms, '')
  return Array.from(prose.matchAll(/^#+ (.*)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

async function knownFlags(): Promise<Set<string>> {
  const server = await startServer()
  const commands = ['list', 'abort', 'abort-all', 'verify', 'lifecycle show', 'lifecycle set', 'doctor', 'demo']
  const helps = await Promise.all(
    ['', ...commands, 'completion'].map(async (command) => {
      const { stdout } = await server.run([...command.split(' '), '--help'].filter((word) => word !== ''))
      return Array.from(stdout.matchAll(/^ {2}(?:(-\w), )?(--[\w-]+)/gm), ([, short = '', long = '']) => [short, long])
    }),
  )
  return new Set(helps.flat(2).filter((flag) => flag !== ''))
}

it('finds more than 50 commands in the pages', () =>
  expect(pages.flatMap((page) => scriptsOf(readPage(page))).length).toBeGreaterThan(50))
