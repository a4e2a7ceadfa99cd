import { identityOf, type Target } from '../../core/upload.js'

/** Tells which uploads of a listing are new, and not on this page or the one before. */
export class Repeats {
  #before = new Identities()
  #here = new Identities()

  turnPage(): void {
    this.#before = this.#here
    this.#here = new Identities()
  }

  /** Takes note of an upload; whether it is the first time. */
  isNew(target: Target): boolean {
    return this.#here.add(target) && !this.#before.has(target)
  }
}

/** A set of uploads that mostly asks for the id only, since stores give each of them once. */
class Identities {
  readonly #keys = new Map<string, string>()
  /** Of those whose id another key has too. */
  readonly #others = new Set<string>()

  has(target: Target): boolean {
    const key = this.#keys.get(target.uploadId)
    return key === target.key || (key !== undefined && this.#others.has(identityOf(target)))
  }

  /** Whether it was not there. */
  add(target: Target): boolean {
    if (this.has(target)) return false
    if (this.#keys.has(target.uploadId)) this.#others.add(identityOf(target))
    else this.#keys.set(target.uploadId, target.key)
    return true
  }
}
