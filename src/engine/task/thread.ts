/**
 * A task's thread: the mail that is there, then one item of input, and so on; it does one thing at a time. What it
 * does next is `cpu`; everything else that reaches the task is a message. Counterpart of Flink's MailboxProcessor.
 */
import { assert, ensure, unreachable } from '../../base/assert.ts'
import { EVENT_TIME_MAX } from '../../base/time.ts'
import { JOB_MANAGER, type TaskPlan } from '../kernel/plan.ts'
import type { TaskMail } from '../kernel/rpc.ts'
import { row, schedule, send, timer, type Sim } from '../kernel/sim.ts'
import type { FinishState, InputChannelState, TaskActor } from '../kernel/world.ts'
import { isBuffer, type ChannelEvent } from '../network/buffer.ts'
import { nextPriority, nextReadable, takeHead } from '../network/input-channel.ts'
import { addEvent, isFull } from '../network/subpartition.ts'
import {
  onBarrierTaken,
  onCancelBarrierTaken,
  onInputEnded,
  onInputTimeout,
  takePriority,
} from './barriers.ts'
import { onAbort, onBroadcast, onComplete, onPrepare, onSyncEnd } from './checkpointing.ts'
import { beginSnapshot, onTrigger } from './trigger.ts'
import { onAdvance } from './advance.ts'
import { setClock } from './clock.ts'
import { hasNothingToWaitFor } from './closing.ts'
import { onEndOfChannelState, onOutputTimeout, settleCapture } from './in-flight.ts'
import { beginRunning, failTask, tell } from './lifecycle.ts'
import { noteMoment } from './lineage.ts'
import { errorText } from './error-text.ts'
import { arrivalOf, finishRecord, flushStaged, nextSplit, takeFromBuffer, takeFromSource } from './records.ts'
import { sendRequests, waitsForBroker } from './requests.ts'
import { noteUsage } from './usage.ts'

export function isBackpressured(sim: Sim, task: TaskActor): boolean {
  for (const output of task.outputs) if (isFull(sim, output)) return true
  return false
}

/** If the thread rests and there is something to do, it does it next. */
export function poke(sim: Sim, task: TaskActor): void {
  goOn(sim, task)
  noteUsage(sim, task)
}

/** It runs, or it is at what its inputs were restored with. */
const works = (task: TaskActor): boolean => task.life === 'RUNNING' || task.recovering

function goOn(sim: Sim, task: TaskActor): void {
  if (task.capture !== null) settleCapture(sim, task, sim.plan.task(task.index))
  if (!works(task) || task.cpu !== 'none' || task.snapshot !== null) return
  if (waitsForBroker(task)) return
  if (task.eventTime.marks.length > 0) {
    if (!isBackpressured(sim, task)) schedule(sim, task, 'advance', 1)
    return
  }
  if (task.recovering && task.inputs.every(input => input.restored === 0))
    beginRunning(sim, task, sim.plan.task(task.index))
  if (task.finish.dataEnded) endPartitions(sim, task)
  if (works(task) && hasWork(sim, task)) schedule(sim, task, 'take', 1)
}

function hasWork(sim: Sim, task: TaskActor): boolean {
  if (task.batch < 0) task.batch = task.mailbox.length
  if (task.batch > 0 || (sim.plan.overtakes && nextPriority(task.inputs) >= 0)) return true
  if (hasInput(sim, task)) return true
  // While no input can be taken, mail is run as it comes.
  if (task.mailbox.length > 0) task.batch = 1
  return task.batch > 0
}

function hasInput(sim: Sim, task: TaskActor): boolean {
  if (isBackpressured(sim, task)) return false
  if (task.source === null) return nextReadable(task.inputs, task.currentInput) >= 0
  return sourceHasWork(sim, task)
}

function sourceHasWork(sim: Sim, task: TaskActor): boolean {
  const source = ensure(task.source, 'the source state')
  if (task.finish.dataEnded) return false
  const split = task.finish.stop === null ? nextSplit(sim, source) : null
  if (split === null) return true
  const arrival = arrivalOf(sim, split)
  if (arrival <= sim.world.now) return true
  if (source.wakeAt === -1) {
    source.wakeAt = arrival
    timer(sim, task, arrival, { type: 'wake', attempt: task.attempt })
  }
  return false
}

/** The thing the thread was to do has come due. */
export function onCpu(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  const kind = task.cpu
  task.cpu = 'none'
  if (kind === 'take' || kind === 'advance') settleState(task)
  switch (kind) {
    case 'take':
      take(sim, task, plan)
      break
    case 'done':
      finishRecord(sim, task, plan)
      break
    case 'advance':
      onAdvance(sim, task, plan)
      break
    case 'prepare':
      onPrepare(sim, task, plan)
      break
    case 'broadcast':
      onBroadcast(sim, task, plan)
      break
    case 'sync':
      onSyncEnd(sim, task)
      break
    case 'none':
      assert(false, 'a thread that rests has nothing due')
      break
    default:
      unreachable(kind)
  }
  if (works(task)) setClock(sim, task)
  poke(sim, task)
}

/** Flushes and compactions that are due come before the next record. */
function settleState({ runtime }: TaskActor): void {
  const upkeep = runtime?.wiring.upkeep ?? null
  if (upkeep?.isDue() === true) upkeep.settle()
}

function take(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  if (waitsForBroker(task)) row(sim, 'Housekeeping', { reason: 'waits for the broker' })
  else if (sim.plan.overtakes && takePriority(sim, task, plan)) task.batch = task.mailbox.length
  else if (beginsBatch(task)) {
    task.batch -= 1
    runMail(sim, task, plan)
  } else {
    task.batch = -1
    takeAny(sim, task, plan)
  }
}

/** Urgent mail takes all that has come into the batch. Returns whether mail of the batch is left. */
function beginsBatch(task: TaskActor): boolean {
  const first = task.mailbox[0]
  if (task.batch < 0 || (first !== undefined && isUrgent(first.mail))) task.batch = task.mailbox.length
  assert(task.batch <= task.mailbox.length, 'mail of the batch is in the mailbox')
  return task.batch > 0
}

/** Flink's default action: one record or one event of the input. */
function takeAny(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  if (isBackpressured(sim, task)) row(sim, 'Housekeeping', { reason: 'backpressure' })
  else if (task.source !== null) takeSource(sim, task, plan)
  else takeInput(sim, task, plan)
}

/** The trigger of an unaligned checkpoint goes before other mail. */
export const isUrgent = (mail: TaskMail): boolean =>
  mail.type === 'trigger' && mail.options.kind === 'unaligned'

function runMail(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  const { mail, arrived } = task.mailbox.shift()!
  sim.current.cause = arrived
  switch (mail.type) {
    case 'trigger':
      row(sim, 'TriggerReceived', { checkpoint: mail.checkpoint, amount: 1 })
      onTrigger(sim, task, plan, mail)
      break
    case 'complete':
      onComplete(sim, task, mail.checkpoint)
      break
    case 'abort':
      onAbort(sim, task, mail.checkpoint, mail.latestCompleted)
      break
    case 'input-timeout':
      onInputTimeout(sim, task, mail.checkpoint)
      break
    case 'output-timeout':
      onOutputTimeout(sim, task, mail.checkpoint)
      break
    case 'clock':
      // An operator that has finished takes no more timers; Flink's timer service is quiesced then.
      if (!task.finish.dataEnded) task.eventTime.marks.push({ type: 'clock' })
      row(sim, 'Housekeeping', { reason: 'clock' })
      break
    default:
      unreachable(mail)
  }
}

function takeSource(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  const split = task.finish.stop === null ? nextSplit(sim, ensure(task.source, 'the source state')) : null
  if (split === null) endData(sim, task, plan)
  else if (arrivalOf(sim, split) > sim.world.now) row(sim, 'Housekeeping', { reason: 'not yet' })
  else takeFromSource(sim, task, plan, split)
}

function takeInput(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  const index = nextReadable(task.inputs, task.currentInput)
  if (index < 0) {
    row(sim, 'Housekeeping', { reason: 'no input' })
    return
  }
  task.currentInput = index
  const input = task.inputs[index]!
  const item = input.queue[0]!
  sim.current.cause = input.arrived[0]!
  if (isBuffer(item)) takeFromBuffer(sim, task, plan, input, item)
  else {
    takeHead(input)
    takeEvent(sim, task, plan, index, item)
  }
}

function takeEvent(sim: Sim, task: TaskActor, plan: TaskPlan, index: number, event: ChannelEvent): void {
  const input = task.inputs[index]!
  switch (event.type) {
    case 'barrier':
      onBarrierTaken(sim, task, plan, index, event)
      break
    case 'end-of-channel-state':
      onEndOfChannelState(sim, task, index)
      break
    case 'cancel-barrier':
      onCancelBarrierTaken(sim, task, index, event.checkpoint)
      break
    case 'end-of-data':
      input.dataEnded = true
      input.suspended = !event.drained
      if (sim.plan.settings.unaligned) tellProcessed(sim, task, input)
      if (task.inputs.every(other => other.dataEnded)) endData(sim, task, plan)
      else row(sim, 'EndOfDataArrived', { channel: input.channel })
      break
    case 'end-of-partition':
      input.ended = true
      row(sim, 'EndOfDataArrived', { channel: input.channel, reason: 'partition' })
      onInputEnded(sim, task, index)
      break
    default:
      unreachable(event)
  }
}

/** Nothing of the channel is left to be processed, so its sender may finish: it need not persist it again. */
function tellProcessed(sim: Sim, task: TaskActor, input: InputChannelState): void {
  const { from, index } = sim.plan.channels[input.channel]!
  const { attempt } = task
  const { networkLatency } = sim.plan.settings
  send(sim, task, from, networkLatency, { type: 'records-processed', attempt, channel: index })
}

/**
 * All input is read: operators finish, the end travels on, and the task waits for one more checkpoint. A job that is
 * suspended ends its data as well, but neither its watermark nor its operators.
 */
function endData(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  if (task.inputs.some(input => input.suspended)) task.finish.suspended = true
  if (task.finish.suspended) {
    row(sim, 'EndOfDataArrived', { reason: 'suspended' })
    passEnd(sim, task, plan)
    return
  }
  if (task.source !== null && !task.finish.maxWatermark) {
    task.finish.maxWatermark = true
    task.eventTime.marks.push({ type: 'emit', position: 0, timestamp: EVENT_TIME_MAX })
    row(sim, 'EndOfInputReached', { amount: EVENT_TIME_MAX })
    return
  }
  const runtime = ensure(task.runtime, 'the runtime of a running task')
  if (!task.finish.onRestore) noteMoment(task.lineage, 'finish', 0, NaN)
  try {
    runtime.operators.forEach((operator, i) => operator.finish?.(runtime.wiring.collectors[i]!))
  } catch (error) {
    failTask(sim, task, errorText(error))
    return
  }
  row(sim, 'EndOfDataArrived', { reason: 'finished' })
  const closing = Math.max(task.lastCheckpointId, task.restoredCheckpoint) + 1
  task.finish.pendingTransactions = sendRequests(sim, task, closing)
  if (task.finish.pendingTransactions === 0) passEnd(sim, task, plan)
}

/** A last transaction is prepared. Until all are, nobody downstream may hear of them: a commit could come first. */
export function onPreparedAtEnd(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  task.finish.pendingTransactions -= 1
  if (task.finish.pendingTransactions === 0) passEnd(sim, task, plan)
}

function passEnd(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  flushStaged(sim, task, plan)
  task.finish.dataEnded = true
  // The checkpoint it was restored from is told as complete once more when another region fails.
  task.finish.finalCheckpointMin = Math.max(task.lastCheckpointId, task.restoredCheckpoint) + 1
  for (const output of task.outputs)
    addEvent(sim, task, output, { type: 'end-of-data', drained: !task.finish.suspended })
  send(sim, task, JOB_MANAGER, sim.plan.settings.rpcLatency, {
    type: 'end-of-data',
    task: task.index,
    attempt: task.attempt,
  })
  const { stop } = task.finish
  task.finish.stop = null
  if (stop !== null) beginSnapshot(sim, task, stop)
}

function waitsForCheckpoint(sim: Sim, finish: FinishState): boolean {
  const { checkpointInterval, checkpointsAfterFinish } = sim.plan.settings
  return finish.syncSavepoint > 0 || (checkpointInterval !== null && checkpointsAfterFinish)
}

/** A task that has nothing more to do and, with checkpointing on, whose last results are safe, ends its partitions. */
function endPartitions(sim: Sim, task: TaskActor): void {
  const { finish } = task
  if (task.uploads.length > 0 || task.mailbox.length > 0) return
  if (!finish.finalCompleted && waitsForCheckpoint(sim, finish)) return
  if (!hasNothingToWaitFor(sim, task)) return
  if (!finish.partitionsEnded) {
    finish.partitionsEnded = true
    for (const output of task.outputs) addEvent(sim, task, output, { type: 'end-of-partition' })
  }
  if (task.outputs.some(output => output.queue.length > 0)) return
  task.inbox.dropTimers(task.index)
  tell(sim, task, 'FINISHED')
  row(sim, 'TaskFinished')
}
