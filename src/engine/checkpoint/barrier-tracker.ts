/**
 * Barriers counted at one subtask without ever stopping a channel: at-least-once. Records behind a barrier may come
 * into the snapshot, and again after a restore. Rules of Flink's CheckpointBarrierTracker. State is plain; each event
 * returns the actions it asks for, in order, and performs none.
 */
import { assert } from '../../base/assert.ts'
import type { AbortReason, BarrierAction } from './barrier-handler.ts'
import { PLAIN_OPTIONS, type CheckpointOptions } from './options.ts'

export interface TrackedCheckpoint {
  readonly checkpoint: number
  /** Channels whose barrier has come, or that have ended. */
  readonly aligned: number[]
  readonly target: number
  /** When its first barrier came, and when it was triggered; in the caller's time. */
  readonly startedAt: number
  readonly triggeredAt: number
  readonly options: CheckpointOptions
  aborted: boolean
}

export interface BarrierTrackerState {
  /** Oldest first. */
  pending: TrackedCheckpoint[]
  latest: number
  /** Channels that have not ended. */
  open: number[]
}

type BarrierTimes = Pick<TrackedCheckpoint, 'startedAt' | 'triggeredAt' | 'options'>

/** Of a checkpoint that is given up before its first barrier. */
const NEVER: BarrierTimes = { startedAt: -1, triggeredAt: -1, options: PLAIN_OPTIONS }

/** Flink's MAX_CHECKPOINTS_TO_TRACK. */
const TRACKED_MAX = 50

export function barrierTrackerState(channels: number): BarrierTrackerState {
  return { pending: [], latest: -1, open: Array.from({ length: channels }, (_, channel) => channel) }
}

export function trackBarrier(
  state: BarrierTrackerState,
  channel: number,
  checkpoint: number,
  times: BarrierTimes,
): BarrierAction[] {
  assert(checkpoint >= 0, 'checkpoint ids are not negative')
  const known = state.pending.find(entry => entry.checkpoint === checkpoint)
  if (known !== undefined) return mark(state, known, channel)
  if (checkpoint <= state.latest) return []
  state.latest = checkpoint
  if (state.open.length === 1) return [{ type: 'trigger', checkpoint }]
  state.pending.push({ checkpoint, aligned: [channel], target: state.open.length, ...times, aborted: false })
  if (state.pending.length > TRACKED_MAX) state.pending.shift()
  return []
}

/** A channel counts for a checkpoint; the last one completes it, and older ones are dropped without a word. */
function mark(state: BarrierTrackerState, entry: TrackedCheckpoint, channel: number): BarrierAction[] {
  if (!entry.aligned.includes(channel)) entry.aligned.push(channel)
  if (entry.aligned.length < entry.target) return []
  state.pending = state.pending.slice(state.pending.indexOf(entry) + 1)
  return entry.aborted ? [] : [{ type: 'trigger', checkpoint: entry.checkpoint }]
}

/** A CancelCheckpointMarker: that checkpoint and all older ones are given up. */
export function trackCancelBarrier(
  state: BarrierTrackerState,
  channel: number,
  checkpoint: number,
): BarrierAction[] {
  const given = state.pending.filter(entry => entry.checkpoint <= checkpoint && !entry.aborted)
  const actions = given.map((entry): BarrierAction => abort(entry.checkpoint))
  state.pending = state.pending.filter(entry => entry.checkpoint >= checkpoint)
  const known = state.pending.find(entry => entry.checkpoint === checkpoint)
  if (known !== undefined) {
    known.aborted = true
    return [...actions, ...mark(state, known, channel)]
  }
  if (checkpoint <= state.latest) return actions
  state.latest = checkpoint
  if (state.open.length > 1)
    state.pending.push({ checkpoint, aligned: [channel], target: state.open.length, ...NEVER, aborted: true })
  return [...actions, abort(checkpoint)]
}

const abort = (
  checkpoint: number,
  reason: AbortReason = 'CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER',
): BarrierAction => ({ type: 'abort', checkpoint, reason })

/** Checkpoints after tasks finish: off. No checkpoint outlives the end of a channel. */
export function giveUpTrackedAtEnd(state: BarrierTrackerState, channel: number): BarrierAction[] {
  assert(state.open.includes(channel), 'an open channel ends')
  state.open = state.open.filter(other => other !== channel)
  const given = state.pending.filter(entry => !entry.aborted)
  state.pending = []
  return given.map(entry => abort(entry.checkpoint, 'CHECKPOINT_DECLINED_INPUT_END_OF_STREAM'))
}

/** A channel that has ended counts for all that are pending; the newest that thereby completes is triggered. */
export function trackEndOfPartition(state: BarrierTrackerState, channel: number): BarrierAction[] {
  assert(state.open.includes(channel), 'an open channel ends')
  state.open = state.open.filter(other => other !== channel)
  for (const entry of state.pending) if (!entry.aligned.includes(channel)) entry.aligned.push(channel)
  const complete = state.pending.findLast(entry => entry.aligned.length >= entry.target)
  return complete === undefined ? [] : mark(state, complete, channel)
}
