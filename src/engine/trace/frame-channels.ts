/** Channels as they are drawn: what waits at the sender, what is on the wire, what has arrived. */
import type { ChannelFrame, ChannelItem as ItemFrame } from '../api/frame.ts'
import { assert } from '../../base/assert.ts'
import type { ChannelPlan, Plan } from '../kernel/plan.ts'
import type { TaskActor, World } from '../kernel/world.ts'
import { isBuffer, type Buffer, type ChannelItem, type OpenBuffer } from '../network/buffer.ts'
import { describeRecord } from './describe.ts'
import type { FrameRequest } from './frame.ts'
import { savedInFlight, type SavedBuffers } from './saved-in-flight.ts'

export function taskActor(world: World, index: number): TaskActor {
  const actor = world.actors[index]!
  assert(actor.kind === 'task', `actor ${index} is a task`)
  return actor
}

export function channelFrames(plan: Plan, world: World, request: FrameRequest): ChannelFrame[] {
  const saved = savedInFlight(world)
  return plan.channels.map(channel => channelFrame(plan, world, channel, request, saved))
}

function channelFrame(
  plan: Plan,
  world: World,
  channel: ChannelPlan,
  request: FrameRequest,
  saved: SavedBuffers,
): ChannelFrame {
  const sender = taskActor(world, channel.from)
  const receiver = taskActor(world, channel.to)
  const output = sender.outputs[channel.output]!
  const input = receiver.inputs[channel.input]!
  const items = (list: readonly ChannelItem[], cursor: number) =>
    list.flatMap((item, i) => itemFrames(plan, world, receiver.attempt, item, i === 0 ? cursor : 0, saved))
  const queued = [...items(output.queue, 0), ...openItems(plan, world, receiver.attempt, output.open)]
  const overtaken = items(input.queue, input.cursor)
  const received = [...dockedBarriers(input), ...overtaken]
  return {
    queued: cut(queued, request.queueItems),
    queuedCount: queued.length,
    inTransit: inTransit(plan, world, channel, receiver, saved),
    received: cut(received, request.queueItems),
    receivedCount: received.length,
    creditsFree: output.credits,
    creditsTotal: plan.settings.credits,
    senderBlocked: Math.max(0, output.blocked),
    receiverBlocked: Math.max(0, input.blocked),
    ...watermarkOfChannel(plan, receiver, channel),
  }
}

function watermarkOfChannel(
  plan: Plan,
  receiver: TaskActor,
  channel: ChannelPlan,
): Pick<ChannelFrame, 'watermark' | 'idle' | 'aligned'> {
  const { input, index } = plan.task(channel.to).gates[channel.input]!
  const { watermark, idle, aligned } = receiver.eventTime.valves[input]!.channels[index]!
  return { watermark, idle, aligned }
}

/** Barriers that were brought forward are read before the queue; an announcement is none. */
function dockedBarriers({ priority }: TaskActor['inputs'][number]): ItemFrame[] {
  return priority.flatMap(({ event }): ItemFrame[] =>
    event.type === 'barrier' ? [{ type: 'barrier', checkpoint: event.checkpoint }] : [],
  )
}

function itemFrames(
  plan: Plan,
  world: World,
  attempt: number,
  item: ChannelItem,
  cursor: number,
  saved: SavedBuffers,
): ItemFrame[] {
  if (!isBuffer(item)) {
    if (item.type === 'barrier') return [{ type: 'barrier', checkpoint: item.checkpoint }]
    return item.type === 'cancel-barrier' || item.type === 'end-of-channel-state' ? [] : [{ type: 'end' }]
  }
  const items = bufferItems(plan, world, attempt, item, cursor, item.size)
  const own = saved.get(item)
  if (own === undefined) return items
  return items.map((one, i) =>
    one.type === 'record' && cursor + i >= own.from ? { ...one, saved: own.checkpoint } : one,
  )
}

function bufferItems(
  plan: Plan,
  world: World,
  attempt: number,
  item: Buffer,
  from: number,
  to: number,
): ItemFrame[] {
  return item.values.slice(from, to).map((value, i): ItemFrame => {
    const n = from + i
    if (item.isMark(n)) return item.markAt(n)
    return {
      type: 'record',
      record: describeRecord(
        plan,
        attempt,
        value,
        item.keys[n]!,
        item.partitionAt(n),
        item.offsetAt(n),
        item.timestampAt(n),
        world,
      ),
    }
  })
}

function openItems(plan: Plan, world: World, attempt: number, open: OpenBuffer | null): ItemFrame[] {
  return open === null ? [] : bufferItems(plan, world, attempt, open.buffer, 0, open.size)
}

/** The first items, what is left out in the middle as a number, and the last one. Barriers are never left out. */
function cut(items: readonly ItemFrame[], max: number): ItemFrame[] {
  if (items.length <= max) return [...items]
  const shown: ItemFrame[] = []
  let hidden = 0
  items.forEach((item, i) => {
    if (item.type !== 'record' || i < max - 1 || i === items.length - 1) {
      if (hidden > 0) shown.push({ type: 'more', count: hidden })
      hidden = 0
      shown.push(item)
    } else hidden += 1
  })
  return shown
}

function inTransit(
  plan: Plan,
  world: World,
  channel: ChannelPlan,
  receiver: TaskActor,
  saved: SavedBuffers,
): ChannelFrame['inTransit'] {
  return receiver.inbox.sorted().flatMap(message => {
    const { body } = message
    if (body.type !== 'item' || body.channel !== channel.index || body.attempt < receiver.attempt) return []
    return itemFrames(plan, world, receiver.attempt, body.item, 0, saved).map(item => ({
      item,
      sentAt: message.sentAt,
      arrivesAt: message.at,
    }))
  })
}
