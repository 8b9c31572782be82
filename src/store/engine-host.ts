/**
 * What the store needs of whoever runs the engine: the engine's own interface, and word when it dies. The worker's
 * client is one; a test can hand in the inline twin.
 */
import type { EngineApi } from '../worker/protocol.ts'

export interface EngineHost extends EngineApi {
  /** Called at most once, when nothing will be answered any more. */
  onDead(callback: (reason: string) => void): void
  /** Lets the worker go. */
  close(): void
}

export type Connect = () => EngineHost
