/**
 * Who takes part in a checkpoint: whom the coordinator triggers, whose ack it waits for, who has finished. Rules of
 * Flink's DefaultCheckpointPlanCalculator and DefaultCheckpointPlan.
 */
import type { Plan, TaskPlan } from '../kernel/plan.ts'
import type { JobManagerActor } from '../kernel/world.ts'
import type { PendingCheckpoint } from './coordinator-state.ts'

export interface CheckpointPlan {
  readonly trigger: readonly number[]
  readonly waitFor: readonly number[]
  readonly finished: readonly number[]
}

/** Null: not all required tasks are running. */
export function checkpointPlan(plan: Plan, jobManager: JobManagerActor): CheckpointPlan | null {
  const state = (task: number) => jobManager.executions[task - 1]!.state
  const tasks = plan.tasks.map(task => task.actor)
  const finished = tasks.filter(task => state(task) === 'FINISHED')
  if (finished.length > 0 && !plan.settings.checkpointsAfterFinish) return null
  const waitFor = tasks.filter(task => state(task) !== 'FINISHED')
  if (waitFor.length === 0 || waitFor.some(task => state(task) !== 'RUNNING')) return null
  if (finished.some(task => !endedBefore(jobManager, task))) return null
  // No barrier can come from a producer that has finished.
  const trigger = waitFor.filter(task =>
    plan.task(task).inputs.every(channel => state(channel.from) === 'FINISHED'),
  )
  return { trigger, waitFor, finished }
}

/** A task that has finished stands in the checkpoint with a state from behind its last record. */
function endedBefore(jobManager: JobManagerActor, task: number): boolean {
  const { completed } = jobManager.coordinator
  return completed[completed.length - 1]?.states[task - 1]?.parts.endOfData === true
}

/** Tasks of vertices of which none runs any more. */
export function fullyFinished(plan: Plan, finished: readonly number[]): number[] {
  const isFinished = (task: TaskPlan) => finished.includes(task.actor)
  return plan.tasks
    .filter(({ vertex }) => plan.tasks.every(task => task.vertex !== vertex || isFinished(task)))
    .map(task => task.actor)
}

/**
 * A union list of which a part is missing can be restored to nobody. Where some tasks of a vertex have finished, or have
 * finished their operators, and others not yet, its checkpoint is given up. The name of such a vertex; null: none.
 */
export function partlyFinishedUnion(plan: Plan, pending: PendingCheckpoint): string | null {
  for (const vertex of plan.graph.vertices) {
    const tasks = plan.tasks.filter(task => task.vertex === vertex).map(task => task.actor)
    const acks = pending.acks.filter(ack => tasks.includes(ack.task))
    if (!acks.some(({ state }) => state.parts.lists.some(list => list.mode === 'union'))) continue
    const ended = acks.filter(({ state }) => state.parts.endOfData).length
    const isPartlyFinished = acks.length < tasks.length
    if (isPartlyFinished || (ended > 0 && ended < tasks.length)) return vertex.name
  }
  return null
}
