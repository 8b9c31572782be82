/** The world before its first event: every actor made, the job about to be submitted. */
import { createRng, nextInt, type Rng } from '../../base/prng.ts'
import { EpochClock } from '../../base/versioned-map.ts'
import { isSavepoint } from '../api/snapshot-type.ts'
import { newCoordinator } from '../checkpoint/new-coordinator.ts'
import { newExecution } from '../recovery/executions.ts'
import { newRestartState } from '../recovery/restart-strategy.ts'
import { newTask } from '../task/new-task.ts'
import { OutputLog } from '../task/output-log.ts'
import { Inbox, Message } from './message.ts'
import { JOB_MANAGER, type Plan } from './plan.ts'
import { newHealth } from './storage-health.ts'
import type {
  BrokerActor,
  CompletedCheckpoint,
  JobManagerActor,
  PlainOutput,
  StorageActor,
  StoredSnapshot,
  TaskManagerActor,
  World,
} from './world.ts'

/** `start`: the state the job starts from, as from a savepoint. */
export function newWorld(plan: Plan, seed: number, start: CompletedCheckpoint | null): World {
  const ranks = actorRanks(plan, seed)
  const jobManager = newJobManager(plan, ranks[JOB_MANAGER]!, seed, start)
  const tasks = plan.tasks.map(task => newTask(plan, task, ranks[task.actor]!, seed))
  const storage: StorageActor = {
    kind: 'storage',
    ...actorBase(plan, plan.storage, ranks[plan.storage]!, seed),
    snapshots: start === null ? [] : [storedOf(start)],
    health: newHealth(plan.storage),
  }
  const broker: BrokerActor = {
    kind: 'broker',
    ...actorBase(plan, plan.broker, ranks[plan.broker]!, seed),
    transactions: [],
    answers: [],
  }
  const taskManagers = plan.taskManagers.map((index, number): TaskManagerActor => ({
    kind: 'taskmanager',
    ...actorBase(plan, index, ranks[index]!, seed),
    number,
    life: 'up',
    incarnation: 0,
    session: 0,
    registeredAt: 0,
    cut: null,
    isolation: null,
    waitsUntil: -1,
  }))
  jobManager.inbox.push(
    new Message(1, JOB_MANAGER, jobManager.rank, jobManager.sent++, 0, 0, { type: 'submit' }),
  )
  return {
    now: 0,
    step: 0,
    actors: [jobManager, ...tasks, storage, broker, ...taskManagers],
    outputs: plainOutputs(plan),
    start,
    clock: new EpochClock(),
  }
}

/** What the job is started from lies in storage already. */
const storedOf = ({ id, path, snapshot }: CompletedCheckpoint): StoredSnapshot => ({
  checkpoint: id,
  path,
  savepoint: isSavepoint(snapshot),
})

/** Ranks break ties of time. A simulation test permutes them, so that no rule rests on one order. */
function actorRanks(plan: Plan, seed: number): number[] {
  const ranks = Array.from({ length: plan.actorCount }, (_, index) => index)
  if (!plan.settings.permuteRanks) return ranks
  const rng: Rng = createRng(seed, 'ranks')
  for (let i = ranks.length - 1; i > 0; i--) {
    const j = nextInt(rng, i + 1)
    ;[ranks[i], ranks[j]] = [ranks[j]!, ranks[i]!]
  }
  return ranks
}

function actorBase(plan: Plan, index: number, rank: number, seed: number) {
  return {
    index,
    rank,
    events: 0,
    sent: 0,
    inbox: new Inbox(),
    rng: createRng(seed, `actor ${index}`),
    lastArrival: new Array<number>(plan.actorCount).fill(0),
    tampers: [],
  }
}

function newJobManager(
  plan: Plan,
  rank: number,
  seed: number,
  start: CompletedCheckpoint | null,
): JobManagerActor {
  return {
    kind: 'jobmanager',
    ...actorBase(plan, JOB_MANAGER, rank, seed),
    status: 'CREATED',
    errorText: null,
    attempt: -1,
    executions: plan.tasks.map(() => newExecution(-1)),
    cluster: {
      taskManagers: plan.taskManagers.map(() => ({ incarnation: 0, registered: true })),
      slots: new Array<null>(Math.max(0, ...plan.slotGroups) + 1).fill(null),
      waiting: [],
      requests: 0,
      silent: [],
    },
    session: 0,
    isDown: false,
    coordinator: newCoordinator(start),
    restarts: newRestartState(),
    exceptions: [],
    pendingRestarts: [],
    restartRequests: 0,
    restoredFrom: 0,
    restoredAt: -1,
    failBeforeNotify: [],
  }
}

/** One log for every subtask of every sink; a transactional sink leaves its own empty. */
function plainOutputs(plan: Plan): PlainOutput[] {
  return plan.tasks.flatMap(task =>
    task.vertex.nodes
      .filter(node => node.role === 'sink')
      .map(node => ({ node: node.id, subtask: task.subtask, log: new OutputLog(), length: 0, digest: 0 })),
  )
}
