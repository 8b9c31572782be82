/**
 * Records in a task's thread: taken, run through the chain, and, when their cost has passed, their results queued.
 * A user function that throws fails the task.
 */
import { assert, AssertionError, ensure, unreachable } from '../../base/assert.ts'
import { copyPlain } from '../../base/copy.ts'
import { Hasher } from '../../base/hash.ts'
import { nextInt } from '../../base/prng.ts'
import { keyGroupOf, keyGroupToSubtask } from '../graph/key-groups.ts'
import { parseKey } from '../graph/canonical-key.ts'
import { describeEffect, describeHand, describeRecord } from '../trace/describe.ts'
import type { OutputEdgePlan, TaskPlan } from '../kernel/plan.ts'
import { row, schedule, send, type Sim } from '../kernel/sim.ts'
import type { InputChannelState, PlainOutput, SourceState, TaskActor } from '../kernel/world.ts'
import type { Buffer } from '../network/buffer.ts'
import type { ValveOutput } from '../time/valve.ts'
import { takeHead } from '../network/input-channel.ts'
import { addRecord } from '../network/subpartition.ts'
import { errorText } from './error-text.ts'
import { looksAtRecords, takeDrop, throwIfPoisoned } from './faults.ts'
import { failTask, isUp } from './lifecycle.ts'
import { broadcastPlace, outputPath, ROOT_PATH } from './lineage.ts'
import { takeFresh, takeMark } from './marks.ts'
import { noteProgress } from './source-progress.ts'
import { afterRecord, endSplit, timestampOf, watermarksOf } from './source-watermarks.ts'

/** Keys whose subtask is remembered, per edge. */
const ROUTES_MAX = 100_000

export type Split = SourceState['splits'][number]

/** When the next record of a split can be read. The split must not be at its end. */
export function arrivalOf(sim: Sim, split: Split): number {
  const { arrivals } = sim.plan.partitions[split.partition]!.split
  return arrivals === null ? 0 : arrivals[split.offset]!
}

/** The split whose next record comes first; null when every split is at its end. */
export function nextSplit(sim: Sim, source: SourceState): Split | null {
  let best: Split | null = null
  for (const split of source.splits) {
    if (split.offset >= sim.plan.partitions[split.partition]!.split.values.length) continue
    if (best === null || arrivalOf(sim, split) < arrivalOf(sim, best)) best = split
  }
  return best
}

export function takeFromSource(sim: Sim, task: TaskActor, plan: TaskPlan, split: Split): void {
  const log = sim.plan.partitions[split.partition]!.split
  const { offset } = split
  split.offset += 1
  split.furthest = Math.max(split.furthest, split.offset)
  const given = log.timestamps === null ? null : log.timestamps[offset]!
  runSourced(sim, task, plan, split, given)
  if (isUp(task)) noteProgress(sim, task, task.source!, log.values[offset])
  if (isUp(task) && sim.trace.records) {
    row(sim, 'RecordRead', {
      record: describeHand(sim, task),
      effect: describeEffect(task),
      amount: task.staged.count,
    })
  }
}

/** A record of a source's log through the chain, then the watermark it brings. */
function runSourced(sim: Sim, task: TaskActor, plan: TaskPlan, split: Split, given: number | null): void {
  const offset = split.offset - 1
  const { values } = sim.plan.partitions[split.partition]!.split
  const value = copyPlain(values[offset])
  const { watermarks, splits } = task.source!
  if (watermarksOf(plan) === null) {
    run(sim, task, plan, null, value, null, given, split.partition, offset, ROOT_PATH)
    return
  }
  const index = splits.indexOf(split)
  try {
    const timestamp = timestampOf(plan, value, given)
    run(sim, task, plan, null, value, null, timestamp, split.partition, offset, ROOT_PATH)
    if (watermarks === null || !isUp(task)) return
    afterRecord(task, index, value, timestamp)
    if (offset + 1 === values.length) endSplit(task, index)
    takeFresh(task)
  } catch (error) {
    if (error instanceof AssertionError) throw error
    failTask(sim, task, errorText(error))
  }
}

/** Takes the next record of the buffer at the head of `input`. */
export function takeFromBuffer(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  input: InputChannelState,
  buffer: Buffer,
): void {
  const i = input.cursor
  assert(i < buffer.size, 'the buffer in hand has a next record')
  if (i === 0) noteTaken(task, buffer)
  input.cursor += 1
  if (buffer.isMark(i)) {
    takeMarkFrom(sim, task, plan, input, buffer.markAt(i))
    if (input.cursor === buffer.size) recycle(sim, task, input)
    return
  }
  if (looksAtRecords(task) && takeDrop(task, buffer.partitionAt(i), buffer.offsetAt(i))) {
    loseRecord(sim, task, input, buffer, i)
    return
  }
  run(
    sim,
    task,
    plan,
    plan.gates[sim.plan.channels[input.channel]!.input]!.input === 1 ? 1 : 0,
    copyPlain(buffer.values[i]),
    buffer.keys[i]!,
    buffer.timestampAt(i),
    buffer.partitionAt(i),
    buffer.offsetAt(i),
    buffer.pathAt(i),
  )
  if (!isUp(task)) return
  if (sim.trace.records) {
    row(sim, 'RecordProcessed', {
      channel: input.channel,
      record: describeHand(sim, task),
      effect: describeEffect(task),
      amount: task.staged.count,
    })
  }
  if (input.cursor === buffer.size) recycle(sim, task, input)
}

/** A fault: the record is gone, and nobody downstream ever hears of it. */
function loseRecord(sim: Sim, task: TaskActor, input: InputChannelState, buffer: Buffer, i: number): void {
  const record = describeRecord(
    sim.plan,
    task.attempt,
    buffer.values[i],
    buffer.keys[i]!,
    buffer.partitionAt(i),
    buffer.offsetAt(i),
    buffer.timestampAt(i),
    sim.world,
  )
  row(sim, 'RecordDropped', { channel: input.channel, record })
  if (input.cursor === buffer.size) recycle(sim, task, input)
}

/** The sizes of buffers count where somebody measures. */
function noteTaken({ alignment, debloat }: TaskActor, buffer: Buffer): void {
  if (alignment === null && debloat === null) return
  const bytes = buffer.bytesFrom(0)
  if (alignment !== null) alignment.processed += bytes
  if (debloat !== null) debloat.bytes += bytes
}

function takeMarkFrom(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  input: InputChannelState,
  mark: ValveOutput,
): void {
  const moved = takeMark(task, plan, sim.plan.channels[input.channel]!.input, mark)
  if (!sim.trace.records) return
  const isWatermark = mark.type === 'watermark'
  row(sim, isWatermark ? 'WatermarkReceived' : 'WatermarkStatusReceived', {
    channel: input.channel,
    amount: isWatermark ? mark.timestamp : 0,
    reason: isWatermark ? (moved ? 'advances' : 'held back') : mark.idle ? 'idle' : 'active',
  })
}

/** The buffer is used up: its credit goes back to the sender. */
function recycle(sim: Sim, task: TaskActor, input: InputChannelState): void {
  takeHead(input)
  if (input.restored > 0) {
    // It came from a checkpoint, and nobody had granted a credit for it.
    input.restored -= 1
    return
  }
  const channel = sim.plan.channels[input.channel]!
  send(sim, task, channel.from, sim.plan.settings.networkLatency, {
    type: 'credit',
    attempt: task.attempt,
    channel: channel.index,
    count: 1,
  })
}

function run(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  input: 0 | 1 | null,
  value: unknown,
  key: string | null,
  timestamp: number | null,
  partition: number,
  offset: number,
  path: number,
): void {
  const { hand } = task
  hand.busy = true
  hand.value = value
  hand.key = key
  hand.timestamp = timestamp
  hand.partition = partition
  hand.offset = offset
  hand.path = path
  task.processed += 1
  if (task.lineage !== null) task.lineage.add(partition, offset, path)
  const runtime = ensure(task.runtime, 'the runtime of a running task')
  const { wiring } = runtime
  const { keyContext, collectors } = wiring
  keyContext.key = key
  keyContext.event = task.events
  const head = collectors[0]!
  head.timestamp = timestamp
  wiring.meter.begin()
  try {
    if (looksAtRecords(task)) throwIfPoisoned(task)
    if (input === null) head.collect(value)
    else if (input === 0) runtime.operators[0]!.processElement(value, timestamp, head)
    else runtime.operators[0]!.processElement2!(value, timestamp, head)
  } catch (error) {
    failTask(sim, task, errorText(error))
    return
  }
  takeFresh(task)
  schedule(sim, task, 'done', (plan.recordCost + wiring.meter.take()) * task.slowFactor)
}

/** The cost of the record in hand has passed: what it made enters the output queues. */
export function finishRecord(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  const amount = task.staged.count + task.staged.writes.length
  flushStaged(sim, task, plan)
  if (sim.trace.records) row(sim, 'OutputsQueued', { amount, record: describeHand(sim, task) })
  task.hand.busy = false
  task.hand.value = null
}

/** Returns whether a buffer joined an output queue. */
export function flushStaged(sim: Sim, task: TaskActor, plan: TaskPlan): boolean {
  const { staged } = task
  let queued = false
  for (let i = 0; i < staged.count; i++) {
    const edge = plan.edges[staged.edges[i]!]!
    if (edge.broadcasts) {
      for (let target = 0; target < edge.width; target++)
        queued = queueStaged(sim, task, edge, i, target, broadcastPlace(i, target)) || queued
    } else {
      const target = edge.width === 1 ? 0 : route(sim, task, edge, i)
      queued = queueStaged(sim, task, edge, i, target, i) || queued
    }
  }
  if (staged.writes.length > 0) writeStaged(sim, task, plan)
  staged.clear()
  return queued
}

function writeStaged(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  for (const [i, write] of task.staged.writes.entries()) {
    const output = sim.world.outputs.find(log => log.node === write.sink && log.subtask === plan.subtask)
    appendOutput(
      ensure(output, 'the output log of a plain sink'),
      task,
      write.value,
      write.timestamp,
      outputPath(task.hand.path, -write.sink, i),
    )
  }
}

function queueStaged(
  sim: Sim,
  task: TaskActor,
  edge: OutputEdgePlan,
  i: number,
  target: number,
  place: number,
): boolean {
  const { staged } = task
  const { path } = task.hand
  return addRecord(
    sim,
    task,
    task.outputs[edge.firstOutput + target]!,
    staged.values[i],
    staged.keys[i]!,
    staged.timestamps[i]!,
    place === 0 && path === ROOT_PATH ? edge.rootPath : outputPath(path, edge.edge.index, place),
  )
}

function appendOutput(
  output: PlainOutput,
  task: TaskActor,
  value: unknown,
  timestamp: number | null,
  path: number,
): void {
  const { partition, offset } = task.hand
  output.log.set(output.length, { value, timestamp, partition, offset, path, attempt: task.attempt })
  output.length += 1
  output.digest = new Hasher()
    .word(output.digest)
    .value(value)
    .word(partition)
    .word(offset)
    .word(path)
    .lanes()[0]
}

/** The subtask that staged output `i` goes to. */
function route(sim: Sim, task: TaskActor, plan: OutputEdgePlan, i: number): number {
  switch (plan.edge.partitioner) {
    case 'HASH': {
      const text = ensure(task.staged.keys[i], 'a key')
      const known = plan.routes.get(text)
      if (known !== undefined) return known
      const { type } = ensure(plan.edge.key, 'the key of a hash edge')
      const { maxParallelism } = sim.plan.graph.vertices[plan.edge.to]!
      const subtask = keyGroupToSubtask(
        maxParallelism,
        plan.width,
        keyGroupOf(type, parseKey(type, text), maxParallelism),
      )
      if (plan.routes.size < ROUTES_MAX) plan.routes.set(text, subtask)
      return subtask
    }
    case 'REBALANCE': {
      const index = task.staged.edges[i]!
      const last = task.roundRobin[index]!
      const next = last < 0 ? nextInt(task.rng, plan.width) : (last + 1) % plan.width
      task.roundRobin[index] = next
      return next
    }
    case 'RESCALE': {
      const index = task.staged.edges[i]!
      const next = (task.roundRobin[index]! + 1) % plan.width
      task.roundRobin[index] = next
      return next
    }
    case 'SHUFFLE':
      return nextInt(task.rng, plan.width)
    case 'CUSTOM':
      return task.staged.targets[i]!
    case 'GLOBAL':
      return 0
    case 'FORWARD':
    case 'BROADCAST':
      throw new Error(`a ${plan.edge.partitioner} edge has no choice of subtask`)
    default:
      return unreachable(plan.edge.partitioner)
  }
}
