/**
 * In-flight data that belongs to a checkpoint: what was queued at a sender when its barrier overtook it, and what a
 * receiver had before the barrier of each input. The rules are those of Flink's ChannelStatePersister and
 * PipelinedSubpartition. Buffers are never changed, so they are kept by reference; events are not persisted.
 */
import { assert } from '../../base/assert.ts'
import { withKind } from '../checkpoint/options.ts'
import type { InFlightCapture, InputChannelState, SubpartitionState } from '../kernel/world.ts'
import { isBuffer, isOvertaking, type BarrierEvent, type Buffer, type ChannelItem } from './buffer.ts'

/** A buffer from entry `from` on: of the one in hand, what was not taken yet. */
export interface PersistedBuffer {
  readonly buffer: Buffer
  readonly from: number
}

/** What one channel adds to a checkpoint, at one of its ends; never empty. */
export interface ChannelPart {
  readonly channel: number
  readonly buffers: readonly PersistedBuffer[]
}

export interface InFlightState {
  readonly inputs: readonly ChannelPart[]
  readonly outputs: readonly ChannelPart[]
}

/** What a receiver reads before the data in the channel's queue. */
export type PriorityEvent = BarrierEvent | (Omit<BarrierEvent, 'type'> & { readonly type: 'announcement' })

export const bytesOf = (buffers: readonly PersistedBuffer[]): number =>
  buffers.reduce((sum, { buffer, from }) => sum + buffer.bytesFrom(from), 0)

export const recordsOf = (buffers: readonly PersistedBuffer[]): number =>
  buffers.reduce((sum, { buffer, from }) => sum + buffer.recordsFrom(from), 0)

export function inFlightBytes({ inputs, outputs }: InFlightState): number {
  return [...inputs, ...outputs].reduce((sum, part) => sum + bytesOf(part.buffers), 0)
}

export function inFlightRecords({ inputs, outputs }: InFlightState): number {
  return [...inputs, ...outputs].reduce((sum, part) => sum + recordsOf(part.buffers), 0)
}

/** A capture without inputs: what is above the task is in already. */
export function newCapture(checkpoint: number, inputs: number, outputs: number): InFlightCapture {
  return {
    checkpoint,
    inputs: Array.from({ length: inputs }, () => ({ buffers: [], open: false })),
    outputs: Array.from({ length: outputs }, () => []),
    inputsDone: true,
    waiting: [],
  }
}

/** The barrier of an older checkpoint may come behind that of a newer one, which has overtaken it: it is late. */
export function noteBarrier(input: InputChannelState, checkpoint: number, arrived: number): void {
  assert(arrived >= input.barrier.arrived, 'what comes later arrives later')
  if (checkpoint > input.barrier.checkpoint) input.barrier = { checkpoint, arrived }
}

/** All that lies before the barriers of the inputs belongs to the checkpoint; where no barrier is, what comes as well. */
export function captureInputs(capture: InFlightCapture, inputs: readonly InputChannelState[]): void {
  capture.inputsDone = false
  inputs.forEach((input, i) => {
    const own = capture.inputs[i]!
    const { checkpoint, arrived } = input.barrier
    const isHere = checkpoint >= capture.checkpoint
    own.open = !isHere && !input.ended
    input.queue.forEach((item, at) => {
      if (isBuffer(item) && (!isHere || input.arrived[at]! < arrived))
        own.buffers.push({ buffer: item, from: at === 0 ? input.cursor : 0 })
    })
  })
}

/** Something arrived at input `i`. Returns whether the checkpoint persists it. */
export function captureArrival(capture: InFlightCapture | null, i: number, item: ChannelItem): boolean {
  const own = capture?.inputs[i]
  if (capture === null || own === undefined || !own.open) return false
  if (isBuffer(item)) {
    own.buffers.push({ buffer: item, from: 0 })
    return true
  }
  if (item.type === 'barrier' && item.checkpoint >= capture.checkpoint) own.open = false
  return false
}

/** Puts a barrier before what is queued, behind barriers that have overtaken already. */
export function overtake(output: SubpartitionState, barrier: BarrierEvent): PersistedBuffer[] {
  assert(output.open === null, 'the buffer that was being filled has joined the queue')
  assert(barrier.options.kind === 'unaligned', 'only an unaligned barrier overtakes')
  const overtaken = output.queue.filter(isBuffer).map(buffer => ({ buffer, from: 0 }))
  const at = output.queue.findIndex(item => !isOvertaking(item))
  output.queue.splice(at < 0 ? output.queue.length : at, 0, barrier)
  return overtaken
}

/** The barrier that waits in the queue goes to its front after all. Returns what it overtakes; null: it was sent. */
export function moveForward(output: SubpartitionState, checkpoint: number): PersistedBuffer[] | null {
  const at = output.queue.findIndex(
    item =>
      !isBuffer(item) &&
      item.type === 'barrier' &&
      item.options.kind === 'timeoutable' &&
      item.checkpoint === checkpoint,
  )
  if (at < 0) return null
  const before = output.queue.slice(0, at)
  const barrier = output.queue[at] as BarrierEvent
  const front = before.findIndex(item => !isOvertaking(item))
  output.queue.splice(at, 1)
  output.queue.splice(front < 0 ? at : front, 0, {
    ...barrier,
    options: withKind(barrier.options, 'unaligned'),
  })
  return before.filter(isBuffer).map(buffer => ({ buffer, from: 0 }))
}

/** The announced barrier of an input is read next; it is still the aligned one behind which the sender waits. */
export function prioritize(input: InputChannelState, checkpoint: number): void {
  const at = input.queue.findIndex(
    item => !isBuffer(item) && item.type === 'barrier' && item.checkpoint === checkpoint,
  )
  assert(at >= 0, 'a barrier that was announced waits in the queue')
  const [event] = input.queue.splice(at, 1)
  const [arrived] = input.arrived.splice(at, 1)
  input.priority.push({ event: event as BarrierEvent, arrived: arrived! })
}

/** What was captured, as it stands in the checkpoint; null: nothing. */
export function inFlightOf(
  capture: InFlightCapture,
  channels: { readonly inputs: readonly number[]; readonly outputs: readonly number[] },
): InFlightState | null {
  const parts = (all: readonly (readonly PersistedBuffer[])[], own: readonly number[]): ChannelPart[] =>
    all.flatMap((buffers, i) => (buffers.length === 0 ? [] : [{ channel: own[i]!, buffers: [...buffers] }]))
  const inputs = parts(
    capture.inputs.map(({ buffers }) => buffers),
    channels.inputs,
  )
  const outputs = parts(capture.outputs, channels.outputs)
  return inputs.length === 0 && outputs.length === 0 ? null : { inputs, outputs }
}
