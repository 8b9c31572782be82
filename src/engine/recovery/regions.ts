/**
 * Pipelined regions: tasks that exchange data live and die together, for what one had sent is lost with the other. In
 * streaming every edge is pipelined, so a region is a connected component of tasks and channels, and regions exchange
 * nothing. Counterpart of Flink's SchedulingPipelinedRegionComputeUtil and RestartPipelinedRegionFailoverStrategy.
 */
import { assert } from '../../base/assert.ts'
import type { ExecutionState } from '../api/frame.ts'

export type FailoverStrategy = 'region' | 'full'

/** By task, in the order of the plan: the number of its region. Regions are numbered by their first task. */
export function regionsOf(
  tasks: readonly number[],
  channels: readonly { readonly from: number; readonly to: number }[],
): number[] {
  const parent = new Map(tasks.map(task => [task, task]))
  const rootOf = (task: number): number => {
    const above = parent.get(task)
    assert(above !== undefined, 'a channel joins tasks of the plan')
    return above === task ? task : rootOf(above)
  }
  for (const { from, to } of channels) {
    const [a, b] = [rootOf(from), rootOf(to)]
    parent.set(Math.max(a, b), Math.min(a, b))
  }
  const roots = tasks.map(rootOf)
  const numbers = [...new Set(roots)]
  return roots.map(root => numbers.indexOf(root))
}

/**
 * Which tasks a failure restarts: the region of the task that failed, or all. One that has not been scheduled since the
 * last restart has nothing to lose and is left out.
 */
export function tasksToRestart(
  strategy: FailoverStrategy,
  regions: readonly number[],
  states: readonly ExecutionState[],
  failed: number,
): number[] {
  const tasks = regions.map((_, index) => index + 1)
  const own = regions[failed - 1]
  assert(own !== undefined, 'the task that failed is one of the plan')
  return tasks.filter(
    task =>
      (strategy === 'full' || regions[task - 1] === own) &&
      (task === failed || states[task - 1] !== 'CREATED'),
  )
}
