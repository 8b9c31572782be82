/**
 * Records in a row. While nothing else can happen to a task, its thread takes, runs and finishes one record after the
 * other, without going back to the kernel in between. The operators and what they make go through the same functions
 * as when the task is stepped. What the two loops leave out is what nobody can see from inside a call or at the end of
 * a window: the record in hand and counts are brought up to date when a loop ends.
 */
import { assert, ensure } from '../../base/assert.ts'
import { copyPlain } from '../../base/copy.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import { schedule, type Sim } from '../kernel/sim.ts'
import type { InputChannelState, TaskActor } from '../kernel/world.ts'
import { isBuffer, type Buffer } from '../network/buffer.ts'
import { nextPriority } from '../network/input-channel.ts'
import { setClock } from './clock.ts'
import { takeFresh } from './marks.ts'
import { errorText } from './error-text.ts'
import { looksAtRecords } from './faults.ts'
import { failTask, isUp } from './lifecycle.ts'
import { ROOT_PATH } from './lineage.ts'
import { mayFollow } from './presence.ts'
import {
  arrivalOf,
  finishRecord,
  flushStaged,
  nextSplit,
  takeFromBuffer,
  takeFromSource,
  type Split,
} from './records.ts'
import { reportsProgress } from './source-progress.ts'
import { watermarksOf } from './source-watermarks.ts'
import { isBackpressured, poke } from './thread.ts'
import { noteUsage } from './usage.ts'

/**
 * Runs records whose taking and finishing both lie before `until`; the thread must be about to take, and nothing may
 * reach the task before `until`. Returns the number of events: two a record, an odd one when the last record failed.
 */
export function runRecords(sim: Sim, task: TaskActor, plan: TaskPlan, until: number): number {
  assert(task.cpu === 'take', 'the thread is about to take')
  if (looksAtRecords(task)) return 0
  const isSource = plan.inputs.length === 0
  // What a record costs is known only when it has run.
  if (plan.key !== null && sim.plan.backend.charges) return 0
  let events = 0
  sim.current.actor = task.index
  sim.current.from = task.index
  sim.current.sentAt = -1
  while (
    task.cpu === 'take' &&
    task.cpuAt + costOf(task, plan) < earliest(task, until) &&
    task.mailbox.length === 0 &&
    (!sim.plan.overtakes || nextPriority(task.inputs) < 0) &&
    task.eventTime.marks.length === 0 &&
    !isBackpressured(sim, task) &&
    task.runtime?.wiring.upkeep?.isDue() !== true
  ) {
    const some = isSource ? runSourced(sim, task, plan, until) : runBuffered(sim, task, plan, until)
    events += some
    if (some === 0 || !isUp(task)) break
  }
  if (!isUp(task)) noteUsage(sim, task)
  return events
}

const costOf = (task: TaskActor, plan: TaskPlan): number => plan.recordCost * task.slowFactor

/** A record may have set a timer of the task's own. */
function earliest(task: TaskActor, until: number): number {
  const { first } = task.inbox
  return first === undefined || first.at > until ? until : first.at
}

function runSourced(sim: Sim, task: TaskActor, plan: TaskPlan, until: number): number {
  const source = ensure(task.source, 'the source state')
  if (task.finish.stop !== null) return 0
  const split = nextSplit(sim, source)
  if (split === null || arrivalOf(sim, split) > task.cpuAt) return 0
  const { values, arrivals } = sim.plan.partitions[split.partition]!.split
  const staysFirst = arrivals === null || source.splits.length === 1
  if (reportsProgress(sim.plan.settings)) return takeOne(sim, task, plan, split)
  if (staysFirst && split.offset < values.length - 1 && watermarksOf(plan) === null)
    return runSplit(sim, task, plan, until, split)
  return takeOne(sim, task, plan, split)
}

function takeOne(sim: Sim, task: TaskActor, plan: TaskPlan, split: Split): number {
  begin(sim, task)
  takeFromSource(sim, task, plan, split)
  return finishOne(sim, task, plan)
}

/** Goes on with the buffer in hand; which channel comes next is the thread's to say. */
function runBuffered(sim: Sim, task: TaskActor, plan: TaskPlan, until: number): number {
  if (!isBufferInHand(task)) return 0
  const input = task.inputs[task.currentInput]!
  const buffer = input.queue[0]!
  if (!isBuffer(buffer) || buffer.isMark(input.cursor)) return 0
  if (input.cursor < buffer.size - 1 && isFirstInput(sim, plan, input))
    return runBuffer(sim, task, plan, until, input, buffer)
  begin(sim, task)
  sim.current.cause = input.arrived[0]!
  takeFromBuffer(sim, task, plan, input, buffer)
  return finishOne(sim, task, plan)
}

function isBufferInHand(task: TaskActor): boolean {
  const input = task.inputs[task.currentInput]
  return input !== undefined && input.cursor > 0 && input.queue.length > 0
}

function isFirstInput(sim: Sim, plan: TaskPlan, input: InputChannelState): boolean {
  return plan.gates[sim.plan.channels[input.channel]!.input]!.input === 0
}

function begin(sim: Sim, task: TaskActor): void {
  task.events += 1
  sim.current.cause = task.cpuCause
  sim.world.now = task.cpuAt
  task.cpu = 'none'
  task.batch = -1
}

function finishOne(sim: Sim, task: TaskActor, plan: TaskPlan): number {
  if (!isUp(task)) return 1
  task.events += 1
  sim.world.now = task.cpuAt
  task.cpu = 'none'
  finishRecord(sim, task, plan)
  setClock(sim, task)
  scheduleNext(sim, task)
  return 2
}

function scheduleNext(sim: Sim, task: TaskActor): void {
  const goesOn = task.eventTime.marks.length === 0 && isBufferInHand(task) && !isBackpressured(sim, task)
  if (!goesOn) {
    poke(sim, task)
    return
  }
  task.batch = task.mailbox.length
  schedule(sim, task, 'take', 1)
}

/** Records of a split, but not its last: behind that comes another split, or the end of the input. */
function runSplit(sim: Sim, task: TaskActor, plan: TaskPlan, until: number, split: Split): number {
  const { world } = sim
  const { hand, lineage } = task
  const { values, timestamps, arrivals } = sim.plan.partitions[split.partition]!.split
  const { keyContext, collectors } = ensure(task.runtime, 'the runtime of a running task').wiring
  const head = collectors[0]!
  const cost = costOf(task, plan)
  const first = split.offset
  const last = values.length - 1
  let limit = earliest(task, until)
  let at = task.cpuAt
  let i = first
  task.cpu = 'none'
  task.batch = -1
  keyContext.key = null
  hand.partition = split.partition
  hand.path = ROOT_PATH
  for (;;) {
    world.now = at
    task.events += 1
    hand.offset = i
    keyContext.event = task.events
    const timestamp = timestamps === null ? null : timestamps[i]!
    head.timestamp = timestamp
    const value = copyPlain(values[i])
    if (lineage !== null) lineage.add(split.partition, i, ROOT_PATH)
    i += 1
    try {
      head.collect(value)
    } catch (error) {
      leaveSplit(task, split, i, timestamp)
      return failInRow(sim, task, error, value, i - first, at)
    }
    at += cost
    if (!finishInRow(sim, task, plan, at) || i === last) break
    if (task.sent !== task.cpuN + 1) limit = earliest(task, until)
    if (at + 1 + cost >= limit || (arrivals !== null && arrivals[i]! > at)) break
    at += 1
    task.sent += 1
  }
  leaveSplit(task, split, i, timestamps === null ? null : timestamps[i - 1]!)
  return leaveRow(sim, task, i - first, at)
}

function leaveSplit(task: TaskActor, split: Split, offset: number, timestamp: number | null): void {
  task.processed += offset - split.offset
  split.offset = offset
  split.furthest = Math.max(split.furthest, offset)
  task.hand.key = null
  task.hand.timestamp = timestamp
}

/** Records of a buffer, but not its last: behind that a credit goes back, and another channel may be next. */
function runBuffer(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  until: number,
  input: InputChannelState,
  buffer: Buffer,
): number {
  const { world } = sim
  const { hand, lineage } = task
  const { operators, wiring } = ensure(task.runtime, 'the runtime of a running task')
  const { keyContext, upkeep } = wiring
  const operator = operators[0]!
  const head = wiring.collectors[0]!
  const { keys, values } = buffer
  const cost = costOf(task, plan)
  const first = input.cursor
  const last = buffer.size - 1
  let limit = earliest(task, until)
  let at = task.cpuAt
  let i = first
  task.cpu = 'none'
  task.batch = -1
  for (;;) {
    world.now = at
    task.events += 1
    hand.partition = buffer.partitionAt(i)
    hand.offset = buffer.offsetAt(i)
    hand.path = buffer.pathAt(i)
    if (lineage !== null) lineage.add(hand.partition, hand.offset, hand.path)
    keyContext.key = keys[i]!
    keyContext.event = task.events
    const timestamp = buffer.timestampAt(i)
    head.timestamp = timestamp
    const value = copyPlain(values[i])
    i += 1
    try {
      operator.processElement(value, timestamp, head)
    } catch (error) {
      leaveBuffer(task, input, buffer, i)
      sim.current.cause = input.arrived[0]!
      return failInRow(sim, task, error, value, i - first, at)
    }
    at += cost
    if (!finishInRow(sim, task, plan, at) || i === last) break
    if (task.sent !== task.cpuN + 1) limit = earliest(task, until)
    if (at + 1 + cost >= limit || buffer.isMark(i)) break
    if (upkeep !== null && !mayFollow(sim, upkeep, keys[i]!)) break
    at += 1
    task.sent += 1
  }
  leaveBuffer(task, input, buffer, i)
  return leaveRow(sim, task, i - first, at)
}

function leaveBuffer(task: TaskActor, input: InputChannelState, buffer: Buffer, cursor: number): void {
  task.processed += cursor - input.cursor
  input.cursor = cursor
  task.hand.key = buffer.keys[cursor - 1]!
  task.hand.timestamp = buffer.timestampAt(cursor - 1)
}

/** The cost of a record has passed at `at`. Returns whether the next one may follow, as far as the task can tell. */
function finishInRow(sim: Sim, task: TaskActor, plan: TaskPlan, at: number): boolean {
  const { staged, eventTime } = task
  // Timers are messages too: whoever sees `sent` beyond the next number looks for what is due first again.
  task.cpuN = task.sent++
  task.events += 1
  sim.world.now = at
  if (eventTime.fresh.length > 0) takeFresh(task)
  const queued = (staged.count > 0 || staged.writes.length > 0) && flushStaged(sim, task, plan)
  if (eventTime.wakeUps.length > 0 || task.runtime!.wiring.clock.used) setClock(sim, task)
  return eventTime.marks.length === 0 && !(queued && isBackpressured(sim, task))
}

function leaveRow(sim: Sim, task: TaskActor, records: number, at: number): number {
  task.cpuAt = at
  task.cpuCause = task.events - 1
  task.hand.busy = false
  task.hand.value = null
  scheduleNext(sim, task)
  return 2 * records
}

/** The last of `records` has thrown. The thread had set out for it at the end of the one before. */
function failInRow(
  sim: Sim,
  task: TaskActor,
  error: unknown,
  value: unknown,
  records: number,
  at: number,
): number {
  if (records > 1) {
    task.cpuAt = at
    task.cpuN = task.sent - 1
    task.cpuCause = task.events - 1
  }
  if (task.source !== null) sim.current.cause = task.cpuCause
  task.hand.busy = true
  task.hand.value = value
  failTask(sim, task, errorText(error))
  return 2 * records - 1
}
