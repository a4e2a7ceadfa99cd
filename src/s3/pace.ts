const FIRST_LIMIT = 4
const HIGHEST_LIMIT = 128

/**
 * How many requests may be under way at once. The limit doubles with every round trip until the store asks to
 * slow down, halves then, and grows by one a round trip from there: TCP's way of finding a limit that nobody
 * can know beforehand.
 */
export class Pace {
  underWay = 0
  /** Counts the halvings: requests sent before the last one say nothing about the limit since. */
  era = 0
  #limit = FIRST_LIMIT
  #wakers: (() => void)[] = []

  get limit(): number {
    return Math.floor(this.#limit)
  }

  /** Resolves once there is room. */
  async enter(): Promise<void> {
    while (this.underWay >= this.limit) await new Promise<void>((resolve) => this.#wakers.push(resolve))
    this.underWay++
  }

  leave(): void {
    this.underWay--
    const wakers = this.#wakers
    this.#wakers = []
    for (const wake of wakers) wake()
  }

  speedUp(): void {
    this.#limit = Math.min(HIGHEST_LIMIT, this.#limit + (this.era === 0 ? 1 : 1 / this.#limit))
  }

  slowDown(era: number): void {
    if (era !== this.era) return
    this.era++
    this.#limit = Math.max(1, this.#limit / 2)
  }
}
