/** How a task that has read all its input comes to its end. */
import type { Sim } from '../kernel/sim.ts'
import type { TaskActor } from '../kernel/world.ts'

/**
 * What is before it has ended, and what is behind it has taken all its records. Until then it takes part in
 * checkpoints, also where its last one is complete: Flink's StreamTask.afterInvoke.
 */
export function hasNothingToWaitFor(sim: Sim, { inputs, outputs }: TaskActor): boolean {
  if (inputs.some(input => !input.ended)) return false
  return !sim.plan.settings.unaligned || outputs.every(output => output.processed)
}

/** Its partitions have ended, or will as soon as its last snapshots are stored: it takes no further part. */
export function isClosing(sim: Sim, task: TaskActor): boolean {
  const { partitionsEnded, finalCompleted } = task.finish
  return partitionsEnded || (finalCompleted && hasNothingToWaitFor(sim, task))
}
