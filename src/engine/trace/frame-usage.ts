/** How a task's thread has spent its time and what went through it, as Flink's metrics of a task tell it. */
import { assert } from '../../base/assert.ts'
import type { UsageFrame } from '../api/frame.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { TaskActor, UsageMark } from '../kernel/world.ts'
import { recordsOut, usageAt } from '../task/usage.ts'
import type { Run } from './run.ts'

const PER_SECOND = 1000

export function usageFrame(run: Run, task: TaskActor, plan: TaskPlan): UsageFrame {
  const { usage } = task
  const records = {
    numRecordsIn: task.source === null ? task.processed - usage.recordsBefore : 0,
    numRecordsOut: usage.sentAtEnd + recordsOut(task, plan),
  }
  if (usage.startedAt < 0) return { ...ratesBetween(null, null), ...totals(0, 0, 0), ...records }
  const until = usage.stoppedAt < 0 ? run.world.now : usage.stoppedAt
  const now = usageAt(usage, until)
  return {
    ...ratesBetween(usage.lastMark, now),
    ...totals(until - usage.startedAt, now.idle, now.backPressured),
    ...records,
  }
}

function totals(ran: number, idleTime: number, backPressuredTime: number) {
  const busyTime = ran - idleTime - backPressuredTime
  assert(busyTime >= 0, 'a thread rests no longer than it runs')
  return { busyTime, idleTime, backPressuredTime }
}

/** Busy is what is left, as in Flink. */
function ratesBetween(from: UsageMark | null, to: UsageMark | null) {
  const span = from === null || to === null ? 0 : to.at - from.at
  if (from === null || to === null || span === 0)
    return { busyTimeMsPerSecond: -1, idleTimeMsPerSecond: -1, backPressuredTimeMsPerSecond: -1 }
  const idle = Math.round(((to.idle - from.idle) / span) * PER_SECOND)
  const backPressured = Math.round(((to.backPressured - from.backPressured) / span) * PER_SECOND)
  return {
    busyTimeMsPerSecond: Math.max(0, PER_SECOND - idle - backPressured),
    idleTimeMsPerSecond: idle,
    backPressuredTimeMsPerSecond: Math.min(backPressured, PER_SECOND - idle),
  }
}
