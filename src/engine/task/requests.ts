/** What operators asked of the outside world goes to the broker by message, in the order asked. */
import { unreachable } from '../../base/assert.ts'
import type { Rpc } from '../kernel/rpc.ts'
import { send, type Sim } from '../kernel/sim.ts'
import type { TaskActor } from '../kernel/world.ts'
import type { ExternalRequest } from './chain.ts'

/** Returns how many transactions the broker was asked to prepare. */
export function sendRequests(sim: Sim, task: TaskActor, checkpoint = 0): number {
  const requests = task.runtime?.wiring.requests
  if (requests === undefined || requests.length === 0) return 0
  let prepared = 0
  for (const request of requests) {
    if (request.type === 'prepare') prepared += 1
    send(
      sim,
      task,
      sim.plan.broker,
      sim.plan.settings.brokerLatency,
      brokerMessage(sim, task, request, checkpoint),
    )
  }
  requests.length = 0
  return prepared
}

function brokerMessage(sim: Sim, task: TaskActor, request: ExternalRequest, checkpoint: number): Rpc {
  const { subtask } = sim.plan.task(task.index)
  switch (request.type) {
    case 'prepare': {
      const { transaction, uid, records } = request
      return { type: 'prepare', attempt: task.attempt, transaction, sink: uid, subtask, checkpoint, records }
    }
    case 'commit':
      return { type: 'commit', transaction: request.transaction }
    case 'rollback':
      return { type: 'rollback', sink: request.uid, subtask, attempt: task.attempt, keep: request.keep }
    default:
      return unreachable(request)
  }
}
