/**
 * What `datastream` hands to the engine: Flink's StreamGraph, with unions, side outputs and partitioners already
 * folded into edges, and a sink already expanded into its Writer and Committer.
 */
import type { KeyTypeName, KeyValue } from './state.ts'

export type Partitioner =
  'FORWARD' | 'REBALANCE' | 'HASH' | 'RESCALE' | 'BROADCAST' | 'GLOBAL' | 'SHUFFLE' | 'CUSTOM'

/** Flink's ChainingStrategy. */
export type ChainingStrategy = 'ALWAYS' | 'NEVER' | 'HEAD' | 'HEAD_WITH_SOURCES'

export interface StreamEdge {
  readonly source: number
  readonly partitioner: Partitioner
  /** Reads side output `tag` of the source; null: its main output. */
  readonly tag: string | null
  /** Which input of the operator: 0, or 1 for the second of a two-input operator. */
  readonly input: number
  readonly key: KeySelection | null
  /** The subtask for a value, of `parallelism`; only on a CUSTOM edge. */
  readonly partition?: (value: never, parallelism: number) => number
}

export interface KeySelection {
  readonly selector: (value: never) => KeyValue
  readonly type: KeyTypeName
}

export interface StreamNode {
  readonly id: number
  /** The uid the user gave; where there is none, one derived from the node's place in the graph. */
  readonly uid: string
  readonly name: string
  /** Kind of the operator definition; `source` for sources, which the engine drives itself. */
  readonly kind: string
  readonly role: 'source' | 'operator' | 'sink'
  readonly params: unknown
  readonly parallelism: number
  /** -1: derived from the parallelism of its vertex. */
  readonly maxParallelism: number
  readonly chaining: ChainingStrategy
  readonly slotSharingGroup: string
  readonly inputs: readonly StreamEdge[]
  /** Labels for the page: what the values and keys are. */
  readonly stateful: boolean
  /** It uses the state of a key, so every input but a broadcast one must be keyed. */
  readonly keyed?: boolean
}

export interface StreamGraph {
  readonly jobName: string
  readonly nodes: readonly StreamNode[]
  readonly chainingEnabled: boolean
  readonly config: Readonly<Record<string, string>>
}
