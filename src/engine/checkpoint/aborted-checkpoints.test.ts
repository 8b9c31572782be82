import { expect, test } from 'vitest'
import { forgetAborted, NONE_ABORTED, rememberAborted, wasAborted } from './aborted-checkpoints.ts'

test('F053: as many are remembered as may be under way, the eldest is dropped first', () => {
  const aborted = [4, 5, 6].reduce((known, id) => rememberAborted(known, id, 2), NONE_ABORTED)
  expect(aborted.ids).toEqual([5, 6])
  expect([4, 5, 6].map(id => wasAborted(aborted, id, 2))).toEqual([false, true, true])
  expect(wasAborted(aborted, 3, 2)).toBe(true)
})

test('what was acted on is forgotten, but not how far the news went', () => {
  const aborted = forgetAborted(rememberAborted(NONE_ABORTED, 9, 1), 9)
  expect(aborted).toEqual({ ids: [], max: 9 })
  expect([7, 8, 9].map(id => wasAborted(aborted, id, 1))).toEqual([true, false, false])
})
