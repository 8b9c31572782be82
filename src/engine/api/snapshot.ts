/**
 * A completed checkpoint as plain data, by operator uid and subtask: what is exported, imported and restored from.
 * Keys and values are JSON values; a LONG key beyond 2^53 is its decimal text.
 */
import type { SavepointFormat } from './snapshot-type.ts'
import type { KeyTypeName, StateKind } from './state.ts'
import type { EventTime, VirtualTime } from '../../base/time.ts'

export interface Snapshot {
  readonly checkpointId: number
  readonly jobName: string
  readonly triggeredAt: VirtualTime
  readonly completedAt: VirtualTime
  /** Only of a savepoint: its format, and the directory it lies in. */
  readonly savepoint?: { readonly format: SavepointFormat; readonly path: string } | undefined
  readonly operators: readonly OperatorSnapshot[]
}

export interface OperatorSnapshot {
  readonly uid: string
  readonly name: string
  /** Kind of the operator definition. */
  readonly kind: string
  readonly parallelism: number
  readonly maxParallelism: number
  /** All its subtasks had ended for good: it is deployed as finished. Flink's FullyFinishedOperatorState. */
  readonly fullyFinished?: true | undefined
  readonly subtasks: readonly SubtaskSnapshot[]
}

export interface SubtaskSnapshot {
  readonly index: number
  readonly keyed: readonly KeyedStateSnapshot[]
  /** Operator list state by name; dealt out in runs when the parallelism changes. */
  readonly lists: Readonly<Record<string, readonly unknown[]>>
  /** Operator list state that every subtask gets all of. */
  readonly unionLists: Readonly<Record<string, readonly unknown[]>>
  /** Entries of each broadcast state, sorted by key. */
  readonly broadcastStates: Readonly<
    Record<string, readonly (readonly [string | number | boolean, unknown])[]>
  >
  /** Next offset to read, by split; sources only. */
  readonly splits: readonly { readonly id: string; readonly offset: number }[]
  /** What was in flight here and belongs to the checkpoint, by channel; left out where nothing was. */
  readonly inFlight?: readonly ChannelSnapshot[]
}

/** In-flight data at one end of a channel, the next one first. */
export interface ChannelSnapshot {
  /** `input`: it had arrived and was not taken; `output`: a barrier overtook it in the queue. */
  readonly end: 'input' | 'output'
  /** Uids of the operators that the channel joins, and which of the edges between them it belongs to. */
  readonly from: string
  readonly to: string
  readonly tag: string | null
  readonly input: number
  /** The subtask at its other end, of how many. */
  readonly peer: number
  readonly peers: number
  readonly items: readonly InFlightItem[]
}

/** A record and where it came from, or a watermark or status between the records. */
export type InFlightItem =
  | {
      readonly value: unknown
      readonly timestamp: EventTime | null
      /** Uid of its source and the split; null: no source record stands behind it. */
      readonly source: string | null
      readonly split: string | null
      readonly offset: number
      /** Tells it from other records that came of the same source record. */
      readonly path: number
    }
  | { readonly watermark: EventTime }
  | { readonly idle: boolean }

export interface KeyedStateSnapshot {
  readonly state: string
  readonly kind: StateKind
  readonly keyType: KeyTypeName
  /** Sorted by key group, then key. A map state's value is a list of [key, value], sorted by key. */
  readonly rows: readonly KeyedRowSnapshot[]
}

export interface KeyedRowSnapshot {
  readonly keyGroup: number
  readonly key: unknown
  readonly value: unknown
  /** The window it belongs to; only where the state has namespaces. */
  readonly namespace?: string
  /** When it fires, in ms; only timers. */
  readonly timestamp?: number
}
