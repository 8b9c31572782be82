import { describe, expect, it } from 'vitest'
import { DATABASE_COSTS, flush, newData, readThrough, writeBack } from './cache.ts'

const OPTIONS = { cacheRows: 3, flushRows: 3, rowBytes: 64, ownCosts: true }

describe('the write-back cache', () => {
  it('reads a row once, and then has it at hand', () => {
    const data = newData()
    expect(readThrough(data, OPTIONS, 'a')).toBe(DATABASE_COSTS.rowRead)
    expect(readThrough(data, OPTIONS, 'a')).toBe(DATABASE_COSTS.hit)
  })

  it('flushes when enough rows are dirty, a row that is written twice once', () => {
    const data = newData()
    for (const row of ['a', 'a', 'b']) expect(writeBack(data, OPTIONS, row)).toBe(DATABASE_COSTS.put)
    const last = writeBack(data, OPTIONS, 'c')
    expect(last).toBe(DATABASE_COSTS.put + DATABASE_COSTS.flush + 3 * DATABASE_COSTS.flushedRow)
    expect([data.dirty, data.counts.flushes, data.counts.rowsFlushed]).toEqual([0, 1, 3])
    expect(flush(data)).toBe(0)
  })

  it('lets the least recently used row go, and a dirty one not before it is written', () => {
    const data = newData()
    writeBack(data, OPTIONS, 'a')
    for (const row of ['b', 'c']) readThrough(data, OPTIONS, row)
    expect(readThrough(data, OPTIONS, 'd')).toBeGreaterThan(DATABASE_COSTS.flush)
    expect([...data.rows.keys()]).toEqual(['b', 'c', 'd'])
    expect(data.dirty).toBe(0)
  })
})
