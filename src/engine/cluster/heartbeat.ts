/**
 * Heartbeats between the JobManager and a TaskManager. As long as both can be reached they always come, so they are no
 * events; where a cut keeps them away, both sides wait from the last one that came, and whoever has waited for
 * `heartbeat.timeout` gives the other up. Counterpart of Flink's HeartbeatManager.
 */
import { JOB_MANAGER } from '../kernel/plan.ts'
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { JobManagerActor, TaskManagerActor } from '../kernel/world.ts'
import { onTaskManagerLost } from './membership.ts'
import { tellTasks } from './tell-tasks.ts'

/** The JobManager asks at every interval, and is answered at once. */
function lastHeard(sim: Sim, since: number, hops: number): number {
  const { heartbeatInterval, rpcLatency } = sim.plan.settings
  const way = hops * rpcLatency
  const rounds = Math.floor((sim.world.now - way) / heartbeatInterval)
  return Math.max(since, rounds < 0 ? 0 : rounds * heartbeatInterval + way)
}

export function cutOff(sim: Sim, taskManager: TaskManagerActor, duration: number): void {
  if (taskManager.life !== 'up' || isCutOff(sim, taskManager)) {
    row(sim, 'MessageIgnored', { reason: 'partition' })
    return
  }
  const { number, incarnation, registeredAt } = taskManager
  const { heartbeatTimeout, rpcLatency } = sim.plan.settings
  const { now } = sim.world
  const until = now + Math.max(1, duration)
  taskManager.cut = { incarnation, until }
  row(sim, 'NetworkCut', { duration })
  const deadline = lastHeard(sim, registeredAt, 1) + heartbeatTimeout
  taskManager.waitsUntil = Math.max(now + 1, deadline)
  timer(sim, taskManager, taskManager.waitsUntil, { type: 'heartbeat-timeout', at: taskManager.waitsUntil })
  timer(sim, taskManager, until + rpcLatency, { type: 'heartbeat-request', incarnation })
  send(sim, taskManager, JOB_MANAGER, sim.plan.lookahead, {
    type: 'silence',
    taskManager: number,
    incarnation,
    lastHeard: lastHeard(sim, registeredAt, 2),
  })
}

export function isCutOff(sim: Sim, { cut, incarnation }: TaskManagerActor): boolean {
  return cut !== null && cut.incarnation === incarnation && cut.until > sim.world.now
}

/** The cut is over: the request that was held back is here, and is answered; not so where another cut has begun. */
export function onHeartbeatRequest(sim: Sim, taskManager: TaskManagerActor): void {
  if (isCutOff(sim, taskManager)) {
    waitAnew(sim, taskManager)
    return
  }
  row(sim, 'NetworkHealed')
  const { number, incarnation } = taskManager
  taskManager.waitsUntil = -1
  send(sim, taskManager, JOB_MANAGER, sim.plan.settings.rpcLatency, {
    type: 'heartbeat',
    taskManager: number,
    incarnation,
  })
}

/** What was under way when the cut began is the last that is heard for a while. */
function waitAnew(sim: Sim, taskManager: TaskManagerActor): void {
  row(sim, 'Housekeeping', { reason: 'heartbeat request' })
  if (taskManager.waitsUntil < 0) return
  taskManager.waitsUntil = sim.world.now + sim.plan.settings.heartbeatTimeout
  timer(sim, taskManager, taskManager.waitsUntil, { type: 'heartbeat-timeout', at: taskManager.waitsUntil })
}

/** A TaskManager that hears nothing of its JobManager fails the tasks of the job. */
export function onHeartbeatTimeout(sim: Sim, taskManager: TaskManagerActor, at: number): void {
  if (at !== taskManager.waitsUntil) {
    row(sim, 'Housekeeping', { reason: 'old heartbeat timeout' })
    return
  }
  taskManager.waitsUntil = -1
  row(sim, 'HeartbeatTimedOut', { peer: JOB_MANAGER, duration: sim.plan.settings.heartbeatTimeout })
  tellTasks(sim, taskManager, 'timed-out')
}

/** A heartbeat that was due does not come, which is an event for who waits for it. */
export function onSilence(
  sim: Sim,
  jobManager: JobManagerActor,
  silent: { readonly taskManager: number; readonly incarnation: number; readonly lastHeard: number },
): void {
  const { taskManager, incarnation, lastHeard: since } = silent
  const { cluster } = jobManager
  row(sim, 'Housekeeping', { reason: 'no heartbeat' })
  const number = (cluster.requests += 1)
  cluster.silent = [...cluster.silent, { number, taskManager, incarnation }]
  const at = Math.max(sim.world.now + 1, since + sim.plan.settings.heartbeatTimeout)
  timer(sim, jobManager, at, { type: 'silence-timeout', number })
}

export function onHeartbeat(
  sim: Sim,
  jobManager: JobManagerActor,
  { taskManager, incarnation }: { readonly taskManager: number; readonly incarnation: number },
): void {
  const { cluster } = jobManager
  if (incarnation !== cluster.taskManagers[taskManager]!.incarnation) {
    row(sim, 'MessageIgnored', { reason: 'heartbeat' })
    return
  }
  row(sim, 'Housekeeping', { reason: 'heartbeat' })
  cluster.silent = cluster.silent.filter(other => other.taskManager !== taskManager)
}

export function onSilenceTimeout(sim: Sim, jobManager: JobManagerActor, number: number): void {
  const { cluster } = jobManager
  const silent = cluster.silent.find(other => other.number === number)
  if (silent === undefined) {
    row(sim, 'Housekeeping', { reason: 'old heartbeat timeout' })
    return
  }
  const { taskManager, incarnation } = silent
  cluster.silent = cluster.silent.filter(
    other => other.taskManager !== taskManager || other.incarnation !== incarnation,
  )
  row(sim, 'HeartbeatTimedOut', {
    peer: sim.plan.taskManagers[taskManager]!,
    duration: sim.plan.settings.heartbeatTimeout,
  })
  onTaskManagerLost(sim, jobManager, taskManager, incarnation)
}
