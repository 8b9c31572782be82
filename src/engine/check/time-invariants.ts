/** Invariants 11 to 13: watermarks on channels, at tasks, and the timers they let fire. Null: it holds. */
import type { Plan } from '../kernel/plan.ts'
import type { TaskActor, World } from '../kernel/world.ts'
import { isBuffer, type Buffer, type ChannelItem } from '../network/buffer.ts'
import { MOMENTS } from '../task/lineage.ts'
import { openChannels, type ChannelEnds } from './channel-invariants.ts'
import { taskOf } from './view.ts'

/**
 * 11: on a channel watermarks only rise, from what the receiver has seen to what the sender has sent. What was in flight
 * at a checkpoint brings watermarks of an earlier attempt, behind which event time begins anew.
 */
export function watermarksRise(plan: Plan, world: World): string | null {
  for (const ends of openChannels(plan, world)) {
    const { name, receiver, input } = ends
    if (receiver.restoresInFlight) continue
    const { gates } = plan.task(receiver.index)
    const gate = gates[plan.channels[input.channel]!.input]!
    let last = receiver.eventTime.valves[gate.input]!.channels[gate.index]!.watermark
    for (const watermark of onTheirWay(ends)) {
      if (watermark <= last) return `${name}: watermark ${watermark} after ${last}`
      last = watermark
    }
  }
  return null
}

/** What the receiver has not taken yet, the next one first. */
function onTheirWay({ input, output, transit }: ChannelEnds): number[] {
  const { open } = output
  return [
    ...watermarksIn(input.queue, input.cursor),
    ...watermarksIn(transit.items, 0),
    ...watermarksIn(output.queue, 0),
    ...(open === null ? [] : marksOf(open.buffer, 0, open.size)),
  ]
}

const watermarksIn = (items: readonly ChannelItem[], cursor: number): number[] =>
  items.flatMap((item, i) => (isBuffer(item) ? marksOf(item, i === 0 ? cursor : 0, item.size) : []))

function marksOf(buffer: Buffer, from: number, to: number): number[] {
  const found: number[] = []
  for (let i = from; i < to; i++) {
    const mark = buffer.isMark(i) ? buffer.markAt(i) : null
    if (mark?.type === 'watermark') found.push(mark.timestamp)
  }
  return found
}

/** 12: an input's watermark is not above that of any of its channels that is active and aligned. */
export function watermarksWait(plan: Plan, world: World): string | null {
  for (const { actor, name } of plan.tasks) {
    const { valves, operators } = taskOf(world, actor).eventTime
    for (const [input, valve] of valves.entries()) {
      const counting = valve.channels.filter(channel => !channel.idle && channel.aligned)
      const behind = counting.find(channel => channel.watermark < valve.lastWatermark)
      if (behind !== undefined)
        return `${name}: watermark ${valve.lastWatermark} before a channel that is at ${behind.watermark}`
      const taken = operators[0]!.inputs.partials[input]?.watermark ?? -Infinity
      if (valves.length > 0 && valve.channels.length > 0 && taken > valve.lastWatermark)
        return `${name}: takes ${taken} where its input is at ${valve.lastWatermark}`
    }
  }
  return null
}

/** 13: when a watermark is through at an operator, none of its timers up to it is left. */
export function timersHaveFired(plan: Plan, world: World): string | null {
  for (const { actor, name } of plan.tasks) {
    const task = taskOf(world, actor)
    for (const position of task.runtime === null ? [] : throughAt(task)) {
      const first = task.runtime!.wiring.timers[position]!.eventTime?.first() ?? null
      const { watermark } = task.eventTime.operators[position]!.inputs
      if (first !== null && first.timestamp <= watermark)
        return `${name}: the timer of ${first.timestamp} is left at watermark ${watermark}`
    }
  }
  return null
}

/** Operators at which a watermark is through and nothing has happened since that could set a timer. */
function throughAt({ lineage }: TaskActor): number[] {
  const through: number[] = []
  const risen = new Set<number>()
  for (let i = (lineage?.length ?? 0) - 1; i >= 0; i--) {
    const kind = lineage!.log.partitionAt(i)
    const position = lineage!.log.offsetAt(i)
    if (kind === MOMENTS.watermark) risen.add(position)
    else if (kind !== MOMENTS.advanced) break
    else if (!risen.has(position) && !through.includes(position)) through.push(position)
  }
  return through
}
