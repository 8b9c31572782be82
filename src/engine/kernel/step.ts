/**
 * The kernel: the next event in the order (time, receiver, sender, n of sender), handled; or all events of a window
 * actor by actor. An effect on another actor lies at least one lookahead in the future, so inside a window no actor
 * can reach another, and both ways of going give the same world at the window's end.
 */
import { assert } from '../../base/assert.ts'
import { onTaskManagerMessage } from '../cluster/task-manager.ts'
import { runRecords } from '../task/batch.ts'
import { onTaskMessage } from '../task/on-message.ts'
import { isPresent, isReady } from '../task/presence.ts'
import { onCpu } from '../task/thread.ts'
import { onBrokerMessage } from './broker.ts'
import { onJobManagerMessage } from './job-manager.ts'
import type { Message } from './message.ts'
import type { TaskPlan } from './plan.ts'
import type { BrokerRpc, JobManagerRpc, StorageRpc, TaskManagerRpc, TaskRpc } from './rpc.ts'
import type { Sim } from './sim.ts'
import { onStorageMessage } from './storage.ts'
import type { WindowLog } from './window-log.ts'
import type { Actor, TaskActor } from './world.ts'

/** When the actor's next event is; Infinity when it has none. */
export function nextTime(actor: Actor): number {
  const message = actor.inbox.first
  const time = message === undefined ? Infinity : message.at
  return actor.kind === 'task' && actor.cpu !== 'none' && actor.cpuAt < time ? actor.cpuAt : time
}

/** The thread of a task comes before a message that is due at the same time by the same rule as any two messages. */
function cpuIsNext(actor: Actor, message: Message | undefined): boolean {
  if (actor.kind !== 'task' || actor.cpu === 'none') return false
  if (message === undefined || actor.cpuAt !== message.at)
    return message === undefined || actor.cpuAt < message.at
  return actor.rank !== message.rank ? actor.rank < message.rank : actor.cpuN < message.n
}

/** The actor whose event is next; null when nothing is left to happen. */
export function nextActor(sim: Sim): Actor | null {
  let best: Actor | null = null
  let bestTime = Infinity
  for (const actor of sim.world.actors) {
    const time = nextTime(actor)
    if (time < bestTime || (best !== null && time === bestTime && actor.rank < best.rank)) {
      best = actor
      bestTime = time
    }
  }
  return best
}

/** Handles the next event of `actor`. False: nothing has happened, and `sim.need` says what it waits for. */
export function handleNext(sim: Sim, actor: Actor): boolean {
  const message = actor.inbox.first
  if (cpuIsNext(actor, message)) {
    const task = actor as TaskActor
    if (!isPresent(sim, task)) return false
    handleCpu(sim, task, sim.plan.task(actor.index))
  } else {
    if (!isReady(sim, actor, message)) return false
    handleMessage(sim, actor)
  }
  return true
}

function handleCpu(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  const { world, current } = sim
  assert(task.cpuAt >= world.now, 'time does not go back')
  task.events += 1
  world.now = task.cpuAt
  current.actor = task.index
  current.from = task.index
  current.cause = task.cpuCause
  current.sentAt = -1
  onCpu(sim, task, plan)
}

function handleMessage(sim: Sim, actor: Actor): void {
  const { world, current } = sim
  const message = actor.inbox.pop()
  assert(message.at >= world.now, 'time does not go back')
  actor.events += 1
  world.now = message.at
  current.actor = actor.index
  current.from = message.from
  current.cause = message.cause
  current.sentAt = message.from === actor.index ? -1 : message.sentAt
  dispatch(sim, actor, message)
}

/**
 * Handles all events of `actor` before `end`, by the same handlers as `handleNext`, and notes their places. Nothing
 * that another actor does in the meantime can reach it before `end`. `after` is called behind each event. False: the
 * next one waits for what `sim.need` says.
 */
export function handleUntil(sim: Sim, actor: Actor, end: number, log: WindowLog, after: () => void): boolean {
  for (;;) {
    const message = actor.inbox.first
    if (cpuIsNext(actor, message)) {
      const task = actor as TaskActor
      if (task.cpuAt >= end) return true
      if (!isPresent(sim, task)) return false
      if (
        task.cpu === 'take' &&
        runAhead(sim, task, message === undefined ? end : Math.min(end, message.at), log)
      ) {
        if (sim.trace.hasRows) after()
        continue
      }
      log.add(task.cpuAt, task.rank, task.rank, task.cpuN)
      handleCpu(sim, task, sim.plan.task(task.index))
    } else {
      if (message === undefined || message.at >= end) return true
      if (!isReady(sim, actor, message)) return false
      log.add(message.at, actor.rank, message.rank, message.n)
      handleMessage(sim, actor)
    }
    if (sim.trace.hasRows) after()
  }
}

/** Runs records in a row before `until`. Returns whether there was one. */
function runAhead(sim: Sim, task: TaskActor, until: number, log: WindowLog): boolean {
  const plan = sim.plan.task(task.index)
  const start = task.cpuAt
  const events = runRecords(sim, task, plan, until)
  const pairs = events >> 1
  if (pairs > 0) log.addRecords(start, task.rank, pairs, plan.recordCost * task.slowFactor)
  if (events % 2 === 1) log.add(sim.world.now, task.rank, task.rank, 0)
  return events > 0
}

function dispatch(sim: Sim, actor: Actor, message: Message): void {
  switch (actor.kind) {
    case 'jobmanager':
      return onJobManagerMessage(sim, actor, message.body as JobManagerRpc)
    case 'task':
      return onTaskMessage(sim, actor, sim.plan.task(actor.index), message.body as TaskRpc)
    case 'taskmanager':
      return onTaskManagerMessage(sim, actor, message.body as TaskManagerRpc)
    case 'storage':
      return onStorageMessage(sim, actor, message.body as StorageRpc)
    case 'broker':
      return onBrokerMessage(sim, actor, message.body as BrokerRpc)
  }
}
