/** What windows demand of their parameters, and of records. */
import { EVENT_TIME_MIN, type EventTime } from '../../base/time.ts'
import { refuse } from '../error.ts'

/** Flink's Preconditions.checkArgument, with the parameters it was given. */
export function requireThat(condition: boolean, of: string, rule: string, given: object): void {
  const parameters = Object.entries(given).map(([name, value]) => `${name} ${String(value)}`)
  if (!condition) refuse('window', of, `${of} parameters must satisfy ${rule}, got ${parameters.join(', ')}`)
}

/** Durations are whole milliseconds. */
export function requireMillis(of: string, given: Readonly<Record<string, number>>): void {
  const isWhole = Object.values(given).every(value => Number.isSafeInteger(value))
  requireThat(isWhole, of, 'whole milliseconds', given)
}

export function requirePositive(of: string, interval: number): number {
  requireMillis(of, { interval })
  requireThat(interval > 0, of, '0 < interval', { interval })
  return interval
}

/** Flink lets an evictor keep nothing. */
export function requireKept(of: string, kept: number): number {
  requireThat(Number.isSafeInteger(kept) && kept >= 0, of, 'whole and 0 <= kept', { kept })
  return kept
}

export function requireCount(of: string, count: number): number {
  requireThat(Number.isSafeInteger(count) && count > 0, of, '0 < count', { count })
  return count
}

export function needsTimestamp(timestamp: EventTime | null): EventTime {
  if (timestamp !== null && timestamp !== EVENT_TIME_MIN) return timestamp
  const hint = "Did you forget to call 'DataStream.assignTimestampsAndWatermarks(...)'?"
  throw new Error(`Record has Long.MIN_VALUE timestamp (= no timestamp marker). ${hint}`)
}
