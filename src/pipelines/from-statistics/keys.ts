/** Keys of which each belongs to a subtask that is known beforehand, so that each can hold as much as it should. */
import { hashString } from '../../base/java-hash.ts'
import { subtaskOfKeyGroup } from '../../base/key-group-range.ts'
import { murmur } from '../../base/murmur.ts'
import { SHAPE_ROWS_MAX, type VertexShape } from '../../engine/api/job-shape.ts'
import { assert } from '../../base/assert.ts'

/** Of a subtask, so that all its rows are there soon. */
const KEYS_EACH = 10
/** Most rows of a key. */
export const ROWS_EACH = 20

export interface KeyedRows {
  /** The key of the n-th record: subtasks in turn, and the keys of each in turn. */
  readonly keyOf: (record: number) => string
  /** Rows that a key comes to hold; at least one. */
  readonly rowsOf: (key: string) => number
}

export function keyedRows({ parallelism, maxParallelism, rows }: VertexShape): KeyedRows {
  assert(KEYS_EACH * ROWS_EACH >= SHAPE_ROWS_MAX, 'all rows find a place')
  const counts = rows ?? []
  const keys: string[][] = Array.from({ length: parallelism }, () => [])
  const wanted = keys.map((_, subtask) => Math.max(1, Math.min(KEYS_EACH, counts[subtask] ?? 0)))
  const held = new Map<string, number>()
  for (let n = 0; keys.some((own, subtask) => own.length < wanted[subtask]!); n++) {
    const key = `k${n}`
    const subtask = subtaskOfKeyGroup(maxParallelism, parallelism, murmur(hashString(key)) % maxParallelism)
    const own = keys[subtask]!
    if (own.length >= wanted[subtask]!) continue
    held.set(key, Math.max(1, shareOf(counts[subtask] ?? 0, wanted[subtask]!, own.length)))
    own.push(key)
  }
  return {
    keyOf: record => {
      const own = keys[record % parallelism]!
      return own[Math.floor(record / parallelism) % own.length]!
    },
    rowsOf: key => held.get(key) ?? 1,
  }
}

/** Of a total in parts as even as can be. */
const shareOf = (total: number, parts: number, part: number): number =>
  Math.floor((total * (part + 1)) / parts) - Math.floor((total * part) / parts)
