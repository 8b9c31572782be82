/**
 * The JobManager dies. With high availability the next leader finds the job, the counter of checkpoint ids and the
 * completed checkpoints in the store; statistics, history and the count of restarts begin anew. Without it nobody knows
 * the job any more, and only what is on storage is left. Counterpart of Flink's leader election and HA services.
 */
import { assert } from '../../base/assert.ts'
import { forgetCoordinator } from '../checkpoint/new-coordinator.ts'
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { JobManagerActor } from '../kernel/world.ts'
import { setStatus } from './executions.ts'
import { onSubmit } from './failover.ts'
import { newRestartState } from './restart-strategy.ts'

export function killJobManager(sim: Sim, jobManager: JobManagerActor): void {
  assert(!jobManager.isDown, 'only a process that is there is killed')
  const { rpcLatency, highAvailability, jobManagerStart } = sim.plan.settings
  const { session } = jobManager
  jobManager.inbox.dropTimers(jobManager.index)
  jobManager.isDown = true
  forget(jobManager)
  row(sim, 'JobManagerDied', { amount: session, reason: highAvailability })
  setStatus(sim, jobManager, 'SUSPENDED')
  for (const actor of sim.plan.taskManagers)
    send(sim, jobManager, actor, rpcLatency, { type: 'job-manager-lost', session })
  if (highAvailability === 'none') return
  const next = session + 1
  timer(sim, jobManager, sim.world.now + jobManagerStart, { type: 'leader-elected', session: next })
}

/** What was in memory only. The completed checkpoints stand for the files, which stay in any case. */
function forget(jobManager: JobManagerActor): void {
  const { coordinator, cluster } = jobManager
  for (const execution of jobManager.executions)
    Object.assign(execution, { state: 'FAILED', dataEnded: false })
  jobManager.pendingRestarts = []
  jobManager.exceptions = []
  jobManager.restarts = newRestartState()
  Object.assign(cluster, {
    taskManagers: cluster.taskManagers.map(known => ({ ...known, registered: false })),
    slots: cluster.slots.map(() => null),
    waiting: [],
    silent: [],
  })
  forgetCoordinator(coordinator)
}

/** The new leader reads the store, tells the TaskManagers who it is, and starts the job from its last checkpoint. */
export function onLeaderElected(sim: Sim, jobManager: JobManagerActor, session: number): void {
  assert(jobManager.isDown && session === jobManager.session + 1, 'a leader follows one that is gone')
  const { completed } = jobManager.coordinator
  jobManager.isDown = false
  jobManager.session = session
  row(sim, 'LeaderElected', {
    amount: session,
    total: completed.length,
    checkpoint: completed[completed.length - 1]?.id ?? 0,
  })
  for (const actor of sim.plan.taskManagers)
    send(sim, jobManager, actor, sim.plan.settings.rpcLatency, { type: 'leader', session })
  setStatus(sim, jobManager, 'CREATED')
  onSubmit(sim, jobManager)
}
