import { expect, test } from 'vitest'
import type { ListState } from '../../engine/api/state.ts'
import { MergingWindowSet, type StateMerge, type WindowPair } from './merging-window-set.ts'
import { mergeTimeWindows, namespaceOf, TimeWindow } from './time-window.ts'

/** A set over a list that counts how often it is written. */
function setOver(pairs: readonly WindowPair[]) {
  const kept = { pairs: [...pairs], writes: 0 }
  const state = {
    get: () => kept.pairs,
    update: (values: readonly WindowPair[]) => {
      kept.pairs = [...values]
      kept.writes += 1
    },
  } as unknown as ListState<WindowPair>
  const set = new MergingWindowSet(state, mergeTimeWindows)
  const merges: StateMerge[] = []
  const add = (start: number, end: number) =>
    namespaceOf(set.addWindow(new TimeWindow(start, end), merge => merges.push(merge)))
  return { set, add, merges, kept }
}

test('a window that meets no other is kept under itself', () => {
  const { set, add, merges } = setOver([])
  expect(add(0, 10)).toBe('0,10')
  expect(add(20, 30)).toBe('20,30')
  expect(set.getStateWindow('20,30')).toBe('20,30')
  expect(merges).toEqual([])
})

test('a window that grows keeps its contents where they are', () => {
  const { set, add, merges } = setOver([['0,10', '0,10']])
  expect(add(5, 15)).toBe('0,15')
  expect(add(8, 18)).toBe('0,18')
  expect(set.getStateWindow('0,18')).toBe('0,10')
  expect(set.getStateWindow('0,10')).toBeNull()
  expect(
    merges.map(({ merged, stateWindow, mergedStateWindows }) => [
      merged.map(namespaceOf),
      stateWindow,
      mergedStateWindows,
    ]),
  ).toEqual([
    [['0,10'], '0,10', []],
    [['0,15'], '0,10', []],
  ])
})

test('an element within a window changes nothing', () => {
  const { set, add, merges, kept } = setOver([['0,10', '2,8']])
  expect(add(3, 7)).toBe('0,10')
  expect(set.getStateWindow('0,10')).toBe('2,8')
  expect(merges).toEqual([])
  set.persist()
  expect(kept.writes).toBe(0)
})

test('the very window that is in flight, added again, loses sight of contents kept elsewhere: as in Flink', () => {
  const { set, add, merges } = setOver([['0,15', '0,10']])
  expect(add(0, 15)).toBe('0,15')
  expect(set.getStateWindow('0,15')).toBe('0,15')
  expect(merges).toEqual([])
})

test('a window that joins two moves the contents of one of them to the other', () => {
  const { set, add, merges, kept } = setOver([
    ['0,10', '0,10'],
    ['20,30', '22,28'],
    ['50,60', '50,60'],
  ])
  expect(add(9, 21)).toBe('0,30')
  const [{ stateWindow, mergedStateWindows, merged }] = merges as [StateMerge]
  expect([stateWindow, ...mergedStateWindows].sort()).toEqual(['0,10', '22,28'])
  expect(merged.map(namespaceOf).sort()).toEqual(['0,10', '20,30'])
  expect(set.getStateWindow('0,30')).toBe(stateWindow)
  set.persist()
  expect(kept.pairs).toEqual([
    ['50,60', '50,60'],
    ['0,30', stateWindow],
  ])
})

test('a window that is retired is gone, and cannot be retired twice', () => {
  const { set, kept } = setOver([['0,10', '0,10']])
  set.retireWindow('0,10')
  expect(() => set.retireWindow('0,10')).toThrow('not in in-flight window set')
  set.persist()
  expect(kept.pairs).toEqual([])
})
