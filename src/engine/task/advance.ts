/**
 * Watermarks, status and processing time on their way through a chain. What came in is a mark; the thread takes marks
 * before anything else, head first. An operator's timers fire one a step, in order; only then does the watermark go
 * on to those behind it. Counterpart of processWatermark in Flink's AbstractStreamOperator and of
 * InternalTimerServiceImpl.
 */
import { assert, ensure } from '../../base/assert.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import { row, schedule, type Sim } from '../kernel/sim.ts'
import type { Mark, TaskActor } from '../kernel/world.ts'
import { addMark } from '../network/subpartition.ts'
import { combine, partialOf, setPartial } from '../time/combined.ts'
import type { TimerEntry } from '../time/timer-queue.ts'
import type { ValveOutput } from '../time/valve.ts'
import { describeHand, describeEffect } from '../trace/describe.ts'
import { processingTime } from './chain-context.ts'
import { firstWakeUp, setClock, type WakeUp } from './clock.ts'
import { errorText } from './error-text.ts'
import { failTask, isUp } from './lifecycle.ts'
import { NO_RECORD, noteMoment, timerPath } from './lineage.ts'
import { takeFresh, watermarkOf } from './marks.ts'
import { flushStaged } from './records.ts'
import { emitPeriodically } from './source-watermarks.ts'

/** Goes on with the marks until a timer fires, which takes its own time, or none is left. */
export function onAdvance(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  const { eventTime } = task
  assert(eventTime.marks.length > 0, 'there is a mark to go on with')
  const before = watermarkOf(task)
  while (eventTime.marks.length > 0 && isUp(task)) {
    if (!advance(sim, task, plan, eventTime.marks[0]!)) return
    takeFresh(task)
  }
  if (!isUp(task)) return
  flushStaged(sim, task, plan)
  if (!sim.trace.records) return
  const after = watermarkOf(task)
  if (after > before) row(sim, 'WatermarkAdvanced', { amount: after })
  else row(sim, 'WatermarkForwarded', { amount: after })
}

/** Returns false where the thread has something to do first. */
function advance(sim: Sim, task: TaskActor, plan: TaskPlan, mark: Mark): boolean {
  switch (mark.type) {
    case 'watermark':
      replaceHead(task, risen(task, mark.position, mark.input, mark.timestamp))
      return true
    case 'status':
      replaceHead(task, statusChanged(task, mark.position, mark.input, mark.idle))
      return true
    case 'fire':
      return fire(sim, task, plan, mark.position, mark.timestamp)
    case 'emit':
    case 'emit-status':
      emit(sim, task, plan, mark)
      return true
    case 'clock':
      return tick(sim, task, plan)
  }
}

function replaceHead(task: TaskActor, marks: readonly Mark[]): void {
  task.eventTime.marks = [...marks, ...task.eventTime.marks.slice(1)]
}

function risen(task: TaskActor, position: number, input: number, timestamp: number): Mark[] {
  const { inputs } = task.eventTime.operators[position]!
  const rose = setPartial(partialOf(inputs, input), timestamp) && combine(inputs)
  if (rose) noteMoment(task.lineage, 'watermark', position, inputs.watermark)
  return rose ? [{ type: 'fire', position, timestamp: inputs.watermark }] : []
}

/** Flink's processWatermarkStatus: one idle input holds the other's watermark back no longer. */
function statusChanged(task: TaskActor, position: number, input: number, idle: boolean): Mark[] {
  const { inputs } = task.eventTime.operators[position]!
  const partial = partialOf(inputs, input)
  if (partial.idle === idle) return []
  const wasIdle = inputs.idle
  partial.idle = idle
  const rose = combine(inputs)
  if (rose) noteMoment(task.lineage, 'watermark', position, inputs.watermark)
  const marks: Mark[] = rose ? [{ type: 'fire', position, timestamp: inputs.watermark }] : []
  if (wasIdle === inputs.idle) return marks
  const operator = task.runtime!.operators[position]!
  if (operator.processWatermarkStatus === undefined)
    return [...marks, { type: 'emit-status', position, idle: inputs.idle }]
  operator.processWatermarkStatus(inputs.idle, task.runtime!.wiring.collectors[position]!)
  return marks
}

function fire(sim: Sim, task: TaskActor, plan: TaskPlan, position: number, watermark: number): boolean {
  const { wiring, operators } = ensure(task.runtime, 'the runtime of a running task')
  const queue = wiring.timers[position]!.eventTime
  const first = queue?.first() ?? null
  if (queue !== null && first !== null && first.timestamp <= watermark) {
    fireTimer(sim, task, plan, position, queue.take(), 'event time')
    return false
  }
  replaceHead(task, [])
  noteMoment(task.lineage, 'advanced', position, NaN)
  const operator = operators[position]!
  if (operator.processWatermark === undefined) {
    task.eventTime.fresh.push({ type: 'emit', position, timestamp: watermark })
    return true
  }
  return call(sim, task, position, NO_RECORD, () =>
    operator.processWatermark!(watermark, wiring.collectors[position]!),
  )
}

/** One call into an operator that no record caused; what it throws fails the task. */
function call(sim: Sim, task: TaskActor, position: number, path: number, run: () => void): boolean {
  const { hand } = task
  const { wiring } = ensure(task.runtime, 'the runtime of a running task')
  hand.key = null
  hand.value = null
  hand.timestamp = null
  hand.partition = NO_RECORD
  hand.offset = NO_RECORD
  hand.path = path
  wiring.keyContext.key = null
  wiring.keyContext.event = task.events
  wiring.collectors[position]!.timestamp = null
  try {
    run()
    return true
  } catch (error) {
    failTask(sim, task, errorText(error))
    return false
  }
}

function fireTimer(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  position: number,
  entry: TimerEntry,
  domain: 'event time' | 'processing time',
): void {
  const { wiring, operators } = ensure(task.runtime, 'the runtime of a running task')
  const operator = operators[position]!
  const collector = wiring.collectors[position]!
  const { timestamp, namespace } = entry
  const isEventTime = domain === 'event time'
  const now = isEventTime ? NaN : processingTime(sim.plan, sim.world.now)
  noteMoment(task.lineage, isEventTime ? 'eventTimer' : 'processingTimer', position, now)
  wiring.meter.begin()
  const done = call(sim, task, position, timerPath(position, entry.row), () => {
    task.hand.busy = true
    task.hand.key = entry.key
    task.hand.timestamp = isEventTime ? timestamp : null
    wiring.keyContext.key = entry.key
    collector.timestamp = isEventTime ? timestamp : null
    if (isEventTime) {
      assert(operator.onEventTime !== undefined, 'an operator that sets timers takes them')
      operator.onEventTime({ timestamp, namespace }, collector)
    } else {
      assert(operator.onProcessingTime !== undefined, 'an operator that sets timers takes them')
      operator.onProcessingTime({ timestamp, namespace }, collector)
    }
  })
  if (!done) return
  takeFresh(task)
  if (sim.trace.records) {
    row(sim, 'TimerFired', {
      amount: timestamp,
      reason: domain,
      record: describeHand(sim, task),
      effect: describeEffect(task),
    })
  }
  schedule(sim, task, 'done', (plan.recordCost + wiring.meter.take()) * task.slowFactor)
}

/** Sends a watermark or status to those behind an operator: by a mark in the chain, in band on the network. */
function emit(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  mark: Extract<Mark, { type: 'emit' | 'emit-status' }>,
): void {
  const { position } = mark
  const state = task.eventTime.operators[position]!
  const content: ValveOutput =
    mark.type === 'emit'
      ? { type: 'watermark', timestamp: mark.timestamp }
      : { type: 'status', idle: mark.idle }
  const isNew =
    content.type === 'watermark' ? content.timestamp > state.emitted : content.idle !== state.emittedIdle
  if (!isNew) {
    replaceHead(task, [])
    return
  }
  if (content.type === 'watermark') state.emitted = content.timestamp
  else state.emittedIdle = content.idle
  const { vertex, edges } = plan
  replaceHead(
    task,
    vertex.chained[position]!.map(link => ({ ...content, position: link.position, input: 0 })),
  )
  const node = vertex.nodes[position]!.id
  flushStaged(sim, task, plan)
  for (const edge of edges) {
    if (edge.edge.fromNode !== node) continue
    for (let i = 0; i < edge.width; i++) addMark(sim, task, task.outputs[edge.firstOutput + i]!, content)
  }
}

/** Processing time has moved on: what is due fires in the order of its time, the earlier operator first. */
function tick(sim: Sim, task: TaskActor, plan: TaskPlan): boolean {
  const now = processingTime(sim.plan, sim.world.now)
  const wake = firstWakeUp(task)
  const due = firstDue(task, now)
  if (wake !== null && wake.at <= now && (due === null || wake.at <= due.entry.timestamp))
    return wakeUp(sim, task, wake)
  if (due !== null) {
    const { wiring } = ensure(task.runtime, 'the runtime of a running task')
    fireTimer(
      sim,
      task,
      plan,
      due.position,
      wiring.timers[due.position]!.processingTime!.take(),
      'processing time',
    )
    return false
  }
  replaceHead(task, [])
  setClock(sim, task)
  return true
}

function wakeUp(sim: Sim, task: TaskActor, wake: WakeUp): boolean {
  const { wakeUps } = task.eventTime
  wakeUps.splice(wakeUps.indexOf(wake), 1)
  if (task.source !== null && wake.position === 0) {
    return call(sim, task, 0, NO_RECORD, () => emitPeriodically(sim, task))
  }
  const { wiring, operators } = ensure(task.runtime, 'the runtime of a running task')
  const operator = operators[wake.position]!
  noteMoment(task.lineage, 'wakeUp', wake.position, processingTime(sim.plan, sim.world.now))
  return call(sim, task, wake.position, NO_RECORD, () =>
    operator.onWakeUp?.(wake.at, wiring.collectors[wake.position]!),
  )
}

function firstDue(
  task: TaskActor,
  now: number,
): { readonly position: number; readonly entry: TimerEntry } | null {
  const { wiring } = ensure(task.runtime, 'the runtime of a running task')
  let best: { readonly position: number; readonly entry: TimerEntry } | null = null
  wiring.timers.forEach((timers, position) => {
    const entry = timers.processingTime?.first() ?? null
    if (entry === null || entry.timestamp > now) return
    if (best === null || entry.timestamp < best.entry.timestamp) best = { position, entry }
  })
  return best
}
