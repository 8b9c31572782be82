import { describe, expect, test } from 'vitest'
import type { InputChannelState } from '../kernel/world.ts'
import { OpenBuffer } from './buffer.ts'
import { isReadable, newInputChannel, nextPriority, nextReadable, takeHead } from './input-channel.ts'

const buffer = () => new OpenBuffer().close()

/** `queued`: so many buffers wait. `priorityAt`: when a priority event came. */
function input(queued: number, priorityAt: readonly number[] = [], cursor = 0): InputChannelState {
  const event = { type: 'barrier', checkpoint: 1, triggeredAt: 0, options: {} } as never
  return {
    ...newInputChannel(0),
    queue: Array.from({ length: queued }, buffer),
    arrived: Array.from({ length: queued }, (_, i) => i),
    priority: priorityAt.map(arrived => ({ event, arrived })),
    cursor,
  }
}

test('nothing has come on a new channel, and nothing holds it up', () => {
  expect(newInputChannel(3)).toEqual({
    channel: 3,
    queue: [],
    arrived: [],
    cursor: 0,
    blocked: 0,
    ended: false,
    dataEnded: false,
    suspended: false,
    received: 0,
    priority: [],
    barrier: { checkpoint: 0, arrived: 0 },
    restored: 0,
    backlog: 0,
  })
})

describe('the channel to read from', () => {
  test('is the one in hand until its buffer is read, then the next in turn that has something', () => {
    const readable = (...queued: readonly number[]) => queued.map(count => input(count))
    expect(nextReadable([input(1, [], 1), input(1)], 0)).toBe(0)
    expect(nextReadable([input(1), input(1, [], 2)], 1)).toBe(1)
    expect(nextReadable([input(0, [], 1), input(1)], 0)).toBe(1)
    expect(nextReadable(readable(1, 1, 1), 0)).toBe(1)
    expect(nextReadable(readable(1, 0, 1), 0)).toBe(2)
    expect(nextReadable(readable(1, 1, 0), 2)).toBe(0)
    expect(nextReadable(readable(0, 1, 0), 1)).toBe(1)
    expect(nextReadable(readable(1, 1), -1)).toBe(0)
    expect(nextReadable(readable(0, 0), 0)).toBe(-1)
    expect(nextReadable([], -1)).toBe(-1)
  })

  test('is any with a priority event, the one whose event came first', () => {
    expect(nextPriority([input(1), input(1)])).toBe(-1)
    expect(nextPriority([input(0), input(0, [7])])).toBe(1)
    expect(nextPriority([input(0, [9]), input(0, [7, 12]), input(0, [8])])).toBe(1)
    expect(nextPriority([input(0, [5]), input(0, [7])])).toBe(0)
    expect(nextPriority([input(0, [7]), input(0, [7])])).toBe(0)
  })
})

test('what is taken is gone, and the next buffer is read from its start', () => {
  const state = input(2, [], 4)
  const [, second] = state.queue
  takeHead(state)
  expect([state.queue, state.arrived, state.cursor]).toEqual([[second], [1], 0])
  expect(isReadable(state)).toBe(true)
  takeHead(state)
  expect(isReadable(state)).toBe(false)
  expect(() => takeHead(state)).toThrow('there is something to take')
})
