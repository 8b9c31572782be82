/**
 * One checkpoint at one subtask: prepare, broadcast the barrier, the synchronous part, resume, the asynchronous
 * part, the ack; in this order. Counterpart of Flink's SubtaskCheckpointCoordinatorImpl.
 */
import { assert, ensure } from '../../base/assert.ts'
import { copyPlain } from '../../base/copy.ts'
import type { KeyedStatePart } from '../api/state-backend.ts'
import type { CheckpointFailureReason } from '../api/checkpoint-failure-reason.ts'
import { isSynchronous } from '../api/snapshot-type.ts'
import { forgetAborted, rememberAborted, wasAborted } from '../checkpoint/aborted-checkpoints.ts'
import {
  onBarrier,
  onCancelBarrier,
  onEndOfPartition,
  type BarrierAction,
} from '../checkpoint/barrier-handler.ts'
import {
  trackBarrier,
  trackCancelBarrier,
  trackEndOfPartition,
  type BarrierTrackerState,
} from '../checkpoint/barrier-tracker.ts'
import { JOB_MANAGER, type TaskPlan } from '../kernel/plan.ts'
import type { TaskMail } from '../kernel/rpc.ts'
import { row, schedule, send, type Sim } from '../kernel/sim.ts'
import type { BarrierAlignment, FixedState, SubtaskSnapshotState, TaskActor } from '../kernel/world.ts'
import type { ChannelEvent } from '../network/buffer.ts'
import { addEvent } from '../network/subpartition.ts'
import { sortedEntries } from '../state/keyed-state.ts'
import { SubtaskState, type OperatorListPart } from '../state/subtask-state.ts'
import { failTask } from './lifecycle.ts'
import { lineageRefs, noteMoment } from './lineage.ts'
import { errorText } from './error-text.ts'
import { ArtificialFailure, takePhase } from './faults.ts'
import { flushStaged } from './records.ts'
import { sendRequests } from './requests.ts'

type Barrier = Extract<ChannelEvent, { type: 'barrier' }>

export function onBarrierTaken(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  input: number,
  barrier: Barrier,
): void {
  const { now } = sim.world
  const { checkpoint, triggeredAt, options } = barrier
  if (task.tracker !== null) {
    onBarrierCounted(sim, task, task.tracker, input, barrier)
    return
  }
  if (task.alignment?.checkpoint !== checkpoint)
    task.alignment = { checkpoint, startedAt: now, triggeredAt, options }
  const seen = task.barriers.current === checkpoint ? task.barriers.aligned.length + 1 : 1
  const actions = onBarrier(task.barriers, input, checkpoint)
  const total = plan.inputs.length
  const complete = actions.some(action => action.type === 'trigger')
  const kind = complete ? 'AlignmentCompleted' : 'ChannelBlocked'
  const channel = task.inputs[input]!.channel
  const duration = now - task.alignment.startedAt
  if (actions.length === 1 && actions[0]!.type === 'resume') {
    // Its channel was never blocked here, but it is at the sender.
    row(sim, 'MessageIgnored', { reason: 'barrier', checkpoint, channel })
    resume(sim, task, input, checkpoint)
    return
  }
  row(sim, kind, {
    channel,
    checkpoint,
    amount: seen,
    total,
    duration,
    peer: sim.plan.channels[channel]!.from,
  })
  perform(sim, task, actions)
}

/** At-least-once: nothing waits; the last barrier triggers. */
function onBarrierCounted(
  sim: Sim,
  task: TaskActor,
  tracker: BarrierTrackerState,
  input: number,
  { checkpoint, triggeredAt, options }: Barrier,
): void {
  const { now } = sim.world
  const before = tracker.pending.find(entry => entry.checkpoint === checkpoint)
  const startedAt = before?.startedAt ?? now
  const isNew = before !== undefined || checkpoint > tracker.latest
  const actions = trackBarrier(tracker, input, checkpoint, { startedAt: now, triggeredAt, options })
  const { channel } = task.inputs[input]!
  const peer = sim.plan.channels[channel]!.from
  const amount = Math.min((before?.aligned.length ?? 0) + 1, task.inputs.length)
  const duration = now - startedAt
  if (!isNew) row(sim, 'MessageIgnored', { reason: 'barrier', checkpoint, channel })
  else if (actions.length === 0)
    row(sim, 'BarrierCounted', { channel, checkpoint, amount, total: task.inputs.length, peer })
  else
    row(sim, 'AlignmentCompleted', { channel, checkpoint, amount, total: task.inputs.length, duration, peer })
  task.alignment = { checkpoint, startedAt, triggeredAt, options }
  perform(sim, task, actions)
}

export function onCancelBarrierTaken(sim: Sim, task: TaskActor, input: number, checkpoint: number): void {
  row(sim, 'CheckpointDeclined', { checkpoint, reason: 'CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER' })
  const { tracker } = task
  perform(
    sim,
    task,
    tracker === null
      ? onCancelBarrier(task.barriers, checkpoint)
      : trackCancelBarrier(tracker, input, checkpoint),
  )
}

export function onInputEnded(sim: Sim, task: TaskActor, input: number): void {
  const { tracker } = task
  if (tracker === null) {
    perform(sim, task, onEndOfPartition(task.barriers, input))
    return
  }
  const pending = [...tracker.pending]
  const actions = trackEndOfPartition(tracker, input)
  const done = pending.find(entry =>
    actions.some(action => 'checkpoint' in action && action.checkpoint === entry.checkpoint),
  )
  if (done !== undefined) {
    const { checkpoint, startedAt, triggeredAt, options } = done
    task.alignment = { checkpoint, startedAt, triggeredAt, options }
  }
  perform(sim, task, actions)
}

function perform(sim: Sim, task: TaskActor, actions: readonly BarrierAction[]): void {
  let triggered = false
  for (const action of actions) {
    switch (action.type) {
      case 'block':
        if (sim.planted !== 'no-blocking') task.inputs[action.channel]!.blocked = task.barriers.current
        break
      case 'trigger':
        triggered = startCheckpoint(sim, task, action.checkpoint)
        break
      case 'resume':
        if (triggered) task.heldResumes.push(action.channel)
        else resume(sim, task, action.channel)
        break
      case 'abort':
        decline(sim, task, action.checkpoint, action.reason)
        break
    }
  }
}

function resume(sim: Sim, task: TaskActor, index: number, checkpoint = task.inputs[index]!.blocked): void {
  const input = task.inputs[index]!
  input.blocked = 0
  if (input.ended) return
  const channel = sim.plan.channels[input.channel]!
  const { networkLatency } = sim.plan.settings
  send(sim, task, channel.from, networkLatency, {
    type: 'resume',
    attempt: task.attempt,
    channel: channel.index,
    checkpoint,
  })
}

function decline(sim: Sim, task: TaskActor, checkpoint: number, reason: CheckpointFailureReason): void {
  send(sim, task, JOB_MANAGER, sim.plan.settings.rpcLatency, {
    type: 'decline',
    task: task.index,
    attempt: task.attempt,
    checkpoint,
    reason,
  })
  broadcastCancel(sim, task, checkpoint)
}

function broadcastCancel(sim: Sim, task: TaskActor, checkpoint: number): void {
  for (const output of task.outputs) addEvent(sim, task, output, { type: 'cancel-barrier', checkpoint })
}

/** A source, or a task without a running producer, is triggered by RPC, between two records. */
export function onTrigger(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  mail: Extract<TaskMail, { type: 'trigger' }>,
): void {
  const { checkpoint, triggeredAt, options, attempt } = mail
  // Its partitions have ended: a barrier could only follow the end.
  if (task.finish.partitionsEnded) {
    const reason = 'CHECKPOINT_DECLINED_TASK_CLOSING'
    row(sim, 'CheckpointDeclined', { checkpoint, reason })
    send(sim, task, JOB_MANAGER, sim.plan.settings.rpcLatency, {
      type: 'decline',
      task: task.index,
      attempt,
      checkpoint,
      reason,
    })
    return
  }
  const alignment = { checkpoint, startedAt: sim.world.now, triggeredAt, options }
  if (task.source !== null && isSynchronous(options.snapshot) && !task.finish.dataEnded) {
    stopSource(task, alignment)
    return
  }
  const open = task.inputs.flatMap((input, index) => (input.ended ? [] : [index]))
  if (open.length === 0) beginSnapshot(sim, task, alignment)
  else triggerUnfinished(sim, task, plan, open, alignment)
}

/** What has yet to end brings no barrier any more: the trigger stands for it. Nothing is stopped by it at the sender. */
function triggerUnfinished(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  open: readonly number[],
  { checkpoint, triggeredAt, options }: BarrierAlignment,
): void {
  const barrier = { type: 'barrier', checkpoint, triggeredAt, options } as const
  for (const input of open) onBarrierTaken(sim, task, plan, input, barrier)
  for (const input of open) task.inputs[input]!.blocked = 0
  task.heldResumes = task.heldResumes.filter(input => !open.includes(input))
}

/** A stop with savepoint: the source ends, drained or not, and only then takes its part. */
function stopSource(task: TaskActor, alignment: BarrierAlignment): void {
  const { snapshot } = alignment.options
  task.finish.syncSavepoint = alignment.checkpoint
  task.finish.stop = alignment
  task.finish.suspended = snapshot.kind === 'savepoint' && snapshot.after === 'suspend'
}

/** A snapshot for which nothing has to be aligned. */
export function beginSnapshot(sim: Sim, task: TaskActor, alignment: BarrierAlignment): void {
  task.alignment = alignment
  startCheckpoint(sim, task, alignment.checkpoint)
}

function startCheckpoint(sim: Sim, task: TaskActor, checkpoint: number): boolean {
  const alignment = ensure(task.alignment, 'the alignment that ended')
  task.alignment = null
  if (checkpoint <= task.lastCheckpointId) return false
  task.lastCheckpointId = checkpoint
  if (wasAborted(task.aborted, checkpoint, sim.plan.settings.maxConcurrent)) {
    task.aborted = forgetAborted(task.aborted, checkpoint)
    broadcastCancel(sim, task, checkpoint)
    return false
  }
  assert(task.snapshot === null, 'one synchronous part at a time')
  if (isSynchronous(alignment.options.snapshot)) task.finish.syncSavepoint = checkpoint
  const { now } = sim.world
  task.snapshot = {
    checkpoint,
    triggeredAt: alignment.triggeredAt,
    options: alignment.options,
    startDelay: alignment.startedAt - alignment.triggeredAt,
    alignmentStartedAt: alignment.startedAt,
    alignment: now - alignment.startedAt,
    syncStartedAt: -1,
    sync: -1,
    asyncStartedAt: -1,
    async: -1,
    bytes: 0,
    epoch: -1,
    cutEvent: -1,
    cutTime: -1,
    pendingTransactions: 0,
    fixed: null,
    aborted: false,
  }
  schedule(sim, task, 'prepare', sim.plan.settings.prepareCost)
  return true
}

/** prepareSnapshotPreBarrier, head to tail: what is emitted here goes before the barrier. */
export function onPrepare(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  const snapshot = ensure(task.snapshot, 'the snapshot in hand')
  const runtime = ensure(task.runtime, 'the runtime of a running task')
  try {
    runtime.operators.forEach((operator, i) =>
      operator.prepareSnapshotPreBarrier?.(snapshot.checkpoint, runtime.wiring.collectors[i]!),
    )
  } catch (error) {
    failTask(sim, task, errorText(error))
    return
  }
  flushStaged(sim, task, plan)
  row(sim, 'BarrierPrepared', { checkpoint: snapshot.checkpoint })
  snapshot.pendingTransactions = sendRequests(sim, task, snapshot.checkpoint)
  if (snapshot.pendingTransactions === 0) schedule(sim, task, 'broadcast', 1)
}

export function onPrepared(sim: Sim, task: TaskActor): void {
  const { snapshot } = task
  if (snapshot === null || snapshot.pendingTransactions === 0) return
  snapshot.pendingTransactions -= 1
  if (snapshot.pendingTransactions === 0) schedule(sim, task, 'broadcast', 1)
}

/** The barrier goes out; then, at once, the state is cut and the synchronous part begins. */
export function onBroadcast(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  const snapshot = ensure(task.snapshot, 'the snapshot in hand')
  const { checkpoint, triggeredAt, options } = snapshot
  row(sim, 'BarrierBroadcast', { checkpoint, amount: task.outputs.length })
  for (const output of task.outputs)
    addEvent(sim, task, output, { type: 'barrier', checkpoint, triggeredAt, options })
  try {
    if (takePhase(task, 'sync'))
      throw new ArtificialFailure(`the synchronous part of checkpoint ${checkpoint} fails`)
    cut(sim, task, plan, snapshot)
  } catch (error) {
    failTask(sim, task, errorText(error))
    return
  }
  schedule(sim, task, 'sync', sim.plan.settings.syncDuration)
}

function cut(sim: Sim, task: TaskActor, plan: TaskPlan, snapshot: SubtaskSnapshotState): void {
  const runtime = ensure(task.runtime, 'the runtime of a running task')
  noteMoment(task.lineage, 'snapshot', snapshot.checkpoint, NaN)
  for (let i = runtime.operators.length - 1; i >= 0; i--)
    runtime.operators[i]!.snapshotState?.(snapshot.checkpoint)
  snapshot.epoch = sim.world.clock.now
  sim.world.clock.next()
  snapshot.syncStartedAt = sim.world.now
  snapshot.cutTime = sim.world.now
  snapshot.cutEvent = task.events
  snapshot.fixed = fixedState(sim, task, plan)
  snapshot.bytes = modelledBytes(sim, task, snapshot.fixed)
}

function fixedState(sim: Sim, task: TaskActor, plan: TaskPlan): FixedState {
  return {
    lists: operatorLists(task, plan),
    splits: (task.source?.splits ?? []).map(split => ({
      id: sim.plan.partitions[split.partition]!.split.id,
      offset: split.offset,
    })),
    lineage: lineageRefs(task.lineage),
    endOfData: task.finish.dataEnded && !task.finish.suspended,
    ...(task.finish.onRestore ? { finishedOnRestore: true } : {}),
  }
}

/** Operator state by name. A broadcast state is written by every subtask, though all hold the same. */
function operatorLists(task: TaskActor, plan: TaskPlan): OperatorListPart[] {
  const { lists, broadcasts } = ensure(task.runtime, 'the runtime of a running task')
  const split = Object.entries(lists).map(([path, list]) => ({ path, ...list }))
  const broadcast = Object.entries(broadcasts).map(([path, map]) => ({
    path,
    mode: 'broadcast' as const,
    values: sortedEntries(map),
  }))
  const all = [...split, ...broadcast].sort((a, b) => (a.path < b.path ? -1 : 1))
  const uids = plan.vertex.nodes.map(node => node.uid)
  return all.map(({ path, mode, values }) => {
    const uid = ensure(
      uids.find(candidate => path.startsWith(`${candidate}/`)),
      `the operator of state ${path}`,
    )
    return { uid, name: path.slice(uid.length + 1), mode, values: copyPlain(values) }
  })
}

/** The size of a snapshot by the cost model: rows, list items and offsets at a fixed size each. */
function modelledBytes(sim: Sim, task: TaskActor, fixed: FixedState): number {
  const tables = task.runtime!.wiring.tables()
  const rows = tables.reduce((sum, table) => sum + table.rows.size, 0)
  const items = fixed.lists.reduce((sum, list) => sum + list.values.length, 0) + fixed.splits.length
  return (rows + items) * sim.plan.settings.rowBytes + 64
}

export function onSyncEnd(sim: Sim, task: TaskActor): void {
  const snapshot = ensure(task.snapshot, 'the snapshot in hand')
  const { now } = sim.world
  task.snapshot = null
  snapshot.sync = now - snapshot.syncStartedAt
  snapshot.asyncStartedAt = now
  row(sim, 'SyncSnapshotCompleted', { checkpoint: snapshot.checkpoint, duration: snapshot.sync })
  const held = task.heldResumes
  task.heldResumes = []
  for (const channel of held) resume(sim, task, channel)
  if (snapshot.aborted) return
  task.uploads.push(snapshot)
  const { storageLatency } = sim.plan.settings
  const { checkpoint, bytes } = snapshot
  send(sim, task, sim.plan.storage, storageLatency, {
    type: 'store',
    attempt: task.attempt,
    checkpoint,
    bytes,
  })
}

/** The snapshot is stored: the ack carries it to the coordinator. */
export function onStored(sim: Sim, task: TaskActor, plan: TaskPlan, checkpoint: number): void {
  const snapshot = task.uploads.find(upload => upload.checkpoint === checkpoint)
  if (snapshot === undefined) {
    row(sim, 'MessageIgnored', { reason: 'stored', checkpoint })
    return
  }
  if (takePhase(task, 'async')) {
    onStoreFailed(sim, task, checkpoint, 'the asynchronous part fails')
    return
  }
  task.uploads = task.uploads.filter(upload => upload !== snapshot)
  snapshot.async = sim.world.now - snapshot.asyncStartedAt
  const { startDelay, alignment, sync, async, bytes } = snapshot
  row(sim, 'AsyncSnapshotCompleted', { checkpoint, amount: bytes, duration: async })
  const state = new SubtaskState(
    {
      keyed: keyedParts(sim, task, snapshot.epoch),
      ...ensure(snapshot.fixed, 'the state that was cut'),
    },
    bytes,
  )
  send(sim, task, JOB_MANAGER, sim.plan.settings.rpcLatency, {
    type: 'ack',
    task: task.index,
    attempt: task.attempt,
    checkpoint,
    state,
    metrics: { startDelay, alignment, sync, async, bytes },
  })
  if (sim.planted === 'commit-on-ack') notifyOperators(sim, task, checkpoint)
}

/** The asynchronous part has failed: the task runs on, and the checkpoint is declined. */
export function onStoreFailed(sim: Sim, task: TaskActor, checkpoint: number, problem: string): void {
  const snapshot = task.uploads.find(upload => upload.checkpoint === checkpoint)
  if (snapshot === undefined) {
    row(sim, 'MessageIgnored', { reason: 'store-failed', checkpoint })
    return
  }
  task.uploads = task.uploads.filter(upload => upload !== snapshot)
  const reason = 'CHECKPOINT_ASYNC_EXCEPTION'
  row(sim, 'CheckpointDeclined', { checkpoint, reason, effect: problem })
  const { index, attempt } = task
  const { rpcLatency } = sim.plan.settings
  send(sim, task, JOB_MANAGER, rpcLatency, { type: 'decline', task: index, attempt, checkpoint, reason })
}

/** Keyed state as it was at the end of `epoch`, however much was written since. */
function keyedParts(sim: Sim, task: TaskActor, epoch: number): KeyedStatePart[] {
  const isEarly = sim.planted === 'ack-before-sync'
  const { stores } = task.runtime!.wiring
  const parts = stores.flatMap(store => store.backend.parts(isEarly ? sim.world.clock.now : epoch))
  return isEarly ? parts.map(part => ({ ...part, rows: copyPlain(part.rows) })) : parts
}

export function onComplete(sim: Sim, task: TaskActor, checkpoint: number): void {
  if (checkpoint <= task.lastCompletedId) {
    row(sim, 'MessageIgnored', { reason: 'complete', checkpoint })
    return
  }
  task.lastCompletedId = checkpoint
  row(sim, 'NotifyCompleteReceived', { checkpoint })
  const { finish } = task
  const isFinal =
    finish.syncSavepoint > 0
      ? checkpoint === finish.syncSavepoint
      : finish.dataEnded && checkpoint >= finish.finalCheckpointMin
  if (isFinal) finish.finalCompleted = true
  if (sim.planted !== 'lost-notify') notifyOperators(sim, task, checkpoint)
}

function notifyOperators(sim: Sim, task: TaskActor, checkpoint: number): void {
  for (const operator of task.runtime!.operators) operator.notifyCheckpointComplete?.(checkpoint)
  sendRequests(sim, task)
}

/** A completion that was missed comes first. Without its savepoint a task that is being stopped cannot go on. */
export function onAbort(sim: Sim, task: TaskActor, checkpoint: number, latestCompleted: number): void {
  if (latestCompleted > task.lastCompletedId) onComplete(sim, task, latestCompleted)
  row(sim, 'NotifyAbortReceived', { checkpoint })
  if (checkpoint === task.finish.syncSavepoint) {
    failTask(sim, task, 'Stop-with-savepoint failed.')
    return
  }
  task.uploads = task.uploads.filter(upload => upload.checkpoint !== checkpoint)
  if (task.snapshot?.checkpoint === checkpoint) task.snapshot.aborted = true
  if (checkpoint > task.lastCheckpointId)
    task.aborted = rememberAborted(task.aborted, checkpoint, sim.plan.settings.maxConcurrent)
}
