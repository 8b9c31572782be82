/** Invariants 1 to 4: messages, channels, credits, and the silence behind a barrier. Null: it holds. */
import type { ExecutionState } from '../api/frame.ts'
import type { Plan } from '../kernel/plan.ts'
import type { TaskActor, World } from '../kernel/world.ts'
import { isBuffer, type ChannelItem } from '../network/buffer.ts'
import { isOfEndedConnection } from './ended-connections.ts'
import { transitOf, type ChannelTransit } from './in-transit.ts'
import { attemptOf, taskOf } from './view.ts'

/** 1: every effect on another actor takes its time, and pairs are first in, first out. */
export function messagesKeepOrder(plan: Plan, world: World): string | null {
  for (const actor of world.actors) {
    const last = new Map<number, number>()
    const byNumber = [...actor.inbox.items].sort((a, b) => a.n - b.n)
    for (const message of byNumber) {
      const name = `${message.body.type} from ${message.from} to ${actor.index}`
      if (message.at < world.now) return `${name} lies in the past`
      if (message.from === actor.index) continue
      if (message.at < message.sentAt + plan.lookahead) return `${name} took less than ${plan.lookahead} µs`
      const { from, sentAt, at } = message
      if (isOfEndedConnection(world, { from, to: actor.index, sentAt, at })) continue
      if (message.at < (last.get(message.from) ?? 0)) return `${name} overtakes`
      last.set(message.from, message.at)
    }
  }
  return null
}

export interface ChannelEnds {
  readonly name: string
  readonly sender: TaskActor
  readonly receiver: TaskActor
  readonly output: TaskActor['outputs'][number]
  readonly input: TaskActor['inputs'][number]
  readonly transit: ChannelTransit
}

const LIVING: readonly ExecutionState[] = ['INITIALIZING', 'RUNNING', 'FINISHED']

/** Channels of which both ends live in the current attempt. */
export function openChannels(plan: Plan, world: World): ChannelEnds[] {
  const transit = transitOf(plan, world)
  const lives = (task: TaskActor) =>
    task.attempt === attemptOf(world, task.index) && LIVING.includes(task.life)
  return plan.channels.flatMap(channel => {
    const sender = taskOf(world, channel.from)
    const receiver = taskOf(world, channel.to)
    if (!lives(sender) || !lives(receiver)) return []
    const name = `${plan.task(channel.from).name} → ${plan.task(channel.to).name}`
    const [output, input] = [sender.outputs[channel.output]!, receiver.inputs[channel.input]!]
    return [{ name, sender, receiver, output, input, transit: transit[channel.index]! }]
  })
}

const buffersIn = (items: readonly ChannelItem[]): number => items.filter(isBuffer).length

/** 2: what was sent has been received or is on its way. */
export function nothingVanishes(plan: Plan, world: World): string | null {
  for (const { name, output, input, transit } of openChannels(plan, world)) {
    const arriving = buffersIn(transit.items)
    if (output.sentBuffers !== input.received + arriving)
      return `${name}: sent ${output.sentBuffers}, received ${input.received}, on the way ${arriving}`
  }
  return null
}

/** 3: credits are with the sender, with the receiver's buffers, or on the way between them. */
export function creditsAddUp(plan: Plan, world: World): string | null {
  for (const { name, sender, receiver, output, input, transit } of openChannels(plan, world)) {
    if (output.credits < 0) return `${name}: credits below zero`
    // Who has ended no longer takes what comes back.
    if (sender.life === 'FINISHED') continue
    const granted = receiver.life === 'INITIALIZING' ? 0 : plan.settings.credits
    const there =
      output.credits + transit.credits + buffersIn(transit.items) + buffersIn(input.queue) - input.restored
    if (there !== granted) return `${name}: granted ${granted} credits, found ${there}`
  }
  return null
}

/** 4: nothing follows a barrier until the receiver has resumed the channel. */
export function nothingFollowsBarrier(plan: Plan, world: World): string | null {
  for (const { name, output, input, transit } of openChannels(plan, world)) {
    // What a barrier that was brought forward has overtaken is older than the barrier.
    const items = [...(plan.settings.unaligned ? [] : input.queue), ...transit.items]
    if (input.blocked > 0 && items.length > 0)
      return `${name}: ${items.length} behind the barrier that blocks it`
    if (output.blocked === 0) continue
    const barrier = items.findIndex(
      item => !isBuffer(item) && item.type === 'barrier' && item.checkpoint === output.blocked,
    )
    if (barrier >= 0 && barrier < items.length - 1)
      return `${name}: ${items.length - 1 - barrier} behind the barrier on its way`
  }
  return null
}
