/**
 * Readers of what Flink's REST interface is made of: ids, times, counts of execution states, distributions. Numbers
 * that Flink does not know are -1, or the text "NaN" where they are no integers.
 */
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { refuse, refuseValue } from '../problems.ts'
import { fields, integer, text, type Reader } from '../readers.ts'

export const anyText = text(TEXT_LENGTH_MAX)
export const count = integer(0)
/** A time, duration or size; -1: not known. */
export const measure = integer(-1)

export const flag: Reader<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : refuseValue('true or false', value, at)

const ID = /^[0-9a-f]{32}$/

/** A job, vertex or slot sharing group. */
export const flinkId: Reader<string> = (value, at) => {
  const read = anyText(value, at)
  return ID.test(read) ? read : refuseValue('an id of 32 hexadecimal digits', read, at, 'out-of-range')
}

export type Double = number | 'NaN'

/** A double as Jackson writes it. */
export const double: Reader<Double> = (value, at) =>
  typeof value === 'number' || value === 'NaN' ? value : refuseValue('a number or "NaN"', value, at)

/** A value that is the same in every answer of its shape. */
export const only =
  <T extends string>(expected: T): Reader<T> =>
  (value, at) =>
    value === expected ? expected : refuseValue(JSON.stringify(expected), value, at)

/** An object by its field `tag`, which says what else is in it. */
export function tagged<T>(tag: string, readers: Readonly<Record<string, Reader<T>>>): Reader<T> {
  return (value, at) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    const given = isObject ? (value as Readonly<Record<string, unknown>>)[tag] : undefined
    const reader = typeof given === 'string' && Object.hasOwn(readers, given) ? readers[given] : undefined
    if (reader !== undefined) return reader(value, at)
    const expected = `an object whose ${tag} is one of ${Object.keys(readers).join(', ')}`
    return isObject && given !== undefined
      ? refuse('wrong-type', at, `expected ${expected}, got ${JSON.stringify(given)}`)
      : refuseValue(expected, value, at)
  }
}

/** StatsSummaryDto. */
export const distribution = fields({
  min: count,
  max: count,
  avg: count,
  p50: double,
  p90: double,
  p95: double,
  p99: double,
  p999: double,
})
export type Distribution = ReturnType<typeof distribution>

export const EXECUTION_STATES = [
  'CREATED',
  'SCHEDULED',
  'DEPLOYING',
  'INITIALIZING',
  'RUNNING',
  'FINISHED',
  'CANCELING',
  'CANCELED',
  'FAILED',
  'RECONCILING',
] as const

/** One number for each execution state. */
export const byExecutionState = fields({
  CREATED: count,
  SCHEDULED: count,
  DEPLOYING: count,
  INITIALIZING: count,
  RUNNING: count,
  FINISHED: count,
  CANCELING: count,
  CANCELED: count,
  FAILED: count,
  RECONCILING: count,
})
