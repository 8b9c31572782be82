/**
 * The border between page and worker for what is really stored in this browser: types, and one number. Times and sizes here are
 * measured on this machine, and belong to no run.
 */
import type { Result } from '../base/result.ts'
import type { FrameOptions, Opened } from './protocol.ts'

/** Jobs that no tab uses; beyond them the oldest go when a new one has its first checkpoint. */
export const JOBS_MAX = 4

export type StoreKind = 'memory' | 'indexeddb' | 'opfs'

/** A checkpoint as it lies in a store. */
export interface StoredCheckpoint {
  readonly checkpoint: number
  readonly savedAtMs: number
  /** How long it took to write. */
  readonly spentMs: number
  readonly bytes: number
  /** Of its bytes, those that were not there before. */
  readonly writtenBytes: number
  readonly rows: number
}

export interface StoredDamage {
  readonly checkpoint: number
  readonly place: string
  readonly message: string
}

export interface StoredJob {
  readonly job: string
  /** Null where no checkpoint of it is whole. */
  readonly pipeline: string | null
  readonly jobName: string
  /** Some tab, maybe this one, owns it now. */
  readonly owned: boolean
  /** Of all its blocks, each counted once. */
  readonly bytes: number
  /** Ascending. */
  readonly checkpoints: readonly StoredCheckpoint[]
  readonly damages: readonly StoredDamage[]
}

/**
 * ready: the newest completed checkpoint is stored. elsewhere: another tab owns the job. lost: another tab took it
 * over. failed: see the problem. Whatever it is, the run goes on.
 */
export type KeepingState = 'opening' | 'ready' | 'writing' | 'elsewhere' | 'lost' | 'failed'

export interface Keeping {
  readonly store: StoreKind
  readonly job: string
  readonly state: KeepingState
  readonly problem: { readonly code: string; readonly message: string } | null
  /** The newest checkpoint of this job in the store. */
  readonly last: StoredCheckpoint | null
}

/**
 * Where the state of a run with a memory budget is. away: beyond the budget in IndexedDB. memory: all of it in memory,
 * since there is no IndexedDB; the run goes on.
 */
export type AwayKept =
  | { readonly state: 'off' }
  | { readonly state: 'away'; readonly budget: number }
  | { readonly state: 'memory'; readonly problem: string }

/**
 * What is really in the database of rows, where the state backend of the run is `database`. following: the rows are
 * those of `step`, once nothing is being written. elsewhere: another tab has the database. Whatever it is, the run
 * goes on.
 */
export interface RowsKept {
  readonly state: 'off' | 'following' | 'elsewhere' | 'failed'
  readonly database: string
  /** Its object stores, and how many rows each has. */
  readonly stores: readonly { readonly name: string; readonly rows: number }[]
  /** The step of the run that the rows are of; -1: of none yet. */
  readonly step: number
  readonly writing: boolean
  /** Measured: transactions so far, rows put and deleted in them, and how long the last one took. */
  readonly transactions: number
  readonly rowsWritten: number
  readonly lastRows: number
  readonly lastMs: number
  readonly problem: { readonly code: string; readonly message: string } | null
}

export interface KeepRequest {
  /** What the person prefers; `weir.store` in the config of the run comes first, unless the person insists. */
  readonly store: StoreKind
  readonly insists: boolean
  readonly job: string
  /** Takes the job from another tab that owns it. */
  readonly takeOver: boolean
}

export interface RestoredJob {
  readonly opened: Opened
  readonly checkpoint: number
  /** What was damaged in newer checkpoints, which were passed over. */
  readonly damages: readonly StoredDamage[]
  readonly spentMs: number
}

/** What a store of this browser did just now, with blocks of the size that state is kept in. */
export interface StoreMeasurement {
  readonly store: StoreKind
  readonly bytes: number
  readonly blockBytes: number
  /** Bytes a second. */
  readonly written: number
  readonly read: number
  /** The median time that one checkpoint took to exist once its blocks were there. */
  readonly commitMs: number
}

export interface StorageApi {
  /** Writes, reads and removes some megabytes. */
  measureStore(store: StoreKind): Promise<Result<StoreMeasurement>>
  /** Completed checkpoints of the open run are kept under this job from now on. */
  keep(request: KeepRequest): Promise<Keeping>
  storedJobs(store: StoreKind): Promise<Result<readonly StoredJob[]>>
  /** Opens the job's pipeline from its newest whole checkpoint. The run before it is let go only on success. */
  restoreStored(store: StoreKind, job: string, options: FrameOptions): Promise<Result<RestoredJob>>
  /** One checkpoint, or with null the whole job. */
  deleteStored(store: StoreKind, job: string, checkpoint: number | null): Promise<Result<null>>
  /** Reads every block of the job; an empty list says that all are as they were written. */
  verifyStored(store: StoreKind, job: string): Promise<Result<readonly StoredDamage[]>>
}
