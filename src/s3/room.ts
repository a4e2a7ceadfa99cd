/** So many may be in it at once. The others wait, and come in by turns. */
export class Room {
  taken = 0
  readonly #size: () => number
  readonly #waiting: (() => void)[] = []

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
