/**
 * Cancelling: a thread that is free ends at once; one whose user function does not return is interrupted again and
 * again, and after `task.cancellation.timeout` its TaskManager is beyond help. Counterpart of TaskCanceler,
 * TaskInterrupter and TaskCancelerWatchDog in Flink's Task.
 */
import { assert } from '../../base/assert.ts'
import type { CancellationTimer } from '../kernel/rpc.ts'
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { TaskActor } from '../kernel/world.ts'
import { dropAll, isUp, tell } from './lifecycle.ts'

export function onCancel(sim: Sim, task: TaskActor): void {
  if (!isUp(task)) {
    row(sim, 'MessageIgnored', { reason: 'cancel' })
    return
  }
  dropAll(sim, task)
  if (task.returnsAt > sim.world.now) waitForThread(sim, task)
  else endCanceled(sim, task)
}

function endCanceled(sim: Sim, task: TaskActor): void {
  tell(sim, task, 'CANCELED')
  row(sim, 'TaskCanceled', { amount: task.attempt })
}

function waitForThread(sim: Sim, task: TaskActor): void {
  const { attempt } = task
  const { now } = sim.world
  const { cancellationTimeout } = sim.plan.settings
  task.life = 'CANCELING'
  timer(sim, task, task.returnsAt, { type: 'function-returned', attempt })
  if (cancellationTimeout > 0)
    timer(sim, task, now + cancellationTimeout, { type: 'cancellation-timeout', attempt })
  interrupt(sim, task, now)
}

/** `since`: when it was told to cancel. */
function interrupt(sim: Sim, task: TaskActor, since: number): void {
  const { now } = sim.world
  const { attempt } = task
  row(sim, 'TaskInterrupted', { amount: attempt, duration: now - since })
  timer(sim, task, now + sim.plan.settings.cancellationInterval, { type: 'interrupt', attempt, since })
}

export function onCancellationTimer(sim: Sim, task: TaskActor, message: CancellationTimer): void {
  if (message.attempt !== task.attempt || task.life !== 'CANCELING') {
    row(sim, 'Housekeeping', { reason: `old ${message.type}` })
    return
  }
  switch (message.type) {
    case 'function-returned':
      task.inbox.dropTimers(task.index)
      endCanceled(sim, task)
      break
    case 'interrupt':
      interrupt(sim, task, message.since)
      break
    case 'cancellation-timeout':
      reportFatalError(sim, task)
      break
  }
}

function reportFatalError(sim: Sim, task: TaskActor): void {
  const { taskManager, incarnation } = task
  assert(taskManager >= 0, 'a task that is cancelled runs somewhere')
  const peer = sim.plan.taskManagers[taskManager]!
  row(sim, 'CancellationTimedOut', { peer, duration: sim.plan.settings.cancellationTimeout })
  send(sim, task, peer, sim.plan.lookahead, { type: 'fatal-error', incarnation })
}
