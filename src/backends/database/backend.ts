/**
 * `database`: keyed state as rows of a database behind a write-back cache; no backend of Flink's. A read that misses
 * the cache reads a row, a write waits in the cache until enough rows are dirty, and the synchronous part of a
 * snapshot flushes what is left. What is read is a copy, as if it were deserialised.
 *
 * Left out: snapshots are always full; timers are on the heap. Cache and flush are modelled, and decide what an access
 * costs; the rows themselves are in the memory of the engine.
 */
import { copyPlain, isPrimitive, Shared } from '../../base/copy.ts'
import type { RowsView } from '../../engine/api/backend-view.ts'
import type {
  BackendContext,
  BackendCut,
  BackendData,
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
import { fillRestored, HeapTable } from '../shared/heap-table.ts'
import { flush, newData, readThrough, writeBack, type DatabaseData, type DatabaseOptions } from './cache.ts'

/** Rows of one state. What the heap table does is done to copies, and each access goes through the cache. */
class DatabaseTable extends HeapTable {
  readonly #context: BackendContext
  readonly #options: DatabaseOptions
  readonly #data: () => DatabaseData

  constructor(
    context: BackendContext,
    options: DatabaseOptions,
    data: () => DatabaseData,
    state: string,
    kind: StateKind,
    scope: RowScope,
  ) {
    super(context, state, kind, scope)
    this.#context = context
    this.#options = options
    this.#data = data
  }

  #charge(micros: number): void {
    if (this.#options.ownCosts) this.#context.charge(micros)
  }

  override get(row: string, turn = 0): unknown {
    const data = this.#data()
    this.#charge(readThrough(data, this.#options, `${this.state}/${row}`))
    const value = this.peek(row, turn)?.value
    if (value === undefined) return undefined
    data.counts.deserialised += 1
    return copyPlain(value)
  }

  override put(row: string, value: unknown, event: number, turn = 0): void {
    this.#charge(writeBack(this.#data(), this.#options, `${this.state}/${row}`))
    this.set(row, isPrimitive(value) ? value : copyPlain(value), event, turn)
  }

  override update(row: string, change: (value: unknown) => unknown, event: number, turn = 0): void {
    this.put(row, change(this.get(row, turn)), event, turn)
  }

  override delete(row: string): void {
    this.#charge(writeBack(this.#data(), this.#options, `${this.state}/${row}`))
    super.delete(row)
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
  readonly #tables: HeapTable[] = []

  constructor(context: BackendContext, options: DatabaseOptions) {
    super()
    this.#context = context
    this.#options = options
    this.initialData = newData() as unknown as BackendData
  }

  readonly #data = (): DatabaseData => this.#context.data() as unknown as DatabaseData

  createTable(state: string, kind: StateKind, scope: RowScope): StateTable {
    return this.#add(new DatabaseTable(this.#context, this.#options, this.#data, state, kind, scope))
  }

  createTimerTable(state: string, kind: StateKind): TimerTable {
    return this.#add(new HeapTable(this.#context, state, kind, 'timer'))
  }

  #add(table: HeapTable): HeapTable {
    fillRestored(table, this.#context)
    this.#tables.push(table)
    return table
  }

  cut(): BackendCut {
    const { rowBytes, ownCosts } = this.#options
    const micros = flush(this.#data())
    const bytes = this.#tables.reduce((sum, table) => sum + table.rows.size, 0) * rowBytes
    return { bytes, uploaded: bytes, largest: bytes, micros: ownCosts ? micros : 0, kept: {} }
  }

  inspect(): RowsView {
    const { rows, dirty, counts } = this.#data()
    return {
      type: 'rows',
      rows: this.#tables.reduce((sum, table) => sum + table.rows.size, 0),
      cached: rows.size,
      dirty,
      cacheRows: this.#options.cacheRows,
      counts: { ...counts },
    }
  }

  dispose(): void {
    for (const table of this.#tables) this.#context.clock.letGo(table)
  }

  parts(epoch: number): KeyedStatePart[] {
    const { uid } = this.#context
    const parts = this.#tables.map(table => {
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
