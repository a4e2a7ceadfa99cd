import type { BucketUploads, Client } from '../../context.js'
import { displaySafe } from '../../core/safe-text.js'
import { type BucketOptions, type NamedBucket, onlyBucket, severalBuckets } from './bucket-options.js'
import type { CommandContext } from './command.js'
import type { ConnectionFlags } from './connection-options.js'
import { notify } from './warnings.js'

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
  if (!buckets) return { client, names: await client.bucketNames(context.stop) }
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
