import type { Context } from '../context.js'
import { parseBucketName } from '../core/bucket-name.js'
import type { Duration } from '../core/duration.js'
import type { ExitStatus } from '../errors.js'

/** Nobody waits longer for a Tab. */
const PATIENCE: Duration = 3_000
const TIMEOUT = '3s'

/** For completion: only names that are plain words to every shell. */
export async function printBucketNames(
  _: unknown,
  { terminal, environment, stop, connect }: Context,
): Promise<ExitStatus> {
  const client = await connect({ timeout: TIMEOUT }, { environment })
  const names = await client.bucketNames(AbortSignal.any([stop, AbortSignal.timeout(PATIENCE)]))
  for (const name of names.filter(isBucketName)) await terminal.output.write(`${name}\n`)
  return 'done'
}

function isBucketName(name: string): boolean {
  try {
    return parseBucketName(name) === name
  } catch {
    return false
  }
}
