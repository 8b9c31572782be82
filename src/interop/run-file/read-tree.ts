/** Lists that are trees by the ids of their items: commands and branches. */
import { refuse, refuseValue, within, type Place } from '../problems.ts'
import { unique } from '../readers.ts'

export interface TreeItem {
  readonly id: number
  readonly parent: number | null
}

/** Refuses an item whose parent is missing, or that is its own ancestor. */
export function checkTree<T extends TreeItem>(
  items: readonly T[],
  at: Place,
  noun: string,
): ReadonlyMap<number, T> {
  unique(items, 'id', item => item.id, at)
  const byId = new Map(items.map(item => [item.id, item]))
  for (const [index, { parent }] of items.entries()) {
    if (parent !== null && !byId.has(parent)) {
      refuseValue(`the id of a ${noun}, or null`, parent, within(at, index, 'parent'), 'wrong-reference')
    }
  }
  checkRooted(items, byId, at, noun)
  return byId
}

/** Each item is walked over once: a walk ends at a root, or at what is known to lead to one. */
function checkRooted<T extends TreeItem>(
  items: readonly T[],
  byId: ReadonlyMap<number, T>,
  at: Place,
  noun: string,
): void {
  const rooted = new Set<number>()
  for (const [index, item] of items.entries()) {
    const path = new Set<number>()
    for (let next: TreeItem | undefined = item; next !== undefined && !rooted.has(next.id);) {
      if (path.has(next.id)) {
        refuse(
          'cycle',
          within(at, index, 'parent'),
          `expected a tree, got a ${noun} that is its own ancestor`,
        )
      }
      path.add(next.id)
      next = next.parent === null ? undefined : byId.get(next.parent)
    }
    for (const id of path) rooted.add(id)
  }
}
