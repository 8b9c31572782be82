/**
 * The places of a window's events in the order of events, in the order they were handled. Records that a thread took
 * in a row stand as one entry. Used again and again.
 */
import { assert } from '../../base/assert.ts'

const FIRST_CAPACITY = 1024

/** time, rank, sender, n, pairs, cost */
const FIELDS = 6

export class WindowLog {
  /** Events, not entries. */
  length = 0
  #entries = 0
  #fields = new Float64Array(FIRST_CAPACITY * FIELDS)

  clear(): void {
    this.length = 0
    this.#entries = 0
  }

  add(time: number, rank: number, sender: number, n: number): void {
    this.#push(time, rank, sender, n, 0, 0)
    this.length += 1
  }

  /** `pairs` records in a row: each taken, done after `cost`, the next taken a microsecond later. */
  addRecords(time: number, rank: number, pairs: number, cost: number): void {
    assert(pairs > 0, 'a run of records is not empty')
    this.#push(time, rank, rank, 0, pairs, cost)
    this.length += 2 * pairs
  }

  #push(...entry: Entry): void {
    const at = this.#entries * FIELDS
    if (at === this.#fields.length) {
      const grown = new Float64Array(at * 2)
      grown.set(this.#fields)
      this.#fields = grown
    }
    for (let i = 0; i < FIELDS; i++) this.#fields[at + i] = entry[i]!
    this.#entries += 1
  }

  /** The place of event `index` in the order, from 0: how many events come before it. */
  placeOf(index: number): number {
    const key = this.#keyOf(index)
    let place = 0
    for (let entry = 0; entry < this.#entries; entry++) place += this.#countBefore(entry * FIELDS, key)
    return place
  }

  #keyOf(index: number): EventKey {
    let before = 0
    for (let at = 0; at < this.#entries * FIELDS; at += FIELDS) {
      const [time, rank, sender, n, pairs, cost] = this.#entry(at)
      const within = index - before
      before += pairs === 0 ? 1 : 2 * pairs
      if (index < before) return [time + timeWithin(within, cost), rank, sender, n]
    }
    assert(false, 'the event is in the window')
  }

  #countBefore(at: number, key: EventKey): number {
    const [time, rank, sender, n, pairs, cost] = this.#entry(at)
    if (pairs === 0) return compare([time, rank, sender, n], key) < 0 ? 1 : 0
    const elapsed = key[0] - time
    if (elapsed < 0) return 0
    const whole = Math.min(pairs, Math.floor(elapsed / (cost + 1)))
    if (whole === pairs) return 2 * pairs
    const within = elapsed - whole * (cost + 1)
    const comesFirst = compare([key[0], rank, sender, n], key) < 0
    const taken = within > 0 || comesFirst ? 1 : 0
    const done = within === cost && comesFirst ? 1 : 0
    return 2 * whole + taken + done
  }

  #entry(at: number): Entry {
    const fields = this.#fields
    return [fields[at]!, fields[at + 1]!, fields[at + 2]!, fields[at + 3]!, fields[at + 4]!, fields[at + 5]!]
  }
}

type Entry = [time: number, rank: number, sender: number, n: number, pairs: number, cost: number]
type EventKey = readonly [time: number, rank: number, sender: number, n: number]

/** Events of a run of records are taken, done, taken, done, … */
function timeWithin(index: number, cost: number): number {
  const whole = (index >> 1) * (cost + 1)
  return index % 2 === 0 ? whole : whole + cost
}

function compare(a: EventKey, b: EventKey): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]
}
