import { expect, test } from 'vitest'
import type { StateRow, TaskFrame, TimerRow } from '../../../engine/api/frame.ts'
import { axisOf, windowsOf } from './windows.ts'

const row = (key: string, namespace: string): StateRow => ({
  operator: 'window',
  state: 'window-contents',
  key,
  namespace,
  kind: 'list',
  value: '',
  ttl: null,
  keyGroup: 0,
  changedStep: 1,
})
const timer = (timestamp: number, namespace: string): TimerRow => ({
  operator: 'window',
  domain: 'event time',
  timestamp,
  key: 'a',
  namespace,
  keyGroup: 0,
})
const task = (stateRows: readonly StateRow[], timers: readonly TimerRow[], watermark: number) =>
  ({ stateRows, eventTime: { timers, watermark } }) as unknown as TaskFrame

test('windows are found by their namespaces, earliest first, each with its keys', () => {
  const shown = windowsOf(task([row('a', '5,10'), row('b', '0,5'), row('a', '0,5'), row('c', '')], [], 3))
  expect(shown.map(({ namespace, keys }) => [namespace, keys])).toEqual([
    ['0,5', 2],
    ['5,10', 1],
  ])
})

test('a timer behind the end of a window says when it is let go', () => {
  const late = windowsOf(task([row('a', '0,5')], [timer(4, '0,5'), timer(6, '0,5')], 3))
  expect(late[0]?.cleanedAt).toBe(6)
  const strict = windowsOf(task([row('a', '0,5')], [timer(4, '0,5')], 3))
  expect(strict[0]?.cleanedAt).toBeNull()
})

test('the axis holds windows, timers and the watermark, once there is one', () => {
  const one = task([row('a', '0,5')], [timer(8, '0,5')], -2)
  expect(axisOf(one, windowsOf(one))).toEqual([-2, 8])
  const before = task([row('a', '0,5')], [], -Infinity)
  expect(axisOf(before, windowsOf(before))).toEqual([0, 5])
  expect(axisOf(task([], [], 7), [])).toBeNull()
})
