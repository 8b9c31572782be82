/**
 * The two kinds of windows, and what overlapping time windows merge to. A window's text is its namespace in state and
 * timers. After Flink's TimeWindow and GlobalWindow.
 */
import { assert } from '../../base/assert.ts'
import { EVENT_TIME_MAX, plusWrapping, type EventTime } from '../../base/time.ts'
import { inHashOrder } from './hash-order.ts'

export type Window = TimeWindow | GlobalWindow

/** From `start` to `end`, which does not belong to it. */
export class TimeWindow {
  readonly start: EventTime
  readonly end: EventTime

  constructor(start: EventTime, end: EventTime) {
    this.start = start
    this.end = end
  }

  /** One that would end behind the end of time ends before it begins, and nearly always late: Flink adds as Java does. */
  static ofSize(start: EventTime, size: number): TimeWindow {
    return new TimeWindow(start, plusWrapping(start, size))
  }

  getStart(): EventTime {
    return this.start
  }

  getEnd(): EventTime {
    return this.end
  }

  /** The last millisecond that belongs to it. */
  maxTimestamp(): EventTime {
    return this.end - 1
  }

  /** Also true for windows that only touch. */
  intersects(other: TimeWindow): boolean {
    return this.start <= other.end && this.end >= other.start
  }

  /** The smallest window over both. */
  cover(other: TimeWindow): TimeWindow {
    return new TimeWindow(Math.min(this.start, other.start), Math.max(this.end, other.end))
  }

  toString(): string {
    return `TimeWindow{start=${this.start}, end=${this.end}}`
  }

  static getWindowStartWithOffset(timestamp: EventTime, offset: number, size: number): EventTime {
    if (timestamp === EVENT_TIME_MAX) return timestamp
    const remainder = (timestamp - offset) % size
    return remainder < 0 ? timestamp - (remainder + size) : timestamp - remainder
  }
}

/** The one window of all time. */
export class GlobalWindow {
  maxTimestamp(): EventTime {
    return EVENT_TIME_MAX
  }

  toString(): string {
    return 'GlobalWindow'
  }
}

const GLOBAL = 'global'

export function namespaceOf(pane: Window): string {
  return pane instanceof TimeWindow ? `${pane.start},${pane.end}` : GLOBAL
}

export function windowOf(namespace: string): Window {
  return namespace === GLOBAL ? new GlobalWindow() : timeWindowOf(namespace)
}

export function timeWindowOf(namespace: string): TimeWindow {
  const [start, end] = namespace.split(',').map(Number)
  assert(start !== undefined && end !== undefined, `${namespace} is a time window`)
  return new TimeWindow(start, end)
}

/** Windows that become one. */
export interface WindowMerge {
  readonly result: TimeWindow
  /** At least two, each once, in the order of Flink's hash set: it decides whose state is kept and how lists join. */
  readonly merged: readonly TimeWindow[]
}

/** Those of `windows` that overlap or touch, by their start. Flink's TimeWindow.mergeWindows. */
export function mergeTimeWindows(windows: readonly TimeWindow[]): readonly WindowMerge[] {
  const groups: { result: TimeWindow; readonly members: Map<string, TimeWindow> }[] = []
  for (const next of [...windows].sort((a, b) => a.start - b.start)) {
    const last = groups.at(-1)
    if (last === undefined || !last.result.intersects(next)) {
      groups.push({ result: next, members: new Map([[namespaceOf(next), next]]) })
    } else {
      last.result = last.result.cover(next)
      if (!last.members.has(namespaceOf(next))) last.members.set(namespaceOf(next), next)
    }
  }
  return groups
    .filter(({ members }) => members.size > 1)
    .map(({ result, members }) => ({
      result,
      merged: inHashOrder([...members.values()], ({ start, end }) => start + end),
    }))
}
