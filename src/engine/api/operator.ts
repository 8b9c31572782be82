/**
 * The contract of an operator: what `src/operators` and `src/connectors` implement and the engine calls.
 *
 * An instance lives for one (operator, subtask, attempt). Its fields are plain data, state handles or a user
 * function, and they travel in time with their task; a failover makes a new instance and loses them, as in Flink.
 * Methods are called by the task's mailbox only, one at a time, and never after `close`.
 */
import type { EventTime, VirtualTime } from '../../base/time.ts'
import type { Timer, TimerService, WatermarkParams } from './event-time.ts'
import type { BroadcastState, NamespacedStateStore, RuntimeContext } from './state.ts'

/** Where a record goes: to the next operator of the chain or to a network output. */
export interface Collector {
  /** Emits with the timestamp of the record in hand. */
  collect(value: unknown): void
  collectWithTimestamp(value: unknown, timestamp: EventTime | null): void
  /** Emits to the side output `tag`; where nothing reads it, the record is dropped, as in Flink. */
  output(tag: string, value: unknown, timestamp?: EventTime | null): void
  /** Sends a watermark of the operator's own. One that does not rise is dropped. */
  emitWatermark(timestamp: EventTime): void
  emitWatermarkStatus(idle: boolean): void
}

export interface OperatorContext {
  readonly runtime: RuntimeContext
  /** Timers of the current key. */
  readonly timers: TimerService
  /** State of the current key under a namespace the operator sets, such as a window. */
  readonly namespaced: NamespacedStateStore
  /** Operator list state under a name. The operator writes it in `snapshotState`, or whenever it likes. */
  getOperatorListState(name: string, mode?: ListStateMode): OperatorListState
  /** Operator state that is the same in every subtask, as long as the function treats it so. */
  getBroadcastState<K extends string | number | boolean, V>(name: string): BroadcastState<K, V>
  /** The checkpoint this attempt goes on from; null or left out: it starts empty. */
  readonly restoredCheckpointId?: number | null
  /** Key of the record in hand; only after a keyBy. */
  currentKey(): unknown
  /** Effects that reach beyond the task. They happen when the current mailbox step ends. */
  readonly external: ExternalEffects
}

/** How list state is dealt out when the parallelism changes: in runs, or all of it to every subtask. */
export type ListStateMode = 'split' | 'union'

export interface OperatorListState {
  get(): readonly unknown[]
  update(values: readonly unknown[]): void
}

/** What sinks may do to the outside world. */
export interface ExternalEffects {
  /** A plain, unrepeatable write: visible at once, and it stays after a failure. */
  write(value: unknown, timestamp: EventTime | null): void
  /**
   * Stages records of a transaction at the broker. The task waits for the answer before its barrier goes out. `begunAt`
   * is when the transaction had its first record, from which its timeout counts; null: it has none.
   */
  prepareTransaction(
    transactionId: string,
    records: readonly StagedRecord[],
    begunAt: VirtualTime | null,
  ): void
  /**
   * Makes a prepared transaction visible. Idempotent: a second commit changes nothing. The task takes nothing else until
   * the broker has answered; it asks again as often as `sink.committer.retries` says, and `commitAnswered` has the end.
   */
  commitTransaction(transactionId: string): void
  /** Aborts what an earlier attempt of this subtask left prepared under the writer `writerUid`, but for `keep`. */
  abortTransactions(writerUid: string, keep: readonly string[]): void
  /** Where the record in hand came from; lets a sink that stages records keep their lineage. */
  lineage(): Lineage
  now(): VirtualTime
}

/** `lost`: it can never be committed any more, for the broker has aborted it or does not know it. */
export type CommitOutcome = 'committed' | 'already-committed' | 'lost'

/** The source record that caused a record: partition number and offset in the source log, and the n-th output of it. */
export interface Lineage {
  readonly partition: number
  readonly offset: number
}

export interface StagedRecord {
  readonly value: unknown
  readonly timestamp: EventTime | null
  readonly partition: number
  readonly offset: number
}

export interface StreamOperator {
  /** Before the first record, after state was restored. State handles are got here. */
  open?(context: OperatorContext): void
  processElement(value: unknown, timestamp: EventTime | null, out: Collector): void
  /** A record of the second input; the key of its own edge is the current key. */
  processElement2?(value: unknown, timestamp: EventTime | null, out: Collector): void
  onEventTime?(timer: Timer, out: Collector): void
  onProcessingTime?(timer: Timer, out: Collector): void
  /** How a commit that it asked for has ended. */
  commitAnswered?(transactionId: string, outcome: CommitOutcome): void
  /** What `timers.wakeUpAt` asked for. */
  onWakeUp?(timestamp: number, out: Collector): void
  /** The watermark over all inputs rose and every timer up to it has fired. Without this method it just goes on. */
  processWatermark?(timestamp: EventTime, out: Collector): void
  /** All inputs are idle, or one is active again. Without this method the status just goes on. */
  processWatermarkStatus?(idle: boolean, out: Collector): void
  /** Head to tail, before the barrier goes out; what is emitted here belongs to the checkpoint. */
  prepareSnapshotPreBarrier?(checkpointId: number, out: Collector): void
  /** Tail to head, in the sync part; operator state is brought up to date here. */
  snapshotState?(checkpointId: number): void
  notifyCheckpointComplete?(checkpointId: number): void
  /** After a restore, once `open` is through: checkpoint the state came from. */
  restored?(checkpointId: number): void
  /** End of input. */
  finish?(out: Collector): void
  /** What a person should see of it in the inspector; plain data. */
  inspect?(): Readonly<Record<string, unknown>>
}

/** One folder under `src/operators` or `src/connectors` exports one of these. `create` is called once per attempt. */
export interface OperatorDefinition<Params = never> {
  readonly kind: string
  create(params: Params): StreamOperator
  /** A plain sink whose second write of a record takes the place of the first. */
  readonly idempotent?: boolean
  /** What it remembers and asks of clocks serves its watermarks alone: a record comes out as if it were the first. */
  readonly makesTime?: boolean
}

/** As the engine holds it: it never looks into the parameters. */
export interface AnyOperatorDefinition {
  readonly kind: string
  create(params: never): StreamOperator
  readonly idempotent?: boolean
  readonly makesTime?: boolean
}

/**
 * One partition of a replayable source log: immutable, by reference, never copied into the world.
 * `arrivals[i]` is when record i can be read at the earliest, in virtual microseconds, not falling.
 */
export interface SourceSplit {
  readonly id: string
  readonly values: readonly unknown[]
  readonly timestamps: readonly (EventTime | null)[] | null
  readonly arrivals: readonly VirtualTime[] | null
}

/** Parameters of a source node. Split i goes to subtask i mod parallelism. */
export interface SourceParams {
  readonly splits: readonly SourceSplit[]
  readonly bounded: boolean
  /** False: nothing can be read twice. A restart goes on behind what was read, and what no checkpoint has is lost. */
  readonly replayable?: boolean
  /** Timestamps and watermarks, made for each split. Without them only the end of the input has a watermark. */
  readonly watermarks?: WatermarkParams
}
