/**
 * Barriers, cancellation markers and ends of partitions as a task takes them: handed to the barrier handler of its
 * checkpointing mode, whose actions are performed here. Counterpart of Flink's CheckpointedInputGate.
 */
import { assert } from '../../base/assert.ts'
import type { TraceKind } from '../api/trace.ts'
import {
  isAlternating,
  onAlignmentTimer,
  onAlternatingBarrier,
  onAlternatingCancel,
  giveUpAlternatingAtEnd,
  onAlternatingEnd,
  onAnnouncement,
  type AlternatingAction,
  type AlternatingBarrierState,
} from '../checkpoint/alternating-handler.ts'
import {
  isLate,
  onBarrier,
  onCancelBarrier,
  giveUpAtEnd,
  onEndOfPartition,
  type BarrierAction,
} from '../checkpoint/barrier-handler.ts'
import {
  trackBarrier,
  trackCancelBarrier,
  giveUpTrackedAtEnd,
  trackEndOfPartition,
  type BarrierTrackerState,
} from '../checkpoint/barrier-tracker.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import { row, timer, type Sim } from '../kernel/sim.ts'
import type { BarrierAlignment, TaskActor } from '../kernel/world.ts'
import type { BarrierEvent } from '../network/buffer.ts'
import { prioritize, type PriorityEvent } from '../network/channel-state.ts'
import { nextPriority } from '../network/input-channel.ts'
import { startCheckpoint } from './checkpointing.ts'
import { startCapture, stopCapture } from './in-flight.ts'
import { decline, resume } from './replies.ts'

export function onBarrierTaken(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  input: number,
  event: BarrierEvent,
  byRpc = false,
): void {
  const { barriers } = task
  if (task.tracker !== null) onBarrierCounted(sim, task, task.tracker, input, event)
  else if (isAlternating(barriers)) onAlternatingTaken(sim, task, barriers, input, event, byRpc)
  else onAlignedTaken(sim, task, plan, input, event)
}

function onAlignedTaken(sim: Sim, task: TaskActor, plan: TaskPlan, input: number, event: BarrierEvent): void {
  const { now } = sim.world
  const { checkpoint } = event
  if (isLate(task.barriers, checkpoint)) {
    ignoreBarrier(sim, task, input, checkpoint)
    return
  }
  const { startedAt } = noteAlignment(sim, task, event)
  const seen = task.barriers.current === checkpoint ? task.barriers.aligned.length + 1 : 1
  const actions = onBarrier(task.barriers, input, checkpoint)
  const total = plan.inputs.length
  const complete = actions.some(action => action.type === 'trigger')
  const kind = complete ? 'AlignmentCompleted' : 'ChannelBlocked'
  const channel = task.inputs[input]!.channel
  const duration = now - startedAt
  row(sim, kind, {
    channel,
    checkpoint,
    amount: seen,
    total,
    duration,
    peer: sim.plan.channels[channel]!.from,
  })
  perform(sim, task, actions)
}

/** Its channel was never blocked here, but it is at the sender. */
function ignoreBarrier(sim: Sim, task: TaskActor, input: number, checkpoint: number): void {
  row(sim, 'MessageIgnored', { reason: 'barrier', checkpoint, channel: task.inputs[input]!.channel })
  resume(sim, task, input, checkpoint)
}

function onAlternatingTaken(
  sim: Sim,
  task: TaskActor,
  state: AlternatingBarrierState,
  input: number,
  event: BarrierEvent,
  byRpc: boolean,
): void {
  const { checkpoint, triggeredAt, options } = event
  const barrier = { checkpoint, triggeredAt, options }
  const { channel } = task.inputs[input]!
  const settled = state.current > checkpoint || state.lastSettled >= checkpoint
  if (settled) {
    const actions = onAlternatingBarrier(state, input, barrier, clockOf(sim), byRpc)
    if (actions.length > 0) ignoreBarrier(sim, task, input, checkpoint)
    else row(sim, 'MessageIgnored', { reason: 'barrier', checkpoint, channel })
    return
  }
  const { startedAt } = noteAlignment(sim, task, event)
  const actions = onAlternatingBarrier(state, input, barrier, clockOf(sim), byRpc)
  const complete = state.lastSettled === checkpoint
  const total = task.inputs.length
  row(sim, alternatingKind(state, actions), {
    channel,
    checkpoint,
    amount: complete ? total : state.aligned.length,
    total,
    duration: sim.world.now - startedAt,
    peer: sim.plan.channels[channel]!.from,
    reason: options.kind === 'timeoutable' ? 'timeout' : 'barrier',
  })
  perform(sim, task, actions)
}

function alternatingKind(
  { phase }: AlternatingBarrierState,
  actions: readonly AlternatingAction[],
): TraceKind {
  if (actions.some(action => action.type === 'capture-start')) return 'UnalignedCheckpointStarted'
  if (actions.some(action => action.type === 'trigger')) return 'AlignmentCompleted'
  return phase === 'CollectingBarriers' ? 'ChannelBlocked' : 'BarrierCollected'
}

/** The alignment begins with the first barrier that is taken. */
function noteAlignment(
  sim: Sim,
  task: TaskActor,
  { checkpoint, triggeredAt, options }: Omit<BarrierEvent, 'type'>,
): BarrierAlignment {
  const known = task.alignment
  if (known?.checkpoint === checkpoint) return known
  const begun = { checkpoint, startedAt: sim.world.now, triggeredAt, options, processed: 0 }
  task.alignment = begun
  return begun
}

const clockOf = (sim: Sim) => ({ now: sim.world.now, timeout: sim.plan.settings.alignedTimeout })

/** Announcements and barriers that overtook are taken before any data. Returns whether there was one. */
export function takePriority(sim: Sim, task: TaskActor, plan: TaskPlan): boolean {
  const index = nextPriority(task.inputs)
  if (index < 0) return false
  const { event, arrived } = task.inputs[index]!.priority.shift()!
  sim.current.cause = arrived
  if (event.type === 'barrier') onBarrierTaken(sim, task, plan, index, event)
  else onAnnounced(sim, task, index, event)
  return true
}

function onAnnounced(
  sim: Sim,
  task: TaskActor,
  input: number,
  { checkpoint, triggeredAt, options }: PriorityEvent,
): void {
  const { barriers } = task
  const { channel } = task.inputs[input]!
  row(sim, 'BarrierAnnounced', { channel, checkpoint, peer: sim.plan.channels[channel]!.from })
  if (!isAlternating(barriers)) return
  perform(sim, task, onAnnouncement(barriers, input, { checkpoint, triggeredAt, options }, clockOf(sim)))
}

/** The alignment of a checkpoint has taken as long as it may. */
export function onInputTimeout(sim: Sim, task: TaskActor, checkpoint: number): void {
  const { barriers } = task
  const actions = isAlternating(barriers) ? onAlignmentTimer(barriers, checkpoint) : []
  if (actions.length === 0) {
    row(sim, 'Housekeeping', { reason: 'alignment in time', checkpoint })
    return
  }
  row(sim, 'AlignmentTimedOut', { checkpoint, amount: barriers.aligned.length, total: task.inputs.length })
  perform(sim, task, actions)
}

/** At-least-once: nothing waits; the last barrier triggers. */
function onBarrierCounted(
  sim: Sim,
  task: TaskActor,
  tracker: BarrierTrackerState,
  input: number,
  { checkpoint, triggeredAt, options }: BarrierEvent,
): void {
  const { now } = sim.world
  const before = tracker.pending.find(entry => entry.checkpoint === checkpoint)
  const startedAt = before?.startedAt ?? now
  const isNew = before !== undefined || checkpoint > tracker.latest
  const actions = trackBarrier(tracker, input, checkpoint, { startedAt: now, triggeredAt, options })
  const { channel } = task.inputs[input]!
  const peer = sim.plan.channels[channel]!.from
  const amount = Math.min((before?.aligned.length ?? 0) + 1, task.inputs.length)
  const duration = now - startedAt
  if (!isNew) {
    assert(actions.length === 0, 'an old barrier asks for nothing')
    row(sim, 'MessageIgnored', { reason: 'barrier', checkpoint, channel })
    return
  }
  if (actions.length === 0)
    row(sim, 'BarrierCounted', { channel, checkpoint, amount, total: task.inputs.length, peer })
  else
    row(sim, 'AlignmentCompleted', { channel, checkpoint, amount, total: task.inputs.length, duration, peer })
  const processed = task.alignment?.checkpoint === checkpoint ? task.alignment.processed : 0
  task.alignment = { checkpoint, startedAt, triggeredAt, options, processed }
  perform(sim, task, actions)
}

export function onCancelBarrierTaken(sim: Sim, task: TaskActor, input: number, checkpoint: number): void {
  row(sim, 'CheckpointDeclined', { checkpoint, reason: 'CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER' })
  const { tracker, barriers } = task
  if (tracker !== null) perform(sim, task, trackCancelBarrier(tracker, input, checkpoint))
  else if (isAlternating(barriers)) perform(sim, task, onAlternatingCancel(barriers, checkpoint))
  else perform(sim, task, onCancelBarrier(barriers, checkpoint))
}

export function onInputEnded(sim: Sim, task: TaskActor, input: number): void {
  const { tracker, barriers } = task
  if (!sim.plan.settings.checkpointsAfterFinish) perform(sim, task, givenUpAtEnd(task, input))
  else if (tracker !== null) endCounted(sim, task, tracker, input)
  else if (isAlternating(barriers)) endAlternating(sim, task, barriers, input)
  else perform(sim, task, onEndOfPartition(barriers, input))
}

function givenUpAtEnd(
  { tracker, barriers }: TaskActor,
  input: number,
): (BarrierAction | AlternatingAction)[] {
  if (tracker !== null) return giveUpTrackedAtEnd(tracker, input)
  return isAlternating(barriers) ? giveUpAlternatingAtEnd(barriers) : giveUpAtEnd(barriers)
}

function endAlternating(sim: Sim, task: TaskActor, state: AlternatingBarrierState, input: number): void {
  if (state.pending !== null) noteAlignment(sim, task, state.pending)
  perform(sim, task, onAlternatingEnd(state, input, clockOf(sim)))
}

function endCounted(sim: Sim, task: TaskActor, tracker: BarrierTrackerState, input: number): void {
  const pending = [...tracker.pending]
  const actions = trackEndOfPartition(tracker, input)
  const done = pending.find(entry =>
    actions.some(action => 'checkpoint' in action && action.checkpoint === entry.checkpoint),
  )
  if (done !== undefined) {
    const { checkpoint, startedAt, triggeredAt, options } = done
    task.alignment = { checkpoint, startedAt, triggeredAt, options, processed: 0 }
  }
  perform(sim, task, actions)
}

function perform(sim: Sim, task: TaskActor, actions: readonly (BarrierAction | AlternatingAction)[]): void {
  let triggered = false
  for (const action of actions) {
    switch (action.type) {
      case 'block':
        if (sim.planted !== 'no-blocking') task.inputs[action.channel]!.blocked = task.barriers.current
        break
      case 'trigger':
        triggered = startCheckpoint(sim, task, action.checkpoint, 'kind' in action ? action.kind : 'aligned')
        break
      case 'resume':
        if (triggered) task.heldResumes.push(action.channel)
        else resume(sim, task, action.channel)
        break
      case 'abort':
        decline(sim, task, action.checkpoint, action.reason)
        break
      case 'capture-start':
        startCapture(task, action.checkpoint)
        break
      case 'capture-stop':
        stopCapture(sim, task, action.complete)
        break
      case 'prioritize':
        prioritize(task.inputs[action.channel]!, task.barriers.current)
        break
      case 'set-timer': {
        const { attempt } = task
        const at = sim.world.now + Math.max(1, action.delay)
        timer(sim, task, at, { type: 'input-timeout', attempt, checkpoint: action.checkpoint })
        break
      }
    }
  }
}
