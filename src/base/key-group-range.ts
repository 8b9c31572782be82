/**
 * Which subtask has which key groups, by Flink's KeyGroupRangeAssignment: contiguous ranges, inclusive at both ends,
 * that cover all key groups. Engine and page share it, so that a preview of a rescale is what happens.
 */

/** First and last key group of a subtask. A subtask without key groups has last = first - 1. */
export type KeyGroupRange = readonly [first: number, last: number]

export const subtaskOfKeyGroup = (maxParallelism: number, parallelism: number, keyGroup: number): number =>
  Math.floor((keyGroup * parallelism) / maxParallelism)

export const keyGroupRange = (
  maxParallelism: number,
  parallelism: number,
  subtask: number,
): KeyGroupRange => [
  Math.floor((subtask * maxParallelism + parallelism - 1) / parallelism),
  Math.floor(((subtask + 1) * maxParallelism - 1) / parallelism),
]
