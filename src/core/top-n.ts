/** Keeps the N smallest items, sorted. Memory is O(N). The sort is stable. */
export class TopN<T> {
  readonly #size: number
  readonly #compare: (one: T, other: T) => number
  readonly #kept: { readonly item: T; readonly number: number }[] = []
  #seen = 0

  constructor(size: number, compare: (one: T, other: T) => number) {
    this.#size = size
    this.#compare = compare
  }

  add(item: T): void {
    this.#kept.push({ item, number: this.#seen++ })
    // Sorting after many items costs less than inserting each at its place.
    if (this.#kept.length >= 2 * this.#size + 1_000) this.#cut()
  }

  items(): T[] {
    this.#cut()
    return this.#kept.map(({ item }) => item)
  }

  #cut(): void {
    this.#kept.sort((one, other) => this.#compare(one.item, other.item) || one.number - other.number)
    if (this.#kept.length > this.#size) this.#kept.length = this.#size
  }
}
