import { describe, expect, it } from 'vitest'
import { createRng, nextInt } from '../../base/prng.ts'
import type { StateTable } from '../../engine/api/state-backend.ts'
import { openBackend } from '../shared/open.suite.ts'
import { TINY } from '../shared/tiny.suite.ts'
import { rocksdb } from './backend.ts'
import { decodeContent, encodeContent } from './block-codec.ts'
import { bloomHash, BloomFilter } from './bloom.ts'
import type { BlockContent } from './block.ts'
import type { LsmData } from './data.ts'
import { ListPart, MapPart, stacked, TOMBSTONE, valueOf } from '../shared/entry.ts'
import { allBlocks } from './levels.ts'

const CONTENT: BlockContent = {
  groups: [1, 1, 300, 300],
  keys: ['a', '键', 'x', 'x'],
  rows: ['a', '键', '0,10|x', '10,20|x'],
  entries: [
    { n: -0, list: [1.5, null, undefined, true, false, 12n], wide: '\ud800 水' },
    TOMBSTONE,
    new ListPart([1, 'two']),
    new MapPart(
      new Map<string | number, unknown>([
        ['k', TOMBSTONE],
        [3, new Map([['m', new Set([1])]])],
      ]),
    ),
  ],
  changed: [1, 200, 70_000, 0],
}

describe('a block as bytes', () => {
  it('comes back as it was, to the sign of a zero and to half a character', () => {
    const content = decodeContent(encodeContent(CONTENT)!)
    expect(content).toEqual(CONTENT)
    expect(Object.is((content.entries[0] as { n: number }).n, -0)).toBe(true)
  })

  it('has none where a value is no plain data', () => {
    class Visit {
      at = 1
    }
    expect(encodeContent({ ...CONTENT, entries: [1, 2, 3, new Visit()] })).toBeNull()
    expect(encodeContent({ ...CONTENT, entries: [1, 2, 3, () => 1] })).toBeNull()
  })

  it('is refused wherever it ends too early, with the place', () => {
    const bytes = encodeContent(CONTENT)!
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeContent(bytes.subarray(0, length)), `${length} bytes`).toThrow(
        /block: expected .* at byte/,
      )
    expect(() => decodeContent(Uint8Array.of(...bytes, 0))).toThrow(/expected an end at byte/)
    expect(() => decodeContent(Uint8Array.of(9, 0))).toThrow(/expected (a header|version 2)/)
  })
})

describe('parts', () => {
  it('of a list are joined in the order of writing, over what lies below', () => {
    const newest = stacked(new ListPart([3]), new ListPart([2]))
    expect(valueOf(stacked(newest, [1]))).toEqual([1, 2, 3])
    expect(valueOf(stacked(newest, TOMBSTONE))).toEqual([2, 3])
  })

  it('of a map hide what lies below, entry by entry, and a map without entries is no row', () => {
    const part = new MapPart(
      new Map<string, unknown>([
        ['a', TOMBSTONE],
        ['b', 2],
      ]),
    )
    expect(
      valueOf(
        stacked(
          part,
          new Map([
            ['a', 1],
            ['c', 3],
          ]),
        ),
      ),
    ).toEqual(
      new Map([
        ['c', 3],
        ['b', 2],
      ]),
    )
    expect(valueOf(new MapPart(new Map([['a', TOMBSTONE]])))).toBeUndefined()
  })
})

it('a Bloom filter never denies what is there, and spares most of what is not', () => {
  const texts = Array.from({ length: 1000 }, (_, i) => `key-${i}`)
  const filter = new BloomFilter(texts, 10)
  expect(texts.every(text => filter.mayHave(bloomHash(text)))).toBe(true)
  const wrong = texts.filter(text => filter.mayHave(bloomHash(`other ${text}`))).length
  expect(wrong).toBeLessThan(50)
})

/** A table that was written to at random, with flushes and compactions in between. */
function lived(): { table: StateTable; data: LsmData; put: Map<string, number> } {
  const backend = openBackend(rocksdb, {}, TINY)
  const table = backend.createTable('s', 'value', 'key')
  const rng = createRng(3, 'writes')
  const put = new Map<string, number>()
  for (let event = 1; event <= 600; event++) {
    const row = `key-${nextInt(rng, 90)}`
    if (nextInt(rng, 4) === 0) {
      table.delete(row)
      put.delete(row)
    } else {
      table.put(row, event, event)
      put.set(row, event)
    }
    while (backend.upkeep!.isDue()) backend.upkeep!.settle()
  }
  return { table, data: backend.initialData as LsmData, put }
}

describe('levels', () => {
  it('below L0 are sorted, without overlap, and as large as they may be', () => {
    const { data } = lived()
    const { below, runs } = data.tables['s']!.levels
    expect(below.length).toBeGreaterThan(1)
    expect(runs.length).toBeLessThan(4)
    for (const level of below)
      level.forEach((block, i) => expect(i === 0 || !level[i - 1]!.overlaps(block)).toBe(true))
  })

  it('hold each row once in the deepest level, and no deletion there', () => {
    const { data, table, put } = lived()
    const { below } = data.tables['s']!.levels
    const deepest = below[below.length - 1]!.map(({ content }) => content)
    const rows = deepest.flatMap(content => content.rows)
    expect(new Set(rows).size).toBe(rows.length)
    expect(deepest.flatMap(({ entries }) => entries)).not.toContain(TOMBSTONE)
    expect(new Map([...table.rows].map(([row, { value }]) => [row, value]))).toEqual(put)
  })

  it('count what is flushed and merged: the write amplification', () => {
    const { counts } = lived().data
    expect(counts.flushes).toBeGreaterThan(10)
    expect(counts.compactions).toBeGreaterThan(10)
    expect(counts.bytesFlushed).toBeLessThanOrEqual(counts.bytesPut)
    expect(counts.bytesCompacted).toBeGreaterThan(counts.bytesFlushed)
  })
})

it('the block cache holds what it may, and the block that was used last stays', () => {
  const { table, data } = lived()
  for (let i = 0; i < 90; i++) table.get(`key-${i}`)
  expect(data.counts.blockReads).toBeGreaterThan(0)
  expect(data.cachedBytes).toBeLessThanOrEqual(300)
  expect([...data.cache.values()].reduce((sum, { bytes }) => sum + bytes, 0)).toBe(data.cachedBytes)
  const before = data.counts.blockReads
  const row = [...table.rows.keys()].at(-1)!
  table.get(row)
  const reads = data.counts.blockReads - before
  table.get(row)
  expect(data.counts.blockReads - before).toBeLessThanOrEqual(reads + 1)
})

it('a snapshot names the file of each block once, and ids count up', () => {
  const { data } = lived()
  const ids = allBlocks(data.tables['s']!.levels).map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every(id => /^op-0#0\/op\/\d{6}\.sst$/.test(id))).toBe(true)
})
