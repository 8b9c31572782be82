import { expect, test } from 'vitest'
import { FRESH_MODEL, learn, predict } from './model.ts'

test('one sample is met half-way', () => {
  const model = learn(FRESH_MODEL, 38, 60)
  expect(predict(model, 38)).toBeCloseTo(30)
  expect(model).toMatchObject({ seen: 1, errorSum: 60 })
})

test('a line is learned', () => {
  let model = FRESH_MODEL
  for (let i = 0; i < 400; i++) {
    const temperature = 20 + (i % 17)
    model = learn(model, temperature, 90 - 1.5 * temperature)
  }
  expect(predict(model, 22)).toBeCloseTo(57)
  expect(predict(model, 35)).toBeCloseTo(37.5)
})
