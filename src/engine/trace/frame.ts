/** The world at the cursor, cut to what is visible: plain JSON, read by panels, twin and tests alike. */
import { assert } from '../../base/assert.ts'
import { together } from '../api/block-source.ts'
import { failureFacts } from '../api/checkpoint-failure-reason.ts'
import { isSavepoint } from '../api/snapshot-type.ts'
import type {
  BrokerFrame,
  ChannelFrame,
  CheckpointFrame,
  CoordinatorFrame,
  Frame,
  MessageFrame,
  StorageFrame,
} from '../api/frame.ts'
import { UNLIMITED } from '../checkpoint/failure-manager.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import type { Rpc } from '../kernel/rpc.ts'
import type { CheckpointHistory, JobManagerActor, World } from '../kernel/world.ts'
import { channelFrames } from './frame-channels.ts'
import { clusterFrame } from './frame-cluster.ts'
import { subtaskCheckpoints, taskFrame } from './frame-task.ts'
import { blocksInCheckpoints, checkpointFiles } from './frame-backend.ts'
import type { Run } from './run.ts'

export interface FrameRequest {
  readonly stateRows: number
  readonly queueItems: number
  readonly stateFilter: { readonly actor: number; readonly prefix: string } | null
}

export function frameOf(run: Run, request: FrameRequest): Frame {
  const { world, plan, timeline } = run
  const channels: readonly ChannelFrame[] = channelFrames(plan, world, request)
  return {
    cursor: {
      step: world.step,
      head: timeline.head,
      time: world.now,
      headTime: timeline.headTime,
      branch: run.branch,
      ended: world.step === timeline.head && timeline.isOver,
      hash: run.hash(),
    },
    job: jobFrame(run),
    rows: world.step === 0 ? [] : run.rows(world.step, world.step),
    coordinator: coordinatorFrame(run),
    storage: storageFrame(run),
    tasks: together(plan.tasks.map(task => () => taskFrame(run, task, request))),
    channels,
    messages: messageFrames(run, world),
    broker: brokerFrame(run, world),
    cluster: clusterFrame(run),
    verdict: run.verdict(),
    invariants: run.invariants(),
  }
}

function jobManagerOf({ world }: Run): JobManagerActor {
  const jobManager = world.actors[JOB_MANAGER]!
  assert(jobManager.kind === 'jobmanager', 'the first actor is the JobManager')
  return jobManager
}

export function jobFrame(run: Run): Frame['job'] {
  const { status, attempt, restoredFrom, pendingRestarts, errorText, exceptions } = jobManagerOf(run)
  const restartAt = Math.max(-1, ...pendingRestarts.map(restart => restart.at))
  return {
    status,
    attempt: Math.max(0, attempt),
    restoredFrom,
    restartAt,
    failure: errorText,
    exceptions: exceptions.map(exceptionFrame),
  }
}

const exceptionFrame = ({ at, task, restarted, errorText }: JobManagerActor['exceptions'][number]) => ({
  time: at,
  actor: task === 0 ? -1 : task,
  restarted,
  message: errorText,
})

export function coordinatorFrame(run: Run): CoordinatorFrame {
  const jobManager = jobManagerOf(run)
  const { coordinator } = jobManager
  const { tolerableFailures } = run.plan.settings
  return {
    enabled: run.plan.settings.checkpointInterval !== null,
    nextTriggerAt: coordinator.nextTriggerAt,
    stopping: coordinator.stopping,
    checkpoints: coordinator.history.map(entry => checkpointFrame(run, jobManager, entry)),
    counts: coordinator.counts,
    failures: {
      consecutive: coordinator.failures.consecutive,
      tolerable: tolerableFailures === UNLIMITED ? -1 : tolerableFailures,
    },
  }
}

function checkpointFrame(run: Run, jobManager: JobManagerActor, entry: CheckpointHistory): CheckpointFrame {
  const { log } = run.timeline
  const step = (event: number) => (event < 0 ? -1 : (log.stepOf(JOB_MANAGER, event) ?? -1))
  const subtasks = subtaskCheckpoints(run, jobManager, entry)
  const { completed, savepoints } = jobManager.coordinator
  return {
    id: entry.id,
    status: entry.status,
    triggeredAt: entry.triggeredAt,
    triggeredStep: step(entry.triggeredEvent),
    endedAt: entry.endedAt,
    endedStep: step(entry.endedEvent),
    reason: entry.reason,
    counted: entry.reason === null || isSavepoint(entry.snapshot) ? null : failureFacts(entry.reason).counted,
    subtasks,
    bytes: entry.acks.reduce((sum, ack) => sum + ack.metrics.bytes, 0),
    retained: [...completed, ...savepoints].some(other => other.id === entry.id),
    manual: entry.origin !== 'periodic',
    origin: entry.origin,
    snapshot: entry.snapshot,
    path: entry.path,
    discarded: entry.discarded,
  }
}

export function storageFrame(run: Run): StorageFrame {
  const { completed, pending } = jobManagerOf(run).coordinator
  const storage = run.world.actors[run.plan.storage]!
  assert(storage.kind === 'storage', 'the storage is at its place')
  const { snapshots, health } = storage
  const { slowFactor, slowUntil, failingUntil, written, lostUpTo } = health
  const [oldest = null] = pending
  const blocks = blocksInCheckpoints(completed)
  return {
    files: written.flatMap((checkpoint, actor) =>
      checkpoint > lostUpTo[actor]! ? [{ actor, checkpoint }] : [],
    ),
    slowFactor,
    slowUntil,
    failingUntil,
    completed: completed.map(checkpoint => checkpoint.id),
    ...(run.plan.settings.checkpointStorage === 'filesystem'
      ? { layout: checkpointFiles(run.plan, completed) }
      : {}),
    ...(Object.keys(blocks).length === 0 ? {} : { blocks }),
    snapshots,
    writing:
      oldest === null
        ? null
        : { checkpoint: oldest.id, done: oldest.acks.length, total: oldest.waitFor.length },
  }
}

const RPC_KINDS: Readonly<Record<string, MessageFrame['kind']>> = {
  trigger: 'trigger',
  ack: 'ack',
  decline: 'decline',
  complete: 'complete',
  abort: 'abort',
  deploy: 'deploy',
  cancel: 'cancel',
  store: 'store',
  stored: 'stored',
  fetch: 'state',
  fetched: 'state',
  'store-metadata': 'metadata',
  'metadata-written': 'metadata',
  'metadata-failed': 'metadata',
  'store-failed': 'stored',
  'fetch-failed': 'state',
  prepare: 'prepare',
  prepared: 'prepared',
  commit: 'commit',
  committed: 'committed',
  rollback: 'rollback',
  'execution-state': 'state',
}

function messageFrames(run: Run, world: World): MessageFrame[] {
  return world.actors.flatMap(actor =>
    actor.inbox.sorted().flatMap(message => {
      const { body } = message
      const kind = RPC_KINDS[body.type]
      if (kind === undefined || message.from === actor.index) return []
      const failed = body.type === 'execution-state' && body.state === 'FAILED'
      const checkpoint = 'checkpoint' in body ? body.checkpoint : checkpointOf(run, body)
      return [
        {
          kind: failed ? ('failure' as const) : kind,
          from: message.from,
          to: actor.index,
          checkpoint,
          sentAt: message.sentAt,
          arrivesAt: message.at,
        },
      ]
    }),
  )
}

/** The checkpoint of a message about a transaction; 0 where it is about none. */
function checkpointOf(run: Run, body: Rpc): number {
  if (!('transaction' in body)) return 0
  return (
    run.brokerTransactions().find(({ content }) => content.id === body.transaction)?.content.checkpoint ?? 0
  )
}

function brokerFrame(run: Run, world: World): BrokerFrame {
  const broker = world.actors[run.plan.broker]!
  assert(broker.kind === 'broker', 'the last actor is the broker')
  const transactions = broker.transactions.map(({ content, status }) => ({
    id: content.id,
    sink: content.sink,
    checkpoint: content.checkpoint,
    records: content.records.length,
    status,
  }))
  const committed = transactions.reduce(
    (sum, { records, status }) => sum + (status === 'committed' ? records : 0),
    0,
  )
  return { transactions: transactions.slice(-16), committed }
}
