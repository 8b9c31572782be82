import { describe, expect, it } from 'vitest'
import { DATABASE_COSTS, flush, newData, readThrough, writeBack, type DatabaseData } from './cache.ts'

const OPTIONS = { cacheRows: 3, flushRows: 3, rowBytes: 64, ownCosts: true }

const flushed: string[] = []
const named = (row: string) => ({ state: 's', row })
const read = (data: DatabaseData, row: string) =>
  readThrough(data, OPTIONS, named(row), name => flushed.push(name.row))
const write = (data: DatabaseData, row: string) =>
  writeBack(data, OPTIONS, named(row), name => flushed.push(name.row))

describe('the write-back cache', () => {
  it('reads a row once, and then has it at hand', () => {
    const data = newData()
    expect(read(data, 'a')).toBe(DATABASE_COSTS.rowRead)
    expect(read(data, 'a')).toBe(DATABASE_COSTS.hit)
  })

  it('flushes when enough rows are dirty, a row that is written twice once', () => {
    const data = newData()
    for (const row of ['a', 'a', 'b']) expect(write(data, row)).toBe(DATABASE_COSTS.put)
    const last = write(data, 'c')
    expect(last).toBe(DATABASE_COSTS.put + DATABASE_COSTS.flush + 3 * DATABASE_COSTS.flushedRow)
    expect([data.dirty, data.counts.flushes, data.counts.rowsFlushed]).toEqual([0, 1, 3])
    expect(flush(data, () => {})).toBe(0)
    expect(flushed.splice(0)).toEqual(['a', 'b', 'c'])
  })

  it('lets the least recently used row go, and a dirty one not before it is written', () => {
    const data = newData()
    write(data, 'a')
    for (const row of ['b', 'c']) read(data, row)
    expect(read(data, 'd')).toBeGreaterThan(DATABASE_COSTS.flush)
    expect([...data.rows.keys()]).toEqual(['s/b', 's/c', 's/d'])
    expect(flushed.splice(0)).toEqual(['a'])
    expect(data.dirty).toBe(0)
  })
})
