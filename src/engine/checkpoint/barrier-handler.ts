/**
 * Aligned barriers at one subtask: which channels wait, when the snapshot is triggered, when a checkpoint is given
 * up. Rules of Flink's SingleCheckpointBarrierHandler in its aligned form. State is plain; each event returns the
 * actions it asks for, in order, and performs none.
 */
import { assert } from '../../base/assert.ts'

export interface AlignedBarrierState {
  current: number
  lastSettled: number
  /** Channels whose barrier of `current` has come. */
  aligned: number[]
  /** Channels that wait for a resume. */
  blocked: number[]
  open: number
  target: number
}

export type BarrierAction =
  | { readonly type: 'block'; readonly channel: number }
  | { readonly type: 'resume'; readonly channel: number }
  | { readonly type: 'trigger'; readonly checkpoint: number }
  | { readonly type: 'abort'; readonly checkpoint: number; readonly reason: AbortReason }

export type AbortReason =
  | 'CHECKPOINT_DECLINED_SUBSUMED'
  | 'CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER'
  | 'CHECKPOINT_DECLINED_INPUT_END_OF_STREAM'

export function alignedBarrierState(channels: number): AlignedBarrierState {
  return { current: -1, lastSettled: -1, aligned: [], blocked: [], open: channels, target: 0 }
}

const isPending = (state: AlignedBarrierState): boolean => state.current !== state.lastSettled

/** A barrier of it changes nothing any more. */
export const isLate = (state: AlignedBarrierState, checkpoint: number): boolean =>
  state.current > checkpoint || (state.current === checkpoint && !isPending(state))

export function onBarrier(state: AlignedBarrierState, channel: number, checkpoint: number): BarrierAction[] {
  assert(checkpoint >= 0, 'checkpoint ids are not negative')
  assert(
    !state.aligned.includes(channel) || state.current !== checkpoint,
    `channel ${channel} brings barrier ${checkpoint} once`,
  )
  if (isLate(state, checkpoint)) return [{ type: 'resume', channel }]
  const begun = checkpoint > state.current ? begin(state, checkpoint) : []
  state.aligned = [...state.aligned, channel]
  state.blocked = [...state.blocked, channel]
  return completeIfAligned(state, [...begun, { type: 'block', channel }])
}

function begin(state: AlignedBarrierState, checkpoint: number): BarrierAction[] {
  const actions = isPending(state) ? abort(state, state.current, 'CHECKPOINT_DECLINED_SUBSUMED') : []
  state.current = checkpoint
  state.aligned = []
  state.target = state.open
  return actions
}

function completeIfAligned(state: AlignedBarrierState, actions: BarrierAction[]): BarrierAction[] {
  if (state.aligned.length < state.target) return actions
  state.lastSettled = state.current
  actions.push({ type: 'trigger', checkpoint: state.current })
  return actions.concat(resumeAll(state))
}

function resumeAll(state: AlignedBarrierState): BarrierAction[] {
  const channels = [...state.blocked].sort((a, b) => a - b)
  state.blocked = []
  return channels.map(channel => ({ type: 'resume', channel }))
}

function abort(state: AlignedBarrierState, checkpoint: number, reason: AbortReason): BarrierAction[] {
  const resumed = resumeAll(state)
  state.current = Math.max(state.current, checkpoint)
  state.lastSettled = Math.max(state.lastSettled, checkpoint)
  state.aligned = []
  state.target = 0
  return [...resumed, { type: 'abort', checkpoint, reason }]
}

/** A CancelCheckpointMarker: the checkpoint was given up upstream. */
export function onCancelBarrier(state: AlignedBarrierState, checkpoint: number): BarrierAction[] {
  const concerns =
    checkpoint > state.current ||
    (checkpoint === state.current && state.aligned.length > 0 && isPending(state))
  return concerns ? abort(state, checkpoint, 'CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER') : []
}

/** A channel that has ended counts as aligned for the pending checkpoint (checkpoints after tasks finish: on). */
export function onEndOfPartition(state: AlignedBarrierState, channel: number): BarrierAction[] {
  assert(state.open > 0, 'an open channel ends')
  state.open -= 1
  if (!isPending(state)) return []
  if (!state.aligned.includes(channel)) state.aligned.push(channel)
  return completeIfAligned(state, [])
}

/** Checkpoints after tasks finish: off. No checkpoint outlives the end of a channel. */
export function giveUpAtEnd(state: AlignedBarrierState): BarrierAction[] {
  assert(state.open > 0, 'an open channel ends')
  state.open -= 1
  return isPending(state) ? abort(state, state.current, 'CHECKPOINT_DECLINED_INPUT_END_OF_STREAM') : []
}

/** The handler as an object, for those who drive one alone. */
export function createAlignedBarrierHandler(channels: number) {
  const state = alignedBarrierState(channels)
  return {
    barrier: (channel: number, checkpoint: number) => onBarrier(state, channel, checkpoint),
    cancel: (_channel: number, checkpoint: number) => onCancelBarrier(state, checkpoint),
    endOfPartition: (channel: number) => onEndOfPartition(state, channel),
  }
}
