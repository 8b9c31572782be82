/**
 * What an instance of the log-structured store consists of, as plain data in the world: it is hashed, and copied into
 * keyframes. Blocks and memtables are in it by reference; the first never change, the others remember their past.
 */
import type { VersionedMap } from '../../base/versioned-map.ts'
import type { Compaction, LevelLimits, Levels } from './levels.ts'

export interface LsmOptions extends LevelLimits {
  /** Bytes that are written before the memtable is flushed. */
  readonly writeBuffer: number
  /** Bytes of blocks that the block cache holds. */
  readonly cacheBytes: number
  readonly incremental: boolean
  /** Timers are written in the synchronous part. */
  readonly heapTimers: boolean
  /** Every access, flush and read has a cost of its own. */
  readonly ownCosts: boolean
}

/** One state; RocksDB's column family. */
export interface LsmState {
  memtable: VersionedMap
  /** Bytes written to the memtable. */
  written: number
  levels: Levels
  compaction: Compaction | null
}

export interface LsmCounts {
  gets: number
  puts: number
  serialised: number
  deserialised: number
  memtableHits: number
  /** Blocks that a Bloom filter has spared. */
  bloomSpared: number
  cacheHits: number
  blockReads: number
  flushes: number
  compactions: number
  bytesPut: number
  bytesFlushed: number
  bytesCompacted: number
  /** What all accesses have cost, or would have with costs of their own. */
  micros: number
}

export interface CachedBlock {
  readonly bytes: number
  used: number
}

export interface LsmData {
  /** Number of the next file. */
  nextFile: number
  tables: Record<string, LsmState>
  counts: LsmCounts
  /** The modelled block cache, by block; what was used last stands last. */
  cache: Map<string, CachedBlock>
  cachedBytes: number
  uses: number
  /** A memtable is full, or levels are out of bounds: to be seen to before the next record. */
  due: boolean
  /** Files in storage, by the checkpoint that has them: those a next one need not upload. */
  uploaded: Record<string, readonly string[]>
  /** The last of them that was confirmed; 0: none. */
  confirmed: number
}

export function newData(): LsmData {
  return {
    nextFile: 1,
    tables: {},
    counts: {
      gets: 0,
      puts: 0,
      serialised: 0,
      deserialised: 0,
      memtableHits: 0,
      bloomSpared: 0,
      cacheHits: 0,
      blockReads: 0,
      flushes: 0,
      compactions: 0,
      bytesPut: 0,
      bytesFlushed: 0,
      bytesCompacted: 0,
      micros: 0,
    },
    cache: new Map(),
    cachedBytes: 0,
    uses: 0,
    due: false,
    uploaded: {},
    confirmed: 0,
  }
}

/** A block is read through the cache; returns whether it was there. */
export function touch(data: LsmData, id: string, bytes: number, budget: number): boolean {
  data.uses += 1
  const known = data.cache.get(id)
  if (known !== undefined) {
    known.used = data.uses
    data.cache.delete(id)
    data.cache.set(id, known)
    return true
  }
  data.cache.set(id, { bytes, used: data.uses })
  data.cachedBytes += bytes
  while (data.cachedBytes > budget && data.cache.size > 1) dropLeastUsed(data)
  return false
}

function dropLeastUsed(data: LsmData): void {
  for (const id of data.cache.keys()) return forget(data, id)
}

export function forget(data: LsmData, id: string): void {
  const known = data.cache.get(id)
  if (known === undefined) return
  data.cache.delete(id)
  data.cachedBytes -= known.bytes
}
