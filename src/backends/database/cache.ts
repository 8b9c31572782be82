/**
 * The write-back cache in front of the rows of a database, as plain data in the world: which rows are at hand, which
 * of them the database does not have yet. Dirty rows are flushed in bulk, and whoever holds the rows hears which. What
 * it holds are names of rows; the rows themselves are in tables that remember their past.
 */
export interface DatabaseOptions {
  /** Rows that the cache holds. */
  readonly cacheRows: number
  /** Dirty rows that are flushed together. */
  readonly flushRows: number
  readonly rowBytes: number
  readonly ownCosts: boolean
}

export interface RowName {
  readonly state: string
  readonly row: string
}

export interface CachedRow extends RowName {
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
  /** What all accesses and flushes have cost, or would have with costs of their own. */
  micros: number
}

export interface DatabaseData {
  /** By state and row, least recently used first. */
  rows: Map<string, CachedRow>
  dirty: number
  uses: number
  counts: DatabaseCounts
}

/** Hears of each row that a flush writes. */
export type OnFlushed = (flushed: RowName) => void

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
      micros: 0,
    },
  }
}

const nameOf = ({ state, row }: RowName): string => `${state}/${row}`

/** The cache holds the row. */
export const isCached = (data: DatabaseData, name: RowName): boolean => data.rows.has(nameOf(name))

/** A row is read. Returns µs. */
export function readThrough(
  data: DatabaseData,
  options: DatabaseOptions,
  name: RowName,
  onFlushed: OnFlushed,
): number {
  const { counts } = data
  counts.gets += 1
  const known = data.rows.get(nameOf(name))
  if (known === undefined) counts.rowReads += 1
  else counts.cacheHits += 1
  const micros = known === undefined ? DATABASE_COSTS.rowRead : DATABASE_COSTS.hit
  counts.micros += micros
  return micros + moveUp(data, options, name, known?.dirty ?? false, onFlushed)
}

/** A row was written or deleted; the database hears of it with the next flush. Returns µs. */
export function writeBack(
  data: DatabaseData,
  options: DatabaseOptions,
  name: RowName,
  onFlushed: OnFlushed,
): number {
  data.counts.puts += 1
  data.counts.serialised += 1
  data.counts.micros += DATABASE_COSTS.put
  if (data.rows.get(nameOf(name))?.dirty !== true) data.dirty += 1
  const evicted = moveUp(data, options, name, true, onFlushed)
  const flushed = data.dirty >= options.flushRows ? flush(data, onFlushed) : 0
  return DATABASE_COSTS.put + evicted + flushed
}

/** A dirty row does not leave the cache without being written. */
function moveUp(
  data: DatabaseData,
  { cacheRows }: DatabaseOptions,
  { state, row }: RowName,
  dirty: boolean,
  onFlushed: OnFlushed,
): number {
  data.uses += 1
  const name = nameOf({ state, row })
  data.rows.delete(name)
  data.rows.set(name, { state, row, dirty, used: data.uses })
  if (data.rows.size <= cacheRows) return 0
  const [least, cached] = data.rows.entries().next().value!
  const micros = cached.dirty ? flush(data, onFlushed) : 0
  data.rows.delete(least)
  return micros
}

/** All dirty rows in one transaction. Returns µs. */
export function flush(data: DatabaseData, onFlushed: OnFlushed): number {
  const { dirty } = data
  if (dirty === 0) return 0
  for (const cached of data.rows.values()) {
    if (cached.dirty) onFlushed(cached)
    cached.dirty = false
  }
  data.dirty = 0
  data.counts.flushes += 1
  data.counts.rowsFlushed += dirty
  const micros = DATABASE_COSTS.flush + dirty * DATABASE_COSTS.flushedRow
  data.counts.micros += micros
  return micros
}
