/**
 * `database`: keyed state as rows of a database behind a write-back cache; no backend of Flink's. A read that misses
 * the cache reads a row, a write waits in the cache until enough rows are dirty, and the synchronous part of a
 * snapshot flushes what is left. What is read is a copy, as if it were deserialised.
 *
 * Beside the rows as they are it keeps them as the database has them, which a host may write into a real one
 * (`FlushedRows`). Values are shared by both, since they are never changed in place.
 *
 * Left out: snapshots are always full; timers are on the heap. Cache and flush are modelled, and decide what an access
 * costs; no read waits for the real database.
 */
import { ensure } from '../../base/assert.ts'
import { copyPlain, isPrimitive, Shared } from '../../base/copy.ts'
import type { Hasher } from '../../base/hash.ts'
import { VersionedMap } from '../../base/versioned-map.ts'
import { SAMPLE_MAX, type RowsView, type SampleRow } from '../../engine/api/backend-view.ts'
import type {
  BackendContext,
  BackendCut,
  BackendData,
  FlushedRows,
  KeyedStateBackend,
  KeyedStatePart,
  MapKey,
  OptionReader,
  RowScope,
  StateBackendDefinition,
  StateTable,
  TimerTable,
} from '../../engine/api/state-backend.ts'
import type { StateKind } from '../../engine/api/state.ts'
import { fillRestored, HeapTable, restoredTable } from '../shared/heap-table.ts'
import {
  flush,
  newData,
  readThrough,
  writeBack,
  type DatabaseData,
  type DatabaseOptions,
  type OnFlushed,
} from './cache.ts'

/** Rows of one state as the database has them. */
class DatabaseRows extends VersionedMap implements FlushedRows {
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
}

/** Rows of one state. What the heap table does is done to copies, and each access goes through the cache. */
class DatabaseTable extends HeapTable {
  readonly flushed: DatabaseRows
  readonly #context: BackendContext
  readonly #options: DatabaseOptions
  readonly #data: () => DatabaseData
  readonly #onFlushed: OnFlushed

  constructor(
    context: BackendContext,
    options: DatabaseOptions,
    data: () => DatabaseData,
    onFlushed: OnFlushed,
    place: { readonly state: string; readonly kind: StateKind; readonly scope: RowScope },
  ) {
    super(context, place.state, place.kind, place.scope)
    this.#context = context
    this.#options = options
    this.#data = data
    this.#onFlushed = onFlushed
    this.flushed = new DatabaseRows(`database rows ${place.state}`, context.clock)
  }

  /** A row is in the database as it is now. */
  writeFlushed(row: string): void {
    this.flushed.write(row, this.rows.get(row))
  }

  override hashInto(hasher: Hasher, full: boolean): void {
    super.hashInto(hasher, full)
    const [a, b] = full ? this.flushed.fullSum() : this.flushed.sum()
    if (this.flushed.rows.size > 0) hasher.word(this.flushed.rows.size).word(a).word(b)
  }

  override hashIsKept(): boolean {
    const [a, b] = this.flushed.sum()
    const [fullA, fullB] = this.flushed.fullSum()
    return super.hashIsKept() && a === fullA && b === fullB
  }

  #charge(micros: number): void {
    if (this.#options.ownCosts) this.#context.charge(micros)
  }

  override get(row: string, turn = 0): unknown {
    const data = this.#data()
    this.#charge(readThrough(data, this.#options, { state: this.state, row }, this.#onFlushed))
    const value = this.peek(row, turn)?.value
    if (value === undefined) return undefined
    data.counts.deserialised += 1
    return copyPlain(value)
  }

  override put(row: string, value: unknown, event: number, turn = 0): void {
    this.set(row, isPrimitive(value) ? value : copyPlain(value), event, turn)
    this.#wrote(row)
  }

  /** A flush that this write brings about has it, too. */
  #wrote(row: string): void {
    this.#charge(writeBack(this.#data(), this.#options, { state: this.state, row }, this.#onFlushed))
  }

  override update(row: string, change: (value: unknown) => unknown, event: number, turn = 0): void {
    this.put(row, change(this.get(row, turn)), event, turn)
  }

  override delete(row: string): void {
    super.delete(row)
    this.#wrote(row)
  }

  override deleteIf(row: string, decide: (value: unknown) => boolean): boolean {
    const value = this.get(row)
    if (value === undefined || !decide(value)) return false
    this.delete(row)
    return true
  }

  override append(row: string, items: readonly unknown[], event: number): void {
    if (items.length === 0) return
    this.put(row, [...((this.get(row) ?? []) as unknown[]), ...items], event)
  }

  override putEntries(row: string, entries: Iterable<readonly [MapKey, unknown]>, event: number): void {
    const map = new Map(this.entries(row))
    for (const [key, value] of entries) map.set(key, value)
    if (map.size > 0) this.put(row, map, event)
  }

  override removeEntry(row: string, key: MapKey, event: number): void {
    const map = new Map(this.entries(row))
    if (!map.delete(key)) return
    if (map.size === 0) this.delete(row)
    else this.put(row, map, event)
  }
}

class DatabaseKeyedStateBackend extends Shared implements KeyedStateBackend {
  readonly initialData: BackendData
  readonly #context: BackendContext
  readonly #options: DatabaseOptions
  readonly #tables: DatabaseTable[] = []
  readonly #timers: HeapTable[] = []
  readonly #since: number

  constructor(context: BackendContext, options: DatabaseOptions) {
    super()
    this.#context = context
    this.#since = context.clock.now
    this.#options = options
    this.initialData = newData()
  }

  readonly #data = (): DatabaseData => this.#context.data() as DatabaseData

  readonly #onFlushed: OnFlushed = ({ state, row }) => {
    const table = this.#tables.find(other => other.state === state)
    ensure(table, `the table of ${state}`).writeFlushed(row)
  }

  createTable(state: string, kind: StateKind, scope: RowScope): StateTable {
    const place = { state, kind, scope }
    const table = new DatabaseTable(this.#context, this.#options, this.#data, this.#onFlushed, place)
    fillRestored(table, this.#context)
    for (const row of table.rows.keys()) table.writeFlushed(row)
    this.#tables.push(table)
    return table
  }

  createTimerTable(state: string, kind: StateKind): TimerTable {
    const table = restoredTable(this.#context, state, kind, 'timer')
    this.#timers.push(table)
    return table
  }

  #all(): HeapTable[] {
    return [...this.#tables, ...this.#timers]
  }

  #rows(): number {
    return this.#all().reduce((sum, table) => sum + table.rows.size, 0)
  }

  cut(): BackendCut {
    const { rowBytes, ownCosts } = this.#options
    const micros = flush(this.#data(), this.#onFlushed)
    const bytes = this.#rows() * rowBytes
    return { bytes, uploaded: bytes, largest: bytes, micros: ownCosts ? micros : 0, kept: {} }
  }

  inspect(): RowsView {
    const { rows, dirty, counts } = this.#data()
    return {
      type: 'rows',
      rows: this.#rows(),
      cached: rows.size,
      dirty,
      cacheRows: this.#options.cacheRows,
      waiting: this.#waiting(),
      counts: { ...counts },
    }
  }

  #waiting(): SampleRow[] {
    const names = [...this.#data().rows.values()].filter(cached => cached.dirty)
    return names.slice(-SAMPLE_MAX).map(({ state, row }) => {
      const table = this.#tables.find(other => other.state === state)
      return { row, value: table?.rows.get(row)?.value }
    })
  }

  dispose(): void {
    for (const table of this.#all()) this.#context.clock.letGo(table, this.#since)
    for (const { flushed } of this.#tables) this.#context.clock.letGo(flushed, this.#since)
  }

  parts(epoch: number): KeyedStatePart[] {
    const { uid } = this.#context
    const parts = this.#all().map(table => {
      const { state, kind, scope } = table
      return { uid, state, kind, scope, rows: table.viewAt(epoch) }
    })
    return parts.filter(({ rows }) => rows.size > 0)
  }
}

function readOptions(options: OptionReader): DatabaseOptions {
  return {
    cacheRows: options.count('weir.state.database.cache-rows', 1000, 1),
    flushRows: options.count('weir.state.database.flush-rows', 100, 1),
    rowBytes: options.count('weir.state.row-bytes', 64, 1),
    ownCosts: options.word('weir.state.cost-model', 'own', ['own', 'equal']) === 'own',
  }
}

export const database: StateBackendDefinition = {
  kind: 'database',
  configure: reader => {
    const options = readOptions(reader)
    return {
      isLive: false,
      charges: options.ownCosts,
      open: context => new DatabaseKeyedStateBackend(context, options),
    }
  },
}
