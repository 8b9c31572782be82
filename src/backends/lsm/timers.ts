/**
 * Timers in the store, which is where `timer-service.factory: ROCKSDB` puts them: each is a row of a column family of
 * its own, in the files of a snapshot, and taken over with them. In front of it they lie in memory, whence they are read;
 * Flink's RocksDBCachingPriorityQueueSet keeps as many there as its cache holds.
 */
import type { Hasher } from '../../base/hash.ts'
import type { BackendContext } from '../../engine/api/state-backend.ts'
import type { StateKind } from '../../engine/api/state.ts'
import { HeapTable } from '../shared/heap-table.ts'
import type { LsmTable } from './table.ts'

export class StoredTimers extends HeapTable {
  readonly stored: LsmTable

  /** `stored` holds what it is restored with. */
  constructor(context: BackendContext, state: string, kind: StateKind, stored: LsmTable) {
    super(context, state, kind, 'timer')
    this.stored = stored
    for (const row of context.restored(state)?.rows.keys() ?? []) super.put(row, true, 0)
  }

  override put(row: string, value: unknown, event: number, turn = 0): void {
    super.put(row, value, event, turn)
    this.stored.put(row, value, event)
  }

  override delete(row: string): void {
    if (!this.rows.has(row)) return
    super.delete(row)
    this.stored.delete(row)
  }

  override hashInto(hasher: Hasher, full: boolean): void {
    super.hashInto(hasher, full)
    this.stored.hashInto(hasher, full)
  }

  override hashIsKept(): boolean {
    return super.hashIsKept() && this.stored.hashIsKept()
  }
}
