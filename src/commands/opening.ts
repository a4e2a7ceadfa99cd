import type { BucketUploads, Client, ConnectionOptions, Context } from '../context.js'
import { displaySafe } from '../core/safe-text.js'
import { CliError } from '../errors.js'
import type { Terminal } from '../terminal/terminal.js'

interface StoreOptions extends ConnectionOptions {
  readonly debug?: boolean
}

export interface BucketOptions extends StoreOptions {
  readonly bucket?: string
}

export interface BucketsOptions extends StoreOptions {
  readonly bucket?: readonly string[]
  readonly allBuckets?: boolean
}

/** A bucket, and the store that it is in. Nothing is sent yet. */
export async function openBucket(
  options: BucketOptions,
  context: Context,
): Promise<{ store: Client; bucket: BucketUploads }> {
  // Not left to commander, which would complain of the missing bucket before a misspelt flag.
  if (options.bucket === undefined) throw new CliError('usage', 'Which bucket? Name it with --bucket.')
  const store = await openStore(options, context)
  return { store, bucket: store.bucket(options.bucket) }
}

/** The store, and which of its buckets are meant. Where they are all meant, they are listed. */
export async function openBuckets(
  options: BucketsOptions,
  context: Context,
): Promise<{ store: Client; names: readonly string[]; isSeveral: boolean }> {
  const { bucket = [], allBuckets = false } = options
  if (allBuckets === bucket.length > 0) {
    throw new CliError('usage', 'Which bucket? Name it with --bucket, or say --all-buckets.')
  }
  const store = await openStore(options, context)
  const names = allBuckets ? await store.bucketNames(context.stop) : bucket
  return { store, names, isSeveral: allBuckets || names.length > 1 }
}

async function openStore(
  options: StoreOptions,
  { environment, terminal, connect }: Context,
): Promise<Client> {
  const store = await connect(options, { environment, ...logTo(terminal, options) })
  await writeNotes(terminal, store)
  return store
}

/** Where requests are logged, if that was asked for. */
export function logTo(
  { errors }: Terminal,
  { debug }: Pick<StoreOptions, 'debug'>,
): { log?: (line: string) => void } {
  return debug ? { log: (line) => void errors.write(`debug: ${displaySafe(line)}\n`) } : {}
}

/** Says what was put right in what was said of the connection. */
export async function writeNotes({ errors }: Terminal, { notes }: Pick<Client, 'notes'>): Promise<void> {
  for (const note of notes) await errors.write(`note: ${displaySafe(note)}\n`)
}
