/**
 * Barriers at one subtask where checkpoints may be unaligned: Flink's SingleCheckpointBarrierHandler in its alternating
 * form. A checkpoint begins aligned and goes on unaligned when a barrier comes that overtook data, or when the
 * alignment took too long. As with aligned barriers the state is plain, and each event returns what is to be done.
 */
import { assert } from '../../base/assert.ts'
import type { AbortReason, AlignedBarrierState, BarrierAction } from './barrier-handler.ts'
import { PLAIN_OPTIONS, withKind, type BarrierKind, type CheckpointOptions } from './options.ts'

export interface Barrier {
  readonly checkpoint: number
  /** Time of the trigger; durations and the timeout count from it. */
  readonly triggeredAt: number
  readonly options: CheckpointOptions
}

const kindOf = ({ options }: Barrier): BarrierKind => options.kind ?? 'aligned'

const asUnaligned = (barrier: Barrier): Barrier => ({
  ...barrier,
  options: withKind(barrier.options, 'unaligned'),
})

/** The states of the handler, by Flink's names without their `Alternating`. */
export type BarrierPhase =
  | 'WaitingForFirstBarrier'
  | 'CollectingBarriers'
  | 'WaitingForFirstBarrierUnaligned'
  | 'CollectingBarriersUnaligned'

export interface AlternatingBarrierState extends AlignedBarrierState {
  phase: BarrierPhase
  /** Null where the alignment of `current` is over. */
  pending: Barrier | null
  /** Channels whose barrier was announced and has not been read. */
  announced: number[]
}

export type AlternatingAction =
  | Exclude<BarrierAction, { readonly type: 'trigger' }>
  | { readonly type: 'trigger'; readonly checkpoint: number; readonly kind: BarrierKind }
  /** What the inputs hold before their barriers belongs to the checkpoint, from here … */
  | { readonly type: 'capture-start'; readonly checkpoint: number }
  /** … to here: all barriers are in, or the checkpoint was given up and what was captured is worth nothing. */
  | { readonly type: 'capture-stop'; readonly checkpoint: number; readonly complete: boolean }
  /** The announced barrier of the channel is to be read before the data in front of it. */
  | { readonly type: 'prioritize'; readonly channel: number }
  | { readonly type: 'set-timer'; readonly checkpoint: number; readonly delay: number }

/** When an alignment that began with `barrier` has taken too long, and what time it is. */
export interface AlignmentClock {
  readonly now: number
  readonly timeout: number
}

export function alternatingBarrierState(channels: number): AlternatingBarrierState {
  return {
    current: -1,
    lastSettled: -1,
    aligned: [],
    blocked: [],
    open: channels,
    target: 0,
    phase: 'WaitingForFirstBarrier',
    pending: null,
    announced: [],
  }
}

export const isAlternating = (state: AlignedBarrierState): state is AlternatingBarrierState =>
  'phase' in state

/** The alignment of `current` is under way. */
const isPending = ({ pending }: AlternatingBarrierState): boolean => pending !== null

const isSettled = (state: AlternatingBarrierState, checkpoint: number): boolean =>
  state.current > checkpoint || (state.current === checkpoint && !isPending(state))

const allReceived = (state: AlternatingBarrierState): boolean => state.aligned.length === state.target

const isTimedOut = (barrier: Barrier, { now, timeout }: AlignmentClock): boolean =>
  kindOf(barrier) === 'timeoutable' && now - barrier.triggeredAt > timeout

/** How long the alignment may still take; Flink's BarrierAlignmentUtil. */
export const timerDelay = (
  { triggeredAt }: Pick<Barrier, 'triggeredAt'>,
  { now, timeout }: AlignmentClock,
): number => Math.max(timeout - (now - triggeredAt), 0)

/** `byRpc`: no barrier came on the channel; the task was triggered because what is above it has finished. */
export function onAlternatingBarrier(
  state: AlternatingBarrierState,
  channel: number,
  barrier: Barrier,
  clock: AlignmentClock,
  byRpc = false,
): AlternatingAction[] {
  const { checkpoint } = barrier
  assert(checkpoint >= 0, 'checkpoint ids are not negative')
  if (isSettled(state, checkpoint))
    return kindOf(barrier) === 'unaligned' ? [] : [{ type: 'resume', channel }]
  const actions = beginIfNew(state, barrier, clock)
  markAligned(state, channel)
  actions.push(...received(state, channel, barrier, clock, !byRpc))
  settleIfComplete(state)
  return actions
}

/** A barrier is on its way behind data on `channel`. */
export function onAnnouncement(
  state: AlternatingBarrierState,
  channel: number,
  barrier: Barrier,
  clock: AlignmentClock,
): AlternatingAction[] {
  if (isSettled(state, barrier.checkpoint)) return []
  const actions = beginIfNew(state, barrier, clock)
  switch (state.phase) {
    case 'WaitingForFirstBarrier':
    case 'CollectingBarriers':
      state.announced.push(channel)
      break
    case 'WaitingForFirstBarrierUnaligned':
    case 'CollectingBarriersUnaligned':
      actions.push({ type: 'prioritize', channel })
      break
  }
  return actions
}

/** The timer of an alignment is due. One that was set for an alignment that is over does nothing. */
export function onAlignmentTimer(state: AlternatingBarrierState, checkpoint: number): AlternatingAction[] {
  const { pending } = state
  return pending?.checkpoint === checkpoint ? goUnaligned(state, pending) : []
}

export function onAlternatingCancel(state: AlternatingBarrierState, checkpoint: number): AlternatingAction[] {
  const concerns =
    checkpoint > state.current || (checkpoint === state.pending?.checkpoint && state.aligned.length > 0)
  return concerns ? abort(state, checkpoint, 'CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER') : []
}

/** A channel that has ended counts as aligned for the pending checkpoint. */
export function onAlternatingEnd(
  state: AlternatingBarrierState,
  channel: number,
  clock: AlignmentClock,
): AlternatingAction[] {
  assert(state.open > 0, 'an open channel ends')
  state.open -= 1
  const { pending } = state
  if (pending === null) return []
  markAligned(state, channel)
  const actions = ended(state, channel, pending, clock)
  settleIfComplete(state)
  return actions
}

/** Checkpoints after tasks finish: off. No checkpoint outlives the end of a channel. */
export function giveUpAlternatingAtEnd(state: AlternatingBarrierState): AlternatingAction[] {
  assert(state.open > 0, 'an open channel ends')
  state.open -= 1
  const { pending } = state
  return pending === null ? [] : abort(state, pending.checkpoint, 'CHECKPOINT_DECLINED_INPUT_END_OF_STREAM')
}

function markAligned(state: AlternatingBarrierState, channel: number): void {
  if (!state.aligned.includes(channel)) state.aligned.push(channel)
}

function settleIfComplete(state: AlternatingBarrierState): void {
  if (!allReceived(state)) return
  state.aligned = []
  state.lastSettled = state.current
  state.target = 0
  state.pending = null
}

function beginIfNew(
  state: AlternatingBarrierState,
  barrier: Barrier,
  clock: AlignmentClock,
): AlternatingAction[] {
  const { checkpoint } = barrier
  if (state.current >= checkpoint) return []
  const { pending } = state
  const actions = pending === null ? [] : abort(state, pending.checkpoint, 'CHECKPOINT_DECLINED_SUBSUMED')
  state.current = checkpoint
  state.pending = barrier
  state.target = state.open
  if (kindOf(barrier) === 'timeoutable')
    actions.push({ type: 'set-timer', checkpoint, delay: timerDelay(barrier, clock) })
  return actions
}

/** `blocks`: behind an aligned barrier the sender waits for a resume. */
function received(
  state: AlternatingBarrierState,
  channel: number,
  barrier: Barrier,
  clock: AlignmentClock,
  blocks: boolean,
): AlternatingAction[] {
  switch (state.phase) {
    case 'WaitingForFirstBarrier':
    case 'CollectingBarriers':
      return receivedAligned(state, channel, barrier, clock, blocks)
    case 'WaitingForFirstBarrierUnaligned':
      return [...block(state, channel, barrier, blocks), ...startUnaligned(state, barrier)]
    case 'CollectingBarriersUnaligned':
      return [...block(state, channel, barrier, blocks), ...(allReceived(state) ? stopCapture(state) : [])]
  }
}

function receivedAligned(
  state: AlternatingBarrierState,
  channel: number,
  barrier: Barrier,
  clock: AlignmentClock,
  blocks: boolean,
): AlternatingAction[] {
  if (kindOf(barrier) === 'unaligned') return overtaken(state, channel, barrier, clock, blocks)
  state.announced = state.announced.filter(other => other !== channel)
  const actions = block(state, channel, barrier, blocks)
  if (allReceived(state)) return [...actions, ...triggerAligned(state, barrier)]
  if (isTimedOut(barrier, clock))
    return [...actions, ...overtaken(state, channel, asUnaligned(barrier), clock, blocks)]
  state.phase = 'CollectingBarriers'
  return actions
}

/** From aligned to unaligned, and then the barrier that asked for it. */
function overtaken(
  state: AlternatingBarrierState,
  channel: number,
  barrier: Barrier,
  clock: AlignmentClock,
  blocks: boolean,
): AlternatingAction[] {
  return [...goUnaligned(state, barrier), ...received(state, channel, barrier, clock, blocks)]
}

function ended(
  state: AlternatingBarrierState,
  channel: number,
  pending: Barrier,
  clock: AlignmentClock,
): AlternatingAction[] {
  state.announced = state.announced.filter(other => other !== channel)
  state.blocked = state.blocked.filter(other => other !== channel)
  switch (state.phase) {
    case 'CollectingBarriers':
      if (allReceived(state)) return triggerAligned(state, pending)
      return isTimedOut(pending, clock) ? goUnaligned(state, pending) : []
    case 'WaitingForFirstBarrier':
    case 'WaitingForFirstBarrierUnaligned':
      return []
    case 'CollectingBarriersUnaligned':
      return allReceived(state) ? stopCapture(state) : []
  }
}

function block(
  state: AlternatingBarrierState,
  channel: number,
  barrier: Barrier,
  blocks: boolean,
): AlternatingAction[] {
  if (!blocks || kindOf(barrier) === 'unaligned') return []
  assert(!state.blocked.includes(channel), `channel ${channel} is blocked once`)
  state.blocked.push(channel)
  return [{ type: 'block', channel }]
}

function triggerAligned(state: AlternatingBarrierState, barrier: Barrier): AlternatingAction[] {
  state.phase = 'WaitingForFirstBarrier'
  const { checkpoint } = barrier
  return [{ type: 'trigger', checkpoint, kind: kindOf(barrier) }, ...resumeAll(state)]
}

/** Waiting too long. Where a barrier was read, the checkpoint starts at once; else with the first one that is. */
function goUnaligned(state: AlternatingBarrierState, barrier: Barrier): AlternatingAction[] {
  switch (state.phase) {
    case 'WaitingForFirstBarrier':
      state.phase = 'WaitingForFirstBarrierUnaligned'
      return prioritizeAll(state)
    case 'CollectingBarriers':
      state.phase = 'CollectingBarriersUnaligned'
      return [...prioritizeAll(state), ...startCapture(barrier.checkpoint)]
    case 'WaitingForFirstBarrierUnaligned':
    case 'CollectingBarriersUnaligned':
      return []
  }
}

function prioritizeAll(state: AlternatingBarrierState): AlternatingAction[] {
  const channels = state.announced
  state.announced = []
  return channels.map(channel => ({ type: 'prioritize', channel }))
}

const startCapture = (checkpoint: number): AlternatingAction[] => [
  { type: 'capture-start', checkpoint },
  { type: 'trigger', checkpoint, kind: 'unaligned' },
]

function startUnaligned(state: AlternatingBarrierState, { checkpoint }: Barrier): AlternatingAction[] {
  const actions = startCapture(checkpoint)
  if (allReceived(state)) return [...actions, ...stopCapture(state)]
  state.phase = 'CollectingBarriersUnaligned'
  return actions
}

function stopCapture(state: AlternatingBarrierState): AlternatingAction[] {
  state.phase = 'WaitingForFirstBarrier'
  return [{ type: 'capture-stop', checkpoint: state.current, complete: true }, ...resumeAll(state)]
}

function resumeAll(state: AlternatingBarrierState): AlternatingAction[] {
  const channels = [...state.blocked].sort((a, b) => a - b)
  state.blocked = []
  return channels.map(channel => ({ type: 'resume', channel }))
}

function abort(state: AlternatingBarrierState, checkpoint: number, reason: AbortReason): AlternatingAction[] {
  const stopped: AlternatingAction[] =
    state.phase === 'CollectingBarriersUnaligned'
      ? [{ type: 'capture-stop', checkpoint, complete: false }, ...resumeAll(state)]
      : resumeAll(state)
  state.current = Math.max(state.current, checkpoint)
  state.lastSettled = Math.max(state.lastSettled, checkpoint)
  state.pending = null
  state.aligned = []
  state.target = 0
  state.phase = 'WaitingForFirstBarrier'
  state.announced = []
  return [...stopped, { type: 'abort', checkpoint, reason }]
}

/** The handler as an object, for those who drive one alone; every barrier overtakes. */
export function createUnalignedBarrierHandler(channels: number) {
  const state = alternatingBarrierState(channels)
  const clock = { now: 0, timeout: 0 }
  const options = withKind(PLAIN_OPTIONS, 'unaligned')
  return {
    barrier: (channel: number, checkpoint: number) =>
      onAlternatingBarrier(state, channel, { checkpoint, triggeredAt: 0, options }, clock),
    cancel: (_channel: number, checkpoint: number) => onAlternatingCancel(state, checkpoint),
    endOfPartition: (channel: number) => onAlternatingEnd(state, channel, clock),
  }
}
