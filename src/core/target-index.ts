import { mixBits } from './shard.js'
import { isSameTarget, sharedLength, type Target } from './upload.js'

const INITIAL_SLOTS = 1024

/** Set of targets, numbered in the order of adding. Targets with the same hash are compared exactly. */
export class TargetIndex {
  readonly #targets = new PackedTargets()
  /** Hash of each target, by its number. */
  #hashes = new Uint32Array(INITIAL_SLOTS / 2)
  /** Numbers of targets, counted from 1, at the slot of their hash or the next free one. 0 is free. */
  #slots = new Uint32Array(INITIAL_SLOTS)

  get size(): number {
    return this.#targets.length
  }

  /** @throws RangeError */
  at(number: number): Target {
    return this.#targets.at(number)
  }

  /** Returns the number of a target. */
  find(target: Target): number | undefined {
    const number = this.#slots[this.#slotOf(target, targetHash(target))] ?? 0
    return number === 0 ? undefined : number - 1
  }

  /** Adds a target. Returns false if it was already present. */
  add(target: Target): boolean {
    const hash = targetHash(target)
    const slot = this.#slotOf(target, hash)
    if (this.#slots[slot] !== 0) return false
    this.#hashes[this.size] = hash
    this.#targets.push(target)
    this.#slots[slot] = this.size
    if (this.size * 2 === this.#slots.length) this.#grow()
    return true
  }

  [Symbol.iterator](): Generator<Target> {
    return this.#targets[Symbol.iterator]()
  }

  /** Returns the slot that holds the target, or the free one that would hold it. */
  #slotOf(target: Target, hash: number): number {
    const slots = this.#slots
    let slot = hash % slots.length
    for (let number = slots[slot]; number; number = slots[slot]) {
      if (this.#hashes[number - 1] === hash && isSameTarget(this.at(number - 1), target)) break
      slot = (slot + 1) % slots.length
    }
    return slot
  }

  #grow(): void {
    const hashes = new Uint32Array(this.#slots.length)
    hashes.set(this.#hashes)
    this.#hashes = hashes
    this.#slots = new Uint32Array(this.#slots.length * 2)
    for (let number = 0; number < this.size; number++) {
      let slot = (hashes[number] ?? 0) % this.#slots.length
      while (this.#slots[slot] !== 0) slot = (slot + 1) % this.#slots.length
      this.#slots[slot] = number + 1
    }
  }
}

/** Returns a hash of both names, in 32 bits: FNV-1a and the last step of MurmurHash3. */
export function targetHash({ key, uploadId }: Target, seed = 0x811c9dc5): number {
  let hash = seed
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  for (let index = 0; index < uploadId.length; index++) hash = Math.imul(hash ^ uploadId.charCodeAt(index), 0x01000193)
  return mixBits(hash)
}

/** Number of targets that are packed, and unpacked, together. */
const BLOCK_SIZE = 64
/** Number of blocks that stay unpacked: twice as many as the targets of 256 requests in flight. */
const MAX_UNPACKED = 8
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Target as the length of the key's start that it shares with the key before, the rest of the key, and the upload ID. */
type PackedTarget = readonly [shared: number, rest: string, uploadId: string]

/**
 * List of targets. One million take about 50 MB, outside of V8's heap: V8 lets garbage grow to several times the size
 * of what is in use there. Objects would take ten times as much.
 */
class PackedTargets {
  readonly #blocks: Uint8Array[] = []
  /** Targets that do not fill a block yet. */
  #tail: Target[] = []
  /** Blocks that were unpacked last. Lookups are nearly in the order of the list. */
  readonly #unpacked = new Map<Uint8Array, readonly Target[]>()

  get length(): number {
    return this.#blocks.length * BLOCK_SIZE + this.#tail.length
  }

  push({ key, uploadId }: Target): void {
    this.#tail.push({ key, uploadId })
    if (this.#tail.length < BLOCK_SIZE) return
    this.#blocks.push(pack(this.#tail))
    this.#tail = []
  }

  at(index: number): Target {
    const block = this.#blocks[Math.floor(index / BLOCK_SIZE)]
    const target = (block ? this.#unpack(block) : this.#tail)[index % BLOCK_SIZE]
    if (!target) throw new RangeError(`no target at ${index}`)
    return target
  }

  *[Symbol.iterator](): Generator<Target> {
    for (const block of this.#blocks) yield* this.#unpack(block)
    yield* this.#tail
  }

  #unpack(block: Uint8Array): readonly Target[] {
    const known = this.#unpacked.get(block)
    if (known) return known
    const targets = unpack(block)
    const [oldest] = this.#unpacked.keys()
    if (oldest && this.#unpacked.size === MAX_UNPACKED) this.#unpacked.delete(oldest)
    this.#unpacked.set(block, targets)
    return targets
  }
}

/** Not Buffer.from, whose pool leaves a sixth of the memory unused. */
function pack(targets: readonly Target[]): Uint8Array {
  let previous = ''
  const packed = targets.map(({ key, uploadId }): PackedTarget => {
    const shared = sharedLength(previous, key)
    previous = key
    return [shared, key.slice(shared), uploadId]
  })
  return encoder.encode(JSON.stringify(packed))
}

function unpack(block: Uint8Array): readonly Target[] {
  const packed = JSON.parse(decoder.decode(block)) as PackedTarget[]
  let key = ''
  return packed.map(([shared, rest, uploadId]) => {
    key = key.slice(0, shared) + rest
    return { key, uploadId }
  })
}
