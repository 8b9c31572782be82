/** Which subtasks hold a checkpoint up: `≥ max(p95, 1.5 × median)` of the times to their ack (UI.md §5). */

export interface StragglerRule {
  readonly p95: number
  readonly median: number
  readonly limit: number
}

/** Fewer say nothing about one another. */
const DELAYS_MIN = 3

/** Between the two values next to the place, as a spreadsheet does it. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  const [a = 0, b = a] = sorted.slice(below, below + 2)
  return a + (place - below) * (b - a)
}

/** Null where there are too few. */
export function stragglerRule(delays: readonly number[]): StragglerRule | null {
  if (delays.length < DELAYS_MIN) return null
  const sorted = delays.toSorted((a, b) => a - b)
  const median = quantile(sorted, 0.5)
  const p95 = quantile(sorted, 0.95)
  return { p95, median, limit: Math.max(p95, 1.5 * median) }
}

/** Keys of those that are at or beyond the limit. */
export function stragglers<K>(delays: ReadonlyMap<K, number>): ReadonlySet<K> {
  const rule = stragglerRule([...delays.values()])
  if (rule === null) return new Set()
  return new Set([...delays].filter(([, delay]) => delay >= rule.limit).map(([key]) => key))
}
