/** One task as it is drawn: what it does, why it waits, its state, its part of a checkpoint. */
import { EVENT_TIME_MIN } from '../../base/time.ts'
import type {
  Activity,
  SinkFrame,
  SplitFrame,
  SubtaskCheckpointFrame,
  TaskFrame,
  WaitReason,
} from '../api/frame.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { CheckpointHistory, JobManagerActor, SubtaskSnapshotState, TaskActor } from '../kernel/world.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import { executionOf } from '../recovery/executions.ts'
import { isFull } from '../network/subpartition.ts'
import { waitsForBroker } from '../task/requests.ts'
import { alignmentTimer } from './frame-alignment.ts'
import { eventTimeFrame } from './frame-time.ts'
import { describeRecord } from './describe.ts'
import { taskActor } from './frame-channels.ts'
import { operatorStateOf, stateOf } from './frame-state.ts'
import type { FrameRequest } from './frame.ts'
import { usageFrame } from './frame-usage.ts'
import { backendsOf } from './frame-backend.ts'
import type { Run } from './run.ts'

export function taskFrame(run: Run, plan: TaskPlan, request: FrameRequest): TaskFrame {
  const task = taskActor(run.world, plan.actor)
  const jobManager = run.world.actors[JOB_MANAGER] as JobManagerActor
  const pending = jobManager.coordinator.history.find(entry => entry.status === 'pending')
  const checkpoint =
    pending === undefined
      ? null
      : (subtaskCheckpoints(run, jobManager, pending).find(entry => entry.actor === plan.actor) ?? null)
  const { hand } = task
  return {
    actor: plan.actor,
    state: task.life,
    attempt: Math.max(0, task.attempt),
    taskManager: run.plan.taskManagers[executionOf(jobManager, plan.actor).taskManager] ?? -1,
    localCopies: task.localCopies.map(copy => copy.checkpoint),
    activity: activityOf(run, task),
    inHand: hand.busy
      ? describeRecord(
          run.plan,
          task.attempt,
          hand.value,
          hand.key ?? task.staged.firstKey(),
          hand.partition,
          hand.offset,
          hand.timestamp,
          run.world,
        )
      : null,
    busyUntil: task.cpu === 'none' ? -1 : task.cpuAt,
    slowFactor: task.slowFactor,
    waiting: waitReason(run, task, plan),
    checkpoint,
    checkpointId: pending?.id ?? 0,
    alignmentTimer: alignmentTimer(run, task),
    keyGroups: plan.key === null ? null : [plan.keyGroups[0], plan.keyGroups[1]],
    ...stateOf(run, task, plan, request),
    operatorState: operatorStateOf(task, request),
    ...(plan.key === null ? {} : { backends: backendsOf(task, plan) }),
    source: sourceOf(run, task),
    sink: sinkOf(run, task, plan),
    mailbox: task.mailbox.map(({ mail }) =>
      mail.type === 'clock' ? mail.type : `${mail.type} ${mail.checkpoint}`,
    ),
    failure: task.errorText,
    processed: task.processed,
    usage: usageFrame(run, task, plan),
    eventTime: eventTimeFrame(run, task, plan, request),
  }
}

function activityOf(run: Run, task: TaskActor): Activity {
  if (task.life === 'INITIALIZING') return 'restoring'
  if (task.life !== 'RUNNING') return 'down'
  if (isPaused(run, task)) return 'paused'
  if (task.snapshot !== null) return 'snapshotting'
  if (task.cpu === 'done') return 'busy'
  return task.outputs.some(output => isFull(run.timeline.sim, output)) ? 'backpressured' : 'idle'
}

const isPaused = (run: Run, task: TaskActor): boolean => task.pausedUntil > run.world.now

/** The TaskManager of its slot, where its process is gone; null: it is up. */
function processGone(run: Run, plan: TaskPlan): number | null {
  const jobManager = run.world.actors[JOB_MANAGER] as JobManagerActor
  const index = run.plan.taskManagers[executionOf(jobManager, plan.actor).taskManager]
  const actor = index === undefined ? undefined : run.world.actors[index]
  return actor?.kind === 'taskmanager' && actor.life !== 'up' ? actor.index : null
}

function waitReason(run: Run, task: TaskActor, plan: TaskPlan): WaitReason | null {
  if (task.life !== 'RUNNING') return { why: 'not-running', state: task.life }
  const gone = processGone(run, plan)
  if (gone !== null) return { why: 'process-gone', taskManager: gone }
  if (isPaused(run, task)) return { why: 'paused', until: task.pausedUntil }
  if (waitsForBroker(task)) return { why: 'transaction' }
  if (task.snapshot !== null) return task.snapshot.pendingTransactions > 0 ? { why: 'transaction' } : null
  // While barriers overtake, a channel whose barrier came in order goes on all the same.
  const aligns = task.capture === null
  const blocked = aligns ? task.inputs.filter(input => input.blocked > 0) : []
  if (blocked.length > 0) {
    const missing = task.inputs.filter(input => input.blocked === 0 && !input.ended)
    return {
      why: 'alignment',
      checkpoint: task.barriers.current,
      arrived: blocked.map(input => input.channel),
      missing: missing.map(input => input.channel),
      ahead: missing.reduce((sum, input) => sum + recordsAhead(run, input.channel), 0),
    }
  }
  if (task.cpu !== 'none') return null
  const full = task.outputs.find(output => isFull(run.timeline.sim, output))
  if (full !== undefined) {
    return { why: 'backpressure', channel: full.channel, blockedBy: full.blocked > 0 ? full.blocked : null }
  }
  if (task.finish.dataEnded)
    return { why: run.plan.settings.checkpointInterval === null ? 'end-of-input' : 'final-checkpoint' }
  if (task.source !== null) return { why: 'source-not-ready', at: task.source.wakeAt }
  return plan.inputs.length > 0 ? { why: 'no-input' } : null
}

/** Records that will be taken from a channel before the barrier on it. */
function recordsAhead(run: Run, channel: number): number {
  const { from, to, output, input } = run.plan.channels[channel]!
  const receiver = taskActor(run.world, to)
  const wire = receiver.inbox
    .sorted()
    .flatMap(({ body }) => (body.type === 'item' && body.channel === channel ? [body.item] : []))
  const items = [
    ...receiver.inputs[input]!.queue,
    ...wire,
    ...taskActor(run.world, from).outputs[output]!.queue,
  ]
  const barrier = items.findIndex(item => 'type' in item && item.type === 'barrier')
  const ahead = barrier < 0 ? items : items.slice(0, barrier)
  return (
    ahead.reduce((sum, item) => sum + ('values' in item ? item.records : 0), 0) -
    receiver.inputs[input]!.cursor
  )
}

function sourceOf(run: Run, { source, index }: TaskActor): TaskFrame['source'] {
  if (source === null) return null
  const { completed } = (run.world.actors[JOB_MANAGER] as JobManagerActor).coordinator
  const latest = completed.at(-1)
  const kept = latest?.states[index - 1]?.parts.splits ?? []
  const { partitions } = run.plan
  return {
    resumesFrom: latest?.id ?? 0,
    replayable: source.splits.every(({ partition }) => partitions[partition]!.replayable),
    splits: source.splits.map(({ partition, offset, furthest }, i): SplitFrame => {
      const { split, replayable } = partitions[partition]!
      const { watermark = EVENT_TIME_MIN, idle = false } = source.watermarks?.combined.partials[i] ?? {}
      const stored = kept.find(({ id }) => id === split.id)?.offset ?? 0
      return {
        id: split.id,
        offset,
        resumesAt: replayable ? stored : Math.max(stored, furthest),
        groupOffset: source.groupOffsets?.[i] ?? -1,
        end: split.values.length,
        watermark,
        idle,
      }
    }),
  }
}

/** What the sink operators of the chain say of themselves; the last written record is the last one taken. */
function sinkOf(run: Run, task: TaskActor, plan: TaskPlan): SinkFrame | null {
  const writer = plan.vertex.nodes.findIndex(node => node.role === 'sink')
  if (writer < 0) return null
  const told = task.runtime === null ? [] : task.runtime.operators.map(operator => operator.inspect?.() ?? {})
  const merged = Object.assign({}, ...told) as Partial<SinkFrame>
  const uid = plan.vertex.nodes[writer]!.uid
  const transactions = run
    .brokerTransactions()
    .filter(({ content }) => content.sink === uid && content.subtask === plan.subtask)
  const recordsOf = (status: string) => transactions.filter(transaction => transaction.status === status)
  const plain = run.world.outputs.filter(
    output => output.subtask === plan.subtask && plan.vertex.nodes.some(node => node.id === output.node),
  )
  return {
    uid,
    transactional: transactions.length > 0 || merged.transactional === true,
    open: merged.open ?? null,
    prepared: recordsOf('prepared').map(({ content }) => ({
      checkpoint: content.checkpoint,
      records: content.records.length,
    })),
    unknown: transactions
      .filter(({ content }) => task.commits.some(commit => commit.transaction === content.id))
      .map(({ content }) => ({ checkpoint: content.checkpoint, records: content.records.length })),
    lost: merged.lost ?? 0,
    committed: recordsOf('committed').reduce((sum, { content }) => sum + content.records.length, 0),
    written: plain.reduce((sum, output) => sum + output.length, 0),
    last: null,
  }
}

export function subtaskCheckpoints(
  run: Run,
  jobManager: JobManagerActor,
  entry: CheckpointHistory,
): SubtaskCheckpointFrame[] {
  return entry.waitFor.map(actor => subtaskCheckpoint(run, jobManager, entry, actor))
}

function subtaskCheckpoint(
  run: Run,
  jobManager: JobManagerActor,
  entry: CheckpointHistory,
  actor: number,
): SubtaskCheckpointFrame {
  const task = taskActor(run.world, actor)
  const total = task.inputs.length
  const ack = entry.acks.find(other => other.task === actor)
  const live = [task.snapshot, ...task.uploads].find(snapshot => snapshot?.checkpoint === entry.id) ?? null
  const cut = run.cutOf(actor, entry.id)
  const known = { actor, barriersTotal: total, cutStep: cut?.step ?? -1, cutTime: cut?.time ?? -1 }
  if (ack !== undefined) {
    const { startDelay, alignment, sync, async, bytes, processed, persisted, unaligned } = ack.metrics
    const phase = entry.status === 'aborted' ? ('aborted' as const) : ('acknowledged' as const)
    return {
      ...known,
      phase,
      barriersSeen: total,
      startDelay,
      alignment,
      sync,
      async,
      ackedAt: ack.at,
      bytes,
      stateBytes: ack.metrics.stateBytes ?? bytes,
      processed,
      persisted,
      unaligned,
    }
  }
  const ackInFlight = jobManager.inbox.items.some(
    ({ body }) => body.type === 'ack' && body.task === actor && body.checkpoint === entry.id,
  )
  const seen = barriersSeen(task, entry.id)
  const phase = entry.status === 'aborted' ? 'aborted' : phaseOf(live, seen, ackInFlight)
  return {
    ...known,
    phase,
    barriersSeen: live !== null || ackInFlight ? total : seen,
    startDelay:
      live?.startDelay ??
      (task.alignment?.checkpoint === entry.id ? task.alignment.startedAt - task.alignment.triggeredAt : -1),
    alignment: live?.alignment ?? -1,
    sync: live?.sync ?? -1,
    async: live?.async ?? -1,
    ackedAt: -1,
    bytes: live?.bytes ?? 0,
    stateBytes: live?.bytes ?? 0,
    processed: 0,
    persisted: 0,
    unaligned: live?.options.kind === 'unaligned',
  }
}

function barriersSeen({ tracker, barriers }: TaskActor, checkpoint: number): number {
  if (tracker === null) return barriers.current === checkpoint ? barriers.aligned.length : 0
  return tracker.pending.find(entry => entry.checkpoint === checkpoint)?.aligned.length ?? 0
}

function phaseOf(
  live: SubtaskSnapshotState | null,
  seen: number,
  ackInFlight: boolean,
): SubtaskCheckpointFrame['phase'] {
  if (ackInFlight) return 'ack-in-flight'
  if (live === null) return seen > 0 ? 'aligning' : 'waiting'
  if (live.asyncStartedAt >= 0) return 'async'
  return live.syncStartedAt >= 0 ? 'sync' : 'preparing'
}
