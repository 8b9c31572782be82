import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockHash } from '../../base/block-hash.ts'
import { value as plainValue } from '../../interop/arbitrary.suite.ts'
import { decodeRows, encodeRows } from './row-block.ts'
import { BLOCK_ROWS_MAX, BLOCK_ROWS_MIN, rowBlocks } from './row-blocks.ts'

const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud83d', '\ude00', '\ufeff', ''),
)

test('rows come back as they were, whatever their texts and values', () => {
  const column = fc.oneof(fc.array(int), fc.array(fc.double()), fc.array(plainValue))
  fc.assert(
    fc.property(column, fc.infiniteStream(text), (values, stream) => {
      const texts = values.map(() => stream.next().value as string)
      const rows = { texts, values, count: values.length }
      expect(decodeRows(encodeRows(rows))).toEqual({ ok: true, value: rows })
    }),
  )
})

test('the same rows give the same bytes, whatever was encoded before', () => {
  const rows = { texts: ['a', 'bb', '键'], values: [1, 'x', new Map([[1, 2]])], count: 3 }
  const before = blockHash(encodeRows(rows))
  encodeRows({ texts: ['z'.repeat(1000)], values: [0.5], count: 1 })
  expect(blockHash(encodeRows(rows))).toBe(before)
})

test('a block of something else is refused', () => {
  const block = encodeRows({ texts: ['a'], values: [1], count: 1 })
  expect(decodeRows(block.slice(0, 10)).ok).toBe(false)
  expect(decodeRows(block.slice(0, -8)).ok).toBe(false)
  const other = block.slice()
  other[0] = 0
  expect(decodeRows(other).ok).toBe(false)
})

const rowsOf = (keys: Iterable<number>, value: (i: number) => number = i => i): Map<string, unknown> =>
  new Map(Array.from(keys, i => [`key-${i}`, value(i)]))

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

const names = (rows: Map<string, unknown>) =>
  Array.from(rowBlocks(rows), block => blockHash(encodeRows(block)))

test('every row lies in one block, in order, and blocks hold about a thousand', () => {
  for (const count of [0, 1, 511, 512, 5000, 300_000]) {
    const rows = rowsOf(upTo(count))
    const blocks = Array.from(rowBlocks(rows), ({ texts, values, count: length }) => ({
      texts: texts.slice(0, length),
      values: values.slice(0, length),
    }))
    expect(blocks.flatMap(({ texts }) => texts)).toEqual([...rows.keys()])
    expect(blocks.flatMap(({ values }) => values)).toEqual([...rows.values()])
    expect(Math.max(0, ...blocks.map(({ texts }) => texts.length))).toBeLessThanOrEqual(BLOCK_ROWS_MAX)
    for (const { texts } of blocks.slice(0, -1)) expect(texts.length).toBeGreaterThanOrEqual(BLOCK_ROWS_MIN)
  }
})

test('a row that changes, comes or goes changes the blocks near it and leaves the others', () => {
  const before = names(rowsOf(upTo(50_000)))
  const others = [
    rowsOf(upTo(50_000), i => (i === 777 ? -1 : i)),
    rowsOf(upTo(50_001)),
    rowsOf(upTo(50_000).filter(i => i !== 777)),
  ].map(names)
  expect(before.length).toBeGreaterThan(30)
  for (const after of others) {
    expect(after.filter(name => !before.includes(name)).length).toBeLessThanOrEqual(4)
    expect(after.filter(name => !before.includes(name)).length).toBeGreaterThan(0)
  }
})
