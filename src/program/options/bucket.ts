import { type Command, Option } from 'commander'
import { parseBucketName } from '../../core/bucket-name.js'
import { parsed } from '../../errors.js'

const parseBucket = parsed('--bucket', parseBucketName)

export function takesBucket(command: Command): Command {
  return command.addOption(
    new Option('--bucket <name>', 'the bucket; s3://name and cw://name are fine too').argParser(parseBucket),
  )
}

/** One bucket, or several, which are answered for by one row each. */
export function takesBuckets(command: Command): Command {
  return command
    .addOption(
      new Option('--bucket <name>', 'the bucket; repeatable, for one row a bucket').argParser(
        (text: string, before?: readonly string[]) => [...new Set([...(before ?? []), parseBucket(text)])],
      ),
    )
    .option('--all-buckets', 'every bucket that the credentials may know of, one row each')
}
