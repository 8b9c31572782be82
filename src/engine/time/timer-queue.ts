/**
 * Timers of one operator in one time domain, in the order (time, key group, key, namespace). What is registered is
 * in a table, which goes back in time; the heap in front of it is derived, and made anew when the table has moved.
 * Counterpart of Flink's HeapPriorityQueueSet, whose order among timers of one time is not determined.
 */
import { assert } from '../../base/assert.ts'
import { Shared } from '../../base/copy.ts'
import { compare } from '../../base/order.ts'
import type { TimerTable } from '../api/state-backend.ts'
import { timerRow, parseRow } from '../state/row-key.ts'

export interface TimerEntry {
  readonly row: string
  readonly timestamp: number
  readonly key: string
  readonly namespace: string
  readonly keyGroup: number
}

/** A heap that holds so many more entries than there are timers is made anew. */
const SLACK = 64

export class TimerQueue extends Shared {
  readonly table: TimerTable
  readonly #keyGroupOf: (key: string) => number
  #heap: TimerEntry[] = []
  /** Of the table when the heap was made. */
  #version = -1

  constructor(table: TimerTable, keyGroupOf: (key: string) => number) {
    super()
    this.table = table
    this.#keyGroupOf = keyGroupOf
  }

  get size(): number {
    return this.table.rows.size
  }

  /** Returns whether the timer is new. */
  register(timestamp: number, namespace: string, key: string, event: number): boolean {
    const row = timerRow(timestamp, namespace, key)
    if (this.table.rows.has(row)) return false
    this.#refresh()
    this.table.put(row, true, event)
    this.#push(this.#entry(row))
    return true
  }

  delete(timestamp: number, namespace: string, key: string): void {
    this.table.delete(timerRow(timestamp, namespace, key))
  }

  /** The timer that is due first; null: there is none. */
  first(): TimerEntry | null {
    if (this.table.rows.size === 0) return null
    this.#refresh()
    while (this.#heap.length > 0) {
      const entry = this.#heap[0]!
      if (this.table.rows.has(entry.row)) return entry
      this.#pop()
    }
    return null
  }

  /** Takes the timer that is due first. */
  take(): TimerEntry {
    const entry = this.first()
    assert(entry !== null, 'there is a timer to take')
    this.#pop()
    this.table.delete(entry.row)
    return entry
  }

  #entry(row: string): TimerEntry {
    const { timestamp, key, namespace } = parseRow('timer', row)
    return { row, timestamp, key, namespace, keyGroup: this.#keyGroupOf(key) }
  }

  #refresh(): void {
    const isStale = this.#version !== this.table.version
    if (!isStale && this.#heap.length <= 2 * this.table.rows.size + SLACK) return
    this.#version = this.table.version
    this.#heap = [...this.table.rows.keys()].map(row => this.#entry(row)).sort(byTime)
  }

  #push(entry: TimerEntry): void {
    const heap = this.#heap
    let i = heap.push(entry) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!isBefore(entry, heap[parent]!)) break
      heap[i] = heap[parent]!
      i = parent
    }
    heap[i] = entry
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1
      if (!isBefore(heap[child]!, last)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = last
  }
}

function byTime(a: TimerEntry, b: TimerEntry): number {
  return (
    compare(a.timestamp, b.timestamp) ||
    compare(a.keyGroup, b.keyGroup) ||
    compare(a.key, b.key) ||
    compare(a.namespace, b.namespace)
  )
}

const isBefore = (a: TimerEntry, b: TimerEntry): boolean => byTime(a, b) < 0
