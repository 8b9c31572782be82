/** When processing time next brings something about at a task, and the timer that wakes it then. */
import { MICROS_PER_MS } from '../../base/time.ts'
import { timer, type Sim } from '../kernel/sim.ts'
import type { TaskActor } from '../kernel/world.ts'
import { processingTime } from './chain-context.ts'

export type WakeUp = TaskActor['eventTime']['wakeUps'][number]

export function firstWakeUp(task: TaskActor): WakeUp | null {
  let first: WakeUp | null = null
  for (const wake of task.eventTime.wakeUps) if (first === null || wake.at < first.at) first = wake
  return first
}

/** A timer for the millisecond that it is now fires in the next one, as in Flink's ProcessingTimeServiceUtil. */
function virtualTimeOf(sim: Sim, timestamp: number): number {
  const isNow = timestamp === processingTime(sim.plan, sim.world.now)
  return Math.ceil((timestamp - sim.plan.epochMs + (isNow ? 1 : 0)) * MICROS_PER_MS)
}

/** Sets the clock for the processing time at which something is due first. A task at its end waits for nothing more. */
export function setClock(sim: Sim, task: TaskActor): void {
  const { eventTime, runtime } = task
  if (runtime === null || task.finish.dataEnded) return
  if (!runtime.wiring.clock.used && eventTime.wakeUps.length === 0) return
  let first = firstWakeUp(task)?.at ?? Infinity
  for (const timers of runtime.wiring.timers)
    first = Math.min(first, timers.processingTime?.first()?.timestamp ?? Infinity)
  if (first === Infinity) return
  const at = Math.max(sim.world.now + 1, virtualTimeOf(sim, first))
  if (eventTime.clockAt >= 0 && eventTime.clockAt <= at) return
  eventTime.clockAt = at
  timer(sim, task, at, { type: 'clock', attempt: task.attempt })
}
