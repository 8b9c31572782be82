/**
 * Messages that a cut of the network holds back while the process at their other end is given up and replaced. What is
 * said to or by the new process has a connection of its own and does not wait behind them; they arrive, and are ignored.
 */
import { JOB_MANAGER } from '../kernel/plan.ts'
import type { World } from '../kernel/world.ts'
import { jobManagerOf } from './view.ts'

interface Travel {
  readonly from: number
  readonly to: number
  readonly sentAt: number
  readonly at: number
}

/** A cut lay on the way of this message, and ended with another process at that place. */
export function isOfEndedConnection(world: World, { from, to, sentAt, at }: Travel): boolean {
  if (from !== JOB_MANAGER && to !== JOB_MANAGER) return false
  return world.actors.some(actor => {
    if (actor.kind !== 'taskmanager' || actor.cut === null) return false
    const { incarnation, until } = actor.cut
    if (sentAt >= until || at < until) return false
    const now = processOf(world, from, to)
    return now !== null && (now.taskManager !== actor.number || now.incarnation !== incarnation)
  })
}

/** The process at the other end, as the sender knows it. */
function processOf(
  world: World,
  from: number,
  to: number,
): { readonly taskManager: number; readonly incarnation: number } | null {
  const { executions, cluster } = jobManagerOf(world)
  const other = world.actors[from === JOB_MANAGER ? to : from]!
  if (other.kind === 'task') return from === JOB_MANAGER ? executions[to - 1]! : other
  if (other.kind !== 'taskmanager') return null
  const { incarnation } = from === JOB_MANAGER ? cluster.taskManagers[other.number]! : other
  return { taskManager: other.number, incarnation }
}
