/** So many may be in it at once. The others wait, and come in by turns. */
export class Room {
  taken = 0
  readonly #size: () => number
  readonly #waiting: (() => void)[] = []
  #whenEmpty: (() => void) | undefined

  constructor(size: () => number) {
    this.#size = size
  }

  /** Resolves once there is room. */
  async enter(): Promise<void> {
    if (this.taken < this.#size()) this.taken++
    else await new Promise<void>((admit) => this.#waiting.push(admit))
  }

  leave(): void {
    this.taken--
    this.admit()
    if (this.taken === 0) this.#whenEmpty?.()
  }

  /** Resolves once everybody has left. */
  async emptied(): Promise<void> {
    if (this.taken > 0) await new Promise<void>((resolve) => (this.#whenEmpty = resolve))
  }

  /** For whoever makes the room larger. */
  admit(): void {
    while (this.taken < this.#size()) {
      const admit = this.#waiting.shift()
      if (!admit) return
      this.taken++
      admit()
    }
  }
}
