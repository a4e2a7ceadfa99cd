import type { Command } from 'commander'
import { takesBucket } from './options/bucket.js'
import { takesConnection } from './options/connection.js'
import type { Perform } from './perform.js'
import { parsed } from '../errors.js'

const USUAL_ID = 'cwmpu-abort-incomplete-uploads'
const LONGEST_ID = 255

export function declareLifecycle(command: Command, perform: Perform): void {
  command.helpCommand(false)
  declareShow(command.command('show'), perform)
  declareSet(command.command('set'), perform)
}

function declareShow(command: Command, perform: Perform): void {
  command.summary('show the rules that abort incomplete uploads, and the uploads that none covers')
  takesBucket(command).optionsGroup('Output:').option('--json', 'one JSON document')
  takesConnection(command).action(
    perform(async () => (await import('../commands/lifecycle-show.js')).showRules),
  )
}

function declareSet(command: Command, perform: Perform): void {
  command.summary('add or change one rule that aborts incomplete uploads; all others stay as they are')
  takesBucket(command)
    .optionsGroup('Rule:')
    .option('--days <count>', 'abort uploads that began so many days ago', parsed('--days', parseDays))
    .option('--prefix <text>', 'only keys that begin with this', parsed('--prefix', parseXmlText))
    .option('--id <name>', 'the name of the rule', parsed('--id', parseId), USUAL_ID)
    .optionsGroup('Safety:')
    .option('-n, --dry-run', 'show what would be changed, and change nothing')
    .option('-y, --yes', 'do not ask')
    .optionsGroup('Output:')
    .option('--json', 'one JSON document')
  takesConnection(command).action(perform(async () => (await import('../commands/lifecycle-set.js')).setRule))
}

function parseDays(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new SyntaxError('is not a whole number of days, 1 or more.')
  return Number(text)
}

function parseId(text: string): string {
  if (text === '' || text.length > LONGEST_ID) throw new SyntaxError('must have 1 to 255 characters.')
  return parseXmlText(text)
}

/** The configuration is XML 1.0, which has no way to write the others. */
function parseXmlText(text: string): string {
  if (/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/u.test(text)) {
    throw new SyntaxError('holds a control character, which a lifecycle rule cannot.')
  }
  return text
}
