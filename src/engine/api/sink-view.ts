/** What stands behind a sink, as different readers see it; plain data. */
import type { EventTime } from '../../base/time.ts'

/** Kafka's `isolation.level` of a consumer. */
type IsolationLevel = 'read_committed' | 'read_uncommitted'

export interface WrittenRecord {
  readonly value: unknown
  readonly timestamp: EventTime | null
}

/** A part file of a file sink. Readers of the folder see finished parts only; the others are hidden. */
export interface PartFile {
  /** `part-0-3` */
  readonly name: string
  readonly status: 'in-progress' | 'pending' | 'finished'
  /** The checkpoint that closed it, or will close it. */
  readonly checkpoint: number
  readonly records: readonly WrittenRecord[]
}

/** A row of a table that is written by key: the last write to the key. */
export interface TableRow {
  readonly key: string | number | boolean
  readonly value: unknown
  /** How often the key has been written. */
  readonly writes: number
}

export interface SinkView {
  readonly uid: string
  /** How many records there are at each level, before the lists are cut. */
  readonly counts: Readonly<Record<IsolationLevel, number>>
  /** In the order of the log, as for the other level. */
  readonly committed: readonly WrittenRecord[]
  /** With what is prepared and what was aborted: a reader of uncommitted data has seen it. */
  readonly uncommitted: readonly WrittenRecord[]
  /** Of an upsert sink, else empty; sorted by key. */
  readonly table: readonly TableRow[]
  /** Of a file sink, else empty; by subtask and number. */
  readonly parts: readonly PartFile[]
}
