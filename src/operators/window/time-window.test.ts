import { expect, test } from 'vitest'
import { GlobalWindow, mergeTimeWindows, namespaceOf, TimeWindow, windowOf } from './time-window.ts'

const window = (start: number, end: number) => new TimeWindow(start, end)
const texts = (windows: readonly TimeWindow[]) => windows.map(namespaceOf)

test('a window starts at a multiple of its size from the offset, before the epoch, too', () => {
  const startsOf = (offset: number, size: number) =>
    [-6, -5, -1, 0, 4, 5].map(time => TimeWindow.getWindowStartWithOffset(time, offset, size))
  expect(startsOf(0, 5)).toEqual([-10, -5, -5, 0, 0, 5])
  expect(startsOf(2, 5)).toEqual([-8, -8, -3, -3, 2, 2])
  expect(startsOf(-2, 5)).toEqual([-7, -7, -2, -2, 3, 3])
})

test('the end of a window does not belong to it', () => {
  expect(window(0, 10).maxTimestamp()).toBe(9)
  expect(new GlobalWindow().maxTimestamp()).toBe(Infinity)
})

test('a window comes back from its namespace', () => {
  for (const original of [window(-20, 0), window(1_700_000_000_000, 1_700_000_060_000)]) {
    const restored = windowOf(namespaceOf(original))
    expect(restored).toEqual(original)
    expect(restored).toBeInstanceOf(TimeWindow)
  }
  expect(windowOf(namespaceOf(new GlobalWindow()))).toBeInstanceOf(GlobalWindow)
})

test('windows that overlap or touch merge, chains of them in one; others stay alone', () => {
  const merges = mergeTimeWindows([
    window(20, 30),
    window(0, 5),
    window(10, 20),
    window(40, 50),
    window(4, 8),
  ])
  expect(merges.map(({ result }) => namespaceOf(result))).toEqual(['0,8', '10,30'])
  expect(merges.map(({ merged }) => texts(merged).sort())).toEqual([
    ['0,5', '4,8'],
    ['10,20', '20,30'],
  ])
})

test('a window inside another adds nothing; the same window twice is no merge', () => {
  expect(texts(mergeTimeWindows([window(0, 10), window(2, 4)]).map(({ result }) => result))).toEqual(['0,10'])
  expect(mergeTimeWindows([window(0, 10), window(0, 10)])).toEqual([])
  expect(mergeTimeWindows([window(0, 10), window(11, 20)])).toEqual([])
})
