/** What reaches a task from outside its thread. Messages of another attempt change nothing and are seen as ignored. */
import { assert, unreachable } from '../../base/assert.ts'
import { JOB_MANAGER, type TaskPlan } from '../kernel/plan.ts'
import type { AttemptRpc, CancellationTimer, TaskMail, TaskRpc } from '../kernel/rpc.ts'
import { row, send, type Sim } from '../kernel/sim.ts'
import type { InputChannelState, TaskActor } from '../kernel/world.ts'
import { isBuffer, type Buffer, type ChannelItem } from '../network/buffer.ts'
import { captureArrival, noteBarrier } from '../network/channel-state.ts'
import { closeBuffer, pump } from '../network/subpartition.ts'
import { describeRecord } from '../trace/describe.ts'
import {
  isRefused,
  onConnectionReset,
  onConnectionTimeout,
  onHost,
  onIsolated,
  watchConnections,
} from './process.ts'
import { onCancel, onCancellationTimer } from './cancelling.ts'
import { onCommand } from './commands.ts'
import { onCommitAnswer, onCommitTimeout } from './commits.ts'
import { onPrepared, onStored, onStoreFailed } from './checkpointing.ts'
import { onDebloat } from './debloating.ts'
import { failTask, isUp, onDeploy, onFetched } from './lifecycle.ts'
import { decline } from './replies.ts'
import { isUrgent, onPreparedAtEnd, poke } from './thread.ts'

export function onTaskMessage(sim: Sim, task: TaskActor, plan: TaskPlan, message: TaskRpc): void {
  if (message.type === 'command') onCommand(sim, task, message.effect)
  else if (message.type === 'host') onHost(sim, task, message)
  else if (message.type === 'isolated') onIsolated(sim, task, message)
  else if (message.type === 'deploy') deploy(sim, task, plan, message)
  else if (isCancellationTimer(message)) onCancellationTimer(sim, task, message)
  else if (message.attempt > task.attempt) {
    task.early.push(message)
    row(sim, 'Housekeeping', { reason: `early ${message.type}` })
  } else if (isStale(sim, task, message) || !isUp(task)) ignore(sim, task, message)
  else deliver(sim, task, plan, message)
  poke(sim, task)
}

const isCancellationTimer = (message: TaskRpc): message is CancellationTimer =>
  message.type === 'function-returned' ||
  message.type === 'interrupt' ||
  message.type === 'cancellation-timeout'

const isStale = (sim: Sim, task: TaskActor, message: AttemptRpc): boolean =>
  message.attempt < task.attempt && sim.planted !== 'stale-attempt'

function deploy(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  message: Extract<TaskRpc, { type: 'deploy' }>,
): void {
  if (isRefused(task, message)) {
    row(sim, 'MessageIgnored', { reason: 'deploy' })
    return
  }
  onDeploy(sim, task, plan, message)
  watchConnections(sim, task)
  const { attempt, early } = task
  task.early = early.filter(other => other.attempt > attempt)
  for (const other of early.filter(one => one.attempt === attempt)) {
    // One of them may have been the end of it.
    if (isUp(task)) deliver(sim, task, plan, other)
    else ignore(sim, task, other)
  }
}

function ignore(sim: Sim, task: TaskActor, message: AttemptRpc): void {
  const channel = 'channel' in message ? message.channel : -1
  const checkpoint = 'checkpoint' in message ? message.checkpoint : 0
  const effect =
    message.type === 'complete' || message.type === 'abort'
      ? 'UNKNOWN_TASK_CHECKPOINT_NOTIFICATION_FAILURE'
      : null
  row(sim, 'MessageIgnored', { reason: message.type, channel, checkpoint, effect })
  if (message.type === 'trigger' && message.attempt === task.attempt && task.life === 'FINISHED') {
    // It finished while the trigger was on its way: its TaskManager knows no such task any more.
    const { attempt, index } = task
    const reason = 'TASK_CHECKPOINT_FAILURE'
    const { rpcLatency } = sim.plan.settings
    send(sim, task, JOB_MANAGER, rpcLatency, { type: 'decline', task: index, attempt, checkpoint, reason })
  }
}

function deliver(sim: Sim, task: TaskActor, plan: TaskPlan, message: AttemptRpc): void {
  switch (message.type) {
    case 'item':
      onItem(sim, task, plan, message)
      break
    case 'credit':
      onCredit(sim, task, message.channel, message.count)
      break
    case 'resume':
      onResume(sim, task, message)
      break
    case 'buffer-size':
      outputOf(sim, task, message.channel).bufferSize = message.size
      row(sim, 'Housekeeping', { reason: 'buffer size', channel: message.channel, amount: message.size })
      break
    case 'debloat':
      onDebloat(sim, task, plan)
      break
    case 'records-processed':
      outputOf(sim, task, message.channel).processed = true
      row(sim, 'Housekeeping', { reason: 'records processed', channel: message.channel })
      break
    case 'trigger':
      if (task.life === 'INITIALIZING') declineNotReady(sim, task, message.checkpoint)
      else toMailbox(sim, task, message)
      break
    case 'input-timeout':
    case 'output-timeout':
    case 'complete':
    case 'abort':
      toMailbox(sim, task, message)
      break
    case 'clock':
      onClock(sim, task, message)
      break
    case 'stored':
    case 'store-failed':
    case 'fetched':
    case 'fetch-failed':
      onStorageAnswer(sim, task, plan, message)
      break
    case 'prepared':
    case 'prepare-refused':
    case 'committed':
    case 'commit-timeout':
      onBrokerAnswer(sim, task, plan, message)
      break
    case 'flush':
      onFlush(sim, task)
      break
    case 'wake':
      if (task.source !== null) task.source.wakeAt = -1
      row(sim, 'Housekeeping', { reason: 'wake' })
      break
    case 'cancel':
      onCancel(sim, task)
      break
    case 'connection-reset':
    case 'connection-timeout':
      onConnection(sim, task, message)
      break
    default:
      unreachable(message)
  }
}

const onConnection = (
  sim: Sim,
  task: TaskActor,
  message: Of<'connection-reset' | 'connection-timeout'>,
): void =>
  message.type === 'connection-reset'
    ? onConnectionReset(sim, task, message.channel)
    : onConnectionTimeout(sim, task, message)

type Of<T extends TaskRpc['type']> = Extract<TaskRpc, { readonly type: T }>

function onClock(sim: Sim, task: TaskActor, mail: Of<'clock'>): void {
  task.eventTime.clockAt = -1
  if (!task.finish.dataEnded) task.mailbox.push({ mail, arrived: task.events })
  row(sim, 'Housekeeping', { reason: 'clock' })
}

function onStorageAnswer(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  message: Of<'stored' | 'store-failed' | 'fetched' | 'fetch-failed'>,
): void {
  switch (message.type) {
    case 'stored':
      return onStored(sim, task, plan, message.checkpoint)
    case 'fetched':
      return onFetched(sim, task, plan, message.checkpoint)
    case 'store-failed':
      return onStoreFailed(sim, task, message.checkpoint, message.problem)
    case 'fetch-failed':
      return failTask(sim, task, `Could not restore the state: ${message.problem}`)
  }
}

function onBrokerAnswer(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  message: Of<'prepared' | 'prepare-refused' | 'committed' | 'commit-timeout'>,
): void {
  switch (message.type) {
    case 'prepared':
      row(sim, 'Housekeeping', { reason: 'prepared' })
      return task.finish.pendingTransactions > 0 ? onPreparedAtEnd(sim, task, plan) : onPrepared(sim, task)
    case 'prepare-refused':
      return failTask(
        sim,
        task,
        `InvalidProducerEpochException: transaction ${message.transaction} was open for longer than its timeout`,
      )
    case 'committed':
      return onCommitAnswer(sim, task, plan, message)
    case 'commit-timeout':
      return onCommitTimeout(sim, task, plan, message)
  }
}

function onCredit(sim: Sim, task: TaskActor, channel: number, count: number): void {
  const output = outputOf(sim, task, channel)
  output.credits += count
  if (sim.trace.records) row(sim, 'CreditArrived', { channel, amount: output.credits })
  pump(sim, task, output)
}

function onResume(sim: Sim, task: TaskActor, message: Extract<TaskRpc, { type: 'resume' }>): void {
  const { channel, checkpoint } = message
  const output = outputOf(sim, task, channel)
  row(sim, 'ResumeArrived', { channel, checkpoint, amount: output.queue.length })
  if (output.blocked !== checkpoint) return
  output.blocked = 0
  pump(sim, task, output)
}

function toMailbox(sim: Sim, task: TaskActor, mail: Exclude<TaskMail, { readonly type: 'clock' }>): void {
  const first = task.mailbox.findIndex(other => !isUrgent(other.mail))
  const place = isUrgent(mail) && first >= 0 ? first : task.mailbox.length
  task.mailbox.splice(place, 0, { mail, arrived: task.events })
  row(sim, mail.type === 'trigger' ? 'TriggerReceived' : 'Housekeeping', {
    checkpoint: mail.checkpoint,
    reason: `mail ${mail.type}`,
  })
}

/** Whoever waits for its barrier hears that none will come. */
function declineNotReady(sim: Sim, task: TaskActor, checkpoint: number): void {
  const reason = 'CHECKPOINT_DECLINED_TASK_NOT_READY'
  row(sim, 'CheckpointDeclined', { checkpoint, reason })
  decline(sim, task, checkpoint, reason)
}

function onItem(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  message: Extract<TaskRpc, { type: 'item' }>,
): void {
  const channel = sim.plan.channels[message.channel]!
  const input = task.inputs[channel.input]!
  assert(input.channel === message.channel, 'an item comes in on its own channel')
  assert(input.blocked === 0 || sim.planted !== null, 'nothing arrives behind a barrier')
  const { item } = message
  enqueue(sim, task, input, channel.input, item)
  input.backlog = message.backlog ?? 0
  if (isBuffer(item)) {
    input.received += 1
    if (sim.trace.records)
      row(sim, 'BufferArrived', {
        channel: message.channel,
        peer: channel.from,
        amount: item.records,
        record: item.isMark(0) ? null : firstRecord(sim, task, item),
      })
  } else if (item.type === 'barrier') {
    const amount = task.inputs.filter(other => hasBarrier(other, item.checkpoint)).length
    row(sim, 'BarrierArrived', {
      channel: message.channel,
      peer: channel.from,
      checkpoint: item.checkpoint,
      amount,
      total: plan.inputs.length,
    })
  } else row(sim, 'Housekeeping', { channel: message.channel, reason: item.type })
}

/** What overtakes is read before the queue; a barrier that may still overtake is announced there. */
function enqueue(
  sim: Sim,
  task: TaskActor,
  input: InputChannelState,
  index: number,
  item: ChannelItem,
): void {
  const arrived = task.events
  const persisted = captureArrival(task.capture, index, item)
  if (sim.planted === 'persisted-twice' && !persisted && isBuffer(item))
    task.capture?.inputs[index]?.buffers.push({ buffer: item, from: 0 })
  if (!isBuffer(item) && item.type === 'barrier') {
    noteBarrier(input, item.checkpoint, arrived)
    if (item.options.kind === 'timeoutable')
      input.priority.push({ event: { ...item, type: 'announcement' }, arrived })
    if (item.options.kind === 'unaligned') {
      input.priority.push({ event: item, arrived })
      return
    }
  }
  input.queue.push(item)
  input.arrived.push(arrived)
}

/** The barrier waits in the channel's queue, or was taken and stopped it. */
function hasBarrier(input: InputChannelState, checkpoint: number): boolean {
  if (input.blocked === checkpoint || input.priority.some(({ event }) => event.checkpoint === checkpoint))
    return true
  return input.queue.some(
    item => !isBuffer(item) && item.type === 'barrier' && item.checkpoint === checkpoint,
  )
}

function firstRecord(sim: Sim, task: TaskActor, buffer: Buffer) {
  return describeRecord(
    sim.plan,
    task.attempt,
    buffer.values[0],
    buffer.keys[0]!,
    buffer.partitionAt(0),
    buffer.offsetAt(0),
    buffer.timestampAt(0),
    sim.world,
  )
}

function outputOf(sim: Sim, task: TaskActor, channel: number) {
  const output = task.outputs[sim.plan.channels[channel]!.output]!
  assert(output.channel === channel, 'a credit or resume is for its own subpartition')
  return output
}

function onFlush(sim: Sim, task: TaskActor): void {
  task.flushAt = -1
  let flushed = 0
  for (const output of task.outputs) {
    if (output.open === null) continue
    closeBuffer(output)
    pump(sim, task, output)
    flushed += 1
  }
  if (sim.trace.records) row(sim, 'BufferFlushed', { amount: flushed })
}
