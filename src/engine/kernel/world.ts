/**
 * The world: plain data, one object per actor. What is small is copied into keyframes; tables, buffers, messages and
 * snapshots are shared and keep their own history. Nothing here is read by another actor than its own, save by the
 * kernel and by those who only look.
 */
import type { Rng } from '../../base/prng.ts'
import type { EpochClock } from '../../base/versioned-map.ts'
import type { TaskPhase } from '../api/effect.ts'
import type { ExecutionState, JobStatus } from '../api/frame.ts'
import type { WatermarkGenerator } from '../api/event-time.ts'
import type { ListStateMode, StreamOperator } from '../api/operator.ts'
import type { AbortedCheckpoints } from '../checkpoint/aborted-checkpoints.ts'
import type { BackendCut, BackendData } from '../api/state-backend.ts'
import type { AlignedBarrierState } from '../checkpoint/barrier-handler.ts'
import type { BarrierTrackerState } from '../checkpoint/barrier-tracker.ts'
import type { CheckpointOptions } from '../checkpoint/options.ts'
import type { CompletedCheckpoint, CoordinatorState } from '../checkpoint/coordinator-state.ts'
import type { BufferSizes } from '../network/buffer-debloater.ts'
import type { ChannelItem, OpenBuffer } from '../network/buffer.ts'
import type { InFlightState, PersistedBuffer, PriorityEvent } from '../network/channel-state.ts'
import type { OperatorListPart, SubtaskState } from '../state/subtask-state.ts'
import type { ChainWiring } from '../task/chain.ts'
import type { LineageRef, TaskLineage } from '../task/lineage.ts'
import type { LocalCopy } from '../task/local-recovery.ts'
import type { OutputLog } from '../task/output-log.ts'
import type { RegisteredTaskManager, SlotPlace } from '../cluster/slots.ts'
import type { RestartState } from '../recovery/restart-strategy.ts'
import type { Staged } from '../task/staged.ts'
import type { CombinedWatermark } from '../time/combined.ts'
import type { ValveState } from '../time/valve.ts'
import type { TransactionContent } from './transaction.ts'
import type { Inbox } from './message.ts'
import type { AttemptRpc, CommitAnswer, TaskMail } from './rpc.ts'
import type { Tamper } from './tampering.ts'

export type {
  CheckpointHistory,
  CompletedCheckpoint,
  CoordinatorState,
  PendingCheckpoint,
} from '../checkpoint/coordinator-state.ts'

export type Actor = JobManagerActor | TaskActor | StorageActor | BrokerActor | TaskManagerActor

interface ActorBase {
  readonly index: number
  readonly rank: number
  /** Events handled so far. */
  events: number
  /** Messages sent and own timers set so far. */
  sent: number
  readonly inbox: Inbox
  readonly rng: Rng
  /** Arrival time of the last message to each actor, so that pairs stay first in, first out under jitter. */
  readonly lastArrival: number[]
  /** Faults that wait for a message of this actor. */
  tampers: readonly Tamper[]
}

/** What the task's thread does next, and when. Records and phases need no message. */
export type CpuKind = 'none' | 'take' | 'done' | 'advance' | 'prepare' | 'broadcast' | 'sync'

export interface TaskActor extends ActorBase {
  readonly kind: 'task'
  attempt: number
  life: ExecutionState
  errorText: string | null
  cpu: CpuKind
  cpuAt: number
  cpuN: number
  cpuCause: number
  slowFactor: number
  /** The thread stands still until then; -1: it does not. */
  pausedUntil: number
  /** A user function that no interrupt wakes returns then; -1: there is none. */
  returnsAt: number
  mailbox: { readonly mail: TaskMail; readonly arrived: number }[]
  /** Mail that is left of the batch in hand; 0: the next record or event is due; -1: a new batch begins. */
  batch: number
  /** Messages for an attempt that is not deployed yet; the end of the one before it does not touch them. */
  early: AttemptRpc[]
  inputs: InputChannelState[]
  outputs: SubpartitionState[]
  /** Input channel whose buffer is in hand, or where the search for the next begins. */
  currentInput: number
  /** Next subpartition per output edge, for rebalance. */
  roundRobin: number[]
  staged: Staged
  hand: RecordInHand
  source: SourceState | null
  runtime: TaskRuntime | null
  eventTime: TaskEventTime
  barriers: AlignedBarrierState
  /** Counts barriers in place of `barriers` where the mode is at-least-once. */
  tracker: BarrierTrackerState | null
  alignment: BarrierAlignment | null
  /** What a checkpoint under way persists of the data in flight at this task. */
  capture: InFlightCapture | null
  /** It still processes what its inputs were restored with. */
  recovering: boolean
  /** Where buffers are debloated: their size, and what was taken since it was calculated. */
  debloat: Debloating | null
  /** Channels to resume when the synchronous part is over. */
  heldResumes: number[]
  snapshot: SubtaskSnapshotState | null
  /** Asynchronous parts under way, oldest first. */
  uploads: SubtaskSnapshotState[]
  /** Checkpoints that were given up before they began here. */
  aborted: AbortedCheckpoints
  lastCheckpointId: number
  /** The newest checkpoint it was told is complete. */
  lastCompletedId: number
  finish: FinishState
  flushAt: number
  lineage: TaskLineage | null
  /** What earlier attempts had taken and read when they ended; only the oracle looks. */
  past: readonly PastAttempt[]
  processed: number
  usage: ThreadUsage
  /** Where this attempt runs, and for which leader. */
  taskManager: number
  incarnation: number
  session: number
  /** Its keyed state on the disk of the TaskManager, oldest first. */
  localCopies: readonly LocalCopy[]
  /** Where the tasks run that it exchanges records with, by their index. */
  peers: Readonly<Record<number, SlotPlace>>
  /** Processes that no other TaskManager can reach, as far as it was told. */
  isolated: readonly IsolatedProcess[]
  /** By TaskManager: its last process that is known to be gone; nothing is deployed to it any more. */
  gone: number[]
  /** By TaskManager: the last leader, by its session, that its process has lost; nothing that one sent is deployed. */
  lost: number[]
  /** State to restore while the storage is read. */
  restoring: SubtaskState | null
  /** Some task is restored with data in flight. */
  restoresInFlight: boolean
  restoredCheckpoint: number
  faults: TaskFaults
  /** Commits that the broker has not answered; the thread waits for them. */
  commits: readonly PendingCommit[]
  /** Commits asked for so far. */
  commitRequests: number
}

export interface PendingCommit {
  readonly transaction: string
  /** Of the operator that asked. */
  readonly uid: string
  readonly number: number
  /** Times it was asked before. */
  readonly retries: number
}

/** Faults that wait for a record or a phase of a task, whatever its attempt. */
export interface TaskFaults {
  /** So many of the next records become poison. */
  readonly poisonNext: number
  readonly poisoned: readonly { readonly partition: number; readonly offset: number }[]
  readonly phases: readonly TaskPhase[]
  /** Records that are lost before they are taken, each once; null: the next one. */
  readonly drops: readonly ({ readonly partition: number; readonly offset: number } | null)[]
}

/** What a thread rests in; `none`: it works. */
export type Rest = 'none' | 'idle' | 'backpressured'

/** How the thread has spent its attempt. Times in µs; -1: not yet. */
export interface ThreadUsage {
  startedAt: number
  stoppedAt: number
  idle: number
  backPressured: number
  rest: Rest
  restSince: number
  /** What earlier attempts had processed. */
  recordsBefore: number
  /** What the attempt had sent when it ended and its outputs went; 0 while it has them. */
  sentAtEnd: number
  /** Two moments in the past, from which rates are told. */
  mark: UsageMark
  lastMark: UsageMark
}

export interface UsageMark {
  readonly at: number
  readonly idle: number
  readonly backPressured: number
}

/** From the first barrier of a checkpoint, or its trigger, to the last barrier or the start of the snapshot. */
export interface BarrierAlignment {
  readonly checkpoint: number
  readonly startedAt: number
  readonly triggeredAt: number
  readonly options: CheckpointOptions
  /** Bytes of the buffers that were taken in the meantime. */
  processed: number
}

export interface Debloating extends BufferSizes {
  /** Bytes taken since the last calculation, when that was, and how long the thread had been idle by then. */
  bytes: number
  since: number
  idle: number
  /** Bytes a second, as last measured. */
  throughput: number
}

export interface InFlightCapture {
  readonly checkpoint: number
  /** By input. `open`: its barrier has not arrived, so what arrives is persisted too. */
  readonly inputs: { readonly buffers: PersistedBuffer[]; open: boolean }[]
  /** By output. */
  readonly outputs: PersistedBuffer[][]
  /** All barriers are in. */
  inputsDone: boolean
  /** Outputs in whose queue the barrier waits and may still overtake. */
  waiting: number[]
}

export interface InputChannelState {
  readonly channel: number
  queue: ChannelItem[]
  /** The task's count of events when each item of the queue arrived: what causes its being taken. */
  arrived: number[]
  /** Next record of the buffer at the head. */
  cursor: number
  /** Checkpoint whose barrier stopped this channel; 0: open. */
  blocked: number
  ended: boolean
  dataEnded: boolean
  /** Its data ended because the job is suspended: more would have come. */
  suspended: boolean
  received: number
  /** Announcements and barriers that are taken before the queue. */
  priority: { readonly event: PriorityEvent; readonly arrived: number }[]
  /** The last barrier that came in, taken or not, and the task's count of events then. */
  barrier: { checkpoint: number; arrived: number }
  /** Buffers at the head of the queue that came from a checkpoint; no credit belongs to them. */
  restored: number
  /** Buffers that the sender still had when it sent the last one; told only where buffers are debloated. */
  backlog: number
}

export interface SubpartitionState {
  readonly channel: number
  open: OpenBuffer | null
  queue: ChannelItem[]
  credits: number
  /** Checkpoint whose barrier was sent; 0: open; -1: behind restored data. */
  blocked: number
  sentBuffers: number
  droppedBuffers: number
  /** The receiver has taken the end of the data. Asked for only where barriers may overtake. */
  processed: boolean
  /** The size that the receiver wants buffers to have. */
  bufferSize: number
  /** Records and marks in the buffers that were closed, and the marks alone in all. */
  closedEntries: number
  marks: number
}

export interface RecordInHand {
  busy: boolean
  value: unknown
  key: string | null
  timestamp: number | null
  partition: number
  offset: number
  path: number
}

export interface PastAttempt {
  readonly attempt: number
  readonly lineage: readonly LineageRef[]
  readonly reads: readonly { readonly partition: number; readonly from: number; readonly to: number }[]
}

export interface SourceState {
  /** `from`: the offset at which this attempt began. */
  splits: {
    readonly partition: number
    from: number
    offset: number
    furthest: number
    replayUntil: number
  }[]
  /** Time for which a wake-up is set; -1: none. */
  wakeAt: number
  /** Of snapshots whose checkpoints are not known to be complete, by split. */
  offsetsToCommit: readonly { readonly checkpoint: number; readonly offsets: readonly number[] }[]
  /** What the broker was told last, by split; null: nothing. Failures leave it alone. */
  groupOffsets: readonly number[] | null
  /** What it has read since its last report to the coordinator. */
  unreported: { records: number; bytes: number }
  watermarks: SourceWatermarks | null
}

/** Generators and watermarks of a source, by its splits. */
export interface SourceWatermarks {
  readonly generators: WatermarkGenerator<never>[]
  readonly combined: CombinedWatermark
}

/** Watermarks on their way through a chain, and what each operator has seen of them. */
export interface TaskEventTime {
  /** By input of the head operator. */
  readonly valves: ValveState[]
  readonly operators: OperatorEventTime[]
  /** What the thread does before it takes anything else, first one first. */
  marks: Mark[]
  /** What the call in hand emitted; it goes before `marks`. */
  fresh: Mark[]
  readonly wakeUps: { readonly position: number; readonly at: number }[]
  /** Virtual time for which the clock is set; -1: none. */
  clockAt: number
}

export interface OperatorEventTime {
  readonly inputs: CombinedWatermark
  /** The last watermark and status it sent on. */
  emitted: number
  emittedIdle: boolean
}

/** A watermark or status at an operator of the chain, or processing time that has moved on. */
export type Mark =
  | {
      readonly type: 'watermark'
      readonly position: number
      readonly input: number
      readonly timestamp: number
    }
  | { readonly type: 'status'; readonly position: number; readonly input: number; readonly idle: boolean }
  | { readonly type: 'fire'; readonly position: number; readonly timestamp: number }
  | { readonly type: 'emit'; readonly position: number; readonly timestamp: number }
  | { readonly type: 'emit-status'; readonly position: number; readonly idle: boolean }
  | { readonly type: 'clock' }

export interface FinishState {
  /** All input was read, and the watermark of the end is on its way. */
  maxWatermark: boolean
  /** All input was read, the operators were finished, and the end was passed on. */
  dataEnded: boolean
  /** Last transactions that the broker has not prepared yet. */
  pendingTransactions: number
  /** Smallest checkpoint that lets the task end. */
  finalCheckpointMin: number
  finalCompleted: boolean
  partitionsEnded: boolean
  /** The savepoint behind which the task ends; 0: none. */
  syncSavepoint: number
  /** A source that is to stop takes no more records, and begins this savepoint once its end is passed on. */
  stop: BarrierAlignment | null
  /** It ended without being drained: no last watermark, operators not finished. */
  suspended: boolean
  /** All tasks of its vertex had finished in the checkpoint it was restored from: it only passes its end on. */
  onRestore: boolean
}

export interface TaskRuntime {
  operators: StreamOperator[]
  /** Operator list state by `uid/name`. */
  lists: Record<string, OperatorList>
  /** Broadcast state by `uid/name`. */
  broadcasts: Record<string, Map<string | number | boolean, unknown>>
  /** What the state backends keep in the world, by operator; left out where they keep nothing. */
  backends?: BackendData[]
  readonly wiring: ChainWiring
}

export interface OperatorList {
  readonly mode: ListStateMode
  readonly values: readonly unknown[]
}

/** One checkpoint at one subtask, from its first barrier to its ack. Times in µs; -1: not yet. */
export interface SubtaskSnapshotState {
  readonly checkpoint: number
  readonly triggeredAt: number
  readonly options: CheckpointOptions
  startDelay: number
  alignmentStartedAt: number
  alignment: number
  syncStartedAt: number
  sync: number
  asyncStartedAt: number
  async: number
  bytes: number
  /** Epoch at whose end the state was cut. */
  epoch: number
  cutEvent: number
  cutTime: number
  pendingTransactions: number
  fixed: FixedState | null
  /** What the backends noted at the cut, by operator; left out where an epoch is all. */
  cuts?: (BackendCut | null)[]
  /** Why the checkpoint storage will not take it; left out where it will. */
  refused?: string
  aborted: boolean
  /** Bytes of the buffers taken during the alignment. */
  processed: number
  inFlight: InFlightState | null
  /** Nothing is stored before the data in flight is complete. */
  awaitsInFlight: boolean
}

/** What is copied in the sync part; keyed tables are read later, at their epoch. */
export interface FixedState {
  readonly lists: readonly OperatorListPart[]
  readonly splits: readonly { readonly id: string; readonly offset: number }[]
  readonly lineage: readonly LineageRef[]
  readonly endOfData: boolean
  readonly finishedOnRestore?: boolean
}

export interface JobManagerActor extends ActorBase {
  readonly kind: 'jobmanager'
  status: JobStatus
  errorText: string | null
  /** Deployments so far, less the first. Each execution counts its own attempts. */
  attempt: number
  executions: Execution[]
  cluster: ClusterView
  /** Counts the leaders; a message of an earlier one is known by it. */
  session: number
  /** There is no process, so nothing is heard and nothing is known. */
  isDown: boolean
  coordinator: CoordinatorState
  restarts: RestartState
  /** Restarts that wait for their delay or for their tasks to end, oldest first. A task is in one at most. */
  pendingRestarts: readonly PendingRestart[]
  /** What failed, newest first; see web.exception-history-size. `task` 0: no task. */
  exceptions: readonly {
    readonly at: number
    readonly task: number
    readonly restarted: number
    readonly errorText: string
  }[]
  /** Restarts asked for so far. */
  restartRequests: number
  restoredFrom: number
  restoredAt: number
  /** Tasks that die of the next checkpoint that completes, before they hear of it, and of what. */
  failBeforeNotify: readonly { readonly task: number; readonly message: string }[]
}

export interface Execution {
  state: ExecutionState
  attempt: number
  dataEnded: boolean
  /** Where it runs; -1: it has no slot yet. */
  taskManager: number
  incarnation: number
}

/** What the JobManager knows of the TaskManagers and their slots. */
export interface ClusterView {
  taskManagers: readonly RegisteredTaskManager[]
  /** By slot group of the plan. */
  slots: readonly (SlotPlace | null)[]
  /** Regions whose tasks are scheduled and do not have all their slots, in the order in which they asked. */
  waiting: readonly { readonly number: number; readonly tasks: readonly number[] }[]
  requests: number
  /** TaskManagers whose heartbeat does not come. */
  silent: readonly (SlotPlace & { readonly number: number })[]
}

export interface IsolatedProcess extends SlotPlace {
  readonly until: number
}

/** A process that tasks run in. It dies with all of them; its successor is the same actor, one incarnation on. */
export interface TaskManagerActor extends ActorBase {
  readonly kind: 'taskmanager'
  readonly number: number
  life: 'up' | 'down' | 'starting'
  incarnation: number
  /** The leader it listens to. */
  session: number
  registeredAt: number
  /** The JobManager and this process cannot reach each other until then. */
  cut: { readonly incarnation: number; readonly until: number } | null
  /** This process and other TaskManagers cannot reach each other until then. */
  isolation: { readonly incarnation: number; readonly until: number } | null
  /** When it gives up a JobManager that sends no heartbeat; -1: heartbeats come. */
  waitsUntil: number
}

export interface PendingRestart {
  readonly number: number
  readonly at: number
  /** The delay has passed. */
  readonly due: boolean
  readonly tasks: readonly number[]
}

export interface StorageActor extends ActorBase {
  readonly kind: 'storage'
  /** Checkpoints and savepoints whose `_metadata` is written, in that order. */
  snapshots: readonly StoredSnapshot[]
  health: StorageHealth
}

export interface StoredSnapshot {
  readonly checkpoint: number
  readonly path: string
  readonly savepoint: boolean
}

/** What is wrong with the storage, and what it needs to know for that. */
export interface StorageHealth {
  readonly slowFactor: number
  readonly slowUntil: number
  readonly failingUntil: number
  /** Times everything was lost: what began before the last of them fails. */
  readonly losses: number
  /** By actor: the newest checkpoint of which it has written its file. */
  readonly written: readonly number[]
  /** By actor: its files up to this checkpoint are gone. */
  readonly lostUpTo: readonly number[]
  readonly corrupt: readonly { readonly owner: number; readonly checkpoint: number }[]
}

export interface BrokerActor extends ActorBase {
  readonly kind: 'broker'
  transactions: Transaction[]
  /** Faults: what is said to the next commits of a task, in place of doing them. */
  answers: readonly ForcedAnswer[]
}

export interface ForcedAnswer {
  readonly task: number
  readonly answer: CommitAnswer
  readonly times: number
}

export interface Transaction {
  readonly content: TransactionContent
  status: 'prepared' | 'committed' | 'aborted'
}

/** Plain writes of one sink subtask; `length` is in the world, the entries are shared. */
export interface PlainOutput {
  readonly node: number
  readonly subtask: number
  readonly log: OutputLog
  length: number
  /** Running hash of the entries. */
  digest: number
}

export interface World {
  now: number
  /** Events handled. */
  step: number
  readonly actors: Actor[]
  readonly outputs: PlainOutput[]
  /** What the job was started from, as from a savepoint. */
  readonly start: CompletedCheckpoint | null
  readonly clock: EpochClock
}
