/**
 * What happened, as rows. A step is one event; it writes one row, or several when it has several facts, the first
 * of which is the one narrated. Control rows are kept for ever; record rows are kept round the cursor and derived
 * again by replay where they are missing: "not loaded", never "dropped".
 */
import type { EventTime, VirtualTime } from '../../base/time.ts'

export const TRACE_KINDS = [
  // records: kept round the cursor
  'RecordRead', // a source took a record from its log
  'RecordProcessed', // a task took a record and ran its operators
  'OutputsQueued', // the results of the record in hand entered the output queues
  'BufferArrived', // records arrived at an input channel
  'CreditArrived', // a credit came back to the sender
  'BufferFlushed', // the buffer timeout sent a partly filled buffer
  'WatermarkReceived', // a task took a watermark from channel `channel`; `amount` ms; `reason`: advances, or held back
  'WatermarkStatusReceived', // a channel became idle or active, by `reason`
  'WatermarkAdvanced', // the watermark of the task rose to `amount` ms, its timers have fired, and it went on
  'WatermarkForwarded', // marks went on while the watermark of the task stayed at `amount` ms
  'TimerFired', // a timer of `amount` ms; `reason`: event time or processing time
  'EndOfInputReached', // a source is at its end: the watermark of the end goes out
  // checkpoints
  'CheckpointTriggered', // the coordinator starts checkpoint `checkpoint`
  'TriggerReceived', // a source has the trigger in its mailbox
  'BarrierPrepared', // prepareSnapshotPreBarrier ran, head to tail
  'BarrierBroadcast', // the barrier left on every output; `amount` outputs
  'SubpartitionBlocked', // the sender: nothing goes out behind the barrier until the receiver resumes
  'BarrierArrived', // a barrier came in on channel `channel`; `amount` of `total` are here
  'BarrierCounted', // at-least-once: `amount` of `total` barriers are here, and channel `channel` goes on
  'ChannelBlocked', // the receiver: channel `channel` waits for the others
  'BarrierAnnounced', // a barrier is on its way behind data on `channel`, and may be brought forward
  'BarrierOvertook', // the sender: the barrier went before `amount` queued records on `channel`, which are persisted
  'AlignmentTimedOut', // barriers of `amount` of `total` channels were in; `reason` output: it waited in a queue
  'UnalignedCheckpointStarted', // the snapshot starts with barrier `amount` of `total`; `reason`: barrier, or timeout
  'BarrierCollected', // unaligned: a later barrier, `amount` of `total`
  'InFlightPersisted', // all barriers are in; `amount` records in flight belong to the checkpoint
  'BufferSizeChanged', // senders are asked for buffers of `amount` bytes, as `total` bytes a second are taken
  'InFlightRestored', // `amount` records in flight are back in their channels
  'AlignmentCompleted', // barriers are in from all channels; `duration` µs
  'ResumeArrived', // the sender may send again on `channel`
  'SyncSnapshotCompleted', // `duration` µs
  'AsyncSnapshotCompleted', // stored; `amount` bytes, `duration` µs
  'AckReceived', // the coordinator has the ack of `peer`; `amount` of `total`; `effect`: ack-facts.ts
  'CheckpointCompleted', // `_metadata` is written; `amount` bytes of state it refers to, `duration` µs
  'CheckpointSubsumed', // an older one was let go
  'NotifyCompleteReceived',
  'CheckpointAborted', // with `reason`
  'CheckpointRefused', // a request that became no checkpoint, with `reason`; `effect` is what had asked for it
  'CheckpointDiscarded', // its files are deleted, for the job is `reason`
  'NotifyAbortReceived',
  'CheckpointDeclined',
  'TransactionPrepared', // the broker holds transaction of `checkpoint`; `amount` records
  'TransactionCommitted', // `amount` records became visible; 0 when it was committed before; `effect`: near timeout, `duration` µs after its first record
  'TransactionAborted',
  'CommitRefused', // the broker: `reason` is its answer, `effect` the transaction
  'CommitAnswered', // the task: `reason` is the answer, or that none came; `amount` times it had asked before
  // faults of the network
  'RecordDropped', // a fault: the record on channel `channel` is lost before the task takes it
  'RpcTampered', // the sender: the next message of kind `effect` is dropped, late or doubled, by `reason`
  // life and death
  'JobStatusChanged', // `reason` is the new status
  'ExecutionStateChanged', // the JobManager's view of one subtask; `reason` is the new state
  'TaskDeployed',
  'LocalStateFound', // the attempt reads `amount` bytes of keyed state from its own disk
  'StateRestored', // from checkpoint `checkpoint`; 0 when it starts empty
  'TaskStarted',
  'TaskFailed',
  'FailureNoticed', // the JobManager has it
  'TaskInterrupted', // it was told to cancel `duration` µs ago, and its user function has not returned
  'CancellationTimedOut', // it could not be cancelled in `duration` µs: a fatal error of the TaskManager `peer`
  'TaskCanceled',
  'TaskFinished',
  'RestartScheduled', // `duration` µs from now
  // the cluster
  'TaskManagerDied', // its process is gone, with all tasks in it
  'TaskManagerLost', // the JobManager knows that the TaskManager `peer` is gone
  'TaskManagerStarting', // a process is started in its place, within `duration` µs
  'TaskManagerStarted',
  'TaskManagerRegistered', // the JobManager has the TaskManager `peer` with its `amount` slots
  'SlotsMissing', // a region waits for `amount` of its `total` slots, for `duration` µs at most
  'NetworkCut', // the JobManager and this TaskManager cannot reach each other, for `duration` µs
  'NetworkHealed',
  'TaskManagerIsolated', // other TaskManagers and this one cannot reach each other, for `duration` µs
  'TaskManagerReachable',
  'HeartbeatTimedOut', // nothing was heard of `peer` for `duration` µs
  'JobManagerDied', // `reason`: the kind of high availability
  'JobManagerLost', // a TaskManager knows that its JobManager is gone
  'LeaderElected', // it has found `total` completed checkpoints, the newest is `checkpoint`
  'EndOfDataArrived',
  'MessageIgnored', // a stale attempt or a settled checkpoint; `reason` says which message
  'CommandApplied',
  'Housekeeping', // a timer that found nothing to do
] as const

export type TraceKind = (typeof TRACE_KINDS)[number]

/** Kinds of rows about records; all others are control rows and are never left out of a slice. */
export const RECORD_KINDS: ReadonlySet<TraceKind> = new Set<TraceKind>([
  'RecordRead',
  'RecordProcessed',
  'OutputsQueued',
  'BufferArrived',
  'CreditArrived',
  'BufferFlushed',
  'WatermarkReceived',
  'WatermarkStatusReceived',
  'WatermarkAdvanced',
  'WatermarkForwarded',
  'TimerFired',
])

/** One row. `sentAt` is when the message that caused it left `peer`; -1 when nothing travelled. */
export interface TraceRow {
  readonly step: number
  readonly time: VirtualTime
  readonly kind: TraceKind
  /** Actor it happened at. */
  readonly actor: number
  /** The other actor, or -1. */
  readonly peer: number
  readonly sentAt: VirtualTime
  readonly channel: number
  readonly checkpoint: number
  readonly amount: number
  readonly total: number
  readonly duration: VirtualTime
  /** Steps back to the event that caused this one; 0 when it began here. */
  readonly cause: number
  /** The record in question, for record rows and for those that have one. */
  readonly record: RecordView | null
  /** What the record did: state changed, results made. Plain texts such as `c = 17`. */
  readonly effect: string | null
  readonly reason: string | null
}

/** A record as it is drawn: key and offset, `a44`; a result: `a=26`. What a timer made has partition and offset -1. */
export interface RecordView {
  readonly label: string
  readonly key: string | null
  readonly partition: number
  readonly offset: number
  /** Event time in ms; null: it has none. */
  readonly timestamp: EventTime | null
  /** It was read before, in an earlier attempt. */
  readonly replayed: boolean
}
