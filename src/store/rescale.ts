/**
 * Rescaling by hand: what would move, and the start from the newest checkpoint with another parallelism. The preview
 * uses the same ranges as the engine.
 */
import type { Frame } from '../engine/api/frame.ts'
import { keyGroupRange, subtaskOfKeyGroup, type KeyGroupRange } from '../base/key-group-range.ts'
import { runBefore } from './config.ts'
import { frameOptions, queue } from './driver.ts'
import { host, pausePlayback, showProblem, withBusy } from './engine.ts'
import { showOpened } from './run-commands.ts'
import { session, showToast, type StartPoint } from './session.ts'

const PARALLELISM_KEY = 'parallelism.default'
export const PARALLELISM_SHOWN_MAX = 8

export interface RescalePlan {
  readonly maxParallelism: number
  readonly from: readonly KeyGroupRange[]
  readonly to: readonly KeyGroupRange[]
  /** Runs of neighbouring key groups that go to another subtask. */
  readonly moved: readonly { readonly first: number; readonly last: number; readonly subtask: number }[]
  readonly movedGroups: number
  readonly movedRows: number
}

const rangesOf = (maxParallelism: number, parallelism: number): KeyGroupRange[] =>
  Array.from({ length: parallelism }, (_, subtask) => keyGroupRange(maxParallelism, parallelism, subtask))

export function planRescale(
  maxParallelism: number,
  from: number,
  to: number,
  keyGroups: readonly number[],
): RescalePlan {
  const target = (keyGroup: number) => subtaskOfKeyGroup(maxParallelism, to, keyGroup)
  const moves = (keyGroup: number) => subtaskOfKeyGroup(maxParallelism, from, keyGroup) !== target(keyGroup)
  const moved: { first: number; last: number; subtask: number }[] = []
  let movedGroups = 0
  for (let keyGroup = 0; keyGroup < maxParallelism; keyGroup++) {
    if (!moves(keyGroup)) continue
    movedGroups += 1
    const before = moved.at(-1)
    if (before?.last === keyGroup - 1 && before.subtask === target(keyGroup)) before.last = keyGroup
    else moved.push({ first: keyGroup, last: keyGroup, subtask: target(keyGroup) })
  }
  return {
    maxParallelism,
    from: rangesOf(maxParallelism, from),
    to: rangesOf(maxParallelism, to),
    moved,
    movedGroups,
    movedRows: keyGroups.filter(moves).length,
  }
}

/** The newest retained checkpoint or savepoint; null: there is none. */
export function newestStart({ coordinator, storage }: Frame): StartPoint | null {
  const isThere = (id: number) => storage.snapshots.some(({ checkpoint }) => checkpoint === id)
  const newest = coordinator.checkpoints.find(
    ({ id, status, retained }) => status === 'completed' && retained && isThere(id),
  )
  // After a restore the history is empty, and what was restored is still there.
  const restored = storage.completed.findLast(isThere)
  if (newest !== undefined) return { id: newest.id, isSavepoint: newest.snapshot.kind === 'savepoint' }
  return restored === undefined ? null : { id: restored, isSavepoint: false }
}

/** Starts the same job from there with this parallelism. The run before it can be brought back. */
export async function restartWithParallelism(parallelism: number, from: StartPoint): Promise<boolean> {
  const before = runBefore()
  if (before === null) return false
  pausePlayback()
  const config = { ...before.spec.config, [PARALLELISM_KEY]: String(parallelism) }
  const answer = await queue.command(() => withBusy(null, host().restart(config, from.id, frameOptions())))
  if (answer === null) return false
  if (!answer.ok) {
    showProblem('open', answer.error)
    return false
  }
  showOpened(answer.value)
  session.setState({ dialog: null })
  showToast({ type: 'rescaled', parallelism, from, before })
  return true
}
