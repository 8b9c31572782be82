/**
 * The border between page and engine: types only, one flat interface, plain data both ways. The worker implements
 * it over comlink, `inline.ts` without a worker; the same tests run over both.
 */
import type { Frame, RunState, Scene } from '../engine/api/frame.ts'
import type { SinkView } from '../engine/api/sink-view.ts'
import type { Action } from '../engine/api/command.ts'
import type { Branch, Config, RunSpec } from '../engine/api/spec.ts'
import type { TraceKind, TraceRow } from '../engine/api/trace.ts'
import type { MappingPlan, UidMap } from '../interop/snapshot-file/remap.ts'
import type { SnapshotDiff } from '../interop/snapshot-diff/diff.ts'
import type { NextKind } from '../base/next-stops.ts'
import type { Problem, Result } from '../base/result.ts'
import type { VirtualTime } from '../base/time.ts'
import type { StorageApi } from './storage-protocol.ts'

/** What the picker lists. */
export interface PipelineInfo {
  readonly id: string
  readonly title: { readonly en: string; readonly zh: string }
  readonly description: { readonly en: string; readonly zh: string }
  /** What to look for while it runs, or what to try. */
  readonly lookFor: { readonly en: string; readonly zh: string }
  readonly acceptsText: boolean
  readonly defaultText: string | null
  /** Flink keys and Weir's own; a new run takes them over as its config. */
  readonly defaultConfig: Config
  readonly source: { readonly en: string; readonly zh: string }
}

export interface FrameOptions {
  /** Rows of keyed state per task. */
  readonly stateRows: number
  /** Records listed per queue before "+n". */
  readonly queueItems: number
  /** Key prefix to look for in the state of one task; null: no filter. */
  readonly stateFilter: { readonly actor: number; readonly prefix: string } | null
}

export interface TraceRequest {
  readonly fromTime: VirtualTime
  readonly toTime: VirtualTime
  /** Without record rows only control rows come. */
  readonly records: boolean
  readonly limit: number
}

export interface TraceSlice {
  readonly rows: readonly TraceRow[]
  /** Record rows of these time ranges are not loaded. */
  readonly missing: readonly (readonly [VirtualTime, VirtualTime])[]
  /** More rows than `limit` lie in the range; the record rows were left out. */
  readonly truncated: boolean
}

export interface LogRequest {
  readonly fromStep: number
  readonly toStep: number
  readonly kinds: readonly TraceKind[] | null
  readonly limit: number
  /** Only rows about the record of this place in the source log, and about what was made of it; left out: all. */
  readonly record?: { readonly partition: number; readonly offset: number }
}

/** Where to open a run that was worked on before; without `branches` its commands are one line. */
export interface OpenAt {
  readonly branch: number
  readonly step: number
  readonly branches?: readonly Branch[]
}

export interface Opened {
  readonly scene: Scene
  readonly state: RunState
  readonly frame: Frame
}

export interface Restarted extends Opened {
  readonly checkpoint: number
}

/** The answer to everything that moves the cursor. `stopped` says why it stopped there. */
export interface Moved {
  readonly frame: Frame
  readonly stopped: 'target' | 'end' | 'budget' | 'cancelled' | 'found' | 'not-found'
  /** An assertion of the engine failed at this step; the run stays readable before it. */
  readonly broken: { readonly step: number; readonly seed: number; readonly message: string } | null
}

export interface Acted extends Moved {
  readonly state: RunState
  /** Set when the action was in the past and began a branch. */
  readonly forked: {
    readonly branch: number
    readonly from: number
    readonly atStep: number
    readonly head: number
  } | null
}

/** The job that a snapshot is opened into: that of its file, or the one on the page. */
export type SnapshotTarget = 'file' | 'page'

export type SnapshotSource =
  { readonly type: 'checkpoint'; readonly id: number } | { readonly type: 'file'; readonly text: string }

/** What the border may know of a Blob, which is made and read by the hosts at both ends. */
export interface HostFile {
  readonly size: number
  arrayBuffer(): Promise<ArrayBuffer>
}

/** How a file is packed. */
export interface Packing {
  readonly zip: boolean
  /** Null: anyone may open the file. */
  readonly passphrase: string | null
}

export interface EngineApi extends StorageApi {
  pipelines(): Promise<readonly PipelineInfo[]>
  /** Opens a run at `cursor` (branch and step) or at the first interesting moment. The run before it is let go only on success. */
  open(spec: RunSpec, cursor: OpenAt | null, options: FrameOptions): Promise<Result<Opened>>
  /**
   * Begins the same pipeline anew with this config, from this retained checkpoint or savepoint, or from the newest
   * completed checkpoint at the cursor, as Flink's `flink run -s`. The run before it is let go only on success.
   */
  restart(config: Config, snapshot: number | null, options: FrameOptions): Promise<Result<Restarted>>
  /** Exact, both ways. Answers within slices; a later call cancels an unfinished one. */
  seek(step: number, options: FrameOptions): Promise<Moved>
  seekTime(time: VirtualTime, options: FrameOptions): Promise<Moved>
  next(kind: NextKind, direction: 1 | -1, options: FrameOptions): Promise<Moved>
  frame(options: FrameOptions): Promise<Frame>
  act(action: Action, options: FrameOptions): Promise<Result<Acted>>
  /** Takes the last command of the current branch back; the branch it began is forgotten. */
  undo(options: FrameOptions): Promise<Result<Acted>>
  switchBranch(branch: number, step: number | null, options: FrameOptions): Promise<Result<Acted>>
  renameBranch(branch: number, name: string): Promise<Result<RunState>>
  trace(request: TraceRequest): Promise<TraceSlice>
  log(request: LogRequest): Promise<readonly TraceRow[]>
  /** What readers of a sink see at the cursor, each list cut to its last `limit` entries. */
  sinkView(uid: string, limit: number): Promise<SinkView>
  /** The chain of causes of a step, nearest first. */
  why(step: number): Promise<readonly TraceRow[]>
  /** Snapshot file of a completed checkpoint (the latest when null); JSON, packed as it is asked for. */
  exportSnapshot(checkpoint: number | null, packing: Packing): Promise<Result<HostFile>>
  /** The text in a file that was packed, by us or by others. Problem `passphrase-needed` where it is sealed. */
  unpack(file: HostFile, passphrase: string | null): Promise<Result<string>>
  /** What differs between two snapshots, each a retained checkpoint at the cursor or a file. */
  compareSnapshots(before: SnapshotSource, after: SnapshotSource): Promise<Result<SnapshotDiff>>
  exportRun(): Promise<string>
  /** Reads a run file or a snapshot file; says which it was. Nothing changes on a problem. */
  importText(text: string, options: FrameOptions): Promise<Result<Imported>>
  /** Where the state in a snapshot file could go: in the job of the file, or in that of the run at the cursor. */
  planSnapshot(text: string, into: SnapshotTarget): Promise<Result<MappingPlan>>
  /** Opens a snapshot file with its state given to other operators, or let go. Nothing changes on a problem. */
  importMapped(
    text: string,
    into: SnapshotTarget,
    uids: UidMap,
    options: FrameOptions,
  ): Promise<Result<Restarted>>
  /** Stops what is under way and answers as soon as it has stopped. */
  cancel(): Promise<void>
}

export type Imported =
  | { readonly type: 'run'; readonly opened: Opened }
  | { readonly type: 'snapshot'; readonly opened: Opened; readonly checkpoint: number }

export type { Problem, Result }
