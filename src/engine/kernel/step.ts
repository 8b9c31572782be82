/**
 * The kernel: the next event in the order (time, receiver, sender, n of sender), handled; or all events of a window
 * actor by actor. An effect on another actor lies at least one lookahead in the future, so inside a window no actor
 * can reach another, and both ways of going give the same world at the window's end.
 */
import { assert } from '../../base/assert.ts'
import { onTaskMessage } from '../task/on-message.ts'
import { onCpu } from '../task/thread.ts'
import { onBrokerMessage } from './broker.ts'
import { onJobManagerMessage } from './job-manager.ts'
import type { Message } from './message.ts'
import type { BrokerRpc, JobManagerRpc, StorageRpc, TaskRpc } from './rpc.ts'
import type { Sim } from './sim.ts'
import { onStorageMessage } from './storage.ts'
import type { Actor } from './world.ts'

/** When the actor's next event is; Infinity when it has none. */
export function nextTime(actor: Actor): number {
  const message = actor.inbox.first
  const time = message === undefined ? Infinity : message.at
  return actor.kind === 'task' && actor.cpu !== 'none' && actor.cpuAt < time ? actor.cpuAt : time
}

/** The thread of a task comes before a message that is due at the same time by the same rule as any two messages. */
function cpuIsNext(actor: Actor, message: Message | undefined): boolean {
  if (actor.kind !== 'task' || actor.cpu === 'none') return false
  if (message === undefined || actor.cpuAt !== message.at) return message === undefined || actor.cpuAt < message.at
  return actor.rank !== message.rank ? actor.rank < message.rank : actor.cpuN < message.n
}

/** The actor whose event is next; null when nothing is left to happen. */
export function nextActor(sim: Sim): Actor | null {
  let best: Actor | null = null
  let bestTime = Infinity
  for (const actor of sim.world.actors) {
    const time = nextTime(actor)
    if (time < bestTime || (time === bestTime && best !== null && time !== Infinity && actor.rank < best.rank)) {
      best = actor
      bestTime = time
    }
  }
  return best
}

/** Handles the next event of `actor`. */
export function handleNext(sim: Sim, actor: Actor): void {
  const { world, current } = sim
  const message = actor.inbox.first
  const cpu = cpuIsNext(actor, message)
  actor.events += 1
  current.actor = actor.index
  if (cpu && actor.kind === 'task') {
    assert(actor.cpuAt >= world.now, 'time does not go back')
    world.now = actor.cpuAt
    current.from = actor.index
    current.cause = actor.cpuCause
    current.sentAt = -1
    onCpu(sim, actor, sim.plan.task(actor.index))
    return
  }
  const taken = actor.inbox.pop()
  assert(taken.at >= world.now, 'time does not go back')
  world.now = taken.at
  current.from = taken.from
  current.cause = taken.cause
  current.sentAt = taken.from === actor.index ? -1 : taken.sentAt
  dispatch(sim, actor, taken)
}

function dispatch(sim: Sim, actor: Actor, message: Message): void {
  switch (actor.kind) {
    case 'jobmanager':
      return onJobManagerMessage(sim, actor, message.body as JobManagerRpc)
    case 'task':
      return onTaskMessage(sim, actor, sim.plan.task(actor.index), message.body as TaskRpc)
    case 'storage':
      return onStorageMessage(sim, actor, message.body as StorageRpc)
    case 'broker':
      return onBrokerMessage(sim, actor, message.body as BrokerRpc)
  }
}
