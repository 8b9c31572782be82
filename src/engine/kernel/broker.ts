/**
 * The transactional system behind a two-phase sink. Prepared records are durable and invisible; a commit makes them
 * visible to readers of committed data, once, and is answered. Committing again changes nothing. What is not committed
 * within the transaction timeout, counted from its first record, is aborted, whoever may still want it.
 */
import { unreachable } from '../../base/assert.ts'
import type { BrokerEffect } from '../api/effect.ts'
import type { BrokerRpc, CommitAnswer } from './rpc.ts'
import { row, send, timer, type Sim } from './sim.ts'
import { addTamper } from './tampering.ts'
import { TransactionContent } from './transaction.ts'
import type { BrokerActor, Transaction } from './world.ts'

type Of<T extends BrokerRpc['type']> = Extract<BrokerRpc, { readonly type: T }>

export function onBrokerMessage(sim: Sim, broker: BrokerActor, message: BrokerRpc): void {
  switch (message.type) {
    case 'prepare':
      prepare(sim, broker, message)
      break
    case 'commit':
      commit(sim, broker, message)
      break
    case 'rollback':
      rollback(sim, broker, message)
      break
    case 'transaction-timeout':
      onTimeout(sim, broker, message.transaction)
      break
    case 'command':
      onCommand(sim, broker, message.effect, message.target)
      break
    default:
      unreachable(message)
  }
}

function prepare(sim: Sim, broker: BrokerActor, message: Of<'prepare'>): void {
  const { transaction, sink, subtask, checkpoint, records, attempt, begunAt } = message
  const { from } = sim.current
  const { brokerLatency, transactionTimeout } = sim.plan.settings
  const content = new TransactionContent(transaction, sink, subtask, checkpoint, attempt, records)
  // Only what is under the same name and open is replaced; what was aborted stays in the log, for those who read all.
  broker.transactions = broker.transactions.filter(
    other => other.content.id !== transaction || other.status !== 'prepared',
  )
  forgetTimeout(broker, transaction)
  const expiresAt = begunAt === null || transactionTimeout === 0 ? Infinity : begunAt + transactionTimeout
  if (expiresAt <= sim.world.now) {
    refuse(sim, broker, content)
    return
  }
  broker.transactions.push({ content, status: 'prepared' })
  row(sim, 'TransactionPrepared', { checkpoint, amount: records.length, peer: from, reason: transaction })
  if (expiresAt < Infinity) timer(sim, broker, expiresAt, { type: 'transaction-timeout', transaction })
  send(sim, broker, from, brokerLatency, { type: 'prepared', attempt, transaction })
}

/** It was aborted while it was still open; the writer learns of it now. */
function refuse(sim: Sim, broker: BrokerActor, content: TransactionContent): void {
  const { id, checkpoint, records, attempt } = content
  const { from } = sim.current
  broker.transactions.push({ content, status: 'aborted' })
  const amount = records.length
  row(sim, 'TransactionAborted', { checkpoint, amount, peer: from, reason: id, effect: 'open too long' })
  const { brokerLatency } = sim.plan.settings
  send(sim, broker, from, brokerLatency, { type: 'prepare-refused', attempt, transaction: id })
}

function forgetTimeout(broker: BrokerActor, id: string): void {
  broker.inbox.dropTimer(broker.index, body => body.type === 'transaction-timeout' && body.transaction === id)
}

function commit(sim: Sim, broker: BrokerActor, message: Of<'commit'>): void {
  const { attempt, transaction: id, number } = message
  const { from } = sim.current
  const transaction = broker.transactions.findLast(other => other.content.id === id)
  const answer = forcedAnswer(broker, from) ?? answerTo(transaction)
  const { checkpoint = 0, records = [] } = transaction?.content ?? {}
  if (answer === 'committed' || answer === 'already-committed') {
    if (transaction !== undefined) transaction.status = 'committed'
    const late = lateness(sim, broker, id)
    forgetTimeout(broker, id)
    const amount = answer === 'committed' ? records.length : 0
    const facts = { checkpoint, amount, total: records.length, peer: from, reason: id }
    row(sim, 'TransactionCommitted', { ...facts, ...late })
  } else {
    // What the broker does not know, it has forgotten.
    if (answer === 'unknown-transaction' && transaction?.status === 'prepared')
      abort(sim, broker, transaction, from, true)
    row(sim, 'CommitRefused', { checkpoint, reason: answer, effect: id, peer: from })
  }
  const { brokerLatency } = sim.plan.settings
  send(sim, broker, from, brokerLatency, { type: 'committed', attempt, transaction: id, number, answer })
}

/** By how much of its timeout a transaction may be old before that is worth a warning. */
const WARNING_RATIO = 0.5

/** How long its first record is ago, where that is close to its timeout. */
function lateness(sim: Sim, broker: BrokerActor, id: string) {
  const { transactionTimeout } = sim.plan.settings
  const timeout = broker.inbox.items.find(
    ({ body }) => body.type === 'transaction-timeout' && body.transaction === id,
  )
  if (timeout === undefined) return {}
  const age = transactionTimeout - (timeout.at - sim.world.now)
  return age > WARNING_RATIO * transactionTimeout ? { effect: 'near timeout', duration: age } : {}
}

function answerTo(transaction: Transaction | undefined): CommitAnswer {
  switch (transaction?.status) {
    case undefined:
      return 'unknown-transaction'
    case 'prepared':
      return 'committed'
    case 'committed':
      return 'already-committed'
    case 'aborted':
      return 'aborted'
  }
}

/** A fault: this is said in place of doing it. */
function forcedAnswer(broker: BrokerActor, task: number): CommitAnswer | null {
  const found = broker.answers.find(other => other.task === task)
  if (found === undefined) return null
  broker.answers = broker.answers.flatMap(other =>
    other !== found ? [other] : other.times > 1 ? [{ ...other, times: other.times - 1 }] : [],
  )
  return found.answer
}

/** `expired`: its owner may still want it; else an attempt that is over had left it. */
function abort(
  sim: Sim,
  broker: BrokerActor,
  transaction: Transaction,
  peer: number,
  expired: boolean,
): void {
  const { id, checkpoint, records } = transaction.content
  transaction.status = 'aborted'
  forgetTimeout(broker, id)
  const effect = expired ? 'expired' : null
  row(sim, 'TransactionAborted', { checkpoint, amount: records.length, peer, reason: id, effect })
}

/** A writer in a task of its own may have prepared anew before its committer gets here: that is not of the past. */
function rollback(sim: Sim, broker: BrokerActor, message: Of<'rollback'>): void {
  const peer = sim.current.from
  const past = broker.transactions.filter(({ status, content }) => {
    const { id, sink, subtask, attempt } = content
    const isOwn = sink === message.sink && subtask === message.subtask && attempt < message.attempt
    return status === 'prepared' && isOwn && !message.keep.includes(id)
  })
  for (const transaction of past) abort(sim, broker, transaction, peer, false)
  if (past.length === 0) row(sim, 'Housekeeping', { reason: 'nothing to roll back', peer })
}

function onTimeout(sim: Sim, broker: BrokerActor, id: string): void {
  const transaction = broker.transactions.findLast(other => other.content.id === id)
  if (transaction?.status === 'prepared') abort(sim, broker, transaction, ownerOf(sim, transaction), true)
  else row(sim, 'Housekeeping', { reason: 'old transaction timeout' })
}

/** The subtask of the sink that prepared it. */
function ownerOf(sim: Sim, { content }: Transaction): number {
  const owner = sim.plan.tasks.find(
    task => task.subtask === content.subtask && task.vertex.nodes.some(node => node.uid === content.sink),
  )
  return owner?.actor ?? -1
}

function onCommand(sim: Sim, broker: BrokerActor, effect: BrokerEffect, target: number): void {
  switch (effect.type) {
    case 'tamper':
      addTamper(broker, effect, target)
      break
    case 'answer-commits':
      broker.answers = [...broker.answers, { task: target, answer: effect.answer, times: effect.times }]
      break
    case 'expire-transactions':
      for (const transaction of broker.transactions)
        if (transaction.status === 'prepared' && ownerOf(sim, transaction) === target)
          abort(sim, broker, transaction, target, true)
      break
    default:
      unreachable(effect)
  }
}
