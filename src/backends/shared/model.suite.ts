/**
 * Keyed state as plain Maps: what every backend has to be, whatever it does inside. Operations at random are done to
 * a backend and to the model, which must agree after each.
 */
import { copyPlain } from '../../base/copy.ts'
import { nextInt, type Rng } from '../../base/prng.ts'
import type { MapKey, StateTable } from '../../engine/api/state-backend.ts'

export type ModelKind = 'value' | 'list' | 'map'
export type Model = Map<string, unknown>

const ROWS = Array.from({ length: 24 }, (_, i) => `key-${'x'.repeat(i % 5)}${i}`)
const ENTRIES: readonly MapKey[] = ['a', 'b', 3, true]

const pick = <T>(rng: Rng, values: readonly T[]): T => values[nextInt(rng, values.length)]!

/** One operation on both. `event` is the task's count of events. */
export function operate(rng: Rng, kind: ModelKind, table: StateTable, model: Model, event: number): void {
  const row = pick(rng, ROWS)
  if (nextInt(rng, 5) === 0) {
    table.delete(row)
    model.delete(row)
    return
  }
  switch (kind) {
    case 'value':
      return operateOnValue(rng, row, table, model, event)
    case 'list':
      return operateOnList(rng, row, table, model, event)
    case 'map':
      return operateOnMap(rng, row, table, model, event)
  }
}

function operateOnValue(rng: Rng, row: string, table: StateTable, model: Model, event: number): void {
  const value = nextInt(rng, 2) === 0 ? event : { at: event, names: ['n', String(event)] }
  switch (nextInt(rng, 3)) {
    case 0:
      table.put(row, value, event)
      model.set(row, copyPlain(value))
      break
    case 1: {
      const before = model.get(row)
      table.update(row, old => [old ?? null, 1], event)
      model.set(row, [before ?? null, 1])
      break
    }
    default: {
      const decide = (held: unknown) => typeof held === 'number'
      const isDeleted = model.has(row) && decide(model.get(row))
      if (table.deleteIf(row, decide) !== isDeleted) throw new Error(`${row}: deleted or not`)
      if (isDeleted) model.delete(row)
    }
  }
}

function operateOnList(rng: Rng, row: string, table: StateTable, model: Model, event: number): void {
  const items = Array.from({ length: nextInt(rng, 3) }, (_, i) => ({ event, i }))
  table.append(row, items, event)
  if (items.length > 0) model.set(row, [...((model.get(row) ?? []) as unknown[]), ...copyPlain(items)])
}

function operateOnMap(rng: Rng, row: string, table: StateTable, model: Model, event: number): void {
  const key = pick(rng, ENTRIES)
  const map = new Map(model.get(row) as Map<MapKey, unknown> | undefined)
  if (nextInt(rng, 3) === 0) {
    table.removeEntry(row, key, event)
    map.delete(key)
  } else {
    const entries: [MapKey, unknown][] = [
      [key, nextInt(rng, 4) === 0 ? null : { event }],
      [pick(rng, ENTRIES), event],
    ]
    table.putEntries(row, entries, event)
    for (const [name, value] of entries) map.set(name, copyPlain(value))
  }
  if (map.size === 0) model.delete(row)
  else model.set(row, map)
}

/** All that a table says of one row. */
export function readRow(table: StateTable, kind: ModelKind, row: string): unknown {
  if (kind !== 'map') return table.get(row)
  const entries = table.entries(row)
  for (const key of ENTRIES) {
    if (table.hasEntry(row, key) !== entries.has(key)) throw new Error(`${row}: has ${String(key)} or not`)
    const value = table.entry(row, key)
    if (JSON.stringify(value) !== JSON.stringify(entries.get(key))) throw new Error(`${row}: ${String(key)}`)
  }
  return entries.size === 0 ? undefined : entries
}

export const MODEL_ROWS: readonly string[] = ROWS
