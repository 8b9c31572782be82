/**
 * Checkpoints that a subtask was told to give up before their barrier came: it then only passes the news on. As many are
 * remembered as may be under way at once; of what is older than that, it is taken for granted. Flink's
 * SubtaskCheckpointCoordinatorImpl.
 */

export interface AbortedCheckpoints {
  /** Ascending. */
  readonly ids: readonly number[]
  /** The newest of all; 0: none yet. */
  readonly max: number
}

export const NONE_ABORTED: AbortedCheckpoints = { ids: [], max: 0 }

export function rememberAborted(
  aborted: AbortedCheckpoints,
  checkpoint: number,
  recordsMax: number,
): AbortedCheckpoints {
  const ids = [...aborted.ids.filter(id => id !== checkpoint), checkpoint].sort((a, b) => a - b)
  return { ids: ids.slice(-recordsMax), max: Math.max(aborted.max, checkpoint) }
}

export const wasAborted = (aborted: AbortedCheckpoints, checkpoint: number, recordsMax: number): boolean =>
  aborted.ids.includes(checkpoint) || checkpoint + recordsMax < aborted.max

export const forgetAborted = (aborted: AbortedCheckpoints, checkpoint: number): AbortedCheckpoints => ({
  ...aborted,
  ids: aborted.ids.filter(id => id !== checkpoint),
})
