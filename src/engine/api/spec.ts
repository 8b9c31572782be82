/**
 * A run is its spec: the same spec gives the same bytes in every host.
 * Config keys are Flink's own; those of Weir's simulated cluster begin with `weir.`.
 */

import type { Params } from '../../base/parameters.ts'
import type { Snapshot } from './snapshot.ts'

export type Config = Readonly<Record<string, string>>

export interface RunSpec {
  readonly pipeline: string
  readonly config: Config
  readonly workload: Workload
  readonly seed: number
  /** The moment virtual time 0 stands for, in ms since the epoch; fixed in the spec, never read from a clock. */
  readonly epochMs: number
  readonly commands: readonly Command[]
  /** The state the job starts from, as from a savepoint; without it the job starts empty. */
  readonly restoreFrom?: Snapshot
}

/** What the sources of a pipeline read. `text` is what a person typed or dropped. */
export interface Workload {
  readonly text?: string
  /** At most this many source records; null: all there are. */
  readonly limit?: number
}

/**
 * A command acts between step `at` and the next, and is itself a step. Commands form a tree: `parent` is the last
 * command before it on the same line of history, or null. A branch is the path from a leaf to the root.
 */
export interface Command {
  readonly id: number
  readonly parent: number | null
  readonly at: number
  /** Names a command that is handed to the engine. */
  readonly kind: string
  /** Name of an actor such as `count-1`, where the command is about one of several. */
  readonly target: string | null
  /** All its parameters by name; left out where it has none. */
  readonly params?: Params
}

/** A named line of history: the path that ends in `tip`. Branch 0 is `main`. */
export interface Branch {
  readonly id: number
  readonly name: string
  readonly tip: number | null
  /** The step where it left its parent branch; 0 for main. */
  readonly forkedAt: number
  readonly parent: number | null
}
