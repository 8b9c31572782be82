/**
 * The write-back cache in front of the rows of a database, as plain data in the world: which rows are at hand, which
 * of them the database does not have yet. Dirty rows are flushed in bulk. What it holds are names of rows; the rows
 * themselves are in tables that remember their past.
 */
export interface DatabaseOptions {
  /** Rows that the cache holds. */
  readonly cacheRows: number
  /** Dirty rows that are flushed together. */
  readonly flushRows: number
  readonly rowBytes: number
  readonly ownCosts: boolean
}

export interface CachedRow {
  dirty: boolean
  used: number
}

export interface DatabaseCounts {
  gets: number
  puts: number
  serialised: number
  deserialised: number
  cacheHits: number
  rowReads: number
  flushes: number
  rowsFlushed: number
}

export interface DatabaseData {
  /** By state and row, least recently used first. */
  rows: Map<string, CachedRow>
  dirty: number
  uses: number
  counts: DatabaseCounts
}

/** µs of virtual time. */
export const DATABASE_COSTS = { hit: 1, rowRead: 30, put: 1, flush: 500, flushedRow: 5 } as const

export function newData(): DatabaseData {
  return {
    rows: new Map(),
    dirty: 0,
    uses: 0,
    counts: {
      gets: 0,
      puts: 0,
      serialised: 0,
      deserialised: 0,
      cacheHits: 0,
      rowReads: 0,
      flushes: 0,
      rowsFlushed: 0,
    },
  }
}

/** A row is read. Returns µs. */
export function readThrough(data: DatabaseData, options: DatabaseOptions, name: string): number {
  const { counts } = data
  counts.gets += 1
  const known = data.rows.get(name)
  if (known === undefined) counts.rowReads += 1
  else counts.cacheHits += 1
  const evicted = moveUp(data, options, name, known?.dirty ?? false)
  return (known === undefined ? DATABASE_COSTS.rowRead : DATABASE_COSTS.hit) + evicted
}

/** A row is written or deleted; the database hears of it with the next flush. Returns µs. */
export function writeBack(data: DatabaseData, options: DatabaseOptions, name: string): number {
  data.counts.puts += 1
  data.counts.serialised += 1
  if (data.rows.get(name)?.dirty !== true) data.dirty += 1
  const evicted = moveUp(data, options, name, true)
  const flushed = data.dirty >= options.flushRows ? flush(data) : 0
  return DATABASE_COSTS.put + evicted + flushed
}

/** A dirty row does not leave the cache without being written. */
function moveUp(data: DatabaseData, { cacheRows }: DatabaseOptions, name: string, dirty: boolean): number {
  data.uses += 1
  data.rows.delete(name)
  data.rows.set(name, { dirty, used: data.uses })
  if (data.rows.size <= cacheRows) return 0
  const [least, row] = data.rows.entries().next().value!
  const micros = row.dirty ? flush(data) : 0
  data.rows.delete(least)
  return micros
}

/** All dirty rows in one transaction. Returns µs. */
export function flush(data: DatabaseData): number {
  const { dirty } = data
  if (dirty === 0) return 0
  for (const row of data.rows.values()) row.dirty = false
  data.dirty = 0
  data.counts.flushes += 1
  data.counts.rowsFlushed += dirty
  return DATABASE_COSTS.flush + dirty * DATABASE_COSTS.flushedRow
}
