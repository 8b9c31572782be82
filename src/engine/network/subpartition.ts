/**
 * The sending half of a channel: an output queue, the credits its receiver granted, and the blockade behind an
 * aligned barrier. Counterpart of Flink's PipelinedSubpartition.
 */
import { assert } from '../../base/assert.ts'
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { SubpartitionState, TaskActor } from '../kernel/world.ts'
import type { ValveOutput } from '../time/valve.ts'
import { isBuffer, OpenBuffer, type BarrierEvent, type ChannelEvent } from './buffer.ts'

/** Behind what a checkpoint had persisted of an output nothing goes out until the receiver says so. */
export const BEHIND_RESTORED = -1

/** The receiver has not said how large buffers should be; Flink's begins with it too. */
const ANY_SIZE = 2_147_483_647

export function newSubpartition(channel: number): SubpartitionState {
  return {
    channel,
    open: null,
    queue: [],
    credits: 0,
    blocked: 0,
    sentBuffers: 0,
    droppedBuffers: 0,
    closedEntries: 0,
    marks: 0,
    processed: false,
    bufferSize: ANY_SIZE,
  }
}

/**
 * A full queue backpressures the task; what one call puts in beyond it is overdraft. Events have memory of their own, as
 * in Flink: barriers that wait behind a barrier stop nobody.
 */
export function isFull(sim: Sim, { queue }: SubpartitionState): boolean {
  const { queueBuffers } = sim.plan.settings
  return queue.length >= queueBuffers && queue.filter(isBuffer).length >= queueBuffers
}

/** Returns whether a buffer joined the queue. */
export function addRecord(
  sim: Sim,
  task: TaskActor,
  output: SubpartitionState,
  value: unknown,
  key: string | null,
  timestamp: number | null,
  path: number,
): boolean {
  const open = (output.open ??= new OpenBuffer(sim.plan.channels[output.channel]!.room.size))
  open.add(value, key, timestamp, task.hand.partition, task.hand.offset, path)
  return sendIfFull(sim, task, output, open)
}

/** The receiver may want smaller buffers; without a buffer timeout each record goes out at once. */
const fullAt = ({ plan }: Sim, { bufferSize }: SubpartitionState): number =>
  Math.min(bufferSize, plan.bufferIsFullAt)

/** Returns whether the buffer joined the queue. */
function sendIfFull(sim: Sim, task: TaskActor, output: SubpartitionState, open: OpenBuffer): boolean {
  if (open.bytes < fullAt(sim, output)) {
    if (task.flushAt === -1) setFlushTimer(sim, task)
    return false
  }
  sim.plan.channels[output.channel]!.room.size = open.size + 1
  closeBuffer(output)
  pump(sim, task, output)
  return true
}

/** Flink's output flusher: everything that is open goes out at the next multiple of the buffer timeout. */
function setFlushTimer(sim: Sim, task: TaskActor): void {
  const { bufferTimeout } = sim.plan.settings
  task.flushAt = (Math.floor(sim.world.now / bufferTimeout) + 1) * bufferTimeout
  timer(sim, task, task.flushAt, { type: 'flush', attempt: task.attempt })
}

/** A watermark or status goes in band, behind the records before it. */
export function addMark(sim: Sim, task: TaskActor, output: SubpartitionState, mark: ValveOutput): void {
  const open = (output.open ??= new OpenBuffer())
  open.addMark(mark)
  output.marks += 1
  sendIfFull(sim, task, output, open)
}

/** The open buffer, however full, joins the queue. */
export function closeBuffer(output: SubpartitionState): void {
  if (output.open === null) return
  const buffer = output.open.close()
  output.closedEntries += buffer.size
  output.queue.push(buffer)
  output.open = null
}

export function addEvent(sim: Sim, task: TaskActor, output: SubpartitionState, event: ChannelEvent): void {
  closeBuffer(output)
  output.queue.push(event)
  pump(sim, task, output)
}

/** Nothing follows an aligned barrier until the receiver says so. */
const blocksBehind = (sim: Sim): boolean => sim.plan.settings.exactlyOnce && sim.planted !== 'no-blocking'

/** The barrier has left in time, so nothing can be overtaken any more. */
function noteSent(sim: Sim, task: TaskActor, output: SubpartitionState, barrier: BarrierEvent): void {
  const { capture } = task
  if (capture === null || capture.checkpoint !== barrier.checkpoint) return
  const index = sim.plan.channels[output.channel]!.output
  capture.waiting = capture.waiting.filter(other => other !== index)
}

/** Sends what may go. Events need no credit; nothing follows a barrier until the receiver resumes. */
export function pump(sim: Sim, task: TaskActor, output: SubpartitionState): void {
  const channel = sim.plan.channels[output.channel]!
  while (output.blocked === 0 && output.queue.length > 0) {
    const item = output.queue[0]!
    if (isBuffer(item)) {
      if (output.credits === 0) return
      output.credits -= 1
      output.sentBuffers += 1
    }
    output.queue.shift()
    if (!isBuffer(item) && item.type === 'barrier' && item.options.kind === 'timeoutable')
      noteSent(sim, task, output, item)
    send(sim, task, channel.to, sim.plan.settings.networkLatency, {
      type: 'item',
      attempt: task.attempt,
      channel: channel.index,
      item,
      ...(sim.plan.settings.debloat === null ? {} : { backlog: output.queue.filter(isBuffer).length }),
    })
    if (!isBuffer(item)) blockBehind(sim, output, item)
  }
  assert(output.credits >= 0, 'credits are never negative')
}

function blockBehind(sim: Sim, output: SubpartitionState, event: ChannelEvent): void {
  if (event.type === 'end-of-channel-state') output.blocked = BEHIND_RESTORED
  if (event.type !== 'barrier' || event.options.kind === 'unaligned' || !blocksBehind(sim)) return
  const { checkpoint } = event
  const { index, to } = sim.plan.channels[output.channel]!
  output.blocked = checkpoint
  row(sim, 'SubpartitionBlocked', { channel: index, checkpoint, peer: to, amount: output.queue.length })
}
