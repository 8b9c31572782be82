import { expect, test } from 'vitest'
import { memoized } from './memoized.ts'

test('an answer is made once for each text, and the oldest is forgotten', () => {
  const asked: string[] = []
  const size = memoized(text => {
    asked.push(text)
    return text.length
  }, 2)
  expect(['a', 'bb', 'a', 'ccc', 'bb', 'a'].map(size)).toEqual([1, 2, 1, 3, 2, 1])
  expect(asked).toEqual(['a', 'bb', 'ccc', 'a'])
})

test('an answer of nothing is an answer', () => {
  let times = 0
  const nothing = memoized(() => {
    times += 1
    return null
  }, 2)
  expect([nothing('x'), nothing('x'), times]).toEqual([null, null, 1])
})
