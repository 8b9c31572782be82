/**
 * Marks of a task: what came in of watermarks and status waits here until the thread goes on with it, and what a call
 * emits goes before all else.
 */
import { ensure } from '../../base/assert.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { TaskActor } from '../kernel/world.ts'
import { inputStatus, inputWatermark, type ValveOutput } from '../time/valve.ts'

/** A watermark or status arrived on an input channel. Returns whether it moved the task's own. */
export function takeMark(task: TaskActor, plan: TaskPlan, input: number, mark: ValveOutput): boolean {
  const gate = plan.gates[input]!
  const valve = ensure(task.eventTime.valves[gate.input], 'the valve of an input')
  const outputs =
    mark.type === 'watermark'
      ? inputWatermark(valve, gate.index, mark.timestamp)
      : inputStatus(valve, gate.index, mark.idle)
  for (const output of outputs) task.eventTime.marks.push({ ...output, position: 0, input: gate.input })
  return outputs.length > 0
}

/** What the call in hand emitted is next. */
export function takeFresh(task: TaskActor): void {
  const { eventTime } = task
  if (eventTime.fresh.length === 0) return
  eventTime.marks = [...eventTime.fresh, ...eventTime.marks]
  eventTime.fresh = []
}

/** The watermark of a task: that of its head, and what it emits where it is a source. */
export function watermarkOf(task: TaskActor): number {
  const head = task.eventTime.operators[0]!
  return task.source === null ? head.inputs.watermark : head.emitted
}
