import { expect, test } from 'vitest'
import { elements } from './source.ts'

test('one bounded split', () => {
  const { splits, bounded } = elements(['a', 'b'], { arrivals: [0, 5] })
  expect(bounded).toBe(true)
  expect(splits).toEqual([{ id: 'split-0', values: ['a', 'b'], timestamps: null, arrivals: [0, 5] }])
})
