import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockHash } from '../../base/block-hash.ts'
import { value as plainValue } from '../../interop/arbitrary.suite.ts'
import type { KeyedPart } from '../../engine/index.ts'
import { BLOCK_ROWS, bucketsOf } from './key-buckets.ts'
import { decodeRows, encodeRows } from './row-block.ts'

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
      const read = decodeRows(encodeRows({ texts, values }))
      expect(read).toEqual({ ok: true, value: { texts, values } })
    }),
  )
})

test('the same rows give the same bytes, whatever was encoded before', () => {
  const rows = { texts: ['a', 'bb', '键'], values: [1, 'x', new Map([[1, 2]])] }
  const before = blockHash(encodeRows(rows))
  encodeRows({ texts: ['z'.repeat(1000)], values: [0.5] })
  expect(blockHash(encodeRows(rows))).toBe(before)
})

test('a block of something else is refused', () => {
  const block = encodeRows({ texts: ['a'], values: [1] })
  expect(decodeRows(block.slice(0, 10)).ok).toBe(false)
  expect(decodeRows(block.slice(0, -8)).ok).toBe(false)
  const other = block.slice()
  other[0] = 0
  expect(decodeRows(other).ok).toBe(false)
})

const partOf = (count: number, value: (i: number) => number = i => i): KeyedPart => ({
  state: 'count',
  kind: 'value',
  keyType: 'STRING',
  scope: 'key',
  maxParallelism: 128,
  keyGroups: [0, 127],
  rows: new Map(Array.from({ length: count }, (_, i) => [`key-${i}`, value(i)])),
})

test('every row lies in one block, and blocks hold about a thousand', () => {
  for (const count of [0, 1, 999, 5000, 300_000]) {
    const buckets = bucketsOf(partOf(count))
    const texts = buckets.flatMap(bucket => bucket.texts)
    expect(new Set(texts).size).toBe(count)
    expect(texts).toHaveLength(count)
    expect(Math.max(0, ...buckets.map(bucket => bucket.texts.length))).toBeLessThan(1.3 * BLOCK_ROWS)
    expect(buckets.length).toBeLessThanOrEqual(Math.max(1, count / 300))
  }
})

test('a row that changes changes its own block, and a new row only the one it falls into', () => {
  const names = (part: KeyedPart) => bucketsOf(part).map(rows => blockHash(encodeRows(rows)))
  const before = new Set(names(partOf(5000)))
  const changed = names(partOf(5000, i => (i === 77 ? -1 : i)))
  const grown = names(partOf(5001))
  expect(before.size).toBeGreaterThan(4)
  expect(changed.filter(name => !before.has(name))).toHaveLength(1)
  expect(grown.filter(name => !before.has(name))).toHaveLength(1)
})
