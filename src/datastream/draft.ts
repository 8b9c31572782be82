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
