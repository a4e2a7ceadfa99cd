import type { Target } from './upload.js'

/** Number of targets that are packed, and unpacked, together. */
const BLOCK_SIZE = 64

/** Target as the length of the key's start that it shares with the key before, the rest of the key, and the upload ID. */
type PackedTarget = readonly [shared: number, rest: string, uploadId: string]

/**
 * List of targets. One million take about 60 MB, outside of V8's heap: V8 lets garbage grow to several times the size
 * of what is in use there. Objects would take ten times as much.
 */
export class PackedTargets {
  readonly #blocks: Buffer[] = []
  /** Targets that do not fill a block yet. */
  #tail: Target[] = []
  /** Block that was unpacked last. Lookups are mostly in the order of the list. */
  #unpacked: { readonly block: Buffer; readonly targets: readonly Target[] } | undefined

  get length(): number {
    return this.#blocks.length * BLOCK_SIZE + this.#tail.length
  }

  push({ key, uploadId }: Target): void {
    this.#tail.push({ key, uploadId })
    if (this.#tail.length < BLOCK_SIZE) return
    this.#blocks.push(pack(this.#tail))
    this.#tail = []
  }

  /** @throws RangeError if there is no target at that position. */
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

  #unpack(block: Buffer): readonly Target[] {
    if (this.#unpacked?.block !== block) this.#unpacked = { block, targets: unpack(block) }
    return this.#unpacked.targets
  }
}

function pack(targets: readonly Target[]): Buffer {
  let previous = ''
  const packed = targets.map(({ key, uploadId }): PackedTarget => {
    const shared = sharedLength(previous, key)
    previous = key
    return [shared, key.slice(shared), uploadId]
  })
  return Buffer.from(JSON.stringify(packed))
}

function unpack(block: Buffer): readonly Target[] {
  const packed = JSON.parse(block.toString()) as PackedTarget[]
  let key = ''
  return packed.map(([shared, rest, uploadId]) => {
    key = key.slice(0, shared) + rest
    return { key, uploadId }
  })
}

function sharedLength(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}
