/**
 * What counts at a step, region by region. While a region runs, that is what its tasks hold and what is under way.
 * Between a failure and the restore it is what the restore will bring back: the last completed checkpoint, and the log
 * behind it.
 */
import type { ExecutionState } from '../api/frame.ts'
import type { Plan } from '../kernel/plan.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import type { CompletedCheckpoint, JobManagerActor, TaskActor, TaskRuntime, World } from '../kernel/world.ts'
import { isBuffer, type Buffer, type ChannelItem } from '../network/buffer.ts'
import { storedState } from '../recovery/union-state.ts'
import type { SubtaskState } from '../state/subtask-state.ts'
import { broadcastPlace, lineageRefs, outputPath, type LineageRef } from '../task/lineage.ts'
import type { Travelling } from './alone-chain.ts'

/** Of an execution that is over, or soon will be, without having finished. */
const ENDED_EARLY: readonly ExecutionState[] = ['CANCELING', 'CANCELED', 'FAILED']

export interface InFlight extends Travelling {
  readonly partition: number
  readonly offset: number
}

export interface View {
  readonly attempt: number
  /** By task: it counts itself; otherwise what the last completed checkpoint has of it. */
  readonly live: readonly boolean[]
  /** By task, in the order of the plan. */
  readonly lineage: readonly (readonly LineageRef[])[]
  /** Where its keyed state is: in its tables, in a snapshot, or nowhere yet. */
  readonly state: readonly (TaskRuntime | SubtaskState | null)[]
  /** By partition: where the job began, and what is read next. */
  readonly origins: readonly number[]
  readonly offsets: readonly number[]
  readonly inFlight: readonly InFlight[]
  /** What was in flight already when the job began, from a snapshot. */
  readonly begun: readonly InFlight[]
}

export function jobManagerOf(world: World): JobManagerActor {
  return world.actors[JOB_MANAGER] as JobManagerActor
}

export function taskOf(world: World, actor: number): TaskActor {
  return world.actors[actor] as TaskActor
}

/** The attempt of a task that the JobManager means. */
export function attemptOf(world: World, actor: number): number {
  return jobManagerOf(world).executions[actor - 1]!.attempt
}

export function viewOf(plan: Plan, world: World): View {
  const jobManager = jobManagerOf(world)
  const { attempt } = jobManager
  const { completed } = jobManager.coordinator
  const latest = completed[completed.length - 1] ?? null
  const origins = originsOf(plan, world)
  const tasks = plan.tasks.map(task => taskOf(world, task.actor))
  const checkpoint = checkpointView(plan, world, attempt, latest)
  const stored = { ...checkpoint, offsets: beyondReplay(plan, tasks, checkpoint.offsets) }
  const live = liveTasks(plan, jobManager, tasks)
  const begun = tasks.map(
    (task, i) => live[i]! && task.attempt === attemptOf(world, task.index) && task.runtime !== null,
  )
  const offsets = [...stored.offsets]
  tasks.forEach((task, i) => {
    if (begun[i]!) for (const split of task.source?.splits ?? []) offsets[split.partition] = split.offset
  })
  return {
    attempt,
    live,
    lineage: tasks.map((task, i) => (begun[i]! ? lineageRefs(task.lineage) : stored.lineage[i]!)),
    state: tasks.map((task, i) => (begun[i]! ? task.runtime : stored.state[i]!)),
    origins,
    offsets,
    inFlight: [
      ...inFlightOf(
        plan,
        world,
        tasks.filter((_, i) => live[i]!),
      ),
      ...stored.state.flatMap((state, i) => (begun[i]! ? [] : storedInFlight(plan, state))),
    ],
    begun: stored.begun,
  }
}

/** What was read of a partition that cannot be read again is behind it for good. */
function beyondReplay(plan: Plan, tasks: readonly TaskActor[], offsets: readonly number[]): number[] {
  const reached = [...offsets]
  for (const { partition, furthest } of tasks.flatMap(task => task.source?.splits ?? [])) {
    if (!plan.partitions[partition]!.replayable) reached[partition] = Math.max(reached[partition]!, furthest)
  }
  return reached
}

/** A task that died takes its region with it, even if the JobManager has not heard of it. */
function liveTasks(plan: Plan, jobManager: JobManagerActor, tasks: readonly TaskActor[]): boolean[] {
  const dead = new Set<number>()
  tasks.forEach((task, i) => {
    const { state, attempt } = jobManager.executions[i]!
    const hasDied = task.attempt === attempt && ENDED_EARLY.includes(task.life)
    if (ENDED_EARLY.includes(state) || hasDied) dead.add(plan.regions[i]!)
  })
  return tasks.map((_, i) => !dead.has(plan.regions[i]!))
}

/** What a job that is restored from `checkpoint` begins with; null: from nothing. */
export function checkpointView(
  plan: Plan,
  world: World,
  attempt: number,
  checkpoint: CompletedCheckpoint | null,
): View {
  const states = plan.tasks.map(({ actor }) =>
    checkpoint === null ? null : storedState(plan, checkpoint, actor),
  )
  return {
    attempt,
    live: states.map(() => false),
    lineage: states.map(state => state?.parts.lineage ?? []),
    state: states,
    origins: originsOf(plan, world),
    offsets: offsetsIn(plan, checkpoint),
    inFlight: states.flatMap(state => storedInFlight(plan, state)),
    begun: begunInFlight(plan, world),
  }
}

export function begunInFlight(plan: Plan, world: World): InFlight[] {
  return (world.start?.states ?? []).flatMap(state => storedInFlight(plan, state))
}

/** What was in flight at a task when its snapshot was cut, and is in the snapshot. */
export function storedInFlight(plan: Plan, state: TaskRuntime | SubtaskState | null): InFlight[] {
  const found: InFlight[] = []
  const parts = state !== null && 'parts' in state ? state.parts.inFlight : undefined
  for (const { channel, buffers } of [...(parts?.inputs ?? []), ...(parts?.outputs ?? [])]) {
    for (const { buffer, from } of buffers)
      addBuffer(found, plan.channels[channel]!.edge, buffer, from, buffer.size)
  }
  return found
}

export function originsOf(plan: Plan, world: World): number[] {
  return offsetsIn(plan, world.start)
}

/** By partition. Ids of splits are unique within their source only. */
function offsetsIn(plan: Plan, checkpoint: CompletedCheckpoint | null): number[] {
  return plan.partitions.map(({ number, split }) => {
    const reader = plan.tasks.findIndex(task => task.partitions.includes(number))
    const splits = checkpoint?.states[reader]?.parts.splits ?? []
    return splits.find(other => other.id === split.id)?.offset ?? 0
  })
}

/** What tasks have made or sent and nobody has taken yet. */
function inFlightOf(plan: Plan, world: World, tasks: readonly TaskActor[]): InFlight[] {
  const found: InFlight[] = []
  for (const task of tasks) {
    const attempt = attemptOf(world, task.index)
    for (const body of [...task.inbox.items.map(message => message.body), ...task.early]) {
      if (body.type === 'item' && body.attempt === attempt)
        addItem(found, plan.channels[body.channel]!.edge, body.item)
    }
    if (task.attempt !== attempt) continue
    addStaged(found, plan, task)
    for (const output of task.outputs) addQueued(found, plan.channels[output.channel]!.edge, output)
    for (const input of task.inputs) {
      const { edge } = plan.channels[input.channel]!
      for (const [i, item] of input.queue.entries()) addItem(found, edge, item, i === 0 ? input.cursor : 0)
    }
  }
  return found
}

function addStaged(found: InFlight[], plan: Plan, task: TaskActor): void {
  const { staged, hand } = task
  const { edges } = plan.task(task.index)
  for (let i = 0; i < staged.count; i++) {
    const { edge, width } = edges[staged.edges[i]!]!
    const { partition, offset } = hand
    const add = (target: number, place: number) =>
      void found.push({
        edge,
        value: staged.values[i],
        timestamp: staged.timestamps[i]!,
        key: staged.keys[i]!,
        path: outputPath(hand.path, edge.index, place),
        target,
        partition,
        offset,
      })
    if (edge.partitioner !== 'BROADCAST') add(-1, i)
    else for (let target = 0; target < width; target++) add(target, broadcastPlace(i, target))
  }
}

function addQueued(found: InFlight[], edge: Travelling['edge'], output: TaskActor['outputs'][number]): void {
  for (const item of output.queue) addItem(found, edge, item)
  if (output.open !== null) addBuffer(found, edge, output.open.buffer, 0, output.open.size)
}

function addItem(found: InFlight[], edge: Travelling['edge'], item: ChannelItem, from = 0): void {
  if (isBuffer(item)) addBuffer(found, edge, item, from, item.size)
}

function addBuffer(
  found: InFlight[],
  edge: Travelling['edge'],
  buffer: Buffer,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    if (buffer.isMark(i)) continue
    found.push({
      edge,
      value: buffer.values[i],
      timestamp: buffer.timestampAt(i),
      key: buffer.keys[i]!,
      path: buffer.pathAt(i),
      target: -1,
      partition: buffer.partitionAt(i),
      offset: buffer.offsetAt(i),
    })
  }
}
