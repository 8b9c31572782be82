/** One task of a small job that runs, which does things out of the blue. */
import { jobForTests, seekRow } from '../checkpoint/job-for-tests.suite.ts'
import { taskOf } from '../check/view.ts'
import { PLAIN_OPTIONS, withKind, type BarrierKind } from '../checkpoint/options.ts'
import type { Run } from '../index.ts'
import { doing, type Done } from '../kernel/actor-for-tests.suite.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { TaskMail } from '../kernel/rpc.ts'
import type { Sim } from '../kernel/sim.ts'
import type { SubtaskSnapshotState, TaskActor } from '../kernel/world.ts'
import { onInputEnded } from './barriers.ts'
import { onCpu } from './thread.ts'
import { OpenBuffer, type BarrierEvent, type Buffer, type ChannelItem } from '../network/buffer.ts'

/** In the plan of the job for tests. */
export const SOURCE = 1
export const COUNT = 3

export interface TaskForTests {
  readonly run: Run
  readonly task: TaskActor
  readonly plan: TaskPlan
  readonly now: number
  readonly doing: (act: (sim: Sim) => void) => Done
}

/** All tasks of it run, and this one has nothing in hand; no checkpoint is triggered by itself. */
export function taskForTests(
  actor: typeof SOURCE | typeof COUNT,
  config: Readonly<Record<string, string>> = {},
): TaskForTests {
  const run = jobForTests({ config: { 'execution.checkpointing.min-pause': '1 h', ...config } })
  for (let i = 0; i < run.plan.tasks.length; i++) seekRow(run, 'ExecutionStateChanged', 'RUNNING')
  const { now } = run.world
  const task = taskOf(run.world, actor)
  task.cpu = 'none'
  task.hand.busy = false
  return { run, task, plan: run.plan.task(actor), now, doing: act => doing(run, actor, act) }
}

/** The producer of an input has finished. */
export function endInput({ task, doing: act }: TaskForTests, input: number): void {
  act(sim => onInputEnded(sim, task, input))
  task.inputs[input]!.ended = true
}

export function bufferOf(...values: readonly string[]): Buffer {
  const open = new OpenBuffer()
  values.forEach((value, i) => open.add(value, value, null, 0, i, 0))
  return open.close()
}

export const barrierOf = (checkpoint: number, kind: BarrierKind, triggeredAt = 0): BarrierEvent => ({
  type: 'barrier',
  checkpoint,
  triggeredAt,
  options: withKind(PLAIN_OPTIONS, kind),
})

/** A snapshot that has not begun. */
export const snapshotOf = (
  checkpoint: number,
  change: Partial<SubtaskSnapshotState> = {},
): SubtaskSnapshotState => ({
  checkpoint,
  triggeredAt: 0,
  options: PLAIN_OPTIONS,
  startDelay: 0,
  alignmentStartedAt: 0,
  alignment: -1,
  syncStartedAt: -1,
  sync: -1,
  asyncStartedAt: -1,
  async: -1,
  bytes: 0,
  epoch: -1,
  cutEvent: -1,
  cutTime: -1,
  pendingTransactions: 0,
  fixed: null,
  aborted: false,
  processed: 0,
  inFlight: null,
  awaitsInFlight: false,
  ...change,
})

/** Buffers by their values, events by their type and kind. */
export const textOf = (item: ChannelItem): string => {
  if (!('type' in item)) return item.values.slice(0, item.size).join('')
  return item.type === 'barrier' ? (item.options.kind ?? 'aligned') : item.type
}

export const itemsSent = ({ sent }: Done): string[] =>
  sent.flatMap(({ body }) => (body.type === 'item' ? [textOf(body.item)] : []))

/** Numbers of the inputs whose sender may go on. */
export const resumed = ({ run }: TaskForTests, { sent }: Done): number[] =>
  sent
    .flatMap(({ body }) => (body.type === 'resume' ? [run.plan.channels[body.channel]!.input] : []))
    .sort((a, b) => a - b)

export const kindsTold = ({ told }: Done): string[] => told.map(({ kind }) => kind)

export const abort = (checkpoint: number): TaskMail => ({
  type: 'abort',
  attempt: 0,
  checkpoint,
  latestCompleted: 0,
})

export const mailOf = (...mail: readonly TaskMail[]) => mail.map((one, i) => ({ mail: one, arrived: 70 + i }))

/** They wait at an input. */
export function arrive({ task }: TaskForTests, input: number, ...items: readonly ChannelItem[]): void {
  task.inputs[input]!.queue.push(...items)
  task.inputs[input]!.arrived.push(...items.map((_, i) => 80 + i))
}

/** The thread takes what it had set out for. */
export function takes(it: TaskForTests, cpu: TaskActor['cpu'] = 'take') {
  it.task.cpu = cpu
  return it.doing(sim => onCpu(sim, it.task, it.plan))
}
