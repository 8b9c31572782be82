/**
 * A TaskManager that cannot be reached by the JobManager: what one sends to the other while the cut lasts leaves when it
 * is over, as with a connection that is kept up by retransmission. Only a command makes a cut, between two events, so
 * within a window it is the same for everyone. What was under way arrives. A TaskManager that other TaskManagers cannot
 * reach is the same between tasks, who know of it by messages.
 */
import { JOB_MANAGER } from './plan.ts'
import type { Rpc } from './rpc.ts'
import type { Sim } from './sim.ts'
import type { Actor, JobManagerActor, TaskActor } from './world.ts'

/** A process, as the sender knows it. */
interface Process {
  readonly taskManager: number
  readonly incarnation: number
}

/** When what `from` sends to `to` now may leave. */
export function leavesAt(sim: Sim, from: Actor, to: number, body: Rpc): number {
  const { now } = sim.world
  if (from.index !== JOB_MANAGER && to !== JOB_MANAGER)
    return from.kind === 'task' && from.isolated.length > 0 ? Math.max(now, isolatedUntil(from, to)) : now
  if (body.type === 'silence' || body.type === 'start-process') return now
  const other = from.kind === 'jobmanager' ? receiverOf(sim, from, to) : senderOf(from)
  if (other === null || other.taskManager < 0) return now
  const actor = sim.world.actors[sim.plan.taskManagers[other.taskManager]!]!
  const cut = actor.kind === 'taskmanager' ? actor.cut : null
  return cut !== null && cut.incarnation === other.incarnation ? Math.max(now, cut.until) : now
}

/** What is sent to or from this process still waits for the end of a cut. */
export function holdsBack(sim: Sim, { taskManager, incarnation }: Process): boolean {
  if (taskManager < 0) return false
  const actor = sim.world.actors[sim.plan.taskManagers[taskManager]!]!
  const cut = actor.kind === 'taskmanager' ? actor.cut : null
  return cut !== null && cut.incarnation === incarnation && cut.until > sim.world.now
}

function senderOf(from: Actor): Process | null {
  switch (from.kind) {
    case 'task':
      return from
    case 'taskmanager':
      return { taskManager: from.number, incarnation: from.incarnation }
    case 'jobmanager':
    case 'storage':
    case 'broker':
      return null
  }
}

function receiverOf(sim: Sim, jobManager: JobManagerActor, to: number): Process | null {
  if (sim.plan.isTask(to)) return jobManager.executions[to - 1]!
  const taskManager = sim.plan.taskManagers.indexOf(to)
  if (taskManager < 0) return null
  const { incarnation } = jobManager.cluster.taskManagers[taskManager]!
  return { taskManager, incarnation }
}

/** Until when a task cannot reach one of its peers; -1: it can. */
export function isolatedUntil(task: TaskActor, peer: number): number {
  const place = task.peers[peer]
  if (place === undefined || isSame(place, task)) return -1
  const between = task.isolated.filter(other => isSame(other, place) || isSame(other, task))
  return Math.max(-1, ...between.map(({ until }) => until))
}

const isSame = (a: Process, b: Process): boolean =>
  a.taskManager === b.taskManager && a.incarnation === b.incarnation
