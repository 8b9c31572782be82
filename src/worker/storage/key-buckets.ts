/**
 * Keyed state dealt into blocks of at most about a thousand rows, by key group and, where a group holds more, by
 * further bits of the same hash. Where a row lies depends on its key and on how many rows there are, to the next power
 * of two; so between two checkpoints only those blocks differ whose rows do.
 */
import type { KeyedPart } from '../../engine/index.ts'
import { parseKey } from '../../engine/graph/canonical-key.ts'
import { javaHash } from '../../engine/graph/java-hash.ts'
import { murmur } from '../../engine/graph/key-groups.ts'
import { parseRow } from '../../engine/state/row-key.ts'
import type { Rows } from './row-block.ts'

export const BLOCK_ROWS = 1000

interface Layout {
  /** Buckets of each group; 1 where several groups share one. */
  readonly split: number
  /** Groups that share a bucket. */
  readonly shared: number
}

function layoutOf(rows: number, groups: number): Layout {
  const perGroup = rows / groups
  let split = 1
  while (perGroup / split > BLOCK_ROWS) split *= 2
  let shared = 1
  while (split === 1 && perGroup * shared * 2 <= BLOCK_ROWS && shared < groups) shared *= 2
  return { split, shared }
}

/** In the order of key groups; none is empty. */
export function bucketsOf(part: KeyedPart): Rows[] {
  const { keyType, scope, maxParallelism, rows } = part
  const [first, last] = part.keyGroups
  const { split, shared } = layoutOf(rows.size, last - first + 1)
  const start = Math.floor(first / shared)
  const buckets: ({ texts: string[]; values: unknown[] } | undefined)[] = []
  for (const [text, value] of rows) {
    const canonical = scope === 'key' ? text : parseRow(scope, text).key
    const hash = murmur(javaHash(keyType, keyType === 'STRING' ? canonical : parseKey(keyType, canonical)))
    const group = hash % maxParallelism
    const within = split === 1 ? 0 : Math.floor(hash / maxParallelism) & (split - 1)
    const index = (Math.floor(group / shared) - start) * split + within
    const bucket = buckets[index]
    if (bucket === undefined) buckets[index] = { texts: [text], values: [value] }
    else {
      bucket.texts.push(text)
      bucket.values.push(value)
    }
  }
  return buckets.filter(bucket => bucket !== undefined)
}
