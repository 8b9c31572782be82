/**
 * The shape of a job whose program is not known: its vertices, how they are connected, and how much they hold. What
 * is read from a cluster's statistics is written so, and one pipeline is built from it.
 */
import type { Partitioner } from './stream-graph.ts'

export interface JobShape {
  readonly format: typeof JOB_SHAPE_FORMAT
  /** In topological order. */
  readonly vertices: readonly VertexShape[]
}

export const JOB_SHAPE_FORMAT = 'weir-shape/1'

export interface VertexShape {
  /** A plain word, and no other vertex's. */
  readonly name: string
  readonly parallelism: number
  readonly maxParallelism: number
  /** What it reads; a source reads nothing. */
  readonly inputs: readonly ShapeInput[]
  /** Of a source: how much it reads, and at which pace, over all its subtasks. */
  readonly records: number
  readonly ratePerSecond: number
  /** Rows of keyed state that each of its subtasks comes to hold; null: it keeps nothing. */
  readonly rows: readonly number[] | null
  /** Of them, how many each record writes again. */
  readonly rewrites: number
  /** What ends its chain, or is all of it. */
  readonly sink: 'none' | 'chained' | 'chained-transactional' | 'alone' | 'alone-transactional'
}

export interface ShapeInput {
  readonly from: string
  readonly ship: Exclude<Partitioner, 'CUSTOM'>
}

export const SHAPE_VERTICES_MAX = 100
export const SHAPE_SUBTASKS_MAX = 256
/** Of one subtask. */
export const SHAPE_ROWS_MAX = 200
/** Of one source. */
export const SHAPE_RECORDS_MAX = 50_000
