/**
 * What a task has to do with the process it runs in: it dies with it without a word, it is failed when the process loses
 * its JobManager, and it fails when the process of a producer is gone. Deployments to a process that is gone get lost, and
 * one of a leader that its process has lost is refused.
 */
import { taskManagerName } from '../kernel/plan.ts'
import { isolatedUntil } from '../kernel/network-cut.ts'
import type { HostRpc, IsolationRpc, TaskRpc } from '../kernel/rpc.ts'
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { TaskActor } from '../kernel/world.ts'
import { dropAll, failTask, isUp } from './lifecycle.ts'

const LOST = {
  disconnected: 'The JobManager that is responsible for the job has lost the leadership',
  'timed-out': 'The heartbeat of the JobManager timed out',
} as const

/** Its process is not there any more, or no longer knows the leader it is from: TaskExecutor.submitTask refuses it. */
export function isRefused(
  task: TaskActor,
  { taskManager, incarnation, session }: Extract<TaskRpc, { type: 'deploy' }>,
): boolean {
  return incarnation <= task.gone[taskManager]! || session <= task.lost[taskManager]!
}

export function onHost(sim: Sim, task: TaskActor, message: HostRpc): void {
  const { taskManager, incarnation, event, session } = message
  if (event === 'died') task.gone[taskManager] = Math.max(task.gone[taskManager]!, incarnation)
  if (event === 'disconnected') task.lost[taskManager] = Math.max(task.lost[taskManager]!, session)
  const runsThere = task.taskManager === taskManager && task.incarnation === incarnation
  if (runsThere && (event === 'died' || task.session <= session)) task.localCopies = []
  const lives = isUp(task) || (event === 'died' && task.life === 'CANCELING')
  if (!runsThere || !lives || (event !== 'died' && task.session > session)) {
    row(sim, 'Housekeeping', { reason: `${event}: not here` })
    return
  }
  if (event === 'died') die(sim, task)
  else failTask(sim, task, LOST[event])
}

/** Nobody is left to tell the JobManager. Its consumers see the connection break. */
function die(sim: Sim, task: TaskActor): void {
  dropAll(sim, task)
  task.life = 'FAILED'
  task.errorText = `The process of ${taskManagerName(task.taskManager)} has ended`
  row(sim, 'TaskFailed', { reason: task.errorText, amount: task.attempt })
  for (const channel of sim.plan.task(task.index).outputs) {
    send(sim, task, channel.to, sim.plan.settings.networkLatency, {
      type: 'connection-reset',
      attempt: task.attempt,
      channel: channel.index,
    })
  }
}

/** What lies between it and a producer is noticed in time. */
export function onIsolated(
  sim: Sim,
  task: TaskActor,
  { taskManager, incarnation, until }: IsolationRpc,
): void {
  const others = task.isolated.filter(other => other.until > sim.world.now)
  task.isolated = [...others, { taskManager, incarnation, until }]
  row(sim, 'Housekeeping', { reason: 'isolated' })
  if (isUp(task)) watchConnections(sim, task)
}

/** A consumer that cannot reach a producer closes the connection after a while, be it an old one or a new one. */
export function watchConnections(sim: Sim, task: TaskActor): void {
  const { now } = sim.world
  const { attempt } = task
  const at = now + sim.plan.settings.connectionTimeout
  for (const { from, index } of sim.plan.task(task.index).inputs) {
    const until = isolatedUntil(task, from)
    if (until <= at) continue
    timer(sim, task, at, { type: 'connection-timeout', attempt, channel: index, until })
    return
  }
}

export function onConnectionTimeout(
  sim: Sim,
  task: TaskActor,
  { channel, until }: Extract<TaskRpc, { type: 'connection-timeout' }>,
): void {
  const { from } = sim.plan.channels[channel]!
  if (isolatedUntil(task, from) >= until) onConnectionReset(sim, task, channel)
  else row(sim, 'Housekeeping', { reason: 'old connection timeout', channel })
}

export function onConnectionReset(sim: Sim, task: TaskActor, channel: number): void {
  const producer = sim.plan.task(sim.plan.channels[channel]!.from)
  failTask(
    sim,
    task,
    `Connection unexpectedly closed by the remote TaskManager of ${producer.name}; it might be lost`,
  )
}
