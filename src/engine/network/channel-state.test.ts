import { describe, expect, test } from 'vitest'
import { PLAIN_OPTIONS, withKind } from '../checkpoint/options.ts'
import type { InFlightCapture, InputChannelState, SubpartitionState } from '../kernel/world.ts'
import { OpenBuffer, type BarrierEvent, type Buffer } from './buffer.ts'
import {
  bytesOf,
  captureArrival,
  captureInputs,
  inFlightBytes,
  inFlightOf,
  inFlightRecords,
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

test('a barrier that is next goes forward all the same, and overtakes nothing', () => {
  const output = newSubpartition(0)
  output.queue = [barrier(2, 'timeoutable'), bufferOf('a')]
  expect(moveForward(output, 2)).toEqual([])
  expect(output.queue[0]).toEqual(barrier(2))
  expect(kindsOf(output)).toEqual(['barrier', 'a'])
})

test('the one that goes forward is the timeoutable barrier of its checkpoint, and stays behind one that overtook', () => {
  const output = newSubpartition(0)
  const other = barrier(3, 'timeoutable')
  output.queue = [barrier(1), bufferOf('a'), barrier(2), other, bufferOf('b'), barrier(2, 'timeoutable')]
  expect(moveForward(output, 2)!.map(({ buffer }) => buffer.values[0])).toEqual(['a', 'b'])
  expect(
    output.queue.map(item => ('type' in item && item.type === 'barrier' ? item.checkpoint : '-')),
  ).toEqual([1, 2, '-', 2, 3, '-'])
  expect(moveForward(output, 1)).toBeNull()
})

test('a barrier goes behind all that overtook where nothing else waits', () => {
  const output = newSubpartition(0)
  output.queue = [barrier(1)]
  expect(overtake(output, barrier(2))).toEqual([])
  expect(output.queue).toEqual([barrier(1), barrier(2)])
  const empty = newSubpartition(0)
  overtake(empty, barrier(2))
  expect(empty.queue).toEqual([barrier(2)])
})

test('the first that is heard of a barrier says where its channel ends', () => {
  const input = newInputChannel(0)
  const noted = [
    [4, 10],
    [4, 12],
    [3, 13],
    [5, 14],
  ].map(([checkpoint, arrived]) => {
    noteBarrier(input, checkpoint!, arrived!)
    return input.barrier
  })
  expect(noted).toEqual([
    { checkpoint: 4, arrived: 10 },
    { checkpoint: 4, arrived: 10 },
    { checkpoint: 4, arrived: 10 },
    { checkpoint: 5, arrived: 14 },
  ])
})

test('what is in the queue with the barrier belongs to the next checkpoint, and so does an event', () => {
  const input = newInputChannel(0)
  input.queue = [bufferOf('a'), { type: 'cancel-barrier', checkpoint: 2 }, bufferOf('b'), bufferOf('c')]
  input.arrived = [1, 2, 3, 4]
  input.barrier = { checkpoint: 3, arrived: 3 }
  const capture = newCapture(3, 1, 0)
  captureInputs(capture, [input])
  expect(capture.inputs[0]!.buffers.map(({ buffer }) => buffer.values[0])).toEqual(['a'])
  expect([capture.inputs[0]!.open, capture.inputsDone]).toEqual([false, false])
})

describe('what arrives', () => {
  const arriving = (item: Parameters<typeof captureArrival>[2], isOpen = true) => {
    const capture = newCapture(3, 1, 0)
    capture.inputs[0]!.open = isOpen
    const isPersisted = captureArrival(capture, 0, item)
    return [isPersisted, capture.inputs[0]!.buffers.length, capture.inputs[0]!.open]
  }

  test('is persisted while the channel is open, and only buffers are', () => {
    expect(arriving(bufferOf('a'))).toEqual([true, 1, true])
    expect(arriving(bufferOf('a'), false)).toEqual([false, 0, false])
    expect(arriving({ type: 'cancel-barrier', checkpoint: 3 })).toEqual([false, 0, true])
  })

  test('ends it with a barrier that is not older', () => {
    expect([2, 3, 4].map(checkpoint => arriving(barrier(checkpoint))[2])).toEqual([true, false, false])
  })

  test('is not persisted without a checkpoint under way', () => {
    expect(captureArrival(null, 0, bufferOf('a'))).toBe(false)
    expect(captureArrival(newCapture(3, 0, 0), 0, bufferOf('a'))).toBe(false)
  })
})

test('a checkpoint without data in flight has none; else each channel that has some', () => {
  const part = (...values: readonly string[]) => [{ buffer: bufferOf(...values), from: 0 }]
  const channels = { inputs: [7, 8], outputs: [9] }
  const made = (inputs: ReturnType<typeof part>[], outputs: ReturnType<typeof part>[]) => {
    const capture = newCapture(1, 0, 0)
    capture.inputs.push(...inputs.map(buffers => ({ buffers, open: false })))
    capture.outputs.push(...outputs)
    return inFlightOf(capture, channels)
  }
  const [a, b] = [part('a'), part('bb', 'c')]
  expect(made([[], []], [[]])).toBeNull()
  expect(made([[], a], [[]])).toEqual({ inputs: [{ channel: 8, buffers: a }], outputs: [] })
  expect(made([[], []], [b])).toEqual({ inputs: [], outputs: [{ channel: 9, buffers: b }] })
  const both = made([a, []], [b])!
  expect([inFlightBytes(both), inFlightRecords(both)]).toEqual([17 + 18 + 17, 3])
})

test('a new capture is one of nothing', () => {
  expect(newCapture(4, 2, 1)).toEqual({
    checkpoint: 4,
    inputs: [
      { buffers: [], open: false },
      { buffers: [], open: false },
    ],
    outputs: [[]],
    inputsDone: true,
    waiting: [],
  })
})
