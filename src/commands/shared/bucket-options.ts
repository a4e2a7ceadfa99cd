import type { Command } from 'commander'
import { type BucketReference, parseBucketReference } from '../../core/bucket.js'
import { displaySafe } from '../../core/safe-text.js'
import { CliError } from '../../errors.js'
import { COMMON, Flag, repeatedError } from './command.js'

export interface BucketOptions {
  /** Buckets as arguments. */
  readonly args?: readonly string[]
  /** Buckets of `--bucket`. */
  readonly bucket?: readonly string[]
  readonly allBuckets?: boolean
  /** Value of `--s3cfg`: the next word, even if it is the bucket. */
  readonly s3cfg?: string | true
}

/** Adds the bucket, as an argument and as a flag. */
export function addBucketOptions(command: Command): Command {
  const flag = new Flag('-b, --bucket <name>', 'Bucket name, s3://NAME or cw://NAME', { ...COMMON, isList: true })
  return command.argument('[bucket...]').addOption(flag)
}

export function addBucketsOptions(command: Command): Command {
  const flag = new Flag('--all-buckets', 'All buckets that the credentials can list', COMMON)
  return addBucketOptions(command).addOption(flag)
}

/** Returns the only bucket of a command line. A destructive command names its target, so there is no default. */
export function onlyBucket(options: BucketOptions): BucketReference {
  const [bucket, other] = namedBuckets(options)
  if (!bucket) throw noBucketError(options, 'Use --bucket NAME.')
  if (other) throw repeatedError('--bucket', bucket.name, other.name, 'Run cwmpu once per bucket.')
  return bucket
}

/** Returns the bucket of a command for which a path has no meaning. */
export function bucketWithoutPath(options: BucketOptions): string {
  const { name, path } = onlyBucket(options)
  if (path === '') return name
  throw new CliError('usage', `Unexpected path "${displaySafe(path)}" after the bucket.`, 'Use the bucket name alone.')
}

/** Returns the buckets of a command line, each once. Undefined stands for all buckets. */
export function severalBuckets(options: BucketOptions): readonly BucketReference[] | undefined {
  const buckets = namedBuckets(options)
  const [first] = buckets
  if (options.allBuckets) {
    if (!first) return undefined
    const message = `Cannot combine --all-buckets with the bucket "${displaySafe(first.name)}".`
    throw new CliError('usage', message, 'Use one of them.')
  }
  if (!first) throw noBucketError(options, 'Use --bucket NAME or --all-buckets.')
  const withPath = buckets.find(({ path }) => path !== '')
  if (buckets.length === 1 || !withPath) return buckets
  const message = `Cannot use the path "${displaySafe(withPath.path)}" with several buckets.`
  throw new CliError('usage', message, 'Use --prefix.')
}

function noBucketError({ s3cfg }: BucketOptions, advice: string): CliError {
  const word = typeof s3cfg === 'string' ? displaySafe(s3cfg) : undefined
  const hint = word === undefined ? advice : `If "${word}" is a bucket, write --s3cfg= or -b ${word}.`
  return new CliError('usage', 'No bucket given.', hint)
}

function namedBuckets({ args = [], bucket = [] }: BucketOptions): BucketReference[] {
  const buckets = new Map<string, BucketReference>()
  for (const text of [...args, ...bucket]) {
    const reference = parseBucketReference(text)
    const before = buckets.get(reference.name)
    if (before && before.path !== reference.path)
      throw repeatedError(`The path of "${displaySafe(reference.name)}"`, before.path, reference.path)
    buckets.set(reference.name, reference)
  }
  return [...buckets.values()]
}

/** Returns the value of `--prefix` or `--key`, which the path after the bucket can give too. */
export function valueOrPath(
  flagName: '--prefix' | '--key',
  value: string | undefined,
  path: string,
): string | undefined {
  if (path === '') return value
  if (value !== undefined && value !== path) throw repeatedError(flagName, path, value)
  if (!/[*?]/.test(path)) return path
  const message = `Invalid path "${displaySafe(path)}". Paths are not patterns.`
  const globFlag = flagName === '--key' ? 'abort-all --match' : '--match'
  throw new CliError('usage', message, `Use ${globFlag} for a glob, or ${flagName} for a literal * or ?.`)
}
