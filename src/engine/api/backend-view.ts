/** A state backend from inside, for those who draw it: plain data, no access is counted. */
export type BackendView = HeapView | LevelsView | RowsView

/** A row by its text. The value is the text of it in a frame; undefined: the row is deleted. */
export interface SampleRow {
  readonly row: string
  readonly value: unknown
}

/** Rows that a view names; of others it has the number. */
export const SAMPLE_MAX = 4

/** Live objects. `copied`: rows kept aside because they changed while a snapshot is being written. */
export interface HeapView {
  readonly type: 'heap'
  readonly rows: number
  readonly copied: number
  /** Some of those kept aside, as they were at the cut. */
  readonly kept: readonly SampleRow[]
}

export interface BlockView {
  readonly id: string
  readonly rows: number
  readonly bytes: number
  readonly first: string
  readonly last: string
  /** In the block cache. */
  readonly cached: boolean
}

/** A log-structured store: of each state its memtable, and its levels from L0 on, newest run first. */
export interface LevelsView {
  readonly type: 'levels'
  readonly states: readonly {
    readonly state: string
    readonly memtableRows: number
    readonly memtableBytes: number
    /** The rows written last. */
    readonly memtable: readonly SampleRow[]
    readonly levels: readonly { readonly level: number; readonly blocks: readonly BlockView[] }[]
  }[]
  readonly cacheBytes: number
  readonly cacheBudget: number
  readonly counts: Readonly<Record<string, number>>
  /** Bytes written to blocks for each byte put; 0: nothing was put. */
  readonly writeAmplification: number
}

/** Rows of a database behind a write-back cache. */
export interface RowsView {
  readonly type: 'rows'
  readonly rows: number
  readonly cached: number
  readonly dirty: number
  readonly cacheRows: number
  /** Some of the dirty ones. */
  readonly waiting: readonly SampleRow[]
  readonly counts: Readonly<Record<string, number>>
}
