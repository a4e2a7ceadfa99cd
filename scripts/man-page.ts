// Writes man/cwmpu.1 from the help of the commands.
import { mkdirSync, writeFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { Command, Option } from 'commander'
import { Program, version } from '../src/cli.js'
import { MEANINGS } from '../src/commands/topics.js'
import { type ExitStatus, EXIT_CODES } from '../src/errors.js'
import { bufferTerminal } from '../test/support/terminal.js'

async function manPage(program: Command): Promise<string> {
  const visible = program.createHelp().visibleCommands(program)
  const commands = visible.filter((command) => command.name() !== 'help')
  const helpCommand = program.commands.find((command) => command.name() === 'help')
  const topics = helpCommand?.commands.filter((topic) => !visible.some((command) => command.name() === topic.name()))
  return [
    `.TH CWMPU 1 "" "cwmpu ${version}" "User Commands"`,
    '.SH NAME',
    'cwmpu \\- find and abort incomplete multipart uploads',
    '.SH SYNOPSIS',
    commands.map(synopsis).join('\n.br\n'),
    '.SH DESCRIPTION',
    roff(program.description()),
    '.SH EXAMPLES',
    ...examplesOf(program),
    '.SH OPTIONS',
    ...program.options.map((option) => definition(option.flags, descriptionOf(option))),
    '.SH COMMANDS',
    ...commands.flatMap((command) => commandSection(command, command.name())),
    '.SH EXIT STATUS',
    ...Object.entries(EXIT_CODES).map(([status, code]) =>
      definition(String(code), sentence(MEANINGS[status as ExitStatus])),
    ),
    ...(await topicSections(topics?.map((topic) => topic.name()) ?? [])),
    '',
  ].join('\n')
}

/** Returns the sections of the help topics, except exit codes, which have their own section. */
async function topicSections(names: readonly string[]): Promise<string[]> {
  const sections: string[] = []
  for (const name of names.filter((topic) => topic !== 'exit-codes')) {
    terminal.stdout.text = ''
    await program.parseAsync(['help', name], { from: 'user' })
    sections.push(`.SH ${roff(name.toUpperCase())}`, ...verbatim(terminal.stdout.text))
  }
  return sections
}

function synopsis(command: Command): string {
  return `.B cwmpu ${roff(command.name())}\n${roff(command.usage())}`
}

function commandSection(command: Command, name: string): string[] {
  const help = command.createHelp()
  const examples = examplesOf(command)
  const options = [...command.options]
  const groups = help.groupItems(options, options, (option) => option.helpGroupHeading ?? 'Options:')
  return [
    `.SS cwmpu ${roff(name)}`,
    roff(sentence(help.subcommandDescription(command))),
    ...[...groups].flatMap(([heading, group]) => optionGroup(heading, group, name)),
    ...examples.flatMap((line, at) => (at === 0 ? ['.PP', '.I Examples:', line] : [line])),
    ...command.commands.flatMap((child) => commandSection(child, `${name} ${child.name()}`)),
  ]
}

/** Section that describes each group of options. Other sections refer to it, because commands share groups. */
const describedIn = new Map<string, string>()

function optionGroup(heading: string, options: readonly Option[], name: string): string[] {
  const definitions = options.map((option) => definition(option.flags, descriptionOf(option)))
  const whole = [heading, ...definitions].join('\n')
  const first = describedIn.get(whole)
  if (first !== undefined && options.length > 1) return ['.PP', `.I ${roff(heading)} as of cwmpu ${roff(first)}`]
  describedIn.set(whole, name)
  return ['.PP', `.I ${roff(heading)}`, ...definitions]
}

function descriptionOf({ description, argChoices }: Option): string {
  const choices = argChoices ? ` (one of ${argChoices.join(', ')})` : ''
  return sentence(`${description}${choices}`)
}

/** Returns the examples at the end of the help of a command. */
function examplesOf(command: Command): string[] {
  terminal.stdout.text = ''
  command.outputHelp()
  const [, examples = ''] = terminal.stdout.text.split('\nExamples:\n')
  return verbatim(examples)
}

function verbatim(text: string): string[] {
  return text.trim() === '' ? [] : ['.nf', roff(text.trimEnd()), '.fi']
}

function definition(term: string, description: string): string {
  return `.TP\n.B ${roff(term)}\n${roff(description)}`
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}

/** Escapes text for roff. Hyphens become minus signs, so that users can copy them. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replace(/^\./gm, '\\&.')
    .replace(/\P{ASCII}/gu, (character) => `\\[u${hexadecimal(character)}]`)
}

function hexadecimal(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}

const terminal = bufferTerminal({})
const unreachable = () => Promise.reject(new Error('The man page needs no server.'))
const program = await new Program(['--help'], {
  terminal,
  environment: {},
  clock: { now: () => 0, sleep: unreachable },
  signal: new AbortController().signal,
  connect: unreachable,
  diagnose: unreachable,
  readFile: () => Readable.from([]),
}).loadAll()
await program.commands.find((command) => command.name() === 'help')?.parseAsync(['connecting'], { from: 'user' })
mkdirSync('man', { recursive: true })
writeFileSync('man/cwmpu.1', await manPage(program))
