/**
 * How a task's thread has spent its attempt: idle for want of input, backpressured for want of a free output buffer,
 * busy in all other time. Looked at when the thread comes to rest or leaves it, never per record. Counterpart of
 * idleTimeMsPerSecond, backPressuredTimeMsPerSecond and busyTimeMsPerSecond in Flink's TaskIOMetricGroup.
 */
import { assert } from '../../base/assert.ts'
import { MICROS_PER_MS } from '../../base/time.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { Sim } from '../kernel/sim.ts'
import type { Rest, TaskActor, ThreadUsage, UsageMark } from '../kernel/world.ts'
import { isFull } from '../network/subpartition.ts'
import { waitsForBroker } from './requests.ts'

/** Rates are of at least this long, once the attempt is as old; Flink's gauges look back over a minute. */
const RATE_SPAN = 1000 * MICROS_PER_MS

/** `processed` of the attempts before. */
export function newUsage(processed: number): ThreadUsage {
  const mark = { at: -1, idle: 0, backPressured: 0 }
  return {
    startedAt: -1,
    stoppedAt: -1,
    idle: 0,
    backPressured: 0,
    rest: 'none',
    restSince: -1,
    recordsBefore: processed,
    sentAtEnd: 0,
    mark,
    lastMark: mark,
  }
}

/** To be called whenever the thread may have come to rest, gone on, begun or ended. */
export function noteUsage(sim: Sim, task: TaskActor): void {
  const { usage } = task
  const { now } = sim.world
  const runs = task.life === 'RUNNING'
  if (runs && usage.startedAt < 0) begin(usage, now)
  const rest = runs ? restOf(sim, task) : 'none'
  if (rest !== usage.rest) change(usage, rest, now)
  if (!runs && usage.startedAt >= 0 && usage.stoppedAt < 0) usage.stoppedAt = now
}

/** A thread that waits inside a snapshot, or for the broker, is not free to take anything: it is busy. */
function restOf(sim: Sim, task: TaskActor): Rest {
  if (task.cpu !== 'none' || task.snapshot !== null || waitsForBroker(task)) return 'none'
  return task.outputs.some(output => isFull(sim, output)) ? 'backpressured' : 'idle'
}

function begin(usage: ThreadUsage, now: number): void {
  usage.startedAt = now
  usage.mark = usage.lastMark = { at: now, idle: 0, backPressured: 0 }
}

function change(usage: ThreadUsage, rest: Rest, now: number): void {
  assert(now >= usage.restSince, 'time goes forward')
  const { idle, backPressured } = usageAt(usage, now)
  usage.idle = idle
  usage.backPressured = backPressured
  usage.rest = rest
  usage.restSince = now
  if (now - usage.mark.at < RATE_SPAN) return
  usage.lastMark = usage.mark
  usage.mark = { at: now, idle, backPressured }
}

/** Totals of the attempt at a moment that is not before the last change. */
export function usageAt(usage: ThreadUsage, now: number): UsageMark {
  const resting = now - usage.restSince
  return {
    at: now,
    idle: usage.idle + (usage.rest === 'idle' ? resting : 0),
    backPressured: usage.backPressured + (usage.rest === 'backpressured' ? resting : 0),
  }
}

/** Edges that leave the same operator with the same output carry the same records; a broadcast repeats them. */
export function recordsOut(task: TaskActor, plan: TaskPlan): number {
  const counted = new Set<string>()
  let sum = 0
  for (const { edge, firstOutput, width, broadcasts } of plan.edges) {
    const origin = `${edge.fromNode} ${edge.tag ?? ''}`
    if (counted.has(origin)) continue
    counted.add(origin)
    for (let i = 0; i < (broadcasts ? 1 : width); i++) {
      const { closedEntries, open, marks } = task.outputs[firstOutput + i]!
      sum += closedEntries + (open?.size ?? 0) - marks
    }
  }
  return sum
}
