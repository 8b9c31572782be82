/**
 * Records in a row. While nothing else can happen to a task, its thread takes, runs and finishes one record after the
 * other by the same functions as when it is stepped, without going back to the kernel in between.
 */
import { assert } from '../../base/assert.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import { schedule, type Sim } from '../kernel/sim.ts'
import type { TaskActor } from '../kernel/world.ts'
import { isBuffer } from '../network/buffer.ts'
import { setClock } from './advance.ts'
import { arrivalOf, finishRecord, nextSplit, takeFromBuffer, takeFromSource } from './records.ts'
import { isBackpressured, poke } from './thread.ts'

/**
 * Runs records whose taking and finishing both lie before `until`; the thread must be about to take, and nothing may
 * reach the task before `until`. Returns the number of events: two a record, an odd one when the last record failed.
 */
export function runRecords(sim: Sim, task: TaskActor, plan: TaskPlan, until: number): number {
  assert(task.cpu === 'take', 'the thread is about to take')
  const cost = plan.recordCost * task.slowFactor
  let events = 0
  sim.current.actor = task.index
  sim.current.from = task.index
  sim.current.sentAt = -1
  while (
    task.cpu === 'take' &&
    task.cpuAt + cost < earliest(task, until) &&
    task.mailbox.length === 0 &&
    task.eventTime.marks.length === 0
  ) {
    if (!(plan.inputs.length === 0 ? takeSourced(sim, task, plan) : takeBuffered(sim, task, plan)))
      return events
    if (task.life !== 'RUNNING') return events + 1
    task.events += 1
    sim.world.now = task.cpuAt
    task.cpu = 'none'
    finishRecord(sim, task, plan)
    setClock(sim, task)
    events += 2
    if (task.eventTime.marks.length === 0 && isBufferInHand(task) && !isBackpressured(sim, task)) schedule(sim, task, 'take', 1)
    else poke(sim, task)
  }
  return events
}

/** A record may have set a timer of the task's own. */
function earliest(task: TaskActor, until: number): number {
  const { first } = task.inbox
  return first === undefined || first.at > until ? until : first.at
}

function begin(sim: Sim, task: TaskActor): void {
  task.events += 1
  sim.current.cause = task.cpuCause
  sim.world.now = task.cpuAt
  task.cpu = 'none'
}

function takeSourced(sim: Sim, task: TaskActor, plan: TaskPlan): boolean {
  if (isBackpressured(sim, task)) return false
  const split = nextSplit(sim, task.source!)
  if (split === null || arrivalOf(sim, split) > task.cpuAt) return false
  begin(sim, task)
  takeFromSource(sim, task, plan, split)
  return true
}

/** Goes on with the buffer in hand; which channel comes next is the thread's to say. */
function takeBuffered(sim: Sim, task: TaskActor, plan: TaskPlan): boolean {
  if (!isBufferInHand(task) || isBackpressured(sim, task)) return false
  const input = task.inputs[task.currentInput]!
  const buffer = input.queue[0]!
  if (!isBuffer(buffer) || buffer.isMark(input.cursor)) return false
  begin(sim, task)
  sim.current.cause = input.arrived[0]!
  takeFromBuffer(sim, task, plan, input, buffer)
  return true
}

function isBufferInHand(task: TaskActor): boolean {
  const input = task.inputs[task.currentInput]
  return input !== undefined && input.cursor > 0 && input.queue.length > 0 && input.blocked === 0
}
