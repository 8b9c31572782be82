/**
 * The invariants of the design that can be read off a world at one step, each under its number in the design. They
 * look from outside and use no assertion of the engine's own. 1 (order of messages), 5 (the cut), 9 (stale attempts)
 * and 10 (hashes) need more than one world and are checked over traces and in tests.
 */
import type { Invariant } from '../api/frame.ts'
import { parseKey } from '../graph/canonical-key.ts'
import { keyGroupOf } from '../graph/key-groups.ts'
import { JOB_MANAGER, type ChannelPlan, type Plan, type TaskPlan } from '../kernel/plan.ts'
import type { TaskActor, World } from '../kernel/world.ts'
import { isBuffer, type ChannelItem } from '../network/buffer.ts'

/** Rows of one table that are looked at; a large table is looked at by sample. */
const ROWS_MAX = 500

type Check = (plan: Plan, world: World) => boolean

const CHECKS: readonly (readonly [number, Check])[] = [
  [2, (plan, world) => plan.channels.every(channel => arrivesWhole(world, channel))],
  [3, (plan, world) => plan.channels.every(channel => keepsCredits(plan, world, channel))],
  [4, (plan, world) => plan.channels.every(channel => staysShut(world, channel))],
  [6, (_plan, world) => completesByAcks(world)],
  [7, (plan, world) => showsOnlyCompleted(plan, world)],
  [8, (plan, world) => plan.tasks.every(task => ownsItsRows(world, task))],
]

export function checkInvariants(plan: Plan, world: World): readonly Invariant[] {
  return CHECKS.map(([id, check]) => ({ id, holds: check(plan, world) }))
}

function taskAt(world: World, index: number): TaskActor | null {
  const actor = world.actors[index]
  return actor?.kind === 'task' ? actor : null
}

/** Both ends of a channel, where both run in one attempt; what a dead end held was dropped. */
function ends(world: World, channel: ChannelPlan): { sender: TaskActor; receiver: TaskActor } | null {
  const sender = taskAt(world, channel.from)
  const receiver = taskAt(world, channel.to)
  if (sender === null || receiver === null || sender.attempt !== receiver.attempt) return null
  return sender.life === 'RUNNING' && receiver.life === 'RUNNING' ? { sender, receiver } : null
}

/** Items of the channel under way, in the order in which they will arrive. */
function onTheWire(receiver: TaskActor, channel: ChannelPlan): ChannelItem[] {
  return receiver.inbox.sorted().flatMap(({ body }) => {
    const own = body.type === 'item' && body.channel === channel.index && body.attempt === receiver.attempt
    return own ? [body.item] : []
  })
}

const buffersIn = (items: readonly ChannelItem[]): number => items.filter(isBuffer).length

/** Sent = received + under way. */
function arrivesWhole(world: World, channel: ChannelPlan): boolean {
  const both = ends(world, channel)
  if (both === null) return true
  const wire = buffersIn(onTheWire(both.receiver, channel))
  return (
    both.sender.outputs[channel.output]!.sentBuffers === both.receiver.inputs[channel.input]!.received + wire
  )
}

/** Free + used + on their way back = granted, and none is negative. */
function keepsCredits(plan: Plan, world: World, channel: ChannelPlan): boolean {
  const both = ends(world, channel)
  if (both === null) return true
  const { credits } = both.sender.outputs[channel.output]!
  const used =
    buffersIn(onTheWire(both.receiver, channel)) + buffersIn(both.receiver.inputs[channel.input]!.queue)
  const back = both.sender.inbox.items.reduce((sum, { body }) => {
    const own =
      body.type === 'credit' && body.channel === channel.index && body.attempt === both.sender.attempt
    return own ? sum + body.count : sum
  }, 0)
  return credits >= 0 && credits + used + back === plan.settings.credits
}

/** Behind the barrier that shut a channel nothing is under way. */
function staysShut(world: World, channel: ChannelPlan): boolean {
  const both = ends(world, channel)
  if (both === null) return true
  const { blocked } = both.sender.outputs[channel.output]!
  if (blocked === 0) return true
  const wire = onTheWire(both.receiver, channel)
  const barrier = wire.findIndex(
    item => !isBuffer(item) && item.type === 'barrier' && item.checkpoint === blocked,
  )
  return barrier < 0 ? wire.length === 0 : barrier === wire.length - 1
}

/** Completed ids rise, and what is pending lacks no ack it counts. */
function completesByAcks(world: World): boolean {
  const jobManager = world.actors[JOB_MANAGER]!
  if (jobManager.kind !== 'jobmanager') return false
  const { completed, pending } = jobManager.coordinator
  const rising = completed.every((checkpoint, i) => i === 0 || completed[i - 1]!.id < checkpoint.id)
  if (pending === null) return rising
  const acked = new Set(pending.acks.map(ack => ack.task))
  const known =
    pending.acks.every(ack => pending.waitFor.includes(ack.task)) && acked.size === pending.acks.length
  return rising && known && pending.finalizing === (acked.size === pending.waitFor.length)
}

/** With checkpoints on, a reader of committed records sees nothing of a checkpoint that has not completed. */
function showsOnlyCompleted(plan: Plan, world: World): boolean {
  const jobManager = world.actors[JOB_MANAGER]!
  const broker = world.actors[plan.broker]!
  if (jobManager.kind !== 'jobmanager' || broker.kind !== 'broker') return false
  if (plan.settings.checkpointInterval === null) return true
  const latest = jobManager.coordinator.completed.at(-1)?.id ?? 0
  return broker.transactions.every(
    ({ content, status }) => status !== 'committed' || content.checkpoint <= latest,
  )
}

/** A row's key group is in its task's range. */
function ownsItsRows(world: World, plan: TaskPlan): boolean {
  const task = taskAt(world, plan.actor)
  if (task === null || task.runtime === null || plan.key === null) return true
  const [first, last] = plan.keyGroups
  const { type } = plan.key
  for (const table of task.runtime.wiring.tables()) {
    let seen = 0
    for (const key of table.rows.keys()) {
      if ((seen += 1) > ROWS_MAX) break
      const keyGroup = keyGroupOf(type, parseKey(type, key), plan.vertex.maxParallelism)
      if (keyGroup < first || keyGroup > last) return false
    }
  }
  return true
}
