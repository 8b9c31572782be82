/**
 * Records in a task's thread: taken, run through the chain, and, when their cost has passed, their results queued.
 * A user function that throws fails the task.
 */
import { assert, ensure } from '../../base/assert.ts'
import { copyPlain } from '../../base/copy.ts'
import { finish32, Hasher } from '../../base/hash.ts'
import { nextInt } from '../../base/prng.ts'
import { keyGroupOf, keyGroupToSubtask } from '../graph/key-groups.ts'
import { parseKey } from '../graph/canonical-key.ts'
import { describeEffect, describeHand } from '../trace/describe.ts'
import type { OutputEdgePlan, TaskPlan } from '../kernel/plan.ts'
import { row, schedule, send, timer, type Sim } from '../kernel/sim.ts'
import type { InputChannelState, PlainOutput, SourceState, TaskActor } from '../kernel/world.ts'
import type { Buffer } from '../network/buffer.ts'
import { takeHead } from '../network/input-channel.ts'
import { addRecord } from '../network/subpartition.ts'
import { errorText } from './error-text.ts'
import { failTask } from './lifecycle.ts'
import { outputPath, ROOT_PATH } from './lineage.ts'

/** Keys whose subtask is remembered, per edge. */
const ROUTES_MAX = 100_000

type Split = SourceState['splits'][number]

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
  const timestamp = log.timestamps === null ? null : log.timestamps[offset]!
  split.offset += 1
  split.furthest = Math.max(split.furthest, split.offset)
  run(sim, task, plan, copyPlain(log.values[offset]), null, timestamp, split.partition, offset, ROOT_PATH)
  if (task.life === 'RUNNING' && sim.trace.records) {
    row(sim, 'RecordRead', {
      record: describeHand(sim, task),
      effect: describeEffect(task),
      amount: task.staged.count,
    })
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
  input.cursor += 1
  run(
    sim,
    task,
    plan,
    copyPlain(buffer.values[i]),
    buffer.keys[i]!,
    buffer.timestamps[i]!,
    buffer.partitions[i]!,
    buffer.offsets[i]!,
    buffer.paths[i]!,
  )
  if (task.life !== 'RUNNING') return
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

/** The buffer is used up: its credit goes back to the sender. */
function recycle(sim: Sim, task: TaskActor, input: InputChannelState): void {
  takeHead(input)
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
  hand.partition = partition
  hand.offset = offset
  hand.path = path
  task.processed += 1
  if (task.lineage !== null) remember(task, partition, offset, path)
  const runtime = ensure(task.runtime, 'the runtime of a running task')
  const { keyContext, collectors } = runtime.wiring
  keyContext.key = key
  keyContext.event = task.events
  const head = collectors[0]!
  head.timestamp = timestamp
  try {
    if (plan.vertex.role === 'source') head.collect(value)
    else runtime.operators[0]!.processElement(value, timestamp, head)
  } catch (error) {
    failTask(sim, task, errorText(error))
    return
  }
  schedule(sim, task, 'done', plan.recordCost * task.slowFactor)
}

function remember(task: TaskActor, partition: number, offset: number, path: number): void {
  const lineage = task.lineage!
  lineage.log.set(lineage.length, partition, offset, path)
  lineage.length += 1
  lineage.digest = finish32(
    Math.imul(lineage.digest, 31) ^ Math.imul(partition + 1, 0x9e3779b1) ^ offset ^ path,
  )
}

/** The cost of the record in hand has passed: what it made enters the output queues. */
export function finishRecord(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  const amount = task.staged.count + task.staged.writes.length
  flushStaged(sim, task, plan)
  if (sim.trace.records) row(sim, 'OutputsQueued', { amount, record: describeHand(sim, task) })
  task.hand.busy = false
  task.hand.value = null
}

export function flushStaged(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  const { staged } = task
  for (let i = 0; i < staged.count; i++) {
    const edge = plan.edges[staged.edges[i]!]!
    const key = staged.keys[i]!
    const output = task.outputs[edge.firstOutput + route(sim, task, edge, staged.edges[i]!, key)]!
    addRecord(
      sim,
      task,
      output,
      staged.values[i],
      key,
      staged.timestamps[i]!,
      outputPath(task.hand.path, edge.edge.index, i),
    )
    if (output.open !== null && task.flushAt < 0) setFlushTimer(sim, task)
  }
  for (const [i, write] of staged.writes.entries()) {
    const output = sim.world.outputs.find(log => log.node === write.sink && log.subtask === plan.subtask)
    appendOutput(
      ensure(output, 'the output log of a plain sink'),
      task,
      write.value,
      write.timestamp,
      outputPath(task.hand.path, -write.sink, i),
    )
  }
  staged.clear()
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

/** Flink's output flusher: everything that is open goes out at the next multiple of the buffer timeout. */
function setFlushTimer(sim: Sim, task: TaskActor): void {
  const { bufferTimeout } = sim.plan.settings
  task.flushAt = (Math.floor(sim.world.now / bufferTimeout) + 1) * bufferTimeout
  timer(sim, task, task.flushAt, { type: 'flush', attempt: task.attempt })
}

function route(sim: Sim, task: TaskActor, plan: OutputEdgePlan, index: number, key: string | null): number {
  if (plan.width === 1) return 0
  switch (plan.edge.partitioner) {
    case 'HASH': {
      const text = ensure(key, 'a key')
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
      const last = task.roundRobin[index]!
      const next = last < 0 ? nextInt(task.rng, plan.width) : (last + 1) % plan.width
      task.roundRobin[index] = next
      return next
    }
    default:
      throw new Error(`partitioner ${plan.edge.partitioner} is not built`)
  }
}
