/** What happens to a TaskManager reaches its tasks within the least latency. Which these are, they know themselves. */
import type { HostRpc } from '../kernel/rpc.ts'
import { send, type Sim } from '../kernel/sim.ts'
import type { TaskManagerActor } from '../kernel/world.ts'

export function tellTasks(sim: Sim, taskManager: TaskManagerActor, event: HostRpc['event']): void {
  const { number, incarnation, session } = taskManager
  for (const { actor } of sim.plan.tasks) {
    send(sim, taskManager, actor, sim.plan.lookahead, {
      type: 'host',
      taskManager: number,
      incarnation,
      event,
      session,
    })
  }
}
