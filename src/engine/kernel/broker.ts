/**
 * The transactional system behind a two-phase sink. Prepared records are durable and invisible; a commit makes them
 * visible to readers of committed data, once. Committing again changes nothing.
 */
import { unreachable } from '../../base/assert.ts'
import type { BrokerRpc } from './rpc.ts'
import { row, send, type Sim } from './sim.ts'
import { addTamper } from './tampering.ts'
import { TransactionContent } from './transaction.ts'
import type { BrokerActor } from './world.ts'

export function onBrokerMessage(sim: Sim, broker: BrokerActor, message: BrokerRpc): void {
  switch (message.type) {
    case 'prepare':
      prepare(sim, broker, message)
      break
    case 'commit':
      commit(sim, broker, message.transaction)
      break
    case 'rollback':
      rollback(sim, broker, message)
      break
    case 'command':
      addTamper(broker, message.effect, message.target)
      break
    default:
      unreachable(message)
  }
}

function prepare(sim: Sim, broker: BrokerActor, message: Extract<BrokerRpc, { type: 'prepare' }>): void {
  const { transaction, sink, subtask, checkpoint, records, attempt } = message
  const { from } = sim.current
  const content = new TransactionContent(transaction, sink, subtask, checkpoint, attempt, records)
  // Only what is under the same name and open is replaced; what was aborted stays in the log, for those who read all.
  broker.transactions = broker.transactions.filter(
    other => other.content.id !== transaction || other.status !== 'prepared',
  )
  broker.transactions.push({ content, status: 'prepared' })
  row(sim, 'TransactionPrepared', { checkpoint, amount: records.length, peer: from, reason: transaction })
  send(sim, broker, from, sim.plan.settings.brokerLatency, { type: 'prepared', attempt, transaction })
}

function commit(sim: Sim, broker: BrokerActor, id: string): void {
  const transaction = broker.transactions.findLast(other => other.content.id === id)
  const peer = sim.current.from
  if (transaction === undefined || transaction.status === 'aborted') {
    row(sim, 'MessageIgnored', {
      reason: `commit of ${transaction === undefined ? 'unknown' : 'aborted'} transaction ${id}`,
      peer,
    })
    return
  }
  const { checkpoint, records } = transaction.content
  const amount = transaction.status === 'committed' ? 0 : records.length
  transaction.status = 'committed'
  row(sim, 'TransactionCommitted', { checkpoint, amount, total: records.length, peer, reason: id })
}

/** A writer in a task of its own may have prepared anew before its committer gets here: that is not of the past. */
function rollback(sim: Sim, broker: BrokerActor, message: Extract<BrokerRpc, { type: 'rollback' }>): void {
  const peer = sim.current.from
  let aborted = 0
  for (const transaction of broker.transactions) {
    const { id, sink, subtask, checkpoint, attempt, records } = transaction.content
    if (
      transaction.status !== 'prepared' ||
      attempt >= message.attempt ||
      sink !== message.sink ||
      subtask !== message.subtask ||
      message.keep.includes(id)
    )
      continue
    transaction.status = 'aborted'
    aborted += 1
    row(sim, 'TransactionAborted', { checkpoint, amount: records.length, peer, reason: id })
  }
  if (aborted === 0) row(sim, 'Housekeeping', { reason: 'nothing to roll back', peer })
}
