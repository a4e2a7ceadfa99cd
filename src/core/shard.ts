import type { Target } from './upload.js'

/** One of several shares of a bucket's uploads, which together are all of them and have none in common. */
export interface Shard {
  /** Counted from 1. */
  readonly number: number
  readonly of: number
}

const COUNT = /^[1-9]\d{0,4}$/
const utf8 = new TextEncoder()

/**
 * Reads `3/8`, the third share of eight.
 *
 * @throws SyntaxError with a sentence for the person.
 */
export function parseShard(text: string): Shard {
  const [number = '', of = '', ...rest] = text.split('/')
  if (!COUNT.test(number) || !COUNT.test(of) || rest.length > 0) {
    throw new SyntaxError('is not a shard: write 1/8 for the first of eight, and 8/8 for the last.')
  }
  if (Number(number) > Number(of)) throw new SyntaxError(`is not one of 1/${of} to ${of}/${of}.`)
  return { number: Number(number), of: Number(of) }
}

/** @throws SyntaxError with a sentence for the person. */
export function parseShardCount(text: string): number {
  if (!COUNT.test(text)) throw new SyntaxError('is not a whole number from 1 to 99999.')
  return Number(text)
}

/** `3/8`; nothing where there are no shards. */
export function shardName(shard: Shard | undefined): string | undefined {
  return shard && `${shard.number}/${shard.of}`
}

/** For the end of a sentence: ` in shard 3/8`. */
export function shardSuffix(shard: Shard | undefined): string {
  return shard ? ` in shard ${shard.number}/${shard.of}` : ''
}

/** Without a shard, every upload is meant. */
export function isInShard(shard: Shard | undefined, target: Target): boolean {
  return shard === undefined || hashOf(target) % shard.of === shard.number - 1
}

/**
 * A hash of both names that every process must find alike, whatever its machine and version: one that found
 * another would leave some uploads to nobody. It is FNV-1a over key, NUL and upload id in UTF-8, and then the
 * last step of MurmurHash3: the low bits of FNV-1a know only low bits, so that keys and ids which count up
 * together, such as those of 50,000 uploads k0 to k49999, would all fall to one shard of two.
 */
function hashOf({ key, uploadId }: Target): number {
  let hash = 0x811c9dc5
  for (const byte of utf8.encode(`${key}\0${uploadId}`)) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
