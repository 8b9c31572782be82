import { expect, test } from 'vitest'
import {
  alignedBarrierState,
  giveUpAtEnd,
  onBarrier,
  onCancelBarrier,
  onEndOfPartition,
} from './barrier-handler.ts'

type Step =
  | readonly [what: 'barrier' | 'cancel', checkpoint: number, channel: number]
  | readonly ['end', channel: number]

function play(channels: number, steps: readonly Step[]): string[] {
  const state = alignedBarrierState(channels)
  return steps.map(step => {
    const actions =
      step[0] === 'end'
        ? onEndOfPartition(state, step[1])
        : step[0] === 'barrier'
          ? onBarrier(state, step[2], step[1])
          : onCancelBarrier(state, step[1])
    return actions
      .map(action => `${action.type} ${'channel' in action ? action.channel : action.checkpoint}`)
      .join(', ')
  })
}

test('F002: channels that end without a barrier trigger nothing', () => {
  const ends: Step[] = [
    ['end', 0],
    ['end', 3],
    ['end', 1],
    ['end', 2],
  ]
  expect(play(4, ends)).toEqual(['', '', '', ''])
})

test('F004: channels wait from their barrier on, and the last one lets all go', () => {
  const steps: Step[] = [
    ['barrier', 1, 1],
    ['barrier', 1, 2],
    ['barrier', 1, 0],
  ]
  expect(play(3, steps)).toEqual(['block 1', 'block 2', 'block 0, trigger 1, resume 0, resume 1, resume 2'])
})

test('F005: the next checkpoint begins afresh', () => {
  const round = (n: number): Step[] => [0, 1, 2].map((channel): Step => ['barrier', n, channel])
  expect(play(3, [...round(1), ...round(2)]).slice(3)).toEqual([
    'block 0',
    'block 1',
    'block 2, trigger 2, resume 0, resume 1, resume 2',
  ])
})

test('F008: a newer barrier gives the pending checkpoint up', () => {
  const steps: Step[] = [
    ['barrier', 3, 2],
    ['barrier', 3, 0],
    ['barrier', 4, 1],
  ]
  expect(play(3, steps).at(-1)).toBe('resume 0, resume 2, abort 3, block 1')
})

test('F011: a late barrier only lets its channel go', () => {
  const steps: Step[] = [
    ['barrier', 5, 0],
    ['barrier', 5, 1],
    ['barrier', 3, 0],
  ]
  expect(play(2, steps).at(-1)).toBe('resume 0')
})

test('F012: as many barriers are needed as channels were open at the first', () => {
  const steps: Step[] = [
    ['barrier', 1, 0],
    ['barrier', 1, 1],
  ]
  expect(play(2, steps)).toEqual(['block 0', 'block 1, trigger 1, resume 0, resume 1'])
})

test('F013: the end of a channel stands for its barrier', () => {
  const steps: Step[] = [
    ['barrier', 1, 0],
    ['barrier', 1, 1],
    ['end', 2],
  ]
  expect(play(3, steps).at(-1)).toBe('trigger 1, resume 0, resume 1')
})

test('F014: a channel that has ended is not waited for', () => {
  const steps: Step[] = [
    ['end', 2],
    ['barrier', 1, 0],
    ['barrier', 1, 1],
  ]
  expect(play(3, steps).at(-1)).toBe('block 1, trigger 1, resume 0, resume 1')
})

test('F016: a cancel marker before any barrier, and the barrier that comes after it', () => {
  const steps: Step[] = [
    ['cancel', 1, 0],
    ['barrier', 1, 1],
  ]
  expect(play(2, steps)).toEqual(['abort 1', 'resume 1'])
})

test('F017: a cancel marker of an older checkpoint changes nothing', () => {
  const steps: Step[] = [
    ['barrier', 2, 0],
    ['cancel', 1, 1],
    ['barrier', 2, 1],
  ]
  expect(play(2, steps)).toEqual(['block 0', '', 'block 1, trigger 2, resume 0, resume 1'])
})

test('F009: where no checkpoint outlives a task, the end of a channel gives the pending one up', () => {
  const state = alignedBarrierState(3)
  onBarrier(state, 1, 4)
  expect(giveUpAtEnd(state)).toEqual([
    { type: 'resume', channel: 1 },
    { type: 'abort', checkpoint: 4, reason: 'CHECKPOINT_DECLINED_INPUT_END_OF_STREAM' },
  ])
  expect(state.blocked).toEqual([])
  expect(giveUpAtEnd(state)).toEqual([])
})

test('what the handler keeps of a checkpoint is gone when it was given up', () => {
  const state = alignedBarrierState(3)
  expect(state).toEqual({ current: -1, lastSettled: -1, aligned: [], blocked: [], open: 3, target: 0 })
  onBarrier(state, 0, 0)
  onBarrier(state, 2, 0)
  expect(state).toEqual({ current: 0, lastSettled: -1, aligned: [0, 2], blocked: [0, 2], open: 3, target: 3 })
  expect(onCancelBarrier(state, 0).map(({ type }) => type)).toEqual(['resume', 'resume', 'abort'])
  expect(state).toEqual({ current: 0, lastSettled: 0, aligned: [], blocked: [], open: 3, target: 0 })
  onCancelBarrier(state, 4)
  expect(state).toEqual({ current: 4, lastSettled: 4, aligned: [], blocked: [], open: 3, target: 0 })
  expect(onCancelBarrier(state, 4)).toEqual([])
  expect(onCancelBarrier(state, 3)).toEqual([])
  onBarrier(state, 1, 5)
  expect(giveUpAtEnd(state).map(({ type }) => type)).toEqual(['resume', 'abort'])
  expect(state).toEqual({ current: 5, lastSettled: 5, aligned: [], blocked: [], open: 2, target: 0 })
  expect(giveUpAtEnd(state)).toEqual([])
})

test('a marker gives up a checkpoint of which one barrier has come', () => {
  const state = alignedBarrierState(3)
  onBarrier(state, 2, 6)
  expect(onCancelBarrier(state, 6).map(({ type }) => type)).toEqual(['resume', 'abort'])
})
