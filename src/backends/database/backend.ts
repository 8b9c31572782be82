/**
 * `database`: keyed state as rows of a database behind a write-back cache; no backend of Flink's. A read that misses
 * the cache reads a row, a write waits in the cache until enough rows are dirty, and the synchronous part of a
 * snapshot flushes what is left. What is read is a copy, as if it were deserialised.
 *
 * Beside the rows as they are it keeps them as the database has them, which a host may write into a real one
 * (`FlushedRows`). Values are shared by both, since they are never changed in place. Values of rows that are not in the
 * cache may be elsewhere: what a callback needs of them is asked for before it.
 *
 * Left out: snapshots are always full; timers are on the heap. Cache and flush are modelled, and decide what an access
 * costs; what a host keeps in memory, and how long it takes to bring the rest, costs the run nothing.
 */
import { ensure } from '../../base/assert.ts'
import { Shared } from '../../base/copy.ts'
import { SAMPLE_MAX, type RowsView, type SampleRow } from '../../engine/api/backend-view.ts'
import type { BlockNeed, StateBlock } from '../../engine/api/block-source.ts'
import type {
  BackendContext,
  BackendCut,
  BackendData,
  KeyedStateBackend,
  KeyedStatePart,
  OptionReader,
  RowScope,
  StateBackendDefinition,
  StateTable,
  TimerTable,
  Upkeep,
} from '../../engine/api/state-backend.ts'
import type { StateKind } from '../../engine/api/state.ts'
import { restoredTable, type HeapTable } from '../shared/heap-table.ts'
import { opened } from './boxed.ts'
import { flush, isCached, newData, type DatabaseData, type DatabaseOptions, type OnFlushed } from './cache.ts'
import { DatabaseTable } from './table.ts'

const NONE: readonly BlockNeed[] = []

/** Nothing is ever due; it is known which values are elsewhere. */
class DatabaseUpkeep extends Shared implements Upkeep {
  readonly #tables: readonly DatabaseTable[]
  readonly #data: () => DatabaseData

  constructor(tables: readonly DatabaseTable[], data: () => DatabaseData) {
    super()
    this.#tables = tables
    this.#data = data
  }

  blocks(): StateBlock[] {
    const data = this.#data()
    return this.#tables.flatMap(table => table.outside((state, row) => isCached(data, { state, row })))
  }

  isDue(): boolean {
    return false
  }

  missing(key: string): readonly BlockNeed[] {
    const away = this.#tables.flatMap(table => table.missing(key))
    return away.length === 0 ? NONE : away.map(block => ({ block, at: null }))
  }

  missingForSettle(): readonly BlockNeed[] {
    return NONE
  }

  /** A flush moves boxes, and a snapshot refers to them. */
  missingForCut(): readonly BlockNeed[] {
    return NONE
  }

  settle(): void {}
}

class DatabaseKeyedStateBackend extends Shared implements KeyedStateBackend {
  readonly initialData: BackendData
  readonly upkeep: Upkeep
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
    this.upkeep = new DatabaseUpkeep(this.#tables, this.#data)
  }

  readonly #data = (): DatabaseData => this.#context.data() as DatabaseData

  readonly #onFlushed: OnFlushed = ({ state, row }) => {
    const table = this.#tables.find(other => other.state === state)
    ensure(table, `the table of ${state}`).writeFlushed(row)
  }

  createTable(state: string, kind: StateKind, scope: RowScope): StateTable {
    const place = { state, kind, scope }
    const table = new DatabaseTable(this.#context, this.#options, this.#data, this.#onFlushed, place)
    this.#tables.push(table)
    return table
  }

  createTimerTable(state: string, kind: StateKind): TimerTable {
    const table = restoredTable(this.#context, state, kind, 'timer')
    this.#timers.push(table)
    return table
  }

  #all(): HeapTable[] {
    return [...this.#tables.map(({ held }) => held), ...this.#timers]
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
      return { row, value: opened(table?.held.rows.get(row)?.value) }
    })
  }

  dispose(): void {
    for (const table of this.#all()) this.#context.clock.letGo(table, this.#since)
    for (const { flushed } of this.#tables) this.#context.clock.letGo(flushed, this.#since)
  }

  parts(epoch: number): KeyedStatePart[] {
    const { uid } = this.#context
    const parts = [
      ...this.#tables.map(table => {
        const { state, kind, scope } = table
        return { uid, state, kind, scope, rows: table.part(epoch) }
      }),
      ...this.#timers.map(table => {
        const { state, kind, scope } = table
        return { uid, state, kind, scope, rows: table.viewAt(epoch) }
      }),
    ]
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
