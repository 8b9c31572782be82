/**
 * A state as live objects on the heap, in a map that remembers its past; Flink's CopyOnWriteStateTable. An object
 * from an older epoch is copied before it is handed out, so that a mutation without `update()` changes the state, and
 * never the past or a snapshot under way.
 */
import { copyPlain } from '../../base/copy.ts'
import type { Hasher } from '../../base/hash.ts'
import { compare } from '../../base/order.ts'
import { VersionedMap } from '../../base/versioned-map.ts'
import type { SampleRow } from '../../engine/api/backend-view.ts'
import type {
  BackendContext,
  MapKey,
  RowScope,
  StateRow,
  TimerTable,
} from '../../engine/api/state-backend.ts'
import type { StateKind } from '../../engine/api/state.ts'

type Entries = Map<MapKey, unknown>

export class HeapTable extends VersionedMap implements TimerTable {
  readonly operatorUid: string
  readonly state: string
  readonly kind: StateKind
  readonly scope: RowScope
  readonly #keyGroupOf: BackendContext['keyGroupOf']

  constructor(context: BackendContext, state: string, kind: StateKind, scope: RowScope) {
    super(`state ${state}`, context.clock)
    this.operatorUid = context.uid
    this.state = state
    this.kind = kind
    this.scope = scope
    this.#keyGroupOf = context.keyGroupOf
  }

  get(row: string, turn = 0): unknown {
    return this.live(row, turn)?.value
  }

  put(row: string, value: unknown, event: number, turn = 0): void {
    this.set(row, value, event, turn)
  }

  update(row: string, change: (value: unknown) => unknown, event: number, turn = 0): void {
    this.set(row, change(this.get(row, turn)), event, turn)
  }

  deleteIf(row: string, decide: (value: unknown) => boolean): boolean {
    const found = this.live(row)
    if (found === undefined || !decide(found.value)) return false
    this.delete(row)
    return true
  }

  append(row: string, items: readonly unknown[], event: number): void {
    if (items.length === 0) return
    const list = (this.get(row) ?? []) as unknown[]
    for (const item of items) list.push(item)
    this.set(row, list, event)
  }

  #map(row: string): Entries {
    return (this.get(row) ?? new Map<MapKey, unknown>()) as Entries
  }

  hasEntry(row: string, key: MapKey): boolean {
    return this.#map(row).has(key)
  }

  entry(row: string, key: MapKey): unknown {
    return this.#map(row).get(key)
  }

  entries(row: string): ReadonlyMap<MapKey, unknown> {
    return this.#map(row)
  }

  putEntries(row: string, entries: Iterable<readonly [MapKey, unknown]>, event: number): void {
    const map = this.#map(row)
    for (const [key, value] of entries) map.set(key, value)
    if (map.size > 0) this.set(row, map, event)
  }

  removeEntry(row: string, key: MapKey, event: number): void {
    const map = this.#map(row)
    if (!map.delete(key)) return
    if (map.size === 0) this.delete(row)
    else this.set(row, map, event)
  }

  /** Rows whose older version is kept aside for a snapshot of that epoch, in that version. */
  copiedSince(epoch: number): SampleRow[] {
    return [...this.changedSince(epoch)].flatMap(([row, old]) =>
      old === null ? [] : [{ row, value: old.value }],
    )
  }

  range(first: number, last: number): [string, StateRow][] {
    const found = [...this.rows].map(([row, value]) => ({
      row,
      value,
      group: this.#keyGroupOf(this.scope, row),
    }))
    return found
      .filter(({ group }) => group >= first && group <= last)
      .sort((a, b) => compare(a.group, b.group) || compare(a.row, b.row))
      .map(({ row, value }) => [row, value])
  }

  hashInto(hasher: Hasher, full: boolean): void {
    const [a, b] = full ? this.fullSum() : this.sum()
    if (this.rows.size > 0)
      hasher.string(this.operatorUid).string(this.state).word(this.rows.size).word(a).word(b)
  }

  hashIsKept(): boolean {
    const [a, b] = this.sum()
    const [fullA, fullB] = this.fullSum()
    return a === fullA && b === fullB
  }
}

/** What the state is restored from. No access is counted. */
function fillRestored(table: HeapTable, context: BackendContext): void {
  const part = context.restored(table.state)
  if (part !== undefined) for (const [row, value] of part.rows) table.set(row, copyPlain(value), 0)
}

export function restoredTable(
  context: BackendContext,
  state: string,
  kind: StateKind,
  scope: RowScope,
): HeapTable {
  const table = new HeapTable(context, state, kind, scope)
  fillRestored(table, context)
  return table
}
