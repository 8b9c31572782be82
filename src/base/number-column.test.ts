import { expect, test } from 'vitest'
import { NumberColumn } from './number-column.ts'

function columnOf(values: readonly number[], order: 'rising' | 'any' = 'any'): NumberColumn {
  const column = new NumberColumn(order)
  for (const value of values) column.push(value)
  return column
}

const read = (column: NumberColumn) => Array.from({ length: column.length }, (_, i) => column.at(i))

test('every number comes back, however wide its page had to become', () => {
  const values = [0, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, -1, 0.1, -Infinity, 2 ** 53 - 1]
  expect(read(columnOf(values))).toEqual(values)
  expect(read(columnOf(values.toReversed()))).toEqual(values.toReversed())
  const fallen = [0.3, 7, 0.1, -4, 2 ** 52]
  expect(read(columnOf(fallen, 'rising'))).toEqual(fallen)
})

test('a rising column stays narrow far from zero, and finds its place by halving', () => {
  const values = Array.from({ length: 5000 }, (_, i) => 10 ** 12 + 3 * i)
  const column = columnOf(values, 'rising')
  expect(read(column)).toEqual(values)
  expect(column.bytes).toBeLessThanOrEqual(5 * 1024 * 2)
  expect([0, 10 ** 12, 10 ** 12 + 4, Infinity].map(value => column.countUpTo(value))).toEqual([0, 1, 2, 5000])
})

test('a column cut short goes on from there', () => {
  for (const length of [0, 1, 1023, 1024, 1025, 3000]) {
    const column = columnOf(Array.from({ length: 3000 }, (_, i) => i))
    column.truncate(length)
    column.push(9)
    expect(read(column)).toEqual([...Array.from({ length }, (_, i) => i), 9])
  }
})
