/** What is taken: a checkpoint or a savepoint, in which form, and what follows it. Flink's SnapshotType. */

export const SAVEPOINT_FORMATS = ['CANONICAL', 'NATIVE'] as const

/** Canonical: the same for every backend, always full. Native: in the backend's own form. */
export type SavepointFormat = (typeof SAVEPOINT_FORMATS)[number]

export type SnapshotType =
  /** `full`: nothing of an earlier checkpoint may be referred to. */
  | { readonly kind: 'checkpoint'; readonly full: boolean }
  | {
      readonly kind: 'savepoint'
      readonly format: SavepointFormat
      /** The job stops behind it: suspended, or terminated with all windows and timers fired. */
      readonly after: 'none' | 'suspend' | 'terminate'
    }

/** What made the coordinator take it. The last two are Weir's own. */
export type CheckpointOrigin = 'periodic' | 'manual' | 'end-of-data' | 'stop' | 'records' | 'bytes'

export const CHECKPOINT: SnapshotType = { kind: 'checkpoint', full: false }
export const FULL_CHECKPOINT: SnapshotType = { kind: 'checkpoint', full: true }

export const isSavepoint = (type: SnapshotType): boolean => type.kind === 'savepoint'

/** The job stops behind it. */
export const isSynchronous = (type: SnapshotType): boolean =>
  type.kind === 'savepoint' && type.after !== 'none'
