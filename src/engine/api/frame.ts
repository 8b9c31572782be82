/**
 * What the page draws. A scene is the fixed part of a run; a frame is the world at one step, cut to what is
 * visible. Both are plain JSON: the text twin, the inspector and the drawings read nothing else.
 */
import type { BackendView } from './backend-view.ts'
import type { EventTime, VirtualTime } from '../../base/time.ts'
import type { Branch, RunSpec } from './spec.ts'
import type { CheckpointOrigin, SnapshotType } from './snapshot-type.ts'
import type { SurvivalRow } from './survival.ts'
import type { StateKind } from './state.ts'
import type { RecordView, TraceRow } from './trace.ts'
import type { Verdict } from './verdict.ts'

export type ActorKind = 'jobmanager' | 'task' | 'taskmanager' | 'storage' | 'broker' | 'external'

export interface Scene {
  readonly jobName: string
  readonly jobId: string
  readonly pipeline: string
  readonly actors: readonly ActorScene[]
  readonly vertices: readonly VertexScene[]
  readonly channels: readonly ChannelScene[]
  /** Keys, most frequent first, as the page tints them; at most 64. */
  readonly keys: readonly string[]
  readonly source: { readonly partitions: readonly { readonly id: string; readonly records: number }[] }
  readonly settings: Settings
  /** Something in the pipeline makes watermarks before the end of its input. */
  readonly eventTime: boolean
  readonly survival: readonly SurvivalRow[]
}

/** The settings in force, read by Flink's keys. Times in ms. -1: checkpointing is off. */
export interface Settings {
  readonly checkpointIntervalMs: number
  readonly minPauseMs: number
  readonly checkpointTimeoutMs: number
  readonly mode: 'EXACTLY_ONCE' | 'AT_LEAST_ONCE'
  readonly tolerableFailedCheckpoints: number
  readonly restartStrategy: 'none' | 'fixed-delay' | 'failure-rate' | 'exponential-delay'
  /** Attempts in all for fixed-delay, in an interval for failure-rate; 0 where they are not limited. */
  readonly restartAttempts: number
  /** The first delay, for exponential-delay. */
  readonly restartDelayMs: number
  readonly retained: number
  readonly stateBackend: string
  readonly checkpointStorage: string
  readonly maxParallelism: number
  /** Modelled size of an output queue in buffers, and exclusive buffers (credits) per input channel. */
  readonly queueBuffers: number
  readonly creditsPerChannel: number
}

/** `index` is the actor number used in trace rows. Tasks are listed in topological order. */
export interface ActorScene {
  readonly index: number
  readonly kind: ActorKind
  /** `count-1` for a task; `JobManager`, `storage`, `broker`. */
  readonly name: string
  readonly vertex: number
  readonly subtask: number
}

export interface VertexScene {
  readonly index: number
  /** Flink's task name, `count -> out: Writer`. */
  readonly name: string
  /** Short name used for subtasks, `count`. */
  readonly shortName: string
  readonly role: 'source' | 'operator' | 'sink'
  readonly parallelism: number
  readonly maxParallelism: number
  readonly operators: readonly {
    readonly uid: string
    readonly name: string
    readonly kind: string
    readonly stateful: boolean
  }[]
  /** Distance from the sources; the column on the page. */
  readonly layer: number
  /** Sinks of the chain, if there are any. */
  readonly sinks: readonly { readonly uid: string; readonly name: string; readonly transactional: boolean }[]
}

export interface ChannelScene {
  readonly index: number
  readonly from: number
  readonly to: number
  readonly partitioner: string
  /** Index among the receiver's input channels. */
  readonly input: number
  /** Which input of a two-input operator it belongs to: 0 or 1. */
  readonly gate: number
  /** The side output it carries; null: the main output. */
  readonly tag: string | null
}

export type ExecutionState =
  | 'CREATED'
  | 'SCHEDULED'
  | 'DEPLOYING'
  | 'INITIALIZING'
  | 'RUNNING'
  | 'CANCELING'
  | 'CANCELED'
  | 'FAILED'
  | 'FINISHED'

export type JobStatus =
  | 'CREATED'
  | 'RUNNING'
  | 'RESTARTING'
  | 'FAILING'
  | 'FAILED'
  | 'CANCELLING'
  | 'CANCELED'
  | 'FINISHED'
  /** Its JobManager is gone. */
  | 'SUSPENDED'

/** `actor` -1: the failure was no task's. `restarted`: how many tasks it took along. */
export interface JobException {
  readonly time: VirtualTime
  readonly actor: number
  readonly restarted: number
  readonly message: string
}

export interface Frame {
  readonly cursor: Cursor
  readonly job: {
    readonly status: JobStatus
    readonly attempt: number
    readonly restoredFrom: number
    readonly restartAt: VirtualTime
    readonly failure: string | null
    /** What failed so far, newest first. */
    readonly exceptions: readonly JobException[]
  }
  /** The row that this step wrote first, and the others; empty at step 0. */
  readonly rows: readonly TraceRow[]
  readonly coordinator: CoordinatorFrame
  readonly storage: StorageFrame
  readonly tasks: readonly TaskFrame[]
  readonly channels: readonly ChannelFrame[]
  /** RPCs under way between the JobManager, tasks, storage and broker. */
  readonly messages: readonly MessageFrame[]
  readonly broker: BrokerFrame
  readonly cluster: ClusterFrame
  readonly verdict: Verdict
  readonly invariants: readonly Invariant[]
}

/** One of the design's invariants, by its number, at this step. */
export interface Invariant {
  readonly id: number
  readonly holds: boolean
}

export interface Cursor {
  readonly step: number
  /** Last step that has been reached on this branch; the future beyond it is not yet simulated. */
  readonly head: number
  readonly time: VirtualTime
  readonly headTime: VirtualTime
  readonly branch: number
  /** The run is over at `head`: nothing is left to happen. */
  readonly ended: boolean
  readonly hash: string
}

export type CheckpointStatus = 'pending' | 'completed' | 'aborted'

export interface CheckpointFrame {
  readonly id: number
  readonly status: CheckpointStatus
  readonly triggeredAt: VirtualTime
  readonly triggeredStep: number
  /** Completion or abort; -1 while pending. */
  readonly endedAt: VirtualTime
  readonly endedStep: number
  readonly reason: string | null
  /** A failed checkpoint: whether it counts against the tolerable number. Null: it has not failed, or is a savepoint. */
  readonly counted: boolean | null
  readonly subtasks: readonly SubtaskCheckpointFrame[]
  readonly bytes: number
  readonly retained: boolean
  readonly manual: boolean
  readonly origin: CheckpointOrigin
  readonly snapshot: SnapshotType
  /** Where it is stored; null until it has completed. */
  readonly path: string | null
  /** Its files are deleted, or are being deleted. */
  readonly discarded: boolean
}

export type CheckpointPhase =
  'waiting' | 'aligning' | 'preparing' | 'sync' | 'async' | 'ack-in-flight' | 'acknowledged' | 'aborted'

/** One subtask's part of one checkpoint. Durations in µs, -1 while unknown; `cutStep` is where its snapshot was cut. */
export interface SubtaskCheckpointFrame {
  readonly actor: number
  readonly phase: CheckpointPhase
  readonly barriersSeen: number
  readonly barriersTotal: number
  readonly startDelay: number
  readonly alignment: number
  readonly sync: number
  readonly async: number
  readonly ackedAt: VirtualTime
  /** Written for it, and all that it refers to: an incremental snapshot refers to what earlier ones wrote. */
  readonly bytes: number
  readonly stateBytes: number
  /** Bytes taken during the alignment, and bytes of data in flight in the snapshot; known with the ack. */
  readonly processed: number
  readonly persisted: number
  readonly unaligned: boolean
  readonly cutStep: number
  readonly cutTime: VirtualTime
}

export interface CoordinatorFrame {
  readonly enabled: boolean
  readonly nextTriggerAt: VirtualTime
  /** A stop with savepoint is under way, and what it waits for. */
  readonly stopping: 'no' | 'savepoint' | 'tasks'
  /** Newest first; the pending one, the completed and the aborted, at most 10, as in web.checkpoints.history. */
  readonly checkpoints: readonly CheckpointFrame[]
  readonly counts: {
    readonly triggered: number
    readonly completed: number
    readonly failed: number
    readonly restored: number
  }
  /** Failures since the last success that count against the tolerable number, as Flink's CheckpointFailureManager. */
  readonly failures: {
    readonly consecutive: number
    /** -1: all are tolerated, and none is counted. */
    readonly tolerable: number
  }
}

/** A file of a checkpoint, and the retained checkpoints that refer to it. */
export interface CheckpointFileFrame {
  readonly path: string
  readonly bytes: number
  readonly checkpoints: readonly number[]
}

export interface OperatorBackendFrame {
  readonly operator: string
  readonly view: BackendView
}

export interface StorageFrame {
  /** Where snapshots go to files: those of the retained checkpoints. */
  readonly layout?: readonly CheckpointFileFrame[]
  /** Blocks of a state backend that retained checkpoints refer to, with these; left out where none is. */
  readonly blocks?: Readonly<Record<string, readonly number[]>>
  /** By actor that wrote one: its newest file, if it can still be found. */
  readonly files: readonly { readonly actor: number; readonly checkpoint: number }[]
  /** It takes `slowFactor` times as long until then, and fails until then; -1: never so far. */
  readonly slowFactor: number
  readonly slowUntil: VirtualTime
  readonly failingUntil: VirtualTime
  readonly completed: readonly number[]
  /** What lies in storage, in the order in which it was written. */
  readonly snapshots: readonly {
    readonly checkpoint: number
    readonly path: string
    readonly savepoint: boolean
  }[]
  readonly writing: { readonly checkpoint: number; readonly done: number; readonly total: number } | null
}

export type Activity = 'idle' | 'busy' | 'paused' | 'backpressured' | 'snapshotting' | 'restoring' | 'down'

/** Why a task does nothing, as data; the page has the words. */
export type WaitReason =
  | {
      readonly why: 'alignment'
      readonly checkpoint: number
      readonly arrived: readonly number[]
      readonly missing: readonly number[]
      readonly ahead: number
    }
  | { readonly why: 'no-input' }
  | { readonly why: 'backpressure'; readonly channel: number; readonly blockedBy: number | null }
  | { readonly why: 'source-not-ready'; readonly at: VirtualTime }
  | { readonly why: 'end-of-input' }
  | { readonly why: 'final-checkpoint' }
  | { readonly why: 'transaction' }
  /** Its thread stands still until then. */
  | { readonly why: 'paused'; readonly until: VirtualTime }
  /** The process of its TaskManager is gone, and the word of it is on its way. */
  | { readonly why: 'process-gone'; readonly taskManager: number }
  | { readonly why: 'not-running'; readonly state: ExecutionState }

export interface TaskFrame {
  readonly actor: number
  readonly state: ExecutionState
  readonly attempt: number
  /** The actor of the TaskManager whose slot it has; -1: it has none. */
  readonly taskManager: number
  /** Checkpoints of which its TaskManager keeps a local copy. */
  readonly localCopies: readonly number[]
  readonly activity: Activity
  readonly inHand: RecordView | null
  readonly busyUntil: VirtualTime
  readonly slowFactor: number
  readonly waiting: WaitReason | null
  readonly checkpoint: SubtaskCheckpointFrame | null
  readonly checkpointId: number
  /** A checkpoint that goes on unaligned here if it is not aligned in time; null: no such time runs. */
  readonly alignmentTimer: AlignmentTimer | null
  readonly keyGroups: readonly [number, number] | null
  readonly keyCount: number
  /** Rows of keyed state, most recently changed first, at most `limit` of the request. */
  readonly stateRows: readonly StateRow[]
  /** Operator state of the chain, by operator and name. */
  readonly operatorState: readonly OperatorStateFrame[]
  /** The state backend from inside, of each operator with keyed state; left out in tasks without keys. */
  readonly backends?: readonly OperatorBackendFrame[]
  readonly source: {
    readonly splits: readonly SplitFrame[]
    /** The checkpoint that a failure now would go back to; 0: none, so it would read from the beginning. */
    readonly resumesFrom: number
    /** The split log can be read again; otherwise it goes on where it stands. */
    readonly replayable: boolean
  } | null
  readonly sink: SinkFrame | null
  /** RPCs that wait in its mailbox. */
  readonly mailbox: readonly string[]
  readonly failure: string | null
  readonly processed: number
  readonly usage: UsageFrame
  readonly eventTime: EventTimeFrame
}

/**
 * The aligned checkpoint timeout while it counts: from the trigger of the checkpoint on, at the inputs from the first
 * announced barrier, at the outputs as long as the barrier waits in their queues.
 */
export interface AlignmentTimer {
  readonly checkpoint: number
  readonly side: 'input' | 'output'
  /** At the inputs those whose barrier is in, at the outputs those in whose queue it waits. */
  readonly channels: readonly number[]
  readonly since: VirtualTime
  readonly until: VirtualTime
}

/** What Flink's task metrics of the same names tell, of the attempt that is up or was last. */
export interface UsageFrame {
  /** Ms per second, together 1000, over the last second or two; -1 before the task has run for any time. */
  readonly busyTimeMsPerSecond: number
  readonly idleTimeMsPerSecond: number
  readonly backPressuredTimeMsPerSecond: number
  /** The same since the attempt runs, in µs. */
  readonly busyTime: number
  readonly idleTime: number
  readonly backPressuredTime: number
  /** A source has none in; what leaves by several subpartitions counts once. */
  readonly numRecordsIn: number
  readonly numRecordsOut: number
}

/** Where a source stands in one split, and the watermark it has made of it. */
export interface SplitFrame {
  readonly id: string
  readonly offset: number
  /** Where an attempt that a failure now would bring begins to read. */
  readonly resumesAt: number
  /** What its broker has been told, as the committed offset of the consumer group; -1: nothing yet. */
  readonly groupOffset: number
  readonly end: number
  readonly watermark: EventTime
  readonly idle: boolean
}

/** Entries are texts: `value`, or `key: value` of a broadcast state; at most `limit` of the request. */
export interface OperatorStateFrame {
  readonly operator: string
  readonly state: string
  readonly mode: 'split' | 'union' | 'broadcast'
  readonly entries: readonly string[]
  readonly count: number
}

/** Watermarks and timers of a task. Event times in ms; EVENT_TIME_MIN before the first, EVENT_TIME_MAX at the end. */
export interface EventTimeFrame {
  readonly watermark: EventTime
  /** All its inputs are idle. */
  readonly idle: boolean
  /** Ms since the epoch. */
  readonly processingTime: number
  readonly eventTimers: number
  readonly processingTimers: number
  /** Those that fire first, in both domains, at most `limit` of the request. */
  readonly timers: readonly TimerRow[]
  /** Records that came behind the watermark and were dropped, by what the operators say of themselves. */
  readonly lateDropped: number
  /** Watermarks and timers that the thread goes on with before it takes anything else. */
  readonly pendingMarks: number
}

export interface TimerRow {
  readonly operator: string
  readonly domain: 'event time' | 'processing time'
  readonly timestamp: EventTime
  readonly key: string
  readonly namespace: string
  readonly keyGroup: number
}

export interface StateRow {
  readonly operator: string
  readonly state: string
  readonly key: string
  /** The window it belongs to, `start,end`; empty: none. */
  readonly namespace: string
  readonly kind: StateKind
  readonly value: string
  /** With a time to live: of the item that expires first. Ms of processing time. */
  readonly ttl: { readonly lastAccess: number; readonly expiresAt: number } | null
  readonly keyGroup: number
  readonly changedStep: number
}

export interface SinkFrame {
  readonly uid: string
  readonly transactional: boolean
  /** Open transaction: its number is the checkpoint that will close it. */
  readonly open: { readonly checkpoint: number; readonly records: number } | null
  readonly prepared: readonly { readonly checkpoint: number; readonly records: number }[]
  /** Asked to be committed, and no answer yet: whether they are is not known here. */
  readonly unknown: readonly { readonly checkpoint: number; readonly records: number }[]
  readonly committed: number
  /** Results of transactions that can never be committed any more. */
  readonly lost: number
  readonly written: number
  readonly last: RecordView | null
}

export type ChannelItem =
  /** `saved`: the checkpoint that has it as data in flight, while it is pending; left out: none. */
  | { readonly type: 'record'; readonly record: RecordView; readonly saved?: number }
  | { readonly type: 'more'; readonly count: number }
  | { readonly type: 'watermark'; readonly timestamp: EventTime }
  | { readonly type: 'status'; readonly idle: boolean }
  | { readonly type: 'barrier'; readonly checkpoint: number }
  | { readonly type: 'end' }

export interface ChannelFrame {
  /** At the sender, head first. */
  readonly queued: readonly ChannelItem[]
  readonly queuedCount: number
  /** On the wire, the one that arrives first is first. */
  readonly inTransit: readonly {
    readonly item: ChannelItem
    readonly sentAt: VirtualTime
    readonly arrivesAt: VirtualTime
  }[]
  /** At the receiver, head first. */
  readonly received: readonly ChannelItem[]
  readonly receivedCount: number
  readonly creditsFree: number
  readonly creditsTotal: number
  /** The last watermark that was taken from the channel, and whether the channel is idle or has to catch up. */
  readonly watermark: EventTime
  readonly idle: boolean
  readonly aligned: boolean
  /** Checkpoint whose barrier went out and has not been resumed; 0: open. */
  readonly senderBlocked: number
  /** Checkpoint whose barrier came in and which waits for the others; 0: open. */
  readonly receiverBlocked: number
}

export interface MessageFrame {
  readonly kind:
    | 'trigger'
    | 'ack'
    | 'decline'
    | 'complete'
    | 'abort'
    | 'deploy'
    | 'cancel'
    | 'state'
    | 'store'
    | 'stored'
    | 'metadata'
    | 'prepare'
    | 'prepared'
    | 'commit'
    | 'committed'
    | 'rollback'
    | 'failure'
  readonly from: number
  readonly to: number
  readonly checkpoint: number
  readonly sentAt: VirtualTime
  readonly arrivesAt: VirtualTime
}

export interface BrokerFrame {
  readonly transactions: readonly {
    readonly id: string
    readonly sink: string
    readonly checkpoint: number
    readonly records: number
    readonly status: 'prepared' | 'committed' | 'aborted'
  }[]
  readonly committed: number
}

/** The processes of the cluster. */
export interface ClusterFrame {
  readonly jobManager: {
    readonly isUp: boolean
    /** How many have led before it. */
    readonly session: number
    readonly highAvailability: string
  }
  readonly slotsEach: number
  readonly taskManagers: readonly TaskManagerFrame[]
  /** Slots that tasks of the job wait for. */
  readonly missingSlots: number
}

export interface TaskManagerFrame {
  readonly actor: number
  readonly life: 'up' | 'down' | 'starting'
  /** Processes before this one. */
  readonly incarnation: number
  /** The JobManager counts on it. */
  readonly registered: boolean
  readonly slotsUsed: number
  /** It cannot be reached by the JobManager until then; -1: it can. */
  readonly cutOffUntil: VirtualTime
  /** It and other TaskManagers cannot reach each other until then; -1: they can. */
  readonly isolatedUntil: VirtualTime
}

/** What a host sends when a run is opened or its command tree changes. */
export interface RunState {
  readonly spec: RunSpec
  readonly branches: readonly Branch[]
}
