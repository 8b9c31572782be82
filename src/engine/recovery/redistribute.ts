/**
 * Operator list state dealt out to another number of subtasks, exactly as Flink's RoundRobinOperatorStateRepartitioner
 * does it: the items of a name, in the order of the old subtasks, are cut into runs of which the first ones are one
 * longer; the next name begins at the first subtask that got the shorter run.
 */
import { assert } from '../../base/assert.ts'

/** By old subtask: the items of each name. */
export type ListsBySubtask = readonly Readonly<Record<string, readonly unknown[]>>[]

/** By new subtask: the items of each name. At equal parallelism every subtask keeps its own. */
export function redistribute(old: ListsBySubtask, parallelism: number): Record<string, readonly unknown[]>[] {
  assert(parallelism >= 1, 'there is a subtask to deal out to')
  if (old.length === parallelism) return old.map(lists => ({ ...lists }))
  const dealt = Array.from({ length: parallelism }, (): Record<string, readonly unknown[]> => ({}))
  const names = new Set(old.flatMap(lists => Object.keys(lists).sort()))
  let start = 0
  for (const name of javaHashMapOrder([...names])) {
    const items = old.flatMap(lists => lists[name] ?? [])
    start = dealOut(dealt, name, items, start)
  }
  return dealt
}

function dealOut(
  dealt: Record<string, readonly unknown[]>[],
  name: string,
  items: readonly unknown[],
  start: number,
): number {
  const base = Math.floor(items.length / dealt.length)
  let longer = items.length % dealt.length
  let next = start
  let at = 0
  for (let i = 0; i < dealt.length; i++) {
    const target = (i + start) % dealt.length
    let count = base
    if (longer > 0) {
      count += 1
      longer -= 1
    } else if (longer === 0) {
      next = target
      longer = -1
    }
    dealt[target]![name] = items.slice(at, at + count)
    at += count
  }
  assert(at === items.length, 'every item is dealt out once')
  return next
}

/** The order in which a java.util.HashMap walks these keys: by bucket, then as they were put. */
function javaHashMapOrder(names: readonly string[]): string[] {
  let buckets = 16
  while (names.length > buckets * 0.75) buckets *= 2
  const bucketOf = (name: string) => {
    const hash = stringHash(name)
    return (hash ^ (hash >>> 16)) & (buckets - 1)
  }
  return [...names].sort((a, b) => bucketOf(a) - bucketOf(b))
}

function stringHash(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}
