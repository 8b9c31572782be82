/**
 * A fault is one folder under `src/faults`: a command kind and what it does to one subtask.
 * What a fault can do to the world is a closed list, so that the engine stays the judge of its own rules.
 */
import type { Command, CommandKind } from './spec.ts'
import type { TaskFrame } from './frame.ts'

export type FaultEffect =
  /** The task thread dies as if it had thrown `message`. */
  | { readonly type: 'fail-task'; readonly message: string }
  /** Every record costs `factor` times as much from now on; 1 ends it. */
  | { readonly type: 'slow-task'; readonly factor: number }
  /** The task thread does nothing for `duration` µs, once what it has in hand is done. */
  | { readonly type: 'pause-task'; readonly duration: number }

export interface FaultDefinition {
  readonly kind: CommandKind
  effect(command: Pick<Command, 'durationMs'>): FaultEffect
  /** Why it cannot act on this task now, as a key of the page's texts; null when it can. */
  refusal(task: TaskFrame): 'task-is-down' | 'task-is-slow' | 'task-has-finished' | null
}
