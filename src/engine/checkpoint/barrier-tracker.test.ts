import { expect, test } from 'vitest'
import {
  barrierTrackerState,
  giveUpTrackedAtEnd,
  trackBarrier,
  trackCancelBarrier,
  trackEndOfPartition,
} from './barrier-tracker.ts'
import { PLAIN_OPTIONS } from './options.ts'

const TIMES = { startedAt: 0, triggeredAt: 0, options: PLAIN_OPTIONS }

type Step =
  readonly [what: 'barrier' | 'cancel', checkpoint: number, channel: number] | readonly ['end', number]

function play(channels: number, steps: readonly Step[]): string[] {
  const state = barrierTrackerState(channels)
  return steps.map(step => {
    const actions =
      step[0] === 'end'
        ? trackEndOfPartition(state, step[1])
        : step[0] === 'barrier'
          ? trackBarrier(state, step[2], step[1], TIMES)
          : trackCancelBarrier(state, step[2], step[1])
    return actions
      .map(action => ('checkpoint' in action ? `${action.type} ${action.checkpoint}` : action.type))
      .join()
  })
}

test('F019: no channel is ever stopped, and the third barrier triggers', () => {
  const steps: Step[] = [
    ['barrier', 1, 0],
    ['barrier', 1, 1],
    ['barrier', 1, 2],
  ]
  expect(play(3, steps)).toEqual(['', '', 'trigger 1'])
})

test('F020: a newer checkpoint that completes drops the older one without a word', () => {
  const steps: Step[] = [
    ['barrier', 1, 0],
    ['barrier', 2, 0],
    ['barrier', 2, 1],
    ['barrier', 1, 1],
  ]
  expect(play(2, steps)).toEqual(['', '', 'trigger 2', ''])
})

test('F021: only the newest fifty are counted', () => {
  const ahead = Array.from({ length: 51 }, (_, i): Step => ['barrier', i + 1, 0])
  expect(play(2, [...ahead, ['barrier', 1, 1]]).at(-1)).toBe('')
  expect(play(2, [...ahead, ['barrier', 2, 1]]).at(-1)).toBe('trigger 2')
})

test('F022: one open channel triggers at once', () => {
  expect(play(1, [['barrier', 7, 0]])).toEqual(['trigger 7'])
  expect(
    play(2, [
      ['end', 0],
      ['barrier', 7, 1],
    ]),
  ).toEqual(['', 'trigger 7'])
})

test('a channel that ends counts for the newest checkpoint that it completes', () => {
  const steps: Step[] = [
    ['barrier', 1, 0],
    ['barrier', 2, 0],
    ['barrier', 3, 0],
    ['barrier', 3, 1],
    ['end', 2],
  ]
  expect(play(3, steps)).toEqual(['', '', '', '', 'trigger 3'])
  expect(
    play(2, [
      ['barrier', 1, 0],
      ['barrier', 2, 0],
      ['end', 1],
    ]),
  ).toEqual(['', '', 'trigger 2'])
})

test('a cancel marker gives up that checkpoint and all older ones, once', () => {
  const steps: Step[] = [
    ['barrier', 1, 0],
    ['barrier', 2, 0],
    ['cancel', 2, 1],
    ['barrier', 3, 0],
    ['barrier', 3, 1],
  ]
  expect(play(2, steps)).toEqual(['', '', 'abort 1,abort 2', '', 'trigger 3'])
  expect(
    play(2, [
      ['cancel', 5, 0],
      ['barrier', 5, 1],
      ['barrier', 6, 0],
    ]),
  ).toEqual(['abort 5', '', ''])
})

test('a marker on each channel gives a checkpoint up once', () => {
  const steps: Step[] = [
    ['barrier', 2, 0],
    ['cancel', 2, 1],
    ['cancel', 2, 2],
    ['barrier', 3, 0],
    ['barrier', 3, 1],
    ['barrier', 3, 2],
  ]
  expect(play(3, steps)).toEqual(['', 'abort 2', '', '', '', 'trigger 3'])
})

test('a checkpoint that is complete, or older than the newest, is tracked no more', () => {
  const steps: Step[] = [
    ['barrier', 5, 0],
    ['barrier', 5, 1],
    ['barrier', 5, 0],
    ['cancel', 5, 1],
    ['cancel', 4, 0],
    ['barrier', 4, 0],
    ['barrier', 4, 1],
  ]
  expect(play(2, steps)).toEqual(['', 'trigger 5', '', '', '', '', ''])
  const state = barrierTrackerState(2)
  for (const channel of [0, 1, 0]) trackBarrier(state, channel, 5, TIMES)
  expect(state).toEqual({ pending: [], latest: 5, open: [0, 1] })
})

test('a marker leaves newer checkpoints alone, and is remembered until all channels have brought theirs', () => {
  const state = barrierTrackerState(3)
  for (const checkpoint of [4, 5, 6]) trackBarrier(state, 0, checkpoint, TIMES)
  trackCancelBarrier(state, 1, 5)
  const left = state.pending.map(({ checkpoint, aligned, aborted }) => [checkpoint, aligned, aborted])
  expect(left).toEqual([
    [5, [0, 1], true],
    [6, [0], false],
  ])
  expect(trackBarrier(state, 2, 5, TIMES)).toEqual([])
  expect(state.pending.map(({ checkpoint }) => checkpoint)).toEqual([6])
})

test('a marker on the only open channel leaves nothing to wait for', () => {
  const state = barrierTrackerState(2)
  trackEndOfPartition(state, 0)
  expect(trackCancelBarrier(state, 1, 5).map(({ type }) => type)).toEqual(['abort'])
  expect(state).toEqual({ pending: [], latest: 5, open: [1] })
  const two = barrierTrackerState(2)
  trackCancelBarrier(two, 1, 5)
  expect(two.pending).toMatchObject([
    { checkpoint: 5, aligned: [1], target: 2, aborted: true, startedAt: -1 },
  ])
})

test('a channel counts once for a checkpoint, and an end on top of its barrier not again', () => {
  expect(
    play(3, [
      ['barrier', 1, 0],
      ['barrier', 1, 0],
      ['end', 0],
      ['end', 1],
      ['barrier', 1, 2],
    ]),
  ).toEqual(['', '', '', '', 'trigger 1'])
})

test('with checkpoints after tasks finish off, the end of a channel gives all up that is pending, once', () => {
  const state = barrierTrackerState(3)
  trackBarrier(state, 0, 4, TIMES)
  trackBarrier(state, 0, 5, TIMES)
  trackCancelBarrier(state, 1, 4)
  const given = giveUpTrackedAtEnd(state, 1)
  expect(given).toEqual([{ type: 'abort', checkpoint: 5, reason: 'CHECKPOINT_DECLINED_INPUT_END_OF_STREAM' }])
  expect(state).toEqual({ pending: [], latest: 5, open: [0, 2] })
  expect(giveUpTrackedAtEnd(state, 2)).toEqual([])
  expect(trackBarrier(state, 0, 6, TIMES).map(({ type }) => type)).toEqual(['trigger'])
})
