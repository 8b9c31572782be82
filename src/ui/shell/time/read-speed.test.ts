import { expect, test } from 'vitest'
import { readSpeed } from './read-speed.ts'

test('speeds are read as people write them', () => {
  expect(['1/20', '1/20×', ' 0.05 ', '2x', '10'].map(readSpeed)).toEqual([0.05, 0.05, 0.05, 2, 10])
})

test('what is no speed is refused', () => {
  expect(['', 'fast', '0', '1/0', '-1', '1/2/3'].map(readSpeed)).toEqual([null, null, null, null, null, null])
})
