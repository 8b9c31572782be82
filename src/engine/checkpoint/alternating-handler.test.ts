import { expect, test } from 'vitest'
import {
  alternatingBarrierState,
  giveUpAlternatingAtEnd,
  onAlignmentTimer,
  onAlternatingBarrier,
  onAlternatingCancel,
  onAlternatingEnd,
  onAnnouncement,
  timerDelay,
  type AlternatingAction,
  type AlternatingBarrierState,
  type Barrier,
} from './alternating-handler.ts'
import { PLAIN_OPTIONS, withKind, type BarrierKind } from './options.ts'

const NEVER = Number.MAX_SAFE_INTEGER

/** A subtask at a point in time. Barriers are of time 0 unless said. */
class Subtask {
  readonly state: AlternatingBarrierState
  now = 0
  readonly #timeout: number

  constructor(channels: number, timeout = NEVER) {
    this.state = alternatingBarrierState(channels)
    this.#timeout = timeout
  }

  get #clock() {
    return { now: this.now, timeout: this.#timeout }
  }

  barrier(checkpoint: number, channel: number, kind: BarrierKind = 'unaligned', triggeredAt = 0): string {
    const options = withKind(PLAIN_OPTIONS, kind)
    return texts(onAlternatingBarrier(this.state, channel, { checkpoint, triggeredAt, options }, this.#clock))
  }

  announce(checkpoint: number, channel: number, triggeredAt = 0): string {
    const barrier: Barrier = { checkpoint, triggeredAt, options: withKind(PLAIN_OPTIONS, 'timeoutable') }
    return texts(onAnnouncement(this.state, channel, barrier, this.#clock))
  }

  end(channel: number): string {
    return texts(onAlternatingEnd(this.state, channel, this.#clock))
  }

  cancel(checkpoint: number): string {
    return texts(onAlternatingCancel(this.state, checkpoint))
  }

  timer(checkpoint: number): string {
    return texts(onAlignmentTimer(this.state, checkpoint))
  }
}

const texts = (actions: readonly AlternatingAction[]): string =>
  actions
    .map(action => {
      const at = 'channel' in action ? action.channel : action.checkpoint
      return `${action.type} ${at}${action.type === 'trigger' ? ` ${action.kind}` : ''}`
    })
    .join(', ')

test('F029: a checkpoint starts with its first barrier and needs only the channels that are open', () => {
  const subtask = new Subtask(4)
  expect([subtask.end(2), subtask.end(1)]).toEqual(['', ''])
  expect(subtask.barrier(2, 3)).toBe('capture-start 2, trigger 2 unaligned')
  expect(subtask.barrier(2, 0)).toBe('capture-stop 2')
})

test('F031: the end of a partition takes the place of its barrier', () => {
  const subtask = new Subtask(3)
  expect(subtask.barrier(2, 2)).toBe('capture-start 2, trigger 2 unaligned')
  expect([subtask.barrier(2, 0), subtask.end(2)]).toEqual(['', ''])
  expect(subtask.end(1)).toBe('capture-stop 2')
  expect(subtask.end(0)).toBe('')
})

test('F040: without a timeout an alignment waits for the last barrier', () => {
  const subtask = new Subtask(2)
  expect(subtask.barrier(1, 0, 'aligned')).toBe('block 0')
  expect(subtask.barrier(1, 1, 'aligned')).toBe('block 1, trigger 1 aligned, resume 0, resume 1')
})

test('F041: the timer brings announced barriers forward, and the first of them triggers', () => {
  const subtask = new Subtask(2, 10)
  expect(subtask.announce(1, 0)).toBe('set-timer 1')
  expect(subtask.announce(1, 1)).toBe('')
  subtask.now = 20
  expect(subtask.timer(1)).toBe('prioritize 0, prioritize 1')
  expect(subtask.barrier(1, 0, 'timeoutable')).toBe('block 0, capture-start 1, trigger 1 unaligned')
  expect(subtask.barrier(1, 1, 'timeoutable')).toBe('block 1, capture-stop 1, resume 0, resume 1')
})

test('F043: a first barrier that is already too late triggers at once', () => {
  const subtask = new Subtask(2, 100)
  subtask.now = 101
  const barrier = subtask.barrier(1, 0, 'timeoutable')
  expect(barrier).toBe('set-timer 1, block 0, capture-start 1, trigger 1 unaligned')
})

test('F044: barriers in time are aligned; a later checkpoint that is not goes on unaligned', () => {
  const subtask = new Subtask(3, 100)
  const first = [0, 1, 2].map(channel => subtask.barrier(1, channel, 'timeoutable'))
  expect(first).toEqual([
    'set-timer 1, block 0',
    'block 1',
    'block 2, trigger 1 timeoutable, resume 0, resume 1, resume 2',
  ])
  expect(subtask.barrier(2, 0, 'timeoutable')).toBe('set-timer 2, block 0')
  subtask.now = 101
  expect(subtask.announce(2, 1)).toBe('')
  expect(subtask.barrier(2, 1, 'timeoutable')).toBe('block 1, capture-start 2, trigger 2 unaligned')
})

test('F045: an unaligned barrier from upstream takes the whole task with it', () => {
  const subtask = new Subtask(2)
  expect(subtask.announce(1, 0)).toBe('set-timer 1')
  expect(subtask.barrier(1, 1, 'unaligned')).toBe('prioritize 0, capture-start 1, trigger 1 unaligned')
})

test('F046: checkpoints that overtake and savepoints that do not take turns', () => {
  const channels = Array.from({ length: 123 }, (_, channel) => channel)
  const subtask = new Subtask(channels.length)
  const triggered: string[] = []
  for (let id = 0; id < 123; id++) {
    const kind = id % 2 === 0 ? 'unaligned' : 'aligned'
    const actions = channels.map(channel => subtask.barrier(id, channel, kind)).join(', ')
    triggered.push(...(actions.match(/trigger \d+/g) ?? []))
  }
  expect(triggered).toEqual(channels.map(id => `trigger ${id}`))
})

test.each([
  [1070, 30],
  [1200, 0],
])('F048: at %d ms of a timeout of 100 from 1000 the timer waits %d more', (now, delay) => {
  expect(timerDelay({ triggeredAt: 1000 }, { now, timeout: 100 })).toBe(delay)
})

test('F049: a timeout has passed when more time than that has', () => {
  const atTheLimit = new Subtask(2, 100)
  atTheLimit.now = 1100
  expect(atTheLimit.barrier(1, 0, 'timeoutable', 1000)).toBe('set-timer 1, block 0')
  const beyond = new Subtask(2, 100)
  beyond.now = 1101
  expect(beyond.barrier(1, 0, 'timeoutable', 1000)).toContain('trigger 1 unaligned')
})

test('an alignment that times out triggers at once and brings the missing barriers forward', () => {
  const subtask = new Subtask(3, 10)
  subtask.barrier(1, 0, 'timeoutable')
  subtask.announce(1, 1)
  subtask.now = 11
  expect(subtask.timer(1)).toBe('prioritize 1, capture-start 1, trigger 1 unaligned')
  expect(subtask.announce(1, 2)).toBe('prioritize 2')
  expect(subtask.timer(1)).toBe('')
})

test('a forced-aligned barrier neither times out nor sets a timer', () => {
  const subtask = new Subtask(2, 10)
  subtask.now = 99
  expect(subtask.barrier(1, 0, 'forced-aligned')).toBe('block 0')
  expect(subtask.barrier(1, 1, 'forced-aligned')).toBe(
    'block 1, trigger 1 forced-aligned, resume 0, resume 1',
  )
})

test('an aligned barrier that comes while unaligned is booked as blocked until all are in', () => {
  const subtask = new Subtask(3)
  subtask.barrier(1, 0, 'unaligned')
  expect(subtask.barrier(1, 1, 'forced-aligned')).toBe('block 1')
  expect(subtask.barrier(1, 2, 'unaligned')).toBe('capture-stop 1, resume 1')
})

test('a timer of an alignment that is over does nothing; a late barrier only lets its channel go', () => {
  const subtask = new Subtask(2, 10)
  subtask.barrier(1, 0, 'timeoutable')
  expect(subtask.cancel(1)).toBe('resume 0, abort 1')
  expect(subtask.timer(1)).toBe('')
  expect(subtask.barrier(1, 1, 'timeoutable')).toBe('resume 1')
  expect(subtask.barrier(1, 1, 'unaligned')).toBe('')
  expect(subtask.announce(1, 1)).toBe('')
})

test('F018: a marker of a checkpoint that never began here gives up what is pending, each once', () => {
  const subtask = new Subtask(2)
  expect(subtask.barrier(1, 0)).toContain('trigger 1')
  expect(subtask.cancel(2)).toContain('abort 2')
  expect(subtask.cancel(3)).toContain('abort 3')
  expect(subtask.cancel(3)).toBe('')
  expect(subtask.barrier(1, 1)).not.toContain('trigger')
})

test('what the handler keeps of a checkpoint is gone when it was given up', () => {
  const subtask = new Subtask(3, 10)
  const afresh = {
    aligned: [],
    blocked: [],
    open: 3,
    target: 0,
    phase: 'WaitingForFirstBarrier',
    pending: null,
    announced: [],
  }
  expect(subtask.state).toEqual({ current: -1, lastSettled: -1, ...afresh })
  subtask.barrier(0, 0, 'timeoutable')
  subtask.announce(0, 1)
  expect(subtask.state).toMatchObject({ current: 0, lastSettled: -1, aligned: [0], blocked: [0], target: 3 })
  expect(subtask.state).toMatchObject({ phase: 'CollectingBarriers', announced: [1] })
  expect(subtask.cancel(0)).toBe('resume 0, abort 0')
  expect(subtask.state).toEqual({ current: 0, lastSettled: 0, ...afresh })
  expect(subtask.cancel(0)).toBe('')
  expect(subtask.cancel(3)).toBe('abort 3')
  expect(subtask.state).toEqual({ current: 3, lastSettled: 3, ...afresh })
  expect(subtask.cancel(2)).toBe('')
})

test('with checkpoints after tasks finish off, the end of a channel gives the pending one up', () => {
  const subtask = new Subtask(3)
  expect(texts(giveUpAlternatingAtEnd(subtask.state))).toBe('')
  subtask.barrier(1, 0, 'aligned')
  expect(texts(giveUpAlternatingAtEnd(subtask.state))).toBe('resume 0, abort 1')
  expect(texts(giveUpAlternatingAtEnd(subtask.state))).toBe('')
  expect(subtask.state).toMatchObject({ current: 1, lastSettled: 1, open: 0, pending: null })
})

test('a channel that ends is awaited no longer, whether or not its barrier has come', () => {
  const subtask = new Subtask(4, 10)
  subtask.barrier(1, 0, 'timeoutable')
  subtask.announce(1, 1)
  expect([subtask.end(1), subtask.end(0)]).toEqual(['', ''])
  expect(subtask.state).toMatchObject({ open: 2, aligned: [0, 1], blocked: [], announced: [] })
  subtask.now = 11
  expect(subtask.end(2)).toBe('capture-start 1, trigger 1 unaligned')
  expect(subtask.barrier(1, 3, 'timeoutable')).toBe('block 3, capture-stop 1, resume 3')
})

test('the end of the last channel in time triggers the aligned checkpoint', () => {
  const subtask = new Subtask(2, 10)
  subtask.barrier(1, 1, 'timeoutable')
  expect(subtask.end(0)).toBe('trigger 1 timeoutable, resume 1')
  expect(subtask.state).toMatchObject({ lastSettled: 1, open: 1, phase: 'WaitingForFirstBarrier' })
  expect(subtask.state).toMatchObject({ aligned: [], blocked: [], announced: [], target: 0 })
})

test('what was announced of a checkpoint that was given up is not brought forward for the next', () => {
  const subtask = new Subtask(3, 10)
  subtask.announce(1, 1)
  subtask.barrier(1, 0, 'timeoutable')
  expect(subtask.cancel(1)).toBe('resume 0, abort 1')
  expect(subtask.announce(2, 2)).toBe('set-timer 2')
  expect(subtask.timer(2)).toBe('prioritize 2')
})

test('a marker or a timer of a checkpoint that is complete, or older, is of no interest', () => {
  const subtask = new Subtask(2, 10)
  for (const channel of [0, 1]) subtask.barrier(5, channel, 'timeoutable')
  expect([4, 5].map(checkpoint => subtask.cancel(checkpoint))).toEqual(['', ''])
  expect([4, 5, 6].map(checkpoint => subtask.timer(checkpoint))).toEqual(['', '', ''])
  subtask.barrier(6, 0, 'timeoutable')
  expect([5, 7].map(checkpoint => subtask.timer(checkpoint))).toEqual(['', ''])
  expect(subtask.timer(6)).toBe('capture-start 6, trigger 6 unaligned')
})

test('a marker of a checkpoint that was only announced is not for this task: no barrier of it has come', () => {
  const subtask = new Subtask(2, 10)
  subtask.announce(5, 0)
  expect(subtask.cancel(5)).toBe('')
  expect(subtask.barrier(5, 0, 'timeoutable')).toBe('block 0')
  expect(subtask.cancel(5)).toBe('resume 0, abort 5')
})

test('the end of a channel behind a checkpoint that is complete asks for nothing', () => {
  const subtask = new Subtask(2, 10)
  for (const channel of [0, 1]) subtask.barrier(5, channel, 'timeoutable')
  expect([subtask.end(0), texts(giveUpAlternatingAtEnd(subtask.state))]).toEqual(['', ''])
  expect(subtask.state).toMatchObject({ aligned: [], target: 0, open: 0, pending: null })
})

test('a newer checkpoint ends what the older one had shut and captured', () => {
  const aligned = new Subtask(2)
  aligned.barrier(5, 0, 'aligned')
  expect(aligned.barrier(6, 1, 'aligned')).toBe('resume 0, abort 5, block 1')
  const unaligned = new Subtask(2)
  unaligned.barrier(5, 0)
  expect(unaligned.barrier(6, 1)).toBe('capture-stop 5, abort 5, capture-start 6, trigger 6 unaligned')
  const announced = new Subtask(2)
  announced.barrier(5, 0)
  expect(announced.announce(6, 1)).toBe('capture-stop 5, abort 5, set-timer 6')
})
