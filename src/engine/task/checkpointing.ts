/**
 * One checkpoint at one subtask: prepare, broadcast the barrier, the synchronous part, resume, the asynchronous
 * part, the ack; in this order. Counterpart of Flink's SubtaskCheckpointCoordinatorImpl.
 */
import { assert, ensure } from '../../base/assert.ts'
import { copyPlain } from '../../base/copy.ts'
import { isSavepoint, isSynchronous } from '../api/snapshot-type.ts'
import { forgetAborted, rememberAborted, wasAborted } from '../checkpoint/aborted-checkpoints.ts'
import { withKind, type BarrierKind } from '../checkpoint/options.ts'
import { JOB_MANAGER, type TaskPlan } from '../kernel/plan.ts'
import { row, schedule, send, type Sim } from '../kernel/sim.ts'
import type { FixedState, SubtaskSnapshotState, TaskActor } from '../kernel/world.ts'
import { inFlightBytes } from '../network/channel-state.ts'
import { sortedEntries } from '../state/keyed-state.ts'
import { SubtaskState, type OperatorListPart } from '../state/subtask-state.ts'
import { broadcastBarrier, dropCapture, store } from './in-flight.ts'
import { failTask } from './lifecycle.ts'
import { commitOffsets, keepOffsets } from './group-offsets.ts'
import { confirmLocalCopies, dropLocalCopy, keepLocalCopy } from './local-recovery.ts'
import { lineageRefs, noteMoment } from './lineage.ts'
import { errorText } from './error-text.ts'
import { ArtificialFailure, takePhase } from './faults.ts'
import { cutKeyedState, keyedParts, noteRefusal, stateBytesOf, uploadedBytes } from './keyed-snapshot.ts'
import { flushStaged } from './records.ts'
import { broadcastCancel, resume } from './replies.ts'
import { sendRequests } from './requests.ts'

/** Returns whether it starts: one that is old, or was aborted before its barrier came, does not. */
export function startCheckpoint(
  sim: Sim,
  task: TaskActor,
  checkpoint: number,
  barrierKind: BarrierKind,
): boolean {
  const alignment = ensure(task.alignment, 'the alignment of the checkpoint')
  const collects = task.capture?.checkpoint === checkpoint && !task.capture.inputsDone
  if (!collects) task.alignment = null
  if (checkpoint <= task.lastCheckpointId) {
    if (collects) dropCapture(task)
    return false
  }
  task.lastCheckpointId = checkpoint
  if (wasAborted(task.aborted, checkpoint, sim.plan.settings.maxConcurrent)) {
    task.aborted = forgetAborted(task.aborted, checkpoint)
    if (collects) dropCapture(task)
    broadcastCancel(sim, task, checkpoint)
    return false
  }
  const kind = ownKind(sim, barrierKind)
  assert(task.snapshot === null, 'one synchronous part at a time')
  if (isSynchronous(alignment.options.snapshot)) task.finish.syncSavepoint = checkpoint
  const { now } = sim.world
  task.snapshot = {
    checkpoint,
    triggeredAt: alignment.triggeredAt,
    options: withKind(alignment.options, kind),
    startDelay: alignment.startedAt - alignment.triggeredAt,
    alignmentStartedAt: alignment.startedAt,
    alignment: collects ? -1 : now - alignment.startedAt,
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
    processed: alignment.processed,
    inFlight: null,
    awaitsInFlight: kind !== 'aligned',
  }
  schedule(sim, task, 'prepare', sim.plan.settings.prepareCost)
  return true
}

/** A barrier that an edge kept aligned may overtake again behind the task. */
function ownKind(sim: Sim, kind: BarrierKind): BarrierKind {
  if (kind !== 'forced-aligned') return kind
  return sim.plan.settings.alignedTimeout > 0 ? 'timeoutable' : 'unaligned'
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
  row(sim, 'BarrierBroadcast', { checkpoint: snapshot.checkpoint, amount: task.outputs.length })
  broadcastBarrier(sim, task, snapshot)
  let micros: number
  try {
    if (takePhase(task, 'sync'))
      throw new ArtificialFailure(`the synchronous part of checkpoint ${snapshot.checkpoint} fails`)
    micros = cut(sim, task, plan, snapshot)
  } catch (error) {
    failTask(sim, task, errorText(error))
    return
  }
  schedule(sim, task, 'sync', sim.plan.settings.syncDuration + micros)
}

/** Returns µs beyond the least synchronous part. */
function cut(sim: Sim, task: TaskActor, plan: TaskPlan, snapshot: SubtaskSnapshotState): number {
  const runtime = ensure(task.runtime, 'the runtime of a running task')
  noteMoment(task.lineage, 'snapshot', snapshot.checkpoint, NaN)
  for (let i = runtime.operators.length - 1; i >= 0; i--)
    runtime.operators[i]!.snapshotState?.(snapshot.checkpoint)
  snapshot.epoch = sim.world.clock.now
  const micros = cutKeyedState(task, snapshot)
  sim.world.clock.next()
  snapshot.syncStartedAt = sim.world.now
  snapshot.cutTime = sim.world.now
  snapshot.cutEvent = task.events
  snapshot.fixed = fixedState(sim, task, plan)
  keepOffsets(task, snapshot.checkpoint)
  snapshot.bytes = uploadedBytes(sim, task, snapshot, snapshot.fixed)
  noteRefusal(sim, task, snapshot)
  return micros
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
  const byPath: Record<string, Pick<OperatorListPart, 'mode' | 'values'>> = { ...lists }
  for (const [path, map] of Object.entries(broadcasts))
    byPath[path] = { mode: 'broadcast', values: sortedEntries(map) }
  const uids = plan.vertex.nodes.map(node => node.uid)
  return Object.keys(byPath)
    .sort()
    .map(path => {
      const { mode, values } = byPath[path]!
      const uid = ensure(
        uids.find(candidate => path.startsWith(`${candidate}/`)),
        `the operator of state ${path}`,
      )
      return { uid, name: path.slice(`${uid}/`.length), mode, values: copyPlain(values) }
    })
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
  if (snapshot.refused !== undefined) onStoreFailed(sim, task, snapshot.checkpoint, snapshot.refused)
  else if (!snapshot.awaitsInFlight) store(sim, task, snapshot)
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
  const { startDelay, alignment, sync, async, bytes, processed, inFlight, options } = snapshot
  const stateBytes = stateBytesOf(snapshot)
  row(sim, 'AsyncSnapshotCompleted', { checkpoint, amount: bytes, duration: async })
  const state = new SubtaskState(
    {
      keyed: keyedParts(sim, task, snapshot),
      ...ensure(snapshot.fixed, 'the state that was cut'),
      ...(inFlight === null ? {} : { inFlight }),
    },
    stateBytes,
  )
  if (!isSavepoint(options.snapshot)) keepLocalCopy(sim, task, checkpoint, state)
  send(sim, task, JOB_MANAGER, sim.plan.settings.rpcLatency, {
    type: 'ack',
    task: task.index,
    attempt: task.attempt,
    checkpoint,
    state,
    metrics: {
      startDelay,
      alignment,
      sync,
      async,
      bytes,
      processed,
      persisted: inFlight === null ? 0 : inFlightBytes(inFlight),
      unaligned: options.kind === 'unaligned',
      ...(stateBytes === bytes ? {} : { stateBytes }),
    },
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

export function onComplete(sim: Sim, task: TaskActor, checkpoint: number): void {
  if (checkpoint <= task.lastCompletedId) {
    row(sim, 'MessageIgnored', { reason: 'complete', checkpoint })
    return
  }
  task.lastCompletedId = checkpoint
  row(sim, 'NotifyCompleteReceived', { checkpoint })
  confirmLocalCopies(task, checkpoint)
  commitOffsets(task, checkpoint)
  for (const { backend } of task.runtime?.wiring.stores ?? []) backend.confirm?.(checkpoint)
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
  dropLocalCopy(task, checkpoint)
  for (const { backend } of task.runtime?.wiring.stores ?? []) backend.abandon?.(checkpoint)
  if (checkpoint === task.finish.syncSavepoint) {
    failTask(sim, task, 'Stop-with-savepoint failed.')
    return
  }
  task.uploads = task.uploads.filter(upload => upload.checkpoint !== checkpoint)
  if (task.snapshot?.checkpoint === checkpoint) task.snapshot.aborted = true
  if (task.capture?.checkpoint === checkpoint) dropCapture(task)
  if (checkpoint > task.lastCheckpointId)
    task.aborted = rememberAborted(task.aborted, checkpoint, sim.plan.settings.maxConcurrent)
}
