import type { Target } from './upload.js'

/** One of several shares of a bucket's uploads, counted from 1. Each upload is in exactly one of them. */
export interface Shard {
  readonly number: number
  readonly of: number
}

const COUNT = /^[1-9]\d{0,4}$/
const utf8 = new TextEncoder()

/** Parses a shard such as `3/8`, the third of eight. @throws SyntaxError with a message for users. */
export function parseShard(text: string): Shard {
  const [number = '', of = '', ...rest] = text.split('/')
  if (!COUNT.test(number) || !COUNT.test(of) || rest.length > 0)
    throw new SyntaxError('Use I/N, for example 1/8 for the first of eight shards.')
  if (Number(number) > Number(of)) throw new SyntaxError(`Use 1/${of} to ${of}/${of}.`)
  return { number: Number(number), of: Number(of) }
}

/** @throws SyntaxError with a message for users. */
export function parseShardCount(text: string): number {
  if (!COUNT.test(text)) throw new SyntaxError('Use a whole number from 1 to 99999.')
  return Number(text)
}

/** Returns true for every upload if there is no shard. */
export function isInShard(shard: Shard | undefined, target: Target): boolean {
  return shard === undefined || shardHash(target) % shard.of === shard.number - 1
}

/**
 * Returns a hash of key and upload ID. It must be the same on every machine and in every version, otherwise some
 * uploads belong to no shard. It is FNV-1a over key, NUL and upload ID in UTF-8, with its bits mixed.
 */
function shardHash({ key, uploadId }: Target): number {
  let hash = 0x811c9dc5
  for (const byte of utf8.encode(`${key}\0${uploadId}`)) hash = Math.imul(hash ^ byte, 0x01000193)
  return mixBits(hash)
}

/**
 * Returns a hash in which each bit depends on all bits: the last step of MurmurHash3. The low bits of FNV-1a depend
 * only on low bits, which would put numbered keys and IDs into one shard of two.
 */
export function mixBits(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
