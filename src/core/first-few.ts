/**
 * Keeps the first few of many, in order, and holds no others: the oldest twenty of a million cost twenty. What
 * compares equal stays in the order in which it came.
 */
export class FirstFew<T> {
  readonly #most: number
  readonly #compare: (one: T, other: T) => number
  readonly #kept: { readonly item: T; readonly number: number }[] = []
  #seen = 0

  constructor(most: number, compare: (one: T, other: T) => number) {
    this.#most = most
    this.#compare = compare
  }

  add(item: T): void {
    this.#kept.push({ item, number: this.#seen++ })
    // Not one by one, each in its place: sorting every so often costs a share of each item that stays small.
    if (this.#kept.length >= 2 * this.#most + 1_000) this.#cut()
  }

  items(): T[] {
    this.#cut()
    return this.#kept.map(({ item }) => item)
  }

  #cut(): void {
    this.#kept.sort((one, other) => this.#compare(one.item, other.item) || one.number - other.number)
    if (this.#kept.length > this.#most) this.#kept.length = this.#most
  }
}
