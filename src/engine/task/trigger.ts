/**
 * A checkpoint that begins at a task by an RPC of the coordinator: at a source, and where what is above has finished.
 */
import { isSynchronous } from '../api/snapshot-type.ts'
import { JOB_MANAGER, type TaskPlan } from '../kernel/plan.ts'
import type { TaskMail } from '../kernel/rpc.ts'
import { row, send, type Sim } from '../kernel/sim.ts'
import type { BarrierAlignment, TaskActor } from '../kernel/world.ts'
import { noteBarrier } from '../network/channel-state.ts'
import { onBarrierTaken } from './barriers.ts'
import { startCheckpoint } from './checkpointing.ts'
import { isClosing } from './closing.ts'

/** A source, or a task without a running producer, is triggered by RPC, between two records. */
export function onTrigger(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  mail: Extract<TaskMail, { type: 'trigger' }>,
): void {
  const { checkpoint, triggeredAt, options, attempt } = mail
  // Its partitions have ended: a barrier could only follow the end.
  if (isClosing(sim, task)) {
    const reason = 'CHECKPOINT_DECLINED_TASK_CLOSING'
    row(sim, 'CheckpointDeclined', { checkpoint, reason })
    send(sim, task, JOB_MANAGER, sim.plan.settings.rpcLatency, {
      type: 'decline',
      task: task.index,
      attempt,
      checkpoint,
      reason,
    })
    return
  }
  const alignment = { checkpoint, startedAt: sim.world.now, triggeredAt, options, processed: 0 }
  if (task.source !== null && isSynchronous(options.snapshot) && !task.finish.dataEnded) {
    stopSource(task, alignment)
    return
  }
  const open = task.inputs.flatMap((input, index) => (input.ended ? [] : [index]))
  if (open.length === 0) beginSnapshot(sim, task, alignment)
  else triggerUnfinished(sim, task, plan, open, alignment)
}

/** What has yet to end brings no barrier any more: the trigger stands for it. Nothing is stopped by it at the sender. */
function triggerUnfinished(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  open: readonly number[],
  { checkpoint, triggeredAt, options }: BarrierAlignment,
): void {
  const barrier = { type: 'barrier', checkpoint, triggeredAt, options } as const
  for (const input of open) noteBarrier(task.inputs[input]!, checkpoint, task.events)
  for (const input of open) onBarrierTaken(sim, task, plan, input, barrier, true)
  for (const input of open) task.inputs[input]!.blocked = 0
  task.heldResumes = task.heldResumes.filter(input => !open.includes(input))
}

/** A stop with savepoint: the source ends, drained or not, and only then takes its part. */
function stopSource(task: TaskActor, alignment: BarrierAlignment): void {
  const { snapshot } = alignment.options
  task.finish.syncSavepoint = alignment.checkpoint
  task.finish.stop = alignment
  task.finish.suspended = snapshot.kind === 'savepoint' && snapshot.after === 'suspend'
}

/** A snapshot for which nothing has to be aligned. */
export function beginSnapshot(sim: Sim, task: TaskActor, alignment: BarrierAlignment): void {
  task.alignment = alignment
  startCheckpoint(sim, task, alignment.checkpoint, alignment.options.kind ?? 'aligned')
}
