import type { Command } from 'commander'
import type { BucketUploads, Client, ConnectionOptions } from '../../context.js'
import { displaySafe } from '../../core/safe-text.js'
import { type BucketOptions, onlyBucket, severalBuckets } from './bucket-options.js'
import { addFlags, COMMON_SINGLE, Flag, type Run, SINGLE } from './command.js'
import { notify } from './notices.js'

export interface ConnectionFlags extends ConnectionOptions {
  readonly debug?: boolean
}

export function addConnectionOptions(command: Command): Command {
  const endpoint = 'Endpoint URL, "primary" or "lota" [default: primary, https://cwobject.com]'
  const s3cfg = 'Read endpoint and keys from an s3cmd configuration file [default: ~/.s3cfg]'
  const addressing = 'Bucket addressing: virtual (host name) or path [default: virtual]'
  return addFlags(command, 'Connection:', [
    new Flag('--endpoint <url>', endpoint, COMMON_SINGLE),
    new Flag('--profile <name>', 'Profile of the configuration files of CoreWeave or AWS', COMMON_SINGLE),
    new Flag('--region <name>', 'Region for the signature [default: US-EAST-04A]', SINGLE),
    // Without a preset, commander does not call the parser if there is no value.
    new Flag('--s3cfg [file]', s3cfg, { ...SINGLE, parse: (text) => text || true }).preset(''),
    new Flag('--addressing <style>', addressing, { ...SINGLE, choices: ['virtual', 'path'] }),
    new Flag('--timeout <duration>', 'Time limit per request [default: 1m]'),
    new Flag('--allow-http', 'Allow plain HTTP to other hosts than LOTA and localhost'),
    new Flag('--debug', 'Print every request to stderr'),
  ])
}

export interface BucketRun<Options = object> extends Run<Options> {
  readonly client: Client
  readonly bucket: BucketUploads
}

/** Connects to the only bucket of a command line. Sends no request. */
export async function connectToBucket<Options extends BucketOptions & ConnectionFlags>(
  run: Run<Options>,
): Promise<BucketRun<Options>> {
  const { name } = onlyBucket(run.options)
  const client = await connectToServer(run)
  return { ...run, client, bucket: client.bucket(name) }
}

/** Connects to the buckets of a command line. With `--all-buckets`, they are listed. */
export async function connectToBuckets(
  run: Run<BucketOptions & ConnectionFlags>,
): Promise<{ client: Client; names: readonly string[] }> {
  const buckets = severalBuckets(run.options)
  const client = await connectToServer(run)
  if (!buckets) return { client, names: await client.bucketNames(run.signal) }
  const names = buckets.map(({ name }) => name)
  for (const name of names) client.bucket(name) // An invalid name ends the run before a request is sent.
  return { client, names }
}

async function connectToServer(run: Run<ConnectionFlags>): Promise<Client> {
  const client = await run.connect(run.options, connectionDependencies(run))
  await printNotes(client.notes, run)
  return client
}

/** Returns what a connection needs. With `--debug`, that includes the receiver of the log of requests. */
export function connectionDependencies({ options, environment, terminal: { stderr } }: Run<ConnectionFlags>) {
  const log = (line: string) => void stderr.write(`debug: ${displaySafe(line)}\n`)
  return { environment, ...(options.debug && { log }) }
}

/** Prints corrections of the settings. */
export async function printNotes(notes: readonly string[], run: Run): Promise<void> {
  for (const note of notes) await notify(run, `note: ${displaySafe(note)}`)
}
