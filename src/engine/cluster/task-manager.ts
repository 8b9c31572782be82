/**
 * A TaskManager as a process: it runs, dies with all its tasks, and is started anew. What it knows of the JobManager it
 * knows by messages. Its tasks are actors of their own, and hear of what happens to their process within the least
 * latency. Counterpart of Flink's TaskExecutor.
 */
import { assert, unreachable } from '../../base/assert.ts'
import type { TaskManagerEffect } from '../api/effect.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import type { TaskManagerRpc } from '../kernel/rpc.ts'
import { forgetConnection, row, send, timer, type Sim } from '../kernel/sim.ts'
import type { TaskManagerActor } from '../kernel/world.ts'
import { cutOff, onHeartbeatRequest, onHeartbeatTimeout } from './heartbeat.ts'
import { isolate, onIsolationOver } from './isolation.ts'
import { tellTasks } from './tell-tasks.ts'

export function onTaskManagerMessage(sim: Sim, taskManager: TaskManagerActor, message: TaskManagerRpc): void {
  switch (message.type) {
    case 'command':
      onCommand(sim, taskManager, message.effect)
      break
    case 'heartbeat-request':
      onHeartbeatRequest(sim, taskManager)
      break
    case 'heartbeat-timeout':
      onHeartbeatTimeout(sim, taskManager, message.at)
      break
    case 'isolation-over':
      onIsolationOver(sim, taskManager, message.incarnation)
      break
    case 'fatal-error':
      onFatalError(sim, taskManager, message.incarnation)
      break
    case 'start-process':
      onStart(sim, taskManager, message)
      break
    case 'process-started':
      onStarted(sim, taskManager, message.incarnation)
      break
    case 'job-manager-lost':
      onJobManagerLost(sim, taskManager, message.session)
      break
    case 'leader':
      onLeader(sim, taskManager, message.session)
      break
    default:
      unreachable(message)
  }
}

function onCommand(sim: Sim, taskManager: TaskManagerActor, effect: TaskManagerEffect): void {
  switch (effect.type) {
    case 'kill-process':
      killProcess(sim, taskManager)
      break
    case 'cut-off':
      cutOff(sim, taskManager, effect.duration)
      break
    case 'isolate':
      isolate(sim, taskManager, effect.duration)
      break
    default:
      unreachable(effect)
  }
}

/** The process is gone at once; whoever was connected with it notices after a latency. */
function killProcess(sim: Sim, taskManager: TaskManagerActor): void {
  if (taskManager.life === 'down') {
    row(sim, 'MessageIgnored', { reason: 'kill' })
    return
  }
  const { number, incarnation } = taskManager
  row(sim, 'TaskManagerDied', { amount: incarnation })
  if (taskManager.life === 'up') tellTasks(sim, taskManager, 'died')
  taskManager.life = 'down'
  taskManager.inbox.dropTimers(taskManager.index)
  send(sim, taskManager, JOB_MANAGER, sim.plan.settings.rpcLatency, {
    type: 'task-manager-lost',
    taskManager: number,
    incarnation,
  })
}

/** It cannot go on, and ends itself. */
function onFatalError(sim: Sim, taskManager: TaskManagerActor, incarnation: number): void {
  if (incarnation === taskManager.incarnation) killProcess(sim, taskManager)
  else row(sim, 'MessageIgnored', { reason: 'fatal-error' })
}

/** The resource provider starts a process in its place. One that is still there, cut off from its JobManager, is stopped. */
function onStart(
  sim: Sim,
  taskManager: TaskManagerActor,
  { incarnation, session }: Extract<TaskManagerRpc, { type: 'start-process' }>,
): void {
  assert(incarnation > taskManager.incarnation, 'processes of a TaskManager are counted up')
  if (taskManager.life === 'up') tellTasks(sim, taskManager, 'died')
  taskManager.inbox.dropTimers(taskManager.index)
  taskManager.life = 'starting'
  const { number } = taskManager
  const given = { taskManager: number, incarnation: taskManager.incarnation }
  forgetConnection(sim, taskManager, JOB_MANAGER, given)
  taskManager.incarnation = incarnation
  taskManager.session = Math.max(taskManager.session, session)
  taskManager.waitsUntil = -1
  const duration = sim.plan.settings.taskManagerStart
  row(sim, 'TaskManagerStarting', { amount: incarnation, duration })
  timer(sim, taskManager, sim.world.now + duration, { type: 'process-started', incarnation })
}

function onStarted(sim: Sim, taskManager: TaskManagerActor, incarnation: number): void {
  assert(taskManager.life === 'starting' && taskManager.incarnation === incarnation, 'it was being started')
  taskManager.life = 'up'
  row(sim, 'TaskManagerStarted', { amount: incarnation })
  register(sim, taskManager)
}

function register(sim: Sim, taskManager: TaskManagerActor): void {
  const { number, incarnation } = taskManager
  taskManager.registeredAt = sim.world.now
  send(sim, taskManager, JOB_MANAGER, sim.plan.settings.rpcLatency, {
    type: 'register',
    taskManager: number,
    incarnation,
  })
}

/** Tasks of a leader that is gone are failed; another may deploy them again. */
function onJobManagerLost(sim: Sim, taskManager: TaskManagerActor, session: number): void {
  // What a cut has held back is of a leader before the one that had this process started.
  if (session < taskManager.session) {
    row(sim, 'MessageIgnored', { reason: 'job-manager-lost' })
    return
  }
  row(sim, 'JobManagerLost', { reason: 'connection closed' })
  if (taskManager.life !== 'up') return
  tellTasks(sim, taskManager, 'disconnected')
}

/** There is a new leader. A TaskManager that is not there is reported by the resource provider in its place. */
function onLeader(sim: Sim, taskManager: TaskManagerActor, session: number): void {
  if (session <= taskManager.session) {
    row(sim, 'MessageIgnored', { reason: 'leader' })
    return
  }
  row(sim, 'Housekeeping', { reason: 'leader' })
  taskManager.session = session
  if (taskManager.life === 'up') register(sim, taskManager)
  else if (taskManager.life === 'down') {
    const { number, incarnation } = taskManager
    send(sim, taskManager, JOB_MANAGER, sim.plan.settings.rpcLatency, {
      type: 'task-manager-lost',
      taskManager: number,
      incarnation,
    })
  }
}
