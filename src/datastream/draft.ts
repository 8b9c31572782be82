/**
 * A node of the graph while its author still works on it: Flink's Transformation. What is left open here (uid,
 * parallelism, partitioners) is settled when the StreamGraph is made.
 */
import type { KeySelection, Partitioner, ChainingStrategy } from '../engine/api/stream-graph.ts'

/** Where a stream comes from, and how it reaches who reads it. A union has several. */
export interface Origin {
  readonly draft: Draft
  /** Null: FORWARD between equal parallelisms, else REBALANCE, as in Flink. */
  readonly partitioner: Partitioner | null
  readonly tag: string | null
  readonly key: KeyedBy | null
  /** The subtask for a value, where the partitioner is CUSTOM. */
  readonly custom?: CustomPartitioning
  /** Which input of its reader it feeds: 0, or 1 for the second of two. */
  readonly input?: 0 | 1
}

/** A stream of any type, as far as the graph is concerned. */
export interface AnyStream {
  readonly origins: readonly Origin[]
}

export interface CustomPartitioning {
  readonly partition: (value: never, parallelism: number) => number
  /** Partitioner and key selector as their author gave them, for the check of user code. */
  readonly code: readonly unknown[]
}

/** What a stream method adds: Flink's default name, the kind of operator, the user's functions. */
export interface Addition {
  readonly label: string
  readonly kind: string
  /** To be checked. The first is the operator's `function`, unless `paramsOf` says more. */
  readonly functions: readonly unknown[]
  readonly paramsOf?: (settled: Settled) => unknown
  /** It uses the state of a key. */
  readonly keyed?: boolean
  /** It keeps something in a checkpoint; otherwise that is seen from its first function. */
  readonly stateful?: boolean
  /** Of a node that only one subtask can run; its maximum, too. */
  readonly parallelism?: 1
}

export interface KeyedBy {
  readonly selection: KeySelection
  /** The selector as its author gave it, for the check of user code. */
  readonly code: unknown
}

/** What parameters may depend on and is only known in the end. */
export interface Settled {
  /** Uid of the node; of the writer for a committer. */
  readonly uid: string
  readonly checkpointing: boolean
  /** `pipeline.auto-watermark-interval` in ms; 0: no watermarks by the clock. */
  readonly autoWatermarkInterval: number
}

export interface Draft {
  readonly id: number
  uid: string | null
  /** The plain name, as the author gave it. */
  label: string
  /** Flink's name from the plain one: `Source: x`, `x: Writer`. */
  readonly nameOf: (label: string) => string
  readonly kind: string
  readonly role: 'source' | 'operator' | 'sink'
  readonly paramsOf: (settled: Settled) => unknown
  parallelism: number
  maxParallelism: number | null
  chaining: ChainingStrategy
  /** Null: that of the inputs where they agree, else `default`. */
  slotSharingGroup: string | null
  readonly inputs: readonly Origin[]
  readonly stateful: boolean
  readonly keyed: boolean
  /** User code to be checked: functions, and objects with methods. */
  readonly functions: readonly unknown[]
  /** The writer this committer belongs to; it shares its uid and name. */
  readonly writer: Draft | null
}

export type DraftChange = Pick<Draft, 'label' | 'kind'> & Partial<Omit<Draft, 'id' | 'label' | 'kind'>>

export function makeDraft(id: number, parallelism: number, given: DraftChange): Draft {
  return {
    id,
    uid: null,
    nameOf: label => label,
    role: 'operator',
    paramsOf: () => null,
    parallelism,
    maxParallelism: null,
    chaining: 'ALWAYS',
    slotSharingGroup: null,
    inputs: [],
    stateful: false,
    keyed: false,
    functions: [],
    writer: null,
    ...given,
  }
}
