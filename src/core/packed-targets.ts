import type { Target } from './upload.js'

/** Targets that are packed, and so found, together. */
const BLOCK = 32
/** What a character can hold. No store has longer keys; what has stays as it is. */
const LONGEST = 0xffff

/**
 * A list of targets that holds a million in some 50 MB, where objects take ten times that: each key is kept as what
 * it does not share with the one before it, which is most of it in a listing.
 */
export class PackedTargets {
  /** Each text is `BLOCK` targets, one after another: three lengths as characters, then rest of key, upload id. */
  readonly #blocks: (string | readonly Target[])[] = []
  /** Those that do not fill a block yet. */
  #last: Target[] = []
  /** The block that was looked into last: most come one after another. */
  #open: { readonly block: unknown; readonly targets: readonly Target[] } | undefined

  get length(): number {
    return this.#blocks.length * BLOCK + this.#last.length
  }

  push({ key, uploadId }: Target): void {
    this.#last.push({ key, uploadId })
    if (this.#last.length < BLOCK) return
    this.#blocks.push(pack(this.#last))
    this.#last = []
  }

  /** @throws RangeError where there is none. */
  at(place: number): Target {
    const block = this.#blocks[Math.floor(place / BLOCK)] ?? this.#last
    const targets = this.#open?.block === block ? this.#open.targets : unpack(block)
    this.#open = { block, targets }
    const target = targets[place % BLOCK]
    if (!target) throw new RangeError(`there is no target ${place}`)
    return target
  }

  *[Symbol.iterator](): Generator<Target> {
    for (const block of this.#blocks) yield* unpack(block)
    yield* this.#last
  }
}

function pack(targets: readonly Target[]): string | readonly Target[] {
  if (targets.some(({ key, uploadId }) => key.length > LONGEST || uploadId.length > LONGEST)) return targets
  let before = ''
  const packed = targets.map(({ key, uploadId }) => {
    const shared = sharedLength(before, key)
    before = key
    const lengths = String.fromCharCode(shared, key.length - shared, uploadId.length)
    return lengths + key.slice(shared) + uploadId
  })
  return packed.join('')
}

function unpack(block: string | readonly Target[]): readonly Target[] {
  if (typeof block !== 'string') return block
  const targets: Target[] = []
  let at = 0
  let key = ''
  while (at < block.length) {
    const idAt = at + 3 + block.charCodeAt(at + 1)
    const end = idAt + block.charCodeAt(at + 2)
    key = key.slice(0, block.charCodeAt(at)) + block.slice(at + 3, idAt)
    targets.push({ key, uploadId: block.slice(idAt, end) })
    at = end
  }
  return targets
}

function sharedLength(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}
