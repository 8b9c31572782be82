import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockHash } from '../../base/block-hash.ts'
import { value as plainValue } from '../../interop/arbitrary.suite.ts'
import { decodeRows, type Rows } from './row-block.ts'
import { BLOCK_ROWS_MAX, BLOCK_ROWS_MIN, RowCutter } from './row-cutter.ts'

const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud83d', '\ude00', '\ufeff', ''),
)

/** Each in memory that held something else before. */
function encoded(rows: ReadonlyMap<string, unknown>): Uint8Array<ArrayBuffer>[] {
  const cutter = new RowCutter(rows)
  const blocks: Uint8Array<ArrayBuffer>[] = []
  for (let block = cutter.next(); block !== null; block = cutter.next()) {
    const bytes = new Uint8Array(block.bytes + 8).fill(0xee).subarray(8)
    block.write(bytes)
    blocks.push(bytes)
  }
  return blocks
}

function decoded(bytes: Uint8Array): Rows {
  const rows = decodeRows(bytes)
  if (!rows.ok) throw new Error(rows.error.message)
  return rows.value
}

const encodedOne = (rows: ReadonlyMap<string, unknown>) => encoded(rows)[0]!

test('rows come back as they were, whatever their texts and values', () => {
  const value = fc.oneof(int, fc.double(), plainValue)
  const rows = fc.oneof(
    fc.array(fc.tuple(text, int)),
    fc.array(fc.tuple(text, fc.double())),
    fc.array(fc.tuple(text, value)),
  )
  fc.assert(
    fc.property(rows, entries => {
      const map = new Map<string, unknown>(entries)
      const all = encoded(map).map(decoded)
      expect(all.flatMap(({ texts }) => texts)).toEqual([...map.keys()])
      expect(all.flatMap(({ values }) => values)).toEqual([...map.values()])
    }),
  )
})

test('rows longer than what was made ready for them come back', () => {
  const long = new Map(['x', 'é'].map(unit => [unit.repeat(300_000), unit]))
  expect(decoded(encodedOne(long)).texts).toEqual([...long.keys()])
})

test('a block says how long it is, and fills that', () => {
  const rows = new Map<string, unknown>([
    ['a', 1],
    ['bb', 'x'],
    ['键', new Map([[1, 2]])],
  ])
  expect(encodedOne(rows).length % 8).toBe(0)
  expect(blockHash(encodedOne(rows))).toBe(blockHash(encodedOne(new Map(rows))))
})

test('a block of something else is refused', () => {
  const block = encodedOne(new Map([['a', 1]]))
  expect(decodeRows(block.slice(0, 10)).ok).toBe(false)
  expect(decodeRows(block.slice(0, -8)).ok).toBe(false)
  const other = block.slice()
  other[0] = 0
  expect(decodeRows(other).ok).toBe(false)
})

test('what is written of a value is up to the kind of its state', () => {
  const cutter = new RowCutter(new Map([['a', [2, 1]]]), value =>
    [...(value as number[])].sort((a, b) => a - b),
  )
  const block = cutter.next()!
  const bytes = new Uint8Array(block.bytes)
  block.write(bytes)
  expect(decoded(bytes).values).toEqual([[1, 2]])
  expect(cutter.next()).toBeNull()
})

const rowsOf = (keys: Iterable<number>, value: (i: number) => number = i => i): Map<string, unknown> =>
  new Map(Array.from(keys, i => [`key-${i}`, value(i)]))

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

const names = (rows: Map<string, unknown>) => encoded(rows).map(blockHash)

test('every row lies in one block, in order, and blocks hold about a thousand', () => {
  for (const count of [0, 1, 511, 512, 5000, 300_000]) {
    const rows = rowsOf(upTo(count))
    const blocks = encoded(rows).map(decoded)
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
