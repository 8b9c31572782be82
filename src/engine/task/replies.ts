/** What a task answers to a barrier: the sender may go on, or the checkpoint is given up, here and downstream. */
import type { CheckpointFailureReason } from '../api/checkpoint-failure-reason.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import { send, type Sim } from '../kernel/sim.ts'
import type { TaskActor } from '../kernel/world.ts'
import { addEvent } from '../network/subpartition.ts'

/** The sender on input `index` may go on. */
export function resume(
  sim: Sim,
  task: TaskActor,
  index: number,
  checkpoint = task.inputs[index]!.blocked,
): void {
  const input = task.inputs[index]!
  input.blocked = 0
  if (input.ended) return
  const channel = sim.plan.channels[input.channel]!
  send(sim, task, channel.from, sim.plan.settings.networkLatency, {
    type: 'resume',
    attempt: task.attempt,
    channel: channel.index,
    checkpoint,
  })
}

export function decline(
  sim: Sim,
  task: TaskActor,
  checkpoint: number,
  reason: CheckpointFailureReason,
): void {
  send(sim, task, JOB_MANAGER, sim.plan.settings.rpcLatency, {
    type: 'decline',
    task: task.index,
    attempt: task.attempt,
    checkpoint,
    reason,
  })
  broadcastCancel(sim, task, checkpoint)
}

export function broadcastCancel(sim: Sim, task: TaskActor, checkpoint: number): void {
  for (const output of task.outputs) addEvent(sim, task, output, { type: 'cancel-barrier', checkpoint })
}
