/** Semaphore with FIFO waiters and a variable limit. */
export class Semaphore {
  inUse = 0
  readonly #limit: () => number
  readonly #waiting: (() => void)[] = []
  #onDrained: (() => void) | undefined

  constructor(limit: () => number) {
    this.#limit = limit
  }

  async acquire(): Promise<void> {
    if (this.inUse < this.#limit()) this.inUse++
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  release(): void {
    this.inUse--
    this.wake()
    if (this.inUse === 0) this.#onDrained?.()
  }

  /** Resolves when nothing is in use. */
  async drained(): Promise<void> {
    if (this.inUse > 0) await new Promise<void>((resolve) => (this.#onDrained = resolve))
  }

  /** Admits waiters after the limit was raised. */
  wake(): void {
    while (this.inUse < this.#limit()) {
      const admit = this.#waiting.shift()
      if (!admit) return
      this.inUse++
      admit()
    }
  }
}
