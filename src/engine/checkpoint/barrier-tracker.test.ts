import { expect, test } from 'vitest'
import {
  barrierTrackerState,
  trackBarrier,
  trackCancelBarrier,
  trackEndOfPartition,
} from './barrier-tracker.ts'
import { PLAIN_OPTIONS } from './options.ts'

type Step =
  readonly [what: 'barrier' | 'cancel', checkpoint: number, channel: number] | readonly ['end', number]

function play(channels: number, steps: readonly Step[]): string[] {
  const state = barrierTrackerState(channels)
  return steps.map(step => {
    const actions =
      step[0] === 'end'
        ? trackEndOfPartition(state, step[1])
        : step[0] === 'barrier'
          ? trackBarrier(state, step[2], step[1], { startedAt: 0, triggeredAt: 0, options: PLAIN_OPTIONS })
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
