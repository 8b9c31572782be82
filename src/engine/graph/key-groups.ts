/**
 * Key → key group → subtask, by Flink's KeyGroupRangeAssignment and MathUtils.murmurHash (Flink 2.3).
 * Ranges are inclusive at both ends, cover all key groups, and agree with `keyGroupToSubtask`.
 */
import { assert } from '../../base/assert.ts'
import { keyGroupRange, subtaskOfKeyGroup, type KeyGroupRange } from '../../base/key-group-range.ts'
import { murmur } from '../../base/murmur.ts'
import type { KeyTypeName, KeyValue } from '../api/state.ts'
import { javaHash } from './java-hash.ts'

/** Flink's UPPER_BOUND_MAX_PARALLELISM. */
export const MAX_PARALLELISM_MAX = 32768
/** Flink's DEFAULT_LOWER_BOUND_MAX_PARALLELISM. */
const DEFAULT_MAX_PARALLELISM_MIN = 128

export type { KeyGroupRange }

/** The key group of a Java hash code. */
export function assignToKeyGroup(hashCode: number, maxParallelism: number): number {
  return murmur(hashCode) % maxParallelism
}

export function keyGroupToSubtask(maxParallelism: number, parallelism: number, keyGroup: number): number {
  return subtaskOfKeyGroup(maxParallelism, parallelism, keyGroup)
}

/** The key group of a key that has passed `canonicalKey`. */
export function keyGroupOf(type: KeyTypeName, key: KeyValue, maxParallelism: number): number {
  return murmur(javaHash(type, key)) % maxParallelism
}

export function rangeOf(maxParallelism: number, parallelism: number, subtask: number): KeyGroupRange {
  assertParallelism(maxParallelism, parallelism)
  assert(subtask >= 0 && subtask < parallelism, `subtask ${subtask} is one of ${parallelism}`)
  return keyGroupRange(maxParallelism, parallelism, subtask)
}

/** What Flink derives where none is set: 1.5 times the parallelism, rounded up to a power of two, within bounds. */
export function defaultMaxParallelism(parallelism: number): number {
  const wanted = parallelism + Math.floor(parallelism / 2)
  return Math.min(roundUpToPowerOfTwo(Math.max(wanted, DEFAULT_MAX_PARALLELISM_MIN)), MAX_PARALLELISM_MAX)
}

function roundUpToPowerOfTwo(x: number): number {
  return 1 << (32 - Math.clz32(x - 1))
}

function assertParallelism(maxParallelism: number, parallelism: number): void {
  assert(
    parallelism > 0 && parallelism <= maxParallelism && maxParallelism <= MAX_PARALLELISM_MAX,
    `0 < parallelism ${parallelism} <= max parallelism ${maxParallelism} <= ${MAX_PARALLELISM_MAX}`,
  )
}
