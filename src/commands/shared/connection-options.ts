import type { Command } from 'commander'
import type { ConnectionOptions } from '../../context.js'
import { Flag } from './flag.js'

export interface ConnectionFlags extends ConnectionOptions {
  readonly debug?: boolean
}

export function addConnectionOptions(command: Command): Command {
  const single = { isSingle: true }
  const flags = [
    new Flag(
      '--endpoint <url>',
      'Endpoint URL, "primary" or "lota" [default: primary, https://cwobject.com]',
      {
        ...single,
        isCommon: true,
      },
    ),
    new Flag('--profile <name>', 'Profile of the configuration files of CoreWeave or AWS', {
      ...single,
      isCommon: true,
    }),
    new Flag('--region <name>', 'Region for the signature [default: US-EAST-04A]', single),
    new Flag(
      '--s3cfg [file]',
      'Read endpoint and keys from an s3cmd configuration file [default: ~/.s3cfg]',
      {
        ...single,
        parse: (text) => text || true,
      },
    ),
    new Flag('--addressing <style>', 'Bucket addressing: virtual (host name) or path [default: virtual]', {
      ...single,
      choices: ['virtual', 'path'],
    }),
    new Flag('--timeout <duration>', 'Time limit per request [default: 1m]'),
    new Flag('--allow-http', 'Allow plain HTTP to other hosts than LOTA and localhost'),
    new Flag('--debug', 'Print every request to stderr'),
  ]
  command.optionsGroup('Connection:')
  for (const flag of flags) command.addOption(flag)
  return command
}
