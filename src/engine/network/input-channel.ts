/**
 * The receiving half of a channel: what has arrived and was not taken, and whether it waits behind a barrier.
 * Counterpart of Flink's RemoteInputChannel.
 */
import { assert } from '../../base/assert.ts'
import type { InputChannelState } from '../kernel/world.ts'

export function newInputChannel(channel: number): InputChannelState {
  return {
    channel,
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
  }
}

/** Nothing arrives behind a barrier that blocks, so what is in the queue comes before it and can be read. */
export function isReadable(input: InputChannelState): boolean {
  return input.queue.length > 0
}

/** The input whose priority event came first; -1: there is none. */
export function nextPriority(inputs: readonly InputChannelState[]): number {
  let best = -1
  inputs.forEach(({ priority }, i) => {
    if (priority.length === 0) return
    if (best < 0 || priority[0]!.arrived < inputs[best]!.priority[0]!.arrived) best = i
  })
  return best
}

/**
 * The channel to read from: the one in hand while its buffer lasts, then the next in turn. -1: none is readable.
 */
export function nextReadable(inputs: readonly InputChannelState[], current: number): number {
  const inHand = inputs[current]
  if (inHand !== undefined && inHand.cursor > 0 && isReadable(inHand)) return current
  for (let i = 1; i <= inputs.length; i++) {
    const index = (current + i) % inputs.length
    if (isReadable(inputs[index]!)) return index
  }
  return -1
}

export function takeHead(input: InputChannelState): void {
  assert(input.queue.length > 0, 'there is something to take')
  input.queue.shift()
  input.cursor = 0
  input.arrived.shift()
}
