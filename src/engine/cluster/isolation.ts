/**
 * A TaskManager that other TaskManagers cannot reach, while its JobManager can: records between them stand still, and
 * connections that are interrupted for too long are closed by their consumers. Heartbeats go on.
 */
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { TaskManagerActor } from '../kernel/world.ts'

export function isolate(sim: Sim, taskManager: TaskManagerActor, duration: number): void {
  if (taskManager.life !== 'up' || isIsolated(sim, taskManager)) {
    row(sim, 'MessageIgnored', { reason: 'isolate' })
    return
  }
  const { number, incarnation } = taskManager
  const until = sim.world.now + Math.max(1, duration)
  taskManager.isolation = { incarnation, until }
  row(sim, 'TaskManagerIsolated', { duration })
  timer(sim, taskManager, until, { type: 'isolation-over', incarnation })
  for (const { actor } of sim.plan.tasks)
    send(sim, taskManager, actor, sim.plan.lookahead, {
      type: 'isolated',
      taskManager: number,
      incarnation,
      until,
    })
}

export const isIsolated = (sim: Sim, { isolation, incarnation }: TaskManagerActor): boolean =>
  isolation !== null && isolation.incarnation === incarnation && isolation.until > sim.world.now

export function onIsolationOver(sim: Sim, { incarnation }: TaskManagerActor, isolated: number): void {
  if (incarnation === isolated) row(sim, 'TaskManagerReachable')
  else row(sim, 'Housekeeping', { reason: 'old isolation' })
}
