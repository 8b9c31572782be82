/**
 * What a row of the log-structured store holds at one place: a value, the word that it is deleted, or a part that
 * counts only together with what older places hold. Counterpart of RocksDB's values, tombstones and merge operands.
 */
import { copyPlain } from '../../base/copy.ts'
import type { MapKey } from '../../engine/api/state-backend.ts'

/** The row, or an entry of a map, is deleted. */
export class Tombstone {
  readonly deleted = true
}

export const TOMBSTONE = new Tombstone()

/** Items that were added to a list, without a look at the list. */
export class ListPart {
  readonly items: unknown[]

  constructor(items: unknown[]) {
    this.items = items
  }
}

/** Entries of a map that were put or removed, without a look at the others. */
export class MapPart {
  readonly entries: Map<MapKey, unknown>

  constructor(entries: Map<MapKey, unknown>) {
    this.entries = entries
  }
}

export type Part = ListPart | MapPart

export const isTombstone = (entry: unknown): boolean => entry instanceof Tombstone

export const isPart = (entry: unknown): entry is Part => entry instanceof ListPart || entry instanceof MapPart

/** A value or tombstone below, a part above it. */
function applied(older: unknown, part: Part): unknown {
  const base = isTombstone(older) ? undefined : older
  if (part instanceof ListPart) return [...((base ?? []) as unknown[]), ...part.items]
  const map = new Map(base as Map<MapKey, unknown> | undefined)
  for (const [key, value] of part.entries) {
    if (isTombstone(value)) map.delete(key)
    else map.set(key, value)
  }
  return map
}

/** Two entries of one row, the newer of which stands above. Where the older is a part, so may be the result. */
export function stacked(newer: unknown, older: unknown): unknown {
  if (!isPart(newer)) return newer
  if (!isPart(older)) return applied(older, newer)
  if (newer instanceof ListPart && older instanceof ListPart)
    return new ListPart([...older.items, ...newer.items])
  if (newer instanceof MapPart && older instanceof MapPart)
    return new MapPart(new Map([...older.entries, ...newer.entries]))
  throw new Error('a state is a list or a map, never both')
}

/** The value of a row whose oldest entry is at hand; undefined: there is none. */
export function valueOf(entry: unknown): unknown {
  const value = isPart(entry) ? applied(undefined, entry) : entry
  if (value === undefined || isTombstone(value)) return undefined
  if (value instanceof Map && value.size === 0) return undefined
  return value
}

/** What a reader gets, and what a writer gave: never the object itself. */
export const serialised = <T>(value: T): T => copyPlain(value)
