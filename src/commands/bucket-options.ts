import { type Command, Option } from 'commander'
import type { Bucket, ConnectionOptions, Context, Store } from '../context.js'
import { parseBucketName } from '../core/bucket-name.js'
import { parseDuration } from '../core/duration.js'
import { displaySafe } from '../core/safe-text.js'
import { Problem } from '../errors.js'
import type { Terminal } from '../terminal/terminal.js'
import { parsed } from './parsed.js'

export interface BucketOptions extends ConnectionOptions {
  readonly bucket?: string
  readonly debug?: boolean
}

export function takesBucket(command: Command): Command {
  return command.addOption(
    new Option('--bucket <name>', 'the bucket; s3://name and cw://name are fine too').argParser(
      parsed('--bucket', parseBucketName),
    ),
  )
}

export interface BucketsOptions extends ConnectionOptions {
  readonly bucket?: readonly string[]
  readonly allBuckets?: boolean
  readonly debug?: boolean
}

/** One bucket, or several, which are answered for by one row each. */
export function takesBuckets(command: Command): Command {
  const parse = parsed('--bucket', parseBucketName)
  return command
    .addOption(
      new Option('--bucket <name>', 'the bucket; repeatable, for one row a bucket').argParser(
        (text: string, before?: readonly string[]) => [...new Set([...(before ?? []), parse(text)])],
      ),
    )
    .option('--all-buckets', 'every bucket that the credentials may know of, one row each')
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
    .option(
      '--profile <name>',
      'a profile of ~/.coreweave/cw.credentials, ~/.aws/credentials or their config files',
    )
    .option('--s3cfg [file]', "take endpoint and keys from a configuration of s3cmd's (default: ~/.s3cfg)")
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
    .option('--allow-http', 'speak without TLS to a store that is neither LOTA nor on this machine')
    .option('--debug', 'show every request on stderr')
}

/** A bucket, and the store that it is in. Nothing is sent yet. */
export async function openBucket(
  options: BucketOptions,
  context: Context,
): Promise<{ store: Store; bucket: Bucket }> {
  // Not left to commander, which would complain of the missing bucket before a misspelt flag.
  if (options.bucket === undefined) throw new Problem('usage', 'Which bucket? Name it with --bucket.')
  const store = await openStore(options, context)
  return { store, bucket: store.bucket(options.bucket) }
}

/** The store, and which of its buckets are meant. Where they are all meant, they are listed. */
export async function openBuckets(
  options: BucketsOptions,
  context: Context,
): Promise<{ store: Store; names: readonly string[]; isSeveral: boolean }> {
  const { bucket = [], allBuckets = false } = options
  if (allBuckets === bucket.length > 0) {
    throw new Problem('usage', 'Which bucket? Name it with --bucket, or say --all-buckets.')
  }
  const store = await openStore(options, context)
  const names = allBuckets ? await store.bucketNames(context.stop) : bucket
  return { store, names, isSeveral: allBuckets || names.length > 1 }
}

async function openStore(
  options: ConnectionOptions & Pick<BucketOptions, 'debug'>,
  { environment, terminal, connect }: Context,
): Promise<Store> {
  const store = await connect(options, { environment, ...logTo(terminal, options) })
  await writeNotes(terminal, store)
  return store
}

/** Where requests are logged, if that was asked for. */
export function logTo(
  { errors }: Terminal,
  { debug }: Pick<BucketOptions, 'debug'>,
): { log?: (line: string) => void } {
  return debug ? { log: (line) => void errors.write(`debug: ${displaySafe(line)}\n`) } : {}
}

/** Says what was put right in what was said of the connection. */
export async function writeNotes({ errors }: Terminal, { notes }: Pick<Store, 'notes'>): Promise<void> {
  for (const note of notes) await errors.write(`note: ${displaySafe(note)}\n`)
}
