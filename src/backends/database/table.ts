/**
 * One state of the `database` backend: its rows as they are, and as the database has them. Each access goes through the
 * cache; what is read is a copy, as if it were deserialised, and what is written is one, too.
 */
import { copyPlain, isPrimitive, Shared } from '../../base/copy.ts'
import type { Hasher } from '../../base/hash.ts'
import { VersionedMap } from '../../base/versioned-map.ts'
import type {
  BackendContext,
  FlushedRows,
  MapKey,
  RowScope,
  StateRow,
  StateRows,
  StateTable,
} from '../../engine/api/state-backend.ts'
import type { StateKind } from '../../engine/api/state.ts'
import { HeapTable } from '../shared/heap-table.ts'
import { Box, boxed, BoxedPart, isAway, opened, OpenedRows } from './boxed.ts'
import { readThrough, writeBack, type DatabaseData, type DatabaseOptions, type OnFlushed } from './cache.ts'
import { RowsOfKeys } from './rows-of-keys.ts'

type Entries = ReadonlyMap<MapKey, unknown>

/** Rows of one state as the database has them, values in their boxes. */
export class DatabaseRows extends VersionedMap implements FlushedRows {
  /** Null: no host has asked yet. */
  #touched: Set<string> | null = null

  write(row: string, found: { readonly value: unknown; readonly changed: number } | undefined): void {
    if (found === undefined) this.delete(row)
    else this.set(row, found.value, found.changed)
    this.#touched?.add(row)
  }

  takeTouched(): ReadonlySet<string> | null {
    const touched = this.#touched
    this.#touched = new Set()
    return touched
  }

  valueFor(held: unknown): unknown {
    return opened(held)
  }
}

export class DatabaseTable extends Shared implements StateTable {
  readonly operatorUid: string
  readonly state: string
  readonly kind: StateKind
  readonly scope: RowScope
  readonly rows: StateRows
  /** Values in their boxes. */
  readonly held: HeapTable
  readonly flushed: DatabaseRows
  readonly #context: BackendContext
  readonly #options: DatabaseOptions
  readonly #data: () => DatabaseData
  readonly #onFlushed: OnFlushed
  readonly #rowsOfKeys: RowsOfKeys

  constructor(
    context: BackendContext,
    options: DatabaseOptions,
    data: () => DatabaseData,
    onFlushed: OnFlushed,
    place: { readonly state: string; readonly kind: StateKind; readonly scope: RowScope },
  ) {
    super()
    const { state, kind, scope } = place
    this.operatorUid = context.uid
    this.state = state
    this.kind = kind
    this.scope = scope
    this.#context = context
    this.#options = options
    this.#data = data
    this.#onFlushed = onFlushed
    this.held = new HeapTable(context, state, kind, scope)
    this.rows = new OpenedRows(this.held)
    this.flushed = new DatabaseRows(`database rows ${state}`, context.clock)
    this.#rowsOfKeys = new RowsOfKeys(this.held, row => context.keyOf(scope, row))
    this.#restore()
  }

  /** What it begins with is in the database. Boxes of an earlier attempt are taken over, wherever their values are. */
  #restore(): void {
    const rows = this.#context.restored(this.state)?.rows ?? new Map<string, unknown>()
    for (const [row, value] of rows instanceof BoxedPart ? rows.held : rows) {
      this.held.set(row, value instanceof Box ? value : this.#boxed(row, copyPlain(value)), 0)
      this.writeFlushed(row)
    }
  }

  #boxed(row: string, value: unknown): unknown {
    return boxed(`${this.state}/${row}`, value, this.#options.rowBytes)
  }

  /** A row is in the database as it is now. */
  writeFlushed(row: string): void {
    this.flushed.write(row, this.held.rows.get(row))
  }

  /** Values of a key's rows that are elsewhere. */
  missing(key: string): readonly Box[] {
    if (this.scope === 'key') {
      const held = this.held.rows.get(key)?.value
      return isAway(held) ? [held] : []
    }
    return [...this.#rowsOfKeys.of(key)].map(row => this.held.rows.get(row)?.value).filter(isAway)
  }

  /** Values of rows that the cache does not hold. */
  outside(isCached: (state: string, row: string) => boolean): Box[] {
    const boxes: Box[] = []
    for (const [row, { value }] of this.held.rows)
      if (value instanceof Box && !isCached(this.state, row)) boxes.push(value)
    return boxes
  }

  /** The rows at the end of an epoch. */
  part(epoch: number): ReadonlyMap<string, unknown> {
    const rows = this.held.viewAt(epoch)
    for (const held of rows.values()) if (held instanceof Box) return new BoxedPart(rows)
    return rows
  }

  hashInto(hasher: Hasher, full: boolean): void {
    this.held.hashInto(hasher, full)
    const [a, b] = full ? this.flushed.fullSum() : this.flushed.sum()
    if (this.flushed.rows.size > 0) hasher.word(this.flushed.rows.size).word(a).word(b)
  }

  hashIsKept(): boolean {
    const [a, b] = this.flushed.sum()
    const [fullA, fullB] = this.flushed.fullSum()
    return this.held.hashIsKept() && a === fullA && b === fullB
  }

  #charge(micros: number): void {
    if (this.#options.ownCosts) this.#context.charge(micros)
  }

  get(row: string, turn = 0): unknown {
    const data = this.#data()
    this.#charge(readThrough(data, this.#options, { state: this.state, row }, this.#onFlushed))
    const value = opened(this.held.peek(row, turn)?.value)
    if (value === undefined) return undefined
    data.counts.deserialised += 1
    return copyPlain(value)
  }

  put(row: string, value: unknown, event: number, turn = 0): void {
    this.held.set(row, isPrimitive(value) ? value : this.#boxed(row, copyPlain(value)), event, turn)
    this.#rowsOfKeys.put(row)
    this.#wrote(row)
  }

  /** A flush that this write brings about has it, too. */
  #wrote(row: string): void {
    this.#charge(writeBack(this.#data(), this.#options, { state: this.state, row }, this.#onFlushed))
  }

  update(row: string, change: (value: unknown) => unknown, event: number, turn = 0): void {
    this.put(row, change(this.get(row, turn)), event, turn)
  }

  delete(row: string): void {
    this.held.delete(row)
    this.#rowsOfKeys.delete(row)
    this.#wrote(row)
  }

  deleteIf(row: string, decide: (value: unknown) => boolean): boolean {
    const value = this.get(row)
    if (value === undefined || !decide(value)) return false
    this.delete(row)
    return true
  }

  append(row: string, items: readonly unknown[], event: number): void {
    if (items.length === 0) return
    this.put(row, [...((this.get(row) ?? []) as unknown[]), ...items], event)
  }

  hasEntry(row: string, key: MapKey): boolean {
    return this.entries(row).has(key)
  }

  entry(row: string, key: MapKey): unknown {
    return this.entries(row).get(key)
  }

  entries(row: string): Entries {
    return (this.get(row) ?? new Map()) as Entries
  }

  putEntries(row: string, entries: Iterable<readonly [MapKey, unknown]>, event: number): void {
    const map = new Map(this.entries(row))
    for (const [key, value] of entries) map.set(key, value)
    if (map.size > 0) this.put(row, map, event)
  }

  removeEntry(row: string, key: MapKey, event: number): void {
    const map = new Map(this.entries(row))
    if (!map.delete(key)) return
    if (map.size === 0) this.delete(row)
    else this.put(row, map, event)
  }

  range(first: number, last: number): [string, StateRow][] {
    return this.held.range(first, last).map(([row]) => [row, this.rows.get(row)!])
  }
}
