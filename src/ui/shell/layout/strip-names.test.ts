import { expect, test } from 'vitest'
import { placeNames } from './strip-names.ts'

const WIDTH = 1400
const PLAYHEAD = 1100
const span = (names: readonly string[], left: number, right: number, open = false) => ({
  names,
  left,
  right,
  open,
})
const ABORTED = ['✕ chk-7 aborted', '✕ chk-7', '✕ 7']

test('a name stands in its span where that is wide enough, else behind it', () => {
  expect(placeNames([span(ABORTED, 0, 400)], PLAYHEAD, WIDTH)).toEqual([
    { text: '✕ chk-7 aborted', place: 'inside' },
  ])
  expect(placeNames([span(ABORTED, 0, 40)], PLAYHEAD, WIDTH)).toEqual([
    { text: '✕ chk-7 aborted', place: 'behind' },
  ])
})

test('a span that begins soon takes the room behind: the name becomes shorter, or stands above', () => {
  const next = (left: number) => span(['✓ chk-8'], left, left + 300)
  const first = (left: number) => placeNames([next(left), span(ABORTED, 0, 40)], PLAYHEAD, WIDTH)[1]
  expect(first(500)).toEqual({ text: '✕ chk-7 aborted', place: 'behind' })
  expect(first(160)).toEqual({ text: '✕ chk-7', place: 'behind' })
  expect(first(100)).toEqual({ text: '✕ 7', place: 'behind' })
  expect(first(41)).toEqual({ text: '✕ 7', place: 'above' })
})

test('no name crosses the playhead', () => {
  const at = (right: number) => placeNames([span(ABORTED, right - 20, right)], PLAYHEAD, WIDTH)[0]
  expect(at(1040)).toEqual({ text: '✕ 7', place: 'behind' })
  expect(at(1080)).toBeNull()
  expect(at(1095)).toEqual({ text: '✕ chk-7 aborted', place: 'behind' })
})

test('the name of a checkpoint in progress stands beyond the playhead, however long its span is', () => {
  expect(placeNames([span(['chk-4 in progress'], 600, 1100, true)], PLAYHEAD, WIDTH)).toEqual([
    { text: 'chk-4 in progress', place: 'behind' },
  ])
})

test('short spans side by side have their shortest names above, as many as there is room for', () => {
  const spans = [300, 360, 420, 440].map(left => span(ABORTED, left, left + 20))
  expect(
    placeNames([...spans, span(['✓ chk-8'], 461, 700)], PLAYHEAD, WIDTH).map(name => name?.place),
  ).toEqual(['above', 'above', 'above', undefined, 'inside'])
})
