/**
 * `hashmap`: keyed state as live objects on the heap of the task; Flink's HashMapStateBackend. A snapshot is always
 * full. Its synchronous part notes an epoch; what is written afterwards keeps the old row aside for as long as the
 * asynchronous part reads.
 */
import { SAMPLE_MAX, type HeapView } from '../../engine/api/backend-view.ts'
import { Shared } from '../../base/copy.ts'
import type {
  BackendContext,
  KeyedStateBackend,
  KeyedStatePart,
  RowScope,
  StateBackendDefinition,
  StateTable,
  TimerTable,
} from '../../engine/api/state-backend.ts'
import type { StateKind } from '../../engine/api/state.ts'
import { restoredTable, type HeapTable } from '../shared/heap-table.ts'

class HashMapKeyedStateBackend extends Shared implements KeyedStateBackend {
  readonly initialData = null
  readonly #context: BackendContext
  readonly #tables: HeapTable[] = []
  readonly #since: number

  constructor(context: BackendContext) {
    super()
    this.#context = context
    this.#since = context.clock.now
  }

  createTable(state: string, kind: StateKind, scope: RowScope): StateTable {
    return this.#create(state, kind, scope)
  }

  createTimerTable(state: string, kind: StateKind): TimerTable {
    return this.#create(state, kind, 'timer')
  }

  #create(state: string, kind: StateKind, scope: RowScope): HeapTable {
    const table = restoredTable(this.#context, state, kind, scope)
    this.#tables.push(table)
    return table
  }

  cut(): null {
    return null
  }

  inspect(cuts: readonly number[]): HeapView {
    const oldest = Math.min(...cuts)
    const tables = this.#tables.filter(({ scope }) => scope !== 'timer')
    const kept = cuts.length === 0 ? [] : tables.flatMap(table => table.copiedSince(oldest))
    return {
      type: 'heap',
      rows: this.#tables.reduce((sum, table) => sum + table.rows.size, 0),
      copied: kept.length,
      kept: kept.slice(0, SAMPLE_MAX),
    }
  }

  dispose(): void {
    for (const table of this.#tables) this.#context.clock.letGo(table, this.#since)
  }

  parts(epoch: number): KeyedStatePart[] {
    const { uid } = this.#context
    const parts = this.#tables.map(table => {
      const { state, kind, scope } = table
      return { uid, state, kind, scope, rows: table.viewAt(epoch) }
    })
    return parts.filter(part => part.rows.size > 0)
  }
}

export const hashmap: StateBackendDefinition = {
  kind: 'hashmap',
  configure: () => ({ isLive: true, charges: false, open: context => new HashMapKeyedStateBackend(context) }),
}
