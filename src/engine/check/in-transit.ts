/** What is on its way between two tasks, by channel: for checks that add up both ends. */
import type { Plan } from '../kernel/plan.ts'
import type { TaskRpc } from '../kernel/rpc.ts'
import type { TaskActor, World } from '../kernel/world.ts'
import type { ChannelItem } from '../network/buffer.ts'
import { attemptOf } from './view.ts'

export interface ChannelTransit {
  /** Items for an attempt of the receiver, the one that arrives first is first. */
  readonly items: ChannelItem[]
  credits: number
}

/** By channel, for messages of the attempt that the JobManager means. */
export function transitOf(plan: Plan, world: World): ChannelTransit[] {
  const transit = plan.channels.map((): ChannelTransit => ({ items: [], credits: 0 }))
  for (const actor of world.actors) {
    if (actor.kind !== 'task') continue
    const attempt = attemptOf(world, actor.index)
    for (const body of arriving(actor)) {
      if (body.type === 'item' && body.attempt === attempt) transit[body.channel]!.items.push(body.item)
      if (body.type === 'credit' && body.attempt === attempt) transit[body.channel]!.credits += body.count
    }
  }
  return transit
}

/** Messages that have come before their attempt, then those still under way. */
function arriving(task: TaskActor): TaskRpc[] {
  return [...task.early, ...task.inbox.sorted().map(message => message.body as TaskRpc)]
}
