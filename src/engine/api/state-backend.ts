/**
 * The contract of a state backend: where the working keyed state of a job lives. One folder under `src/backends`
 * exports a definition; the engine knows backends by this file alone.
 *
 * A backend is configured once for a job (`configure`), and opened once for every operator in every attempt of every
 * subtask (`open`), with the state it restores, until the attempt ends (`dispose`). The manager below sees to the order of
 * this, and that no store has two owners. A backend gives out one table for each registered state. Tables are written
 * by the task's thread only. When a checkpoint cuts the state, `cut` is the synchronous part, in which the thread
 * stands still; `parts` is what the asynchronous part has written when it is through, and it holds the state of the
 * cut, however much was written since.
 *
 * Everything a backend holds goes back in time with its task: rows in maps that remember their past
 * (`base/versioned-map.ts`). It reads no clock and draws nothing by chance, so that a run is the same run wherever its
 * bytes really lie.
 *
 * Keyed state only. Operator state is on the heap of the task under every backend, as in Flink.
 */
import type { Shared } from '../../base/copy.ts'
import type { Hasher } from '../../base/hash.ts'
import type { Result } from '../../base/result.ts'
import type { EpochClock } from '../../base/versioned-map.ts'
import type { BackendView } from './backend-view.ts'
import type { BlockNeed, StateBlock } from './block-source.ts'
import type { Config } from './spec.ts'
import type { StateKind } from './state.ts'

/** What a table's rows are scoped to besides the key. */
export type RowScope = 'key' | 'namespace' | 'timer'

export type MapKey = string | number | boolean

export interface StateRow {
  readonly value: unknown
  /** The task's count of events at the last change; tells the page what changed last. */
  readonly changed: number
}

/** The part of a Map that those need who only look. */
export interface StateRows {
  readonly size: number
  has(row: string): boolean
  get(row: string): StateRow | undefined
  keys(): Iterable<string>
  values(): Iterable<StateRow>
  [Symbol.iterator](): Iterator<[string, StateRow]>
}

/**
 * One registered state. A row is found by its text, which stands for key and namespace (`engine/state/row-key.ts`).
 * `event` is the task's count of events; `turn`, where it is above 0, says that the row asked for is that of the same
 * turn before. Of a list state a row's value is an array, of a map state a Map.
 */
export interface StateTable {
  readonly operatorUid: string
  readonly state: string
  readonly kind: StateKind
  readonly scope: RowScope
  /** All rows, for those who only look: no access is counted. */
  readonly rows: StateRows
  /** Only where rows are flushed to a database. */
  readonly flushed?: FlushedRows
  /** Undefined: there is no row. An object is live, or a copy, as the backend has it. */
  get(row: string, turn?: number): unknown
  put(row: string, value: unknown, event: number, turn?: number): void
  /** Puts what `change` makes of the value. */
  update(row: string, change: (value: unknown) => unknown, event: number, turn?: number): void
  delete(row: string): void
  /** Deletes the row if there is one and `decide` says so; returns whether it did. */
  deleteIf(row: string, decide: (value: unknown) => boolean): boolean
  /** Adds items to a list. */
  append(row: string, items: readonly unknown[], event: number): void
  /** A map state, entry by entry. The last entry takes its row with it. */
  hasEntry(row: string, key: MapKey): boolean
  entry(row: string, key: MapKey): unknown
  entries(row: string): ReadonlyMap<MapKey, unknown>
  putEntries(row: string, entries: Iterable<readonly [MapKey, unknown]>, event: number): void
  removeEntry(row: string, key: MapKey, event: number): void
  /** The rows of key groups `first` to `last`, both in, by key group and row. */
  range(first: number, last: number): Iterable<readonly [string, StateRow]>
  /** The content's part of the world's hash; nothing where there is none. `full`: made anew from all rows. */
  hashInto(hasher: Hasher, full: boolean): void
  /** Whether the hash that is kept up is that of the rows. */
  hashIsKept(): boolean
}

/** Rows as a database behind a cache has them, for a host that writes them into a real one. */
export interface FlushedRows {
  /** The value of a row may be held by something that stands for it: equal ones are told by their hash. */
  readonly rows: StateRows
  /** The value that is held; it may be elsewhere. */
  valueFor(held: unknown): unknown
  /** Rises whenever rows change by going back or forth in time: then all of them have to be looked at. */
  readonly version: number
  /** Rows written or deleted by flushes since this was last asked; null at the first time. */
  takeTouched(): ReadonlySet<string> | null
}

/** Timers are rows of a table that can be read at once, whatever the backend; where a snapshot finds them is its own affair. */
export interface TimerTable extends StateTable {
  /** Rises whenever rows change by going back or forth in time; what was derived from them is out of date then. */
  readonly version: number
}

/** Keyed state of one operator in a snapshot. Immutable. */
export interface KeyedStatePart {
  readonly uid: string
  readonly state: string
  readonly kind: StateKind
  readonly scope: RowScope
  /** By the text of the row; values are never mutated. */
  readonly rows: ReadonlyMap<string, unknown>
  /** Where the rows lie in files that several checkpoints may share. */
  readonly files?: StateFiles
}

/** A file of a snapshot. Without content it stands for one that storage has already: a placeholder. */
export interface StateFile {
  readonly id: string
  readonly bytes: number
  readonly content: Shared | null
}

/** The files of one state in one snapshot; Flink's IncrementalRemoteKeyedStateHandle. */
export interface StateFiles {
  readonly list: readonly StateFile[]
  /** What is away and needed to say how many rows are in them, or to read all. */
  missing(toRead: boolean): readonly BlockNeed[]
  /** The part with the file that storage has in place of each placeholder. */
  resolved(part: KeyedStatePart, fileOf: (id: string) => StateFile): KeyedStatePart
}

/**
 * Plain data that a backend keeps in the world: small, hashed, and copied into keyframes. Of which form it is only the
 * backend knows that put it there.
 */
export type BackendData = object

/** What a backend is opened with: its place, and the engine's services. */
export interface BackendContext {
  readonly uid: string
  /** Names the instance: no other attempt of any subtask has it. */
  readonly owner: string
  readonly clock: EpochClock
  readonly keyOf: (scope: RowScope, row: string) => string
  readonly keyGroupOf: (scope: RowScope, row: string) => number
  /** What a state begins with; undefined: empty. */
  readonly restored: (state: string) => KeyedStatePart | undefined
  /** Checkpoint that it goes on from; 0: none. */
  readonly restoredCheckpoint: number
  /** Its data as it is now; going back in time puts other data there. */
  readonly data: () => BackendData
  /** The call in hand takes so many µs longer. */
  readonly charge: (micros: number) => void
}

export interface SnapshotRequest {
  readonly checkpoint: number
  /** The state is cut at the end of it. */
  readonly epoch: number
  /**
   * Whether files may be shared with other checkpoints, in Flink's terms: both ways; only with later ones, since this
   * one has to stand alone; or not at all, as a savepoint's.
   */
  readonly sharing: 'FORWARD_BACKWARD' | 'FORWARD' | 'NO_SHARING'
  /** In the form that every backend reads: rows, and no files. */
  readonly canonical: boolean
}

/** What the synchronous part came to; plain data. */
export interface BackendCut {
  /** All that the snapshot refers to. */
  readonly bytes: number
  /** What has to be written for it. */
  readonly uploaded: number
  /** The largest stream of it. */
  readonly largest: number
  /** µs that the synchronous part takes beyond its least. */
  readonly micros: number
  /** What `parts` needs to know. */
  readonly kept: BackendData
}

/** Keyed state of one operator in one attempt of one subtask; Flink's KeyedStateBackend. */
export interface KeyedStateBackend {
  /** What it keeps in the world; null: nothing but its tables. */
  readonly initialData: BackendData | null
  createTable(state: string, kind: StateKind, scope: RowScope): StateTable
  createTimerTable(state: string, kind: StateKind): TimerTable
  /** The synchronous part of a snapshot. Null: an epoch is all that there is to note, and all rows are written. */
  cut(request: SnapshotRequest): BackendCut | null
  /** What a snapshot holds; states without rows are left out. */
  parts(epoch: number, cut: BackendCut | null): KeyedStatePart[]
  /** What is away and needed for `parts`; left out: never anything. */
  missingForParts?(cut: BackendCut | null): readonly BlockNeed[]
  /** From inside. `cuts`: epochs of snapshots that are being written. */
  inspect(cuts: readonly number[]): BackendView
  /** A checkpoint is complete: later ones may refer to its files. */
  confirm?(checkpoint: number): void
  /** A checkpoint was given up. */
  abandon?(checkpoint: number): void
  /**
   * The attempt ends: nobody reads or writes its tables from now on, except who goes back in time to before. What
   * was noted of their past for nobody else is let go.
   */
  dispose(): void
  /** What has to be seen to between two records; left out: there is never anything. */
  readonly upkeep?: Upkeep
}

export interface Upkeep {
  /** All blocks of the working state. */
  blocks(): StateBlock[]
  /** Something has to be done, or content is away, so that a key is not simply there. */
  isDue(): boolean
  /** What is away and needed for a callback of this key. */
  missing(key: string): readonly BlockNeed[]
  /** What is away and needed for `settle`. */
  missingForSettle(): readonly BlockNeed[]
  /** What is away and needed for the synchronous part of a snapshot. */
  missingForCut(): readonly BlockNeed[]
  /** Does one thing that is due: a flush, or a part of a compaction. All that it needs is there. */
  settle(): void
}

/** A configured backend of one job. */
export interface StateBackend {
  /** Objects that are handed out are the state itself, and a change of one needs no `update()`. */
  readonly isLive: boolean
  /** Accesses to state take time of their own. */
  readonly charges: boolean
  open(context: BackendContext): KeyedStateBackend
}

/** Reads options by key, each with what holds where it is not set. What cannot be used is noted, and refused later. */
export interface OptionReader {
  flag(key: string, initial: boolean): boolean
  count(key: string, initial: number, least: number): number
  memory(key: string, initial: number): number
  duration(key: string, initial: number): number
  word<W extends string>(key: string, initial: W, accepted: readonly W[]): W
  /** A name in lower case. */
  name(key: string, initial: string): string
  path(key: string): string | null
  reject(key: string, message: string): void
}

/** One folder under `src/backends` exports one of these. */
export interface StateBackendDefinition {
  /** The name in `state.backend.type`. */
  readonly kind: string
  /** Reads the backend's own options. */
  configure(options: OptionReader): StateBackend
}

/** The stores of one subtask that have an owner, by the uid of their operator. */
export type HeldStores = Map<string, KeyedStateBackend>

/**
 * From a name to a backend, to stores that are open, and to their end; one for each job. A store is the keyed state of
 * one operator in one subtask, and its owner is an attempt.
 *
 * Who holds what is not remembered here: the engine reads it from the task (`held`), so that it goes back in time with
 * the task. The manager changes `held` as stores are opened and destroyed. A second owner, and the end of a store that
 * nobody holds, are faults of the engine, not of the job: both fail an assertion.
 */
export interface StateBackendManager {
  /** What a name in `state.backend.type` means, of today or of Flink 1.x. */
  create(name: string): Result<StateBackendDefinition>
  /** The backend with its own options read; the first one that cannot be used is the problem. */
  configure(definition: StateBackendDefinition, config: Config): Result<StateBackend>
  /** The attempt that the context names becomes the owner of a store that nobody holds. */
  open(held: HeldStores, backend: StateBackend, context: BackendContext): KeyedStateBackend
  /** Its owner gives the store up; another one may have it. */
  destroy(held: HeldStores, uid: string): void
}
