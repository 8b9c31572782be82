/** The records a subtask took, as the oracle has read them off the lineage: its own copy, to tell what has changed. */
import type { LineageRef } from '../task/lineage.ts'

const FIRST_CAPACITY = 64

export class TakenColumn {
  length = 0
  #fields = new Int32Array(3 * FIRST_CAPACITY)

  at(i: number): [partition: number, offset: number, path: number] {
    return [this.#fields[3 * i]!, this.#fields[3 * i + 1]!, this.#fields[3 * i + 2]!]
  }

  /** How many records from the first on are the same in both. */
  commonLength(refs: readonly LineageRef[]): number {
    let at = 0
    for (const { log, length } of refs) {
      const end = Math.min(length, this.length - at)
      for (let i = 0; i < end; i++, at++) {
        const field = 3 * at
        const same = this.#fields[field] === log.partitionAt(i) && this.#fields[field + 1] === log.offsetAt(i)
        if (!same || this.#fields[field + 2] !== log.pathAt(i)) return at
      }
      if (end < length) return at
    }
    return at
  }

  /** Adds what `refs` have beyond this. */
  append(refs: readonly LineageRef[]): void {
    let before = 0
    for (const { log, length } of refs) {
      for (let i = Math.max(0, this.length - before); i < length; i++)
        this.#push(log.partitionAt(i), log.offsetAt(i), log.pathAt(i))
      before += length
    }
  }

  #push(partition: number, offset: number, path: number): void {
    const at = 3 * this.length
    if (at === this.#fields.length) {
      const grown = new Int32Array(at * 2)
      grown.set(this.#fields)
      this.#fields = grown
    }
    this.#fields[at] = partition
    this.#fields[at + 1] = offset
    this.#fields[at + 2] = path
    this.length += 1
  }

  truncate(length: number): void {
    this.length = Math.min(this.length, length)
  }
}
