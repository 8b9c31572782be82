/** What operators asked of the outside world goes to the broker by message, in the order asked. */
import { unreachable } from '../../base/assert.ts'
import type { Rpc } from '../kernel/rpc.ts'
import { send, timer, type Sim } from '../kernel/sim.ts'
import type { TaskActor } from '../kernel/world.ts'
import type { ExternalRequest } from './chain.ts'

/** The thread takes nothing: a commit has no answer yet, or a last transaction is not prepared. */
export const waitsForBroker = ({ commits, finish }: TaskActor): boolean =>
  commits.length > 0 || finish.pendingTransactions > 0

/** Returns how many transactions the broker was asked to prepare. */
export function sendRequests(sim: Sim, task: TaskActor, checkpoint = 0): number {
  const requests = task.runtime?.wiring.requests
  if (requests === undefined || requests.length === 0) return 0
  let prepared = 0
  for (const request of requests) {
    if (request.type === 'prepare') prepared += 1
    if (request.type === 'commit') askToCommit(sim, task, request.transaction, request.uid, 0)
    else toBroker(sim, task, brokerMessage(sim, task, request, checkpoint))
  }
  requests.length = 0
  return prepared
}

function toBroker(sim: Sim, task: TaskActor, body: Rpc): void {
  send(sim, task, sim.plan.broker, sim.plan.settings.brokerLatency, body)
}

/** `retries`: times it was asked before. An answer is waited for until the timeout. */
export function askToCommit(
  sim: Sim,
  task: TaskActor,
  transaction: string,
  uid: string,
  retries: number,
): void {
  const { attempt } = task
  const number = task.commitRequests
  task.commitRequests += 1
  task.commits = [...task.commits, { transaction, uid, number, retries }]
  toBroker(sim, task, { type: 'commit', attempt, transaction, number })
  timer(sim, task, sim.world.now + sim.plan.settings.commitTimeout, {
    type: 'commit-timeout',
    attempt,
    transaction,
    number,
  })
}

function brokerMessage(
  sim: Sim,
  task: TaskActor,
  request: Exclude<ExternalRequest, { type: 'commit' }>,
  checkpoint: number,
): Rpc {
  const { subtask } = sim.plan.task(task.index)
  const { attempt } = task
  switch (request.type) {
    case 'prepare': {
      const { transaction, uid, records, begunAt } = request
      return { type: 'prepare', attempt, transaction, sink: uid, subtask, checkpoint, records, begunAt }
    }
    case 'rollback':
      return { type: 'rollback', sink: request.uid, subtask, attempt, keep: request.keep }
    default:
      return unreachable(request)
  }
}
