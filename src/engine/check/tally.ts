/** Order-free sums over records: two collections whose sums are equal hold the same records. */
import { finish32 } from '../../base/hash.ts'

export interface Tally {
  count: number
  a: number
  b: number
}

export const emptyTally = (): Tally => ({ count: 0, a: 0, b: 0 })

export const sameTally = (x: Tally, y: Tally): boolean => x.count === y.count && x.a === y.a && x.b === y.b

const laneA = (partition: number, offset: number, path: number): number =>
  finish32(
    Math.imul(partition + 1, 0x9e3779b1) ^
      Math.imul(offset + 1, 0x85ebca6b) ^
      Math.imul(path ^ 0x27d4eb2f, 0xc2b2ae35),
  )

const laneB = (partition: number, offset: number, path: number): number =>
  finish32(
    Math.imul(partition ^ 0x165667b1, 0x27d4eb2f) +
      Math.imul(offset ^ 0x3c6ef372, 0x9e3779b1) +
      Math.imul(path, 0x85ebca6b),
  )

/** One number for a record: 53 bits of its two lanes. */
export function recordId(partition: number, offset: number, path: number): number {
  return laneA(partition, offset, path) * 0x200000 + (laneB(partition, offset, path) >>> 11)
}

export function addRecord(tally: Tally, partition: number, offset: number, path: number): void {
  tally.count += 1
  tally.a = (tally.a + laneA(partition, offset, path)) | 0
  tally.b = (tally.b + laneB(partition, offset, path)) | 0
}

/** Most stay as short as this, and so short an array lies in the heap itself. */
const LENGTH_MIN = 4

/** Sums of the first n items of a list that grows, for every n. */
export class PrefixTally {
  #columns = new Int32Array(3 * LENGTH_MIN)
  length = 0

  /** Adds an item: `tally` is what it is worth. */
  push(tally: Tally): void {
    const at = 3 * this.length
    if (at + 6 > this.#columns.length) this.#grow()
    this.#columns[at + 3] = this.#columns[at]! + tally.count
    this.#columns[at + 4] = this.#columns[at + 1]! + tally.a
    this.#columns[at + 5] = this.#columns[at + 2]! + tally.b
    this.length += 1
  }

  #grow(): void {
    const grown = new Int32Array(this.#columns.length * 2)
    grown.set(this.#columns)
    this.#columns = grown
  }

  truncate(length: number): void {
    this.length = Math.min(this.length, length)
  }

  /** Adds the sum of items from … to, the last left out. */
  addRange(into: Tally, from: number, to: number): void {
    if (to <= from) return
    const [low, high] = [3 * from, 3 * to]
    into.count += this.#columns[high]! - this.#columns[low]!
    into.a = (into.a + this.#columns[high + 1]! - this.#columns[low + 1]!) | 0
    into.b = (into.b + this.#columns[high + 2]! - this.#columns[low + 2]!) | 0
  }

  countAt(length: number): number {
    return this.#columns[3 * length]!
  }
}
