/**
 * The JobManager's side of the cluster: TaskManagers register with their slots, are lost with all that runs in them,
 * and are replaced. Counterpart of Flink's JobMaster, SlotPool and ActiveResourceManager, which share a process here.
 */
import { isOver } from '../api/job-status.ts'
import { taskManagerName } from '../kernel/plan.ts'
import { forgetConnection, row, send, type Sim } from '../kernel/sim.ts'
import type { JobManagerActor } from '../kernel/world.ts'
import { executionOf, isTerminal } from '../recovery/executions.ts'
import { noteFailure } from '../recovery/failover.ts'
import { deployWaiting } from './deploy.ts'

export function onRegister(
  sim: Sim,
  jobManager: JobManagerActor,
  taskManager: number,
  incarnation: number,
): void {
  const { cluster } = jobManager
  if (incarnation < cluster.taskManagers[taskManager]!.incarnation) {
    row(sim, 'MessageIgnored', { reason: 'register' })
    return
  }
  note(jobManager, taskManager, incarnation, true)
  row(sim, 'TaskManagerRegistered', {
    peer: sim.plan.taskManagers[taskManager]!,
    amount: sim.plan.settings.slotsPerTaskManager,
  })
  deployWaiting(sim, jobManager)
}

function note(jobManager: JobManagerActor, number: number, incarnation: number, registered: boolean): void {
  const { cluster } = jobManager
  cluster.taskManagers = cluster.taskManagers.map((known, i) =>
    i === number ? { incarnation, registered } : known,
  )
}

/** Its slots are gone, every execution in them has failed, and another process is asked for. */
export function onTaskManagerLost(
  sim: Sim,
  jobManager: JobManagerActor,
  taskManager: number,
  incarnation: number,
): void {
  const { cluster } = jobManager
  if (incarnation !== cluster.taskManagers[taskManager]!.incarnation || isOver(jobManager.status)) {
    row(sim, 'MessageIgnored', { reason: 'task-manager-lost' })
    return
  }
  const actor = sim.plan.taskManagers[taskManager]!
  note(jobManager, taskManager, incarnation + 1, false)
  forgetConnection(sim, jobManager, actor, { taskManager, incarnation })
  cluster.slots = cluster.slots.map(place => (place?.taskManager === taskManager ? null : place))
  row(sim, 'TaskManagerLost', { peer: actor, amount: incarnation })
  failTasksOf(sim, jobManager, taskManager, incarnation)
  send(sim, jobManager, actor, sim.plan.settings.rpcLatency, {
    type: 'start-process',
    incarnation: incarnation + 1,
    session: jobManager.session,
  })
}

function failTasksOf(sim: Sim, jobManager: JobManagerActor, taskManager: number, incarnation: number): void {
  for (const { actor } of sim.plan.tasks) {
    const execution = executionOf(jobManager, actor)
    if (execution.taskManager !== taskManager || execution.incarnation !== incarnation) continue
    forgetConnection(sim, jobManager, actor, execution)
    if (!isTerminal(execution.state))
      noteFailure(sim, jobManager, actor, `${taskManagerName(taskManager)} is no longer reachable`)
  }
}

/** A region has waited long enough for its slots. */
export function onSlotTimeout(sim: Sim, jobManager: JobManagerActor, number: number): void {
  const region = jobManager.cluster.waiting.find(waiting => waiting.number === number)
  if (region === undefined) {
    row(sim, 'Housekeeping', { reason: 'old slot request' })
    return
  }
  noteFailure(
    sim,
    jobManager,
    region.tasks[0]!,
    'NoResourceAvailableException: Could not acquire the minimum required resources',
  )
}
