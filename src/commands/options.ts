import { type Command, Option } from 'commander'
import type { ConnectionOptions } from '../context.js'
import { parseBucketName } from '../core/bucket-name.js'
import { parseDuration } from '../core/duration.js'
import { Problem } from '../errors.js'
import { MACHINE_FORMATS, type MachineFormat } from '../terminal/records.js'
import { displaySafe } from '../terminal/safe-text.js'
import type { Terminal } from '../terminal/terminal.js'

export interface BucketOptions extends ConnectionOptions {
  readonly bucket?: string
}

export function takesBucket(command: Command): Command {
  return command.addOption(
    new Option('--bucket <name>', 'the bucket; s3://name and cw://name are fine too').argParser(
      parsed('--bucket', parseBucketName),
    ),
  )
}

/** How to reach the store that holds the bucket. */
export function takesConnection(command: Command): Command {
  return command
    .optionsGroup('Connection:')
    .option(
      '--endpoint <url>',
      'a URL, "primary" (https://cwobject.com, the default) or "lota" (http://cwlota.com)',
    )
    .option('--region <name>', 'the region to sign for; CoreWeave takes any')
    .option('--profile <name>', 'the profile to take credentials from')
    .addOption(
      new Option('--addressing <style>', 'where the bucket goes: host name or path').choices([
        'virtual',
        'path',
      ]),
    )
    .option(
      '--timeout <duration>',
      'give up on an answer after this long (default: 1m)',
      parsed('--timeout', parseDuration),
    )
}

/** Not left to commander, which would complain of the missing bucket before a misspelt flag. */
export function bucketOf({ bucket }: BucketOptions): string {
  if (bucket === undefined) throw new Problem('usage', 'Which bucket? Name it with --bucket.')
  return bucket
}

export type Format = 'table' | MachineFormat

export interface FormatOptions {
  readonly output?: Format
}

export function takesFormat(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .addOption(
      new Option('-o, --output <format>', 'default: table on a terminal, tsv in a pipe').choices([
        'table',
        ...MACHINE_FORMATS,
      ]),
    )
    .addOption(new Option('--json', 'the same as -o json').implies({ output: 'json' }))
}

export function formatOf(options: FormatOptions, { output }: Terminal): Format {
  return options.output ?? (output.isTerminal ? 'table' : 'tsv')
}

/** Turns a parser's complaint about a flag into one sentence for the person. */
export function parsed<T>(flag: string, parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw new Problem('usage', `${flag} ${displaySafe(text) || '""'} ${error.message}`, { cause: error })
    }
  }
}
