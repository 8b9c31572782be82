/**
 * What a subtask took, records and moments, as the oracle has read it off the lineage: its own copy, to tell what has
 * changed.
 */
import { ensure } from '../../base/assert.ts'
import { MOMENTS, NO_RECORD, type LineageRef, type Moment } from '../task/lineage.ts'
import type { TakenMoment } from './alone-chain.ts'

const FIRST_CAPACITY = 64

const MOMENT_OF = new Map<number, Moment>(
  (Object.entries(MOMENTS) as [Moment, number][]).map(([moment, partition]) => [partition, moment]),
)

export class TakenColumn {
  length = 0
  #fields = new Int32Array(3 * FIRST_CAPACITY)
  #times = new Float64Array(FIRST_CAPACITY)

  at(i: number): [partition: number, offset: number, path: number] {
    return [this.#fields[3 * i]!, this.#fields[3 * i + 1]!, this.#fields[3 * i + 2]!]
  }

  timeAt(i: number): number {
    return this.#times[i]!
  }

  isRecord(i: number): boolean {
    return this.#fields[3 * i]! >= NO_RECORD
  }

  momentAt(i: number): TakenMoment {
    const [partition, at, path] = this.at(i)
    return { moment: ensure(MOMENT_OF.get(partition), 'a moment'), at, path, time: this.#times[i]! }
  }

  /** How many entries from the first on are the same in both. */
  commonLength(refs: readonly LineageRef[]): number {
    let at = 0
    for (const { log, length } of refs) {
      const end = Math.min(length, this.length - at)
      for (let i = 0; i < end; i++, at++) {
        const field = 3 * at
        const same = this.#fields[field] === log.partitionAt(i) && this.#fields[field + 1] === log.offsetAt(i)
        if (!same || this.#fields[field + 2] !== log.pathAt(i)) return at
        if (!Object.is(this.#times[at], log.timeAt(i))) return at
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
        this.#push(log.partitionAt(i), log.offsetAt(i), log.pathAt(i), log.timeAt(i))
      before += length
    }
  }

  #push(partition: number, offset: number, path: number, time: number): void {
    const at = 3 * this.length
    if (at === this.#fields.length) {
      const grown = new Int32Array(at * 2)
      grown.set(this.#fields)
      this.#fields = grown
      const times = new Float64Array(this.length * 2)
      times.set(this.#times)
      this.#times = times
    }
    this.#fields[at] = partition
    this.#fields[at + 1] = offset
    this.#fields[at + 2] = path
    this.#times[this.length] = time
    this.length += 1
  }

  truncate(length: number): void {
    this.length = Math.min(this.length, length)
  }
}
