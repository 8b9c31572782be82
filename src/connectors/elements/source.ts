/** A bounded source of given elements: one split, read by one subtask. */
import type { EventTime, VirtualTime } from '../../base/time.ts'
import type { Source } from '../../datastream/sources.ts'

export interface ElementsOptions {
  readonly splitId?: string
  readonly timestamps?: readonly (EventTime | null)[]
  /** When each element can be read at the earliest, not falling; otherwise all at once. */
  readonly arrivals?: readonly VirtualTime[]
}

export function elements<T>(values: readonly T[], options: ElementsOptions = {}): Source<T> {
  const { splitId = 'split-0', timestamps = null, arrivals = null } = options
  return { splits: [{ id: splitId, values, timestamps, arrivals }], bounded: true }
}
