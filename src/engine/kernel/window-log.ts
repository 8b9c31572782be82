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

  #push(
    ...entry: [time: number, rank: number, sender: number, n: number, pairs: number, cost: number]
  ): void {
    const at = this.#entries * FIELDS
    if (at === this.#fields.length) {
      const grown = new Float64Array(at * 2)
      grown.set(this.#fields)
      this.#fields = grown
    }
    for (let i = 0; i < FIELDS; i++) this.#fields[at + i] = entry[i]!
    this.#entries += 1
  }

  /** For each event its place in the order, from 0. */
  places(): number[] {
    const events = this.#expand()
    const order = events.map((_, index) => index)
    order.sort((a, b) => compare(events[a]!, events[b]!))
    const places = new Array<number>(order.length)
    order.forEach((index, place) => (places[index] = place))
    return places
  }

  #expand(): EventKey[] {
    const events: EventKey[] = []
    for (let entry = 0; entry < this.#entries; entry++) {
      const [time, rank, sender, n, pairs, cost] = this.#fields.subarray(
        entry * FIELDS,
        entry * FIELDS + FIELDS,
      ) as unknown as EventKey & number[]
      if (pairs === 0) events.push([time, rank, sender, n])
      for (let i = 0; i < pairs!; i++) {
        const taken = time + i * (cost! + 1)
        events.push([taken, rank, sender, 0], [taken + cost!, rank, sender, 0])
      }
    }
    assert(events.length === this.length, 'every event has its place')
    return events
  }
}

type EventKey = readonly [time: number, rank: number, sender: number, n: number]

function compare(a: EventKey, b: EventKey): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]
}
