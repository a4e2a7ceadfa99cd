import type { Command } from 'commander'
import type { BucketUploads, Client, ConnectionOptions } from '../../context.js'
import { displaySafe } from '../../core/safe-text.js'
import { type BucketOptions, type NamedBucket, onlyBucket, severalBuckets } from './bucket-options.js'
import { type CommandContext, Flag } from './command.js'
import { notify } from './notices.js'

export interface ConnectionFlags extends ConnectionOptions {
  readonly debug?: boolean
}

export function addConnectionOptions(command: Command): Command {
  const single = { isSingle: true }
  const flags = [
    new Flag('--endpoint <url>', 'Endpoint URL, "primary" or "lota" [default: primary, https://cwobject.com]', {
      ...single,
      isCommon: true,
    }),
    new Flag('--profile <name>', 'Profile of the configuration files of CoreWeave or AWS', {
      ...single,
      isCommon: true,
    }),
    new Flag('--region <name>', 'Region for the signature [default: US-EAST-04A]', single),
    new Flag('--s3cfg [file]', 'Read endpoint and keys from an s3cmd configuration file [default: ~/.s3cfg]', {
      ...single,
      parse: (text) => text || true,
    }),
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

/** Connection to the bucket of a command line. */
export interface ConnectedBucket {
  readonly client: Client
  readonly bucket: BucketUploads
}

/** Connects to the only bucket of a command line. Sends no request. */
export async function connectToBucket(
  options: BucketOptions & ConnectionFlags,
  context: CommandContext,
): Promise<ConnectedBucket> {
  const { name } = onlyBucket(options)
  const client = await connectToServer(options, context)
  return { client, bucket: client.bucket(name) }
}

/** Connects to the buckets of a command line. With `--all-buckets`, they are listed. */
export async function connectToBuckets(
  options: BucketOptions & ConnectionFlags,
  context: CommandContext,
): Promise<{ client: Client; names: readonly string[] }> {
  const buckets: readonly NamedBucket[] | undefined = severalBuckets(options)
  const client = await connectToServer(options, context)
  if (!buckets) return { client, names: await client.bucketNames(context.signal) }
  const names = buckets.map(({ name }) => name)
  for (const name of names) client.bucket(name)
  return { client, names }
}

async function connectToServer(options: ConnectionFlags, context: CommandContext): Promise<Client> {
  const { environment, connect } = context
  const client = await connect(options, { environment, ...debugLogger(options, context) })
  await printNotes(client.notes, context)
  return client
}

/** Returns the receiver of the log of requests, if `--debug` was passed. */
export function debugLogger(
  { debug }: ConnectionFlags,
  { terminal: { stderr } }: CommandContext,
): { log?: (line: string) => void } {
  return debug ? { log: (line) => void stderr.write(`debug: ${displaySafe(line)}\n`) } : {}
}

/** Prints corrections of the settings. */
export async function printNotes(notes: readonly string[], context: CommandContext): Promise<void> {
  for (const note of notes) await notify(context, `note: ${displaySafe(note)}`)
}
