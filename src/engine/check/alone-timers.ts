/**
 * Timers of an operator that the oracle runs alone: one sorted list for each time domain, in the order (time, key
 * group, key, namespace). What is due first is its head.
 */
import { Shared } from '../../base/copy.ts'
import { compare } from '../../base/order.ts'

export interface AloneTimer {
  readonly time: number
  readonly group: number
  readonly key: string
  readonly namespace: string
}

const byTime = (a: AloneTimer, b: AloneTimer): number =>
  compare(a.time, b.time) ||
  compare(a.group, b.group) ||
  compare(a.key, b.key) ||
  compare(a.namespace, b.namespace)

/** The text of a timer, as its row in the state has it. */
export const timerText = ({ time, namespace, key }: AloneTimer): string => `${time}|${namespace}|${key}`

export class AloneTimers extends Shared {
  /** Sorted; entries are never changed. */
  #entries: AloneTimer[] = []

  get entries(): readonly AloneTimer[] {
    return this.#entries
  }

  set(entries: readonly AloneTimer[]): void {
    this.#entries = [...entries]
  }

  add(timer: AloneTimer): void {
    const at = this.#place(timer)
    const there = this.#entries[at]
    if (there === undefined || byTime(there, timer) !== 0) this.#entries.splice(at, 0, timer)
  }

  remove(timer: AloneTimer): void {
    const at = this.#place(timer)
    const there = this.#entries[at]
    if (there !== undefined && byTime(there, timer) === 0) this.#entries.splice(at, 1)
  }

  /** Takes the first one that is due at `time`; null: none is. */
  takeDue(time: number): AloneTimer | null {
    const first = this.#entries[0]
    if (first === undefined || first.time > time) return null
    this.#entries.shift()
    return first
  }

  /** Where the timer is or would be. */
  #place(timer: AloneTimer): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (byTime(this.#entries[middle]!, timer) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
