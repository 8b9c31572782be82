/** Which subtasks hold a checkpoint up: `≥ max(p95, 1.5 × median)` of the times to their ack (UI.md §5). */
export function stragglers(delays: ReadonlyMap<number, number>): ReadonlySet<number> {
  const sorted = [...delays.values()].sort((a, b) => a - b)
  if (sorted.length < 3) return new Set()
  const middle = Math.floor(sorted.length / 2)
  const median =
    sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
  const p95 = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)] ?? 0
  const limit = Math.max(p95, 1.5 * median)
  return new Set([...delays].filter(([, delay]) => delay >= limit).map(([actor]) => actor))
}
