/**
 * What the store needs of whoever runs the engine: the engine's own interface, and word when it dies. The worker's
 * client is one; a test can hand in the inline twin.
 */
import type { EngineApi } from '../worker/protocol.ts'
import type { AwayKept, Keeping, RowsKept } from '../worker/storage-protocol.ts'

export interface EngineHost extends EngineApi {
  /** Called at most once, when nothing will be answered any more. */
  onDead(callback: (reason: string) => void): void
  /** Hears what becomes of the checkpoints that are kept. */
  onKeeping(callback: (keeping: Keeping) => void): void
  /** Hears what becomes of the rows that a `database` backend has flushed. */
  onRows(callback: (rows: RowsKept) => void): void
  /** Hears where state is that a memory budget has no room for. */
  onAway(callback: (away: AwayKept) => void): void
  /** Lets the worker go. */
  close(): void
}

export type Connect = () => EngineHost
