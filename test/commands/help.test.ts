import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { EXIT_CODES } from '../../src/errors.js'
import { makeHome } from '../support/home.js'
import { start } from '../support/process.js'
import { startServer, type TestServer } from '../support/server.js'

const TOPICS = ['connecting', 'selection', 'output', 'safety', 'environment', 'exit-codes']
const COMMANDS = ['list', 'abort', 'abort-all', 'verify', 'lifecycle', 'doctor', 'demo', 'completion']
const ALL_COMMANDS = [...COMMANDS, 'lifecycle show', 'lifecycle set']

const help = async (words: string, server?: TestServer) =>
  (await (server ?? (await startServer())).run(`help ${words}`.trim())).stdout

/** Returns the first column of a part of a help text. */
function namesIn(text: string, heading: string): string[] {
  const part = text.split(`\n${heading}`)[1]?.split('\n\n')[0] ?? ''
  return Array.from(part.matchAll(/^ {2}(?:-., )?(\S+)/gm), ([, name = '']) => name)
}

describe('cwmpu help', () => {
  it('is --help, and lists the commands and the topics', async () => {
    const server = await startServer()
    const { code, stdout, stderr } = await server.run('help')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe((await server.run('--help')).stdout)
    expect(await server.run('help help')).toEqual({ code: 0, stdout, stderr: '' })
    expect(namesIn(stdout, 'Commands:')).toEqual([...COMMANDS, 'help'])
    expect(namesIn(stdout, 'Topics (cwmpu help <topic>):')).toEqual(TOPICS)
  })

  it.each(['help', 'help help', 'help list', 'help lifecycle', 'help lifecycle set', 'help safety'])(
    '%s: exits with 0',
    async (words) => {
      expect(await start(words, {}).ended).toMatchObject({ code: 0, stderr: '' })
    },
  )

  it('is colored if --color asks for it', async () => {
    const server = await startServer()
    expect((await server.run('--color always help list')).stdout).toContain('\u001b[1mExamples:')
    expect((await server.run('--color always --help')).stdout).toContain('\u001b[1mUsage:')
    expect((await server.run('--no-color --help', { tty: true })).stdout).not.toContain('\u001b')
  })

  it.each(ALL_COMMANDS)('%s: ends with examples, as its --help does', async (command) => {
    const server = await startServer()
    const text = await help(command, server)
    expect(text).toMatch(new RegExp(`^Usage: cwmpu ${command} [^]*\n\nExamples:\n  # .*\n  \\$ .*cwmpu ${command}`))
    expect(text).toBe((await server.run(`${command} --help`)).stdout)
  })

  it.each(TOPICS)('%s: reads well', async (topic) => {
    const server = await startServer()
    const { code, stdout, stderr } = await server.run(`help ${topic}`)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^[A-Za-z].*[^\n]\n$/s)
    // A command is one line, however long: the indent of a second line would be part of it.
    for (const line of stdout.split('\n')) expect(line).toMatch(/^(.{0,79}\S| +\$ .*\S)?$/)
    expect(stdout).not.toMatch(/\\$/m)
  })

  it.each(['', ...ALL_COMMANDS, ...TOPICS])(
    '%s: what it says to type can be typed',
    async (words) => {
      const server = await startServer()
      server.sandbox.createBucket('my-bucket').addUpload('data/part-7', 0, '2~Vx9')
      const HOME = makeHome({ '.s3cfg': '[default]\naccess_key = A\nsecret_key = s\n' })
      const surroundings = { tty: true, stdin: 'y', files: { 'reviewed.ndjson': '' }, environment: { HOME } }
      const wrong: string[] = []
      for (const [line] of (await help(words, server)).matchAll(/(?<=^ *\$ .*|^ {6})cwmpu [^|>)&\n]*/gm)) {
        const here = line.replace(/(?<=--endpoint )\S+/, server.endpoint)
        const argv = Array.from(here.matchAll(/'[^']*'|\S+/g), ([word]) => word.replaceAll("'", ''))
        const { code, stderr } = await server.run(argv.slice(1), surroundings)
        if (code === EXIT_CODES['internal-error'] || code === EXIT_CODES.usage) wrong.push(`${line}: ${stderr}`)
      }
      expect(wrong).toEqual([])
    },
    30_000,
  )

  it.each([
    ['help exit-code', /^error: Unknown command 'exit-code'\. Did you mean exit-codes\?\n$/],
    ['help lits', /^error: Unknown command 'lits'\. Did you mean list\?\n$/],
    ['help selction', /Did you mean selection\?\n$/],
    ['help lifecycle sett', /^error: Unknown command 'sett'\. Did you mean set\?\n$/],
    ['help list foo', /^error: Unknown command 'foo'\.\n$/],
    ['help selection foo', /^error: Unknown command 'foo'\.\n$/],
    ['help help foo', /^error: Unknown command 'foo'\.\n$/],
    ['help nothing-of-the-kind', /^error: Unknown command 'nothing-of-the-kind'\.\n$/],
  ])('%s: says what may be meant', async (words, sentence) => {
    const { code, stdout, stderr } = await (await startServer()).run(words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(sentence)
  })
})

describe('topics tell all there is to tell', () => {
  it('and name no flag that there is not', async () => {
    const server = await startServer()
    const flags = new Set<string>(['--'])
    for (const command of ['', ...ALL_COMMANDS])
      for (const [flag] of (await help(command, server)).matchAll(/--[a-z0-9-]+/g)) flags.add(flag)
    for (const topic of TOPICS)
      for (const [flag] of (await help(topic, server)).matchAll(/--[a-z0-9-]+/g)) expect(flags).toContain(flag)
  })

  it('exit-codes: every code', async () => {
    const text = await help('exit-codes')
    for (const code of Object.values(EXIT_CODES)) expect(text).toMatch(new RegExp(`^ +${code} {2}\\S`, 'm'))
  })

  it('selection: every condition', async () => {
    const text = await help('selection')
    const flags = namesIn(await help('list'), 'Selection (all conditions must hold):')
    expect(flags.length).toBeGreaterThan(8)
    for (const flag of flags) expect(text).toMatch(new RegExp(`^ {2}${flag} `, 'm'))
  })

  it('output: every format', async () => {
    const text = await help('output')
    for (const format of ['table', 'json', 'ndjson', 'csv', 'tsv'])
      expect(text).toMatch(new RegExp(`^ {2}${format} `, 'm'))
  })

  it('environment: every variable of the configuration and of the terminal', async () => {
    const text = await help('environment')
    const src = new URL('../../src/', import.meta.url)
    const files = [...readdirSync(new URL('config', src)).map((name) => `config/${name}`), 'output/system-terminal.ts']
    const source = files.map((name) => readFileSync(new URL(name, src), 'utf8')).join('')
    const variables = new Set(source.match(/(?<=')((AWS|ACCESS|SECRET)_[A-Z0-9_]+|CI|TERM|COLUMNS)(?=')/g))
    expect(variables.size).toBeGreaterThan(10)
    for (const variable of variables) expect(text).toContain(variable)
  })
})
