/**
 * Moves items on a line apart so that neighbours keep their distance, each as little as possible: the least-squares
 * answer, found by pooling. The order is kept. Where there is no room for all, the distances shrink alike.
 */
export interface SpreadItem {
  /** Where its centre would like to be. */
  readonly at: number
  readonly width: number
}

/** Centres in the order of `items`, which must be sorted by `at`. */
export function spread(items: readonly SpreadItem[], low: number, high: number, gap: number): number[] {
  if (items.length === 0) return []
  const offsets: number[] = [0]
  for (let i = 1; i < items.length; i++) {
    offsets.push((offsets[i - 1] ?? 0) + halfWidth(items[i - 1]) + halfWidth(items[i]) + gap)
  }
  const room = high - halfWidth(items.at(-1)) - (low + halfWidth(items[0]))
  const needed = offsets.at(-1) ?? 0
  if (needed >= room) {
    const squeeze = needed === 0 ? 0 : Math.max(0, room) / needed
    const start = room < 0 ? (low + high) / 2 : low + halfWidth(items[0])
    return offsets.map(offset => start + offset * squeeze)
  }
  const wished = items.map((item, i) => item.at - (offsets[i] ?? 0))
  const first = low + halfWidth(items[0])
  return pool(wished).map(
    (value, i) => Math.min(first + room - needed, Math.max(first, value)) + (offsets[i] ?? 0),
  )
}

const halfWidth = (item: SpreadItem | undefined): number => (item?.width ?? 0) / 2

/** Isotonic regression: the nearest rising sequence. */
function pool(values: readonly number[]): number[] {
  const blocks: { sum: number; count: number }[] = []
  for (const value of values) {
    let block = { sum: value, count: 1 }
    for (;;) {
      const last = blocks.at(-1)
      if (last === undefined || last.sum / last.count <= block.sum / block.count) break
      blocks.pop()
      block = { sum: last.sum + block.sum, count: last.count + block.count }
    }
    blocks.push(block)
  }
  return blocks.flatMap(block => Array.from({ length: block.count }, () => block.sum / block.count))
}
