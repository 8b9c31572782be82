import { expect, test } from 'vitest'
import { EVENT_TIME_MIN } from '../../base/time.ts'
import { combine, newCombined, partialOf, setPartial } from './combined.ts'
import { inputStatus, inputWatermark, newValve, type ValveState } from './valve.ts'

type Step = readonly [channel: number, what: number | 'idle' | 'active']

function play(valve: ValveState, steps: readonly Step[]): (number | 'idle' | 'active')[][] {
  return steps.map(([channel, what]) => {
    const outputs =
      typeof what === 'number'
        ? inputWatermark(valve, channel, what)
        : inputStatus(valve, channel, what === 'idle')
    return outputs.map(output =>
      output.type === 'watermark' ? output.timestamp : output.idle ? 'idle' : 'active',
    )
  })
}

test('F142: the minimum over three channels, and a watermark that falls is ignored', () => {
  const steps: Step[] = [
    [0, 10],
    [1, 8],
    [2, 3],
    [0, 12],
    [2, 7],
    [2, 5],
  ]
  expect(play(newValve(3), steps)).toEqual([[], [], [3], [], [7], []])
})

test('F143: what comes on an idle channel is ignored', () => {
  const valve = newValve(2)
  expect(
    play(valve, [
      [0, 5],
      [1, 3],
    ]),
  ).toEqual([[], [3]])
  expect(
    play(valve, [
      [1, 'idle'],
      [1, 9],
      [0, 'idle'],
    ]),
  ).toEqual([[5], [], ['idle']])
})

const between: Step[] = [
  [0, 10],
  [1, 25],
]

test('F145: the last channel that held the others back flushes the highest watermark', () => {
  const valve = newValve(2)
  play(valve, between)
  expect(
    play(valve, [
      [1, 'idle'],
      [0, 'idle'],
    ]),
  ).toEqual([[], [25, 'idle']])
})

test('F146: an idle channel no longer holds the others back', () => {
  const valve = newValve(2)
  play(valve, between)
  expect(
    play(valve, [
      [0, 'idle'],
      [1, 'idle'],
    ]),
  ).toEqual([[25], ['idle']])
})

test('F147: a channel that becomes active again counts once it has caught up', () => {
  const valve = newValve(2)
  play(valve, [
    [0, 5],
    [1, 5],
    [0, 'idle'],
    [1, 20],
  ])
  expect(
    play(valve, [
      [0, 'active'],
      [0, 10],
      [1, 30],
      [0, 20],
      [0, 25],
    ]),
  ).toEqual([[], [], [30], [], []])
  expect(valve.channels[0]!.aligned).toBe(false)
  expect(
    play(valve, [
      [0, 30],
      [0, 40],
      [1, 50],
    ]),
  ).toEqual([[], [], [40]])
})

test('all channels idle, then one active again', () => {
  const valve = newValve(2)
  expect(
    play(valve, [
      [0, 'idle'],
      [1, 'idle'],
      [0, 'active'],
      [0, 7],
    ]),
  ).toEqual([[], ['idle'], ['active'], [7]])
})

test('two inputs: the minimum, over those that are not idle', () => {
  const combined = newCombined(2)
  const set = (input: number, timestamp: number) =>
    setPartial(partialOf(combined, input), timestamp) && combine(combined)
  expect(combined.watermark).toBe(EVENT_TIME_MIN)
  expect([set(0, 5), set(1, 3), set(1, 4), set(1, 2)]).toEqual([false, true, true, false])
  expect(combined.watermark).toBe(4)
  partialOf(combined, 1).idle = true
  expect(combine(combined)).toBe(true)
  expect(combined.watermark).toBe(5)
  partialOf(combined, 0).idle = true
  expect(combine(combined)).toBe(false)
  expect(combined.idle).toBe(true)
})

test('a status that a channel has already is passed on once only', () => {
  const steps: Step[] = [
    [0, 'active'],
    [0, 'idle'],
    [0, 'idle'],
    [0, 'active'],
    [0, 'active'],
  ]
  expect(play(newValve(1), steps)).toEqual([[], ['idle'], [], ['active'], []])
})

test('a channel that was ahead counts as soon as it is active again', () => {
  const ahead: Step[] = [
    [0, 20],
    [1, 10],
    [0, 'idle'],
    [0, 'active'],
    [1, 15],
    [1, 25],
  ]
  expect(play(newValve(2), ahead)).toEqual([[], [10], [], [], [15], [20]])
})

test('so does one that is just where the others are', () => {
  const level: Step[] = [
    [0, 10],
    [1, 10],
    [0, 'idle'],
    [0, 'active'],
    [1, 20],
    [0, 15],
  ]
  expect(play(newValve(2), level)).toEqual([[], [10], [], [], [], [15]])
})

test('one that is behind counts from the watermark on that brings it level', () => {
  const behind: Step[] = [
    [0, 5],
    [1, 5],
    [0, 'idle'],
    [1, 20],
    [0, 'active'],
    [1, 25],
    [0, 24],
    [1, 30],
    [0, 30],
    [1, 40],
    [0, 35],
  ]
  expect(play(newValve(2), behind)).toEqual([[], [5], [], [20], [], [25], [], [30], [], [], [35]])
})

test('the same watermark again is none', () => {
  const valve = newValve(2)
  const again: Step[] = [
    [0, 5],
    [1, 5],
    [1, 5],
    [0, 5],
  ]
  expect(play(valve, again)).toEqual([[], [5], [], []])
  expect(valve).toMatchObject({ lastWatermark: 5, idle: false })
})
