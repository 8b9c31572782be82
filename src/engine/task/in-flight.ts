/**
 * Data in flight that belongs to a checkpoint, at one task: captured while barriers overtake it, complete when the last
 * barrier is in and none waits in an output queue any more, and put back into the channels at a restore. Counterpart of
 * Flink's ChannelStateWriter and SequentialChannelStateReader.
 */
import { assert, ensure } from '../../base/assert.ts'
import { timerDelay } from '../checkpoint/alternating-handler.ts'
import { withKind } from '../checkpoint/options.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { SubtaskSnapshotState, TaskActor } from '../kernel/world.ts'
import type { BarrierEvent } from '../network/buffer.ts'
import {
  captureInputs,
  inFlightBytes,
  inFlightOf,
  inFlightRecords,
  moveForward,
  newCapture,
  overtake,
  recordsOf,
  type InFlightState,
} from '../network/channel-state.ts'
import { addEvent, BEHIND_RESTORED, closeBuffer, pump } from '../network/subpartition.ts'
import { resume } from './replies.ts'

/** A checkpoint begins to overtake: what the inputs hold before its barriers belongs to it. */
export function startCapture(task: TaskActor, checkpoint: number): void {
  beginCapture(task, checkpoint)
  captureInputs(ensure(task.capture, 'the capture that began'), task.inputs)
}

/** One checkpoint at a time: what an older one still waited for belongs to no checkpoint any more. */
function beginCapture(task: TaskActor, checkpoint: number): void {
  if (task.capture !== null) dropCapture(task)
  task.capture = newCapture(checkpoint, task.inputs.length, task.outputs.length)
}

export function dropCapture(task: TaskActor): void {
  const { checkpoint } = ensure(task.capture, 'a capture to drop')
  task.capture = null
  task.uploads = task.uploads.filter(upload => upload.checkpoint !== checkpoint || !upload.awaitsInFlight)
  if (task.snapshot?.checkpoint === checkpoint) task.snapshot.aborted = true
}

/** All barriers are in; or the checkpoint was given up before they were. */
export function stopCapture(sim: Sim, task: TaskActor, complete: boolean): void {
  const { capture, alignment } = task
  if (capture === null) return
  if (!complete) {
    dropCapture(task)
    return
  }
  capture.inputsDone = true
  for (const input of capture.inputs) input.open = false
  const snapshot = snapshotOf(task, capture.checkpoint)
  if (alignment?.checkpoint !== capture.checkpoint) return
  task.alignment = null
  if (snapshot === null) return
  snapshot.alignment = sim.world.now - alignment.startedAt
  snapshot.processed = alignment.processed
}

function snapshotOf(task: TaskActor, checkpoint: number): SubtaskSnapshotState | null {
  return [task.snapshot, ...task.uploads].find(snapshot => snapshot?.checkpoint === checkpoint) ?? null
}

/** The barrier goes out on every output, before what is queued where it may, and else behind it. */
export function broadcastBarrier(sim: Sim, task: TaskActor, snapshot: SubtaskSnapshotState): void {
  const { checkpoint, triggeredAt, options } = snapshot
  const { kind = 'aligned' } = options
  if (kind !== 'aligned' && task.capture?.checkpoint !== checkpoint) beginCapture(task, checkpoint)
  const barrier = { type: 'barrier', checkpoint, triggeredAt, options } as const
  task.outputs.forEach((output, index) => {
    const overtakes = sim.plan.channels[output.channel]!.mayOvertake
    if (kind === 'aligned') addEvent(sim, task, output, barrier)
    else if (!overtakes)
      addEvent(sim, task, output, { ...barrier, options: withKind(options, 'forced-aligned') })
    else if (kind === 'unaligned') sendAhead(sim, task, index, barrier)
    else sendInTime(sim, task, index, barrier)
  })
  const { capture } = task
  if (capture === null || capture.waiting.length === 0) return
  const clock = { now: sim.world.now, timeout: sim.plan.settings.alignedTimeout }
  const delay = timerDelay({ triggeredAt }, clock)
  const { attempt } = task
  timer(sim, task, sim.world.now + Math.max(1, delay), { type: 'output-timeout', attempt, checkpoint })
}

function sendAhead(sim: Sim, task: TaskActor, index: number, barrier: BarrierEvent): void {
  const output = task.outputs[index]!
  closeBuffer(output)
  const overtaken = overtake(output, barrier)
  const capture = ensure(task.capture, 'the capture of a checkpoint that overtakes')
  if (sim.planted !== 'overtaken-not-persisted') capture.outputs[index] = overtaken
  noteOvertaking(sim, output.channel, barrier.checkpoint, recordsOf(overtaken))
  pump(sim, task, output)
}

function noteOvertaking(sim: Sim, index: number, checkpoint: number, amount: number): void {
  if (amount === 0) return
  const channel = sim.plan.channels[index]!
  row(sim, 'BarrierOvertook', { channel: index, checkpoint, amount, peer: channel.to })
}

/** Aligned, as long as it leaves the queue in time. */
function sendInTime(sim: Sim, task: TaskActor, index: number, barrier: BarrierEvent): void {
  // Before it is queued: it may leave at once.
  ensure(task.capture, 'the capture of a checkpoint that may overtake').waiting.push(index)
  addEvent(sim, task, task.outputs[index]!, barrier)
}

/** A barrier has been on its way through an output queue for as long as it may: it goes to the front. */
export function onOutputTimeout(sim: Sim, task: TaskActor, checkpoint: number): void {
  const { capture } = task
  if (capture?.checkpoint !== checkpoint || capture.waiting.length === 0) {
    row(sim, 'Housekeeping', { reason: 'barrier sent in time', checkpoint })
    return
  }
  row(sim, 'AlignmentTimedOut', { checkpoint, reason: 'output', amount: capture.waiting.length })
  for (const index of capture.waiting) {
    const output = task.outputs[index]!
    const overtaken = ensure(moveForward(output, checkpoint), 'the barrier that waits')
    if (sim.planted !== 'overtaken-not-persisted') capture.outputs[index] = overtaken
    noteOvertaking(sim, output.channel, checkpoint, recordsOf(overtaken))
  }
  const moved = capture.waiting
  capture.waiting = []
  for (const index of moved) pump(sim, task, task.outputs[index]!)
}

/** Once what is in flight is complete, the snapshot is stored with it. */
export function settleCapture(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  const { capture } = task
  if (capture === null || !capture.inputsDone || capture.waiting.length > 0) return
  const upload = task.uploads.find(other => other.checkpoint === capture.checkpoint)
  if (upload === undefined) return
  assert(upload.awaitsInFlight, 'what is in flight is complete once')
  task.capture = null
  upload.inFlight = inFlightOf(capture, {
    inputs: plan.inputs.map(channel => channel.index),
    outputs: plan.outputs.map(channel => channel.index),
  })
  const persisted = upload.inFlight === null ? 0 : inFlightBytes(upload.inFlight)
  upload.bytes += persisted
  upload.awaitsInFlight = false
  const amount = upload.inFlight === null ? 0 : inFlightRecords(upload.inFlight)
  row(sim, 'InFlightPersisted', { checkpoint: capture.checkpoint, amount, duration: upload.alignment })
  store(sim, task, upload)
}

export function store(sim: Sim, task: TaskActor, upload: SubtaskSnapshotState): void {
  const { checkpoint, bytes } = upload
  const { attempt } = task
  const { storageLatency } = sim.plan.settings
  send(sim, task, sim.plan.storage, storageLatency, { type: 'store', attempt, checkpoint, bytes })
}

/** Puts back what was in flight. `somewhere`: the checkpoint has such data of some task, so all senders hold back behind it. */
export function restoreInFlight(
  sim: Sim,
  task: TaskActor,
  state: InFlightState | undefined,
  somewhere: boolean,
): void {
  if (!somewhere) return
  for (const { channel, buffers } of state?.inputs ?? []) {
    const input = task.inputs[sim.plan.channels[channel]!.input]!
    for (const { buffer, from } of buffers) {
      input.queue.push(buffer.rest(from))
      input.arrived.push(task.events)
    }
    input.restored = buffers.length
  }
  for (const { channel, buffers } of state?.outputs ?? []) {
    const output = task.outputs[sim.plan.channels[channel]!.output]!
    for (const { buffer, from } of buffers) output.queue.push(buffer.rest(from))
  }
  task.recovering = task.inputs.some(input => input.restored > 0)
  if (state !== undefined) row(sim, 'InFlightRestored', { amount: inFlightRecords(state) })
  for (const output of task.outputs) addEvent(sim, task, output, { type: 'end-of-channel-state' })
}

/** A sender has sent all that was restored of its output; when all have, they go on. */
export function onEndOfChannelState(sim: Sim, task: TaskActor, index: number): void {
  const { channel } = task.inputs[index]!
  task.inputs[index]!.blocked = BEHIND_RESTORED
  row(sim, 'Housekeeping', { reason: 'end of restored data', channel })
  if (task.inputs.some(input => input.blocked !== BEHIND_RESTORED)) return
  task.inputs.forEach((_, i) => resume(sim, task, i))
}
