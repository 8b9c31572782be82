import { expect, test } from 'vitest'
import { PLAIN_OPTIONS, withKind } from '../checkpoint/options.ts'
import type { InFlightCapture, InputChannelState, SubpartitionState } from '../kernel/world.ts'
import { OpenBuffer, type BarrierEvent, type Buffer } from './buffer.ts'
import {
  bytesOf,
  captureArrival,
  captureInputs,
  moveForward,
  newCapture,
  noteBarrier,
  overtake,
  prioritize,
  recordsOf,
} from './channel-state.ts'
import { newInputChannel } from './input-channel.ts'
import { newSubpartition } from './subpartition.ts'

function bufferOf(...values: readonly string[]): Buffer {
  const open = new OpenBuffer()
  values.forEach((value, i) => open.add(value, value, null, 0, i, 0))
  return open.close()
}

const barrier = (checkpoint: number, kind: 'unaligned' | 'timeoutable' = 'unaligned'): BarrierEvent => ({
  type: 'barrier',
  checkpoint,
  triggeredAt: 0,
  options: withKind(PLAIN_OPTIONS, kind),
})

/** The inputs of a task, to which things come one after the other. */
class Inputs {
  readonly states: InputChannelState[]
  capture: InFlightCapture | null = null
  #events = 0

  constructor(channels: number) {
    this.states = Array.from({ length: channels }, (_, i) => newInputChannel(i))
  }

  arrives(channel: number, what: Buffer | BarrierEvent): void {
    this.#events += 1
    const input = this.states[channel]!
    captureArrival(this.capture, channel, what)
    if ('type' in what) {
      noteBarrier(input, what.checkpoint, this.#events)
      input.priority.push({ event: what, arrived: this.#events })
    } else {
      input.queue.push(what)
      input.arrived.push(this.#events)
    }
  }

  start(checkpoint: number): void {
    this.capture = newCapture(checkpoint, this.states.length, 0)
    captureInputs(this.capture, this.states)
  }

  /** What the checkpoint has of each channel. */
  get persisted(): string[] {
    return this.capture!.inputs.map(({ buffers }) =>
      buffers.flatMap(({ buffer, from }) => buffer.values.slice(from, buffer.size)).join(' '),
    )
  }

  take(channel: number): void {
    this.states[channel]!.queue.shift()
    this.states[channel]!.arrived.shift()
  }
}

test('F026: what a channel brings behind its own barrier belongs to the next checkpoint', () => {
  const inputs = new Inputs(3)
  inputs.arrives(2, bufferOf('a'))
  inputs.take(2)
  inputs.arrives(2, barrier(3))
  inputs.start(3)
  inputs.arrives(2, bufferOf('b'))
  inputs.arrives(0, barrier(3))
  inputs.arrives(1, barrier(3))
  expect(inputs.persisted).toEqual(['', '', ''])
})

test('F027: what comes before the barrier of its channel is persisted, while the checkpoint is under way', () => {
  const inputs = new Inputs(3)
  inputs.arrives(1, barrier(5))
  inputs.start(5)
  inputs.arrives(2, bufferOf('a'))
  inputs.arrives(0, bufferOf('b'))
  inputs.arrives(2, bufferOf('c'))
  inputs.arrives(1, bufferOf('d'))
  inputs.arrives(2, barrier(5))
  inputs.arrives(1, bufferOf('e'))
  inputs.arrives(0, bufferOf('f'))
  inputs.arrives(2, bufferOf('g'))
  inputs.arrives(0, barrier(5))
  inputs.arrives(0, bufferOf('h'))
  expect(inputs.persisted).toEqual(['b f', '', 'a c'])
})

test('the late barrier of an older checkpoint does not make data belong to a newer one that has overtaken it', () => {
  const inputs = new Inputs(2)
  inputs.arrives(0, bufferOf('a'))
  inputs.arrives(0, barrier(4))
  inputs.arrives(0, bufferOf('b'))
  inputs.arrives(0, barrier(3, 'timeoutable'))
  inputs.start(4)
  inputs.arrives(0, bufferOf('c'))
  expect(inputs.persisted[0]).toBe('a')
})

test('F032: of a queue with a barrier in it only what arrived before is persisted', () => {
  const inputs = new Inputs(2)
  inputs.arrives(0, bufferOf('x1'))
  inputs.arrives(0, bufferOf('x2'))
  inputs.arrives(0, barrier(3))
  inputs.arrives(0, bufferOf('x4'))
  inputs.start(3)
  expect(inputs.persisted[0]).toBe('x1 x2')
})

test('F033: without a barrier all of the queue is, and what arrives, until it comes', () => {
  const inputs = new Inputs(1)
  inputs.arrives(0, bufferOf('x1'))
  inputs.arrives(0, bufferOf('x2'))
  inputs.start(3)
  inputs.arrives(0, bufferOf('x3'))
  inputs.arrives(0, bufferOf('x4'))
  inputs.arrives(0, barrier(3))
  inputs.arrives(0, bufferOf('x5'))
  expect(inputs.persisted[0]).toBe('x1 x2 x3 x4')
})

test('F028: buffers count with their bytes, the one in hand from its read cursor', () => {
  const inputs = new Inputs(1)
  inputs.arrives(0, bufferOf('a', 'bb', 'ccc'))
  inputs.states[0]!.cursor = 1
  inputs.start(1)
  expect(inputs.persisted[0]).toBe('bb ccc')
  const { buffers } = inputs.capture!.inputs[0]!
  expect([recordsOf(buffers), bytesOf(buffers)]).toEqual([2, 16 + 2 + 16 + 3])
  expect(buffers[0]!.buffer.rest(1).values).toEqual(['bb', 'ccc'])
})

test('an input that has ended waits for no barrier', () => {
  const inputs = new Inputs(2)
  inputs.states[1]!.ended = true
  inputs.start(1)
  expect(inputs.capture!.inputs.map(({ open }) => open)).toEqual([true, false])
})

test('a barrier that was announced is read before the queue, and still marks where its channel ends', () => {
  const input = newInputChannel(0)
  input.queue = [bufferOf('x1'), barrier(2, 'timeoutable'), bufferOf('x2')]
  input.arrived = [4, 5, 6]
  prioritize(input, 2)
  expect(input.queue.map(item => ('values' in item ? item.values[0] : item.type))).toEqual(['x1', 'x2'])
  expect(input.arrived).toEqual([4, 6])
  expect(input.priority).toEqual([{ event: barrier(2, 'timeoutable'), arrived: 5 }])
})

const kindsOf = ({ queue }: SubpartitionState): unknown[] =>
  queue.map(item => ('values' in item ? item.values[0] : item.type))

test('at the sender a barrier goes before data and events, and behind a barrier that overtook before it', () => {
  const output = newSubpartition(0)
  output.queue = [barrier(1), bufferOf('a'), { type: 'end-of-data', drained: true }, bufferOf('b')]
  const overtaken = overtake(output, barrier(2))
  expect(overtaken.map(({ buffer }) => buffer.values[0])).toEqual(['a', 'b'])
  expect(kindsOf(output)).toEqual(['barrier', 'barrier', 'a', 'end-of-data', 'b'])
})

test('a barrier that waits too long in a queue goes to its front; what was behind it stays behind', () => {
  const output = newSubpartition(0)
  output.queue = [bufferOf('a'), bufferOf('b'), barrier(2, 'timeoutable'), bufferOf('c')]
  expect(moveForward(output, 3)).toBeNull()
  expect(moveForward(output, 2)!.map(({ buffer }) => buffer.values[0])).toEqual(['a', 'b'])
  expect(kindsOf(output)).toEqual(['barrier', 'a', 'b', 'c'])
  expect(output.queue[0]).toEqual(barrier(2))
  expect(moveForward(output, 2)).toBeNull()
})
