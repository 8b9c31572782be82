/** Order of a directed graph: each node after all that lead to it; of those that are ready, the smallest id first. */

/** Null: there is a cycle. */
export function topologicalOrder(
  ids: readonly number[],
  arrows: readonly (readonly [number, number])[],
): number[] | null {
  const waitsFor = new Map(ids.map(id => [id, 0]))
  for (const [, to] of arrows) waitsFor.set(to, (waitsFor.get(to) ?? 0) + 1)
  const ready = ids.filter(id => waitsFor.get(id) === 0)
  const order: number[] = []
  while (ready.length > 0) {
    const id = takeSmallest(ready)
    order.push(id)
    for (const [from, to] of arrows) {
      if (from !== id) continue
      const left = waitsFor.get(to)! - 1
      waitsFor.set(to, left)
      if (left === 0) ready.push(to)
    }
  }
  return order.length === ids.length ? order : null
}

function takeSmallest(ids: number[]): number {
  let best = 0
  for (let i = 1; i < ids.length; i++) if (ids[i]! < ids[best]!) best = i
  return ids.splice(best, 1)[0]!
}
