/**
 * Buffer debloating at a task: every period it measures what it took in the time it was not idle, and tells its senders
 * how large their buffers should be. Counterpart of StreamTask.debloat; all inputs of a task share one calculation.
 */
import { ensure } from '../../base/assert.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { TaskActor } from '../kernel/world.ts'
import { isBuffer } from '../network/buffer.ts'
import { newBufferSizes, recalculate } from '../network/buffer-debloater.ts'
import { usageAt } from './usage.ts'

export function beginDebloating(sim: Sim, task: TaskActor): void {
  const { debloat } = sim.plan.settings
  if (debloat === null || task.inputs.length === 0) return
  task.debloat = { ...newBufferSizes(debloat), bytes: 0, since: sim.world.now, idle: 0, throughput: 0 }
  setTimer(sim, task, debloat.period)
}

function setTimer(sim: Sim, task: TaskActor, period: number): void {
  timer(sim, task, sim.world.now + period, { type: 'debloat', attempt: task.attempt })
}

export function onDebloat(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  const settings = ensure(sim.plan.settings.debloat, 'the settings of debloating')
  const state = ensure(task.debloat, 'the sizes of buffers')
  setTimer(sim, task, settings.period)
  measure(sim, task)
  const size = recalculate(state, state.throughput, buffersInUse(task), settings)
  row(sim, size === null ? 'Housekeeping' : 'BufferSizeChanged', {
    reason: 'debloat',
    amount: state.announced,
    total: state.throughput,
  })
  if (size === null) return
  const { networkLatency } = sim.plan.settings
  const { attempt } = task
  for (const { from, index } of plan.inputs)
    send(sim, task, from, networkLatency, { type: 'buffer-size', attempt, channel: index, size })
}

/** Time in which there was nothing to take does not count. */
function measure(sim: Sim, task: TaskActor): void {
  const state = ensure(task.debloat, 'the sizes of buffers')
  const { now } = sim.world
  const { idle } = usageAt(task.usage, now)
  const millis = Math.floor((now - state.since - (idle - state.idle)) / 1000)
  if (millis > 0) state.throughput = Math.floor((state.bytes * 1000) / millis)
  state.bytes = 0
  state.since = now
  state.idle = idle
}

/** Those that have arrived, and those that the senders say they have. */
const buffersInUse = (task: TaskActor): number =>
  task.inputs.reduce((sum, input) => sum + input.queue.filter(isBuffer).length + input.backlog, 0)
