import { describe, expect, test } from 'vitest'
import { jobForTests } from '../checkpoint/job-for-tests.suite.ts'
import type { Run } from '../index.ts'
import { brokerOf, doing, type Done } from './actor-for-tests.suite.ts'
import { onBrokerMessage } from './broker.ts'
import type { BrokerRpc } from './rpc.ts'

const LATENCY = 3000
const TIMEOUT = 900_000
const CONFIG = { 'weir.broker.latency': '3 ms', 'weir.sink.transaction-timeout': '900 ms' }

const jobWith = (config: Readonly<Record<string, string>> = {}): Run =>
  jobForTests({ config: { ...CONFIG, ...config } })

/** The sink's own task. */
const sinkOf = (run: Run): number =>
  run.plan.tasks.find(({ vertex }) => vertex.nodes.some(({ uid }) => uid === 'out'))!.actor

const tell = (run: Run, message: BrokerRpc, from = sinkOf(run)): Done =>
  doing(run, from, sim => onBrokerMessage(sim, brokerOf(run), message))

const RECORDS = ['a', 'b'].map((value, offset) => ({ value, timestamp: null, partition: 0, offset, path: 0 }))

const prepare = (
  run: Run,
  transaction: string,
  attempt = 1,
  checkpoint = 5,
  begunAt: number | null = 0,
): Done =>
  tell(run, {
    type: 'prepare',
    attempt,
    transaction,
    sink: 'out',
    subtask: 0,
    checkpoint,
    records: RECORDS as never,
    begunAt,
  })
const commit = (run: Run, transaction: string): Done =>
  tell(run, { type: 'commit', attempt: 1, transaction, number: 7 })
const answerOf = ({ sent }: Done) =>
  sent.map(({ body }) => (body.type === 'committed' ? body.answer : body.type))
const statuses = (run: Run) =>
  brokerOf(run).transactions.map(({ content, status }) => `${content.id} ${status}`)
const timeouts = (run: Run) =>
  brokerOf(run).inbox.items.filter(({ body }) => body.type === 'transaction-timeout')

describe('a transaction', () => {
  test('is prepared durably, under a timeout, and its writer is told', () => {
    const run = jobWith()
    const { sent } = prepare(run, 't')
    expect(sent).toEqual([
      { to: sinkOf(run), at: LATENCY, body: { type: 'prepared', attempt: 1, transaction: 't' } },
      { to: brokerOf(run).index, at: TIMEOUT, body: { type: 'transaction-timeout', transaction: 't' } },
    ])
    expect(statuses(run)).toEqual(['t prepared'])
  })

  test('has its timeout from its first record on, however late it is prepared', () => {
    const run = jobWith()
    run.world.now = 500_000
    const { sent } = prepare(run, 't', 1, 5, 300_000)
    expect(sent.map(({ at }) => at)).toEqual([LATENCY, TIMEOUT - 200_000])
    expect(prepare(run, 'u', 1, 5, null).sent).toHaveLength(1)
  })

  test('that was open for longer than its timeout is aborted, and its writer is told', () => {
    const run = jobWith()
    run.world.now = TIMEOUT + 7
    const { told, sent } = prepare(run, 't', 1, 5, 7)
    expect(told).toMatchObject([{ kind: 'TransactionAborted', effect: 'open too long', amount: 2 }])
    expect(sent.map(({ body }) => body)).toEqual([{ type: 'prepare-refused', attempt: 1, transaction: 't' }])
    expect(statuses(run)).toEqual(['t aborted'])
    expect(answerOf(commit(run, 't'))).toEqual(['aborted'])
  })

  test('is committed once, and a second commit changes nothing', () => {
    const run = jobWith()
    prepare(run, 't')
    const first = commit(run, 't')
    expect(first.told).toMatchObject([{ kind: 'TransactionCommitted', checkpoint: 5, amount: 2, total: 2 }])
    expect(first.sent).toEqual([
      {
        to: sinkOf(run),
        at: LATENCY,
        body: { type: 'committed', attempt: 1, transaction: 't', number: 7, answer: 'committed' },
      },
    ])
    expect([statuses(run), timeouts(run)]).toEqual([['t committed'], []])
    const again = commit(run, 't')
    expect(answerOf(again)).toEqual(['already-committed'])
    expect(again.told).toMatchObject([{ kind: 'TransactionCommitted', amount: 0, total: 2 }])
  })

  test('that nobody knows, or that was aborted, is refused', () => {
    const run = jobWith()
    expect(answerOf(commit(run, 'x'))).toEqual(['unknown-transaction'])
    prepare(run, 't')
    tell(run, { type: 'transaction-timeout', transaction: 't' })
    expect(statuses(run)).toEqual(['t aborted'])
    expect(answerOf(commit(run, 't'))).toEqual(['aborted'])
    expect(statuses(run)).toEqual(['t aborted'])
  })

  test('prepared anew replaces the open one of its name, and begins its timeout anew', () => {
    const run = jobWith()
    prepare(run, 't', 1)
    prepare(run, 'u', 1)
    prepare(run, 't', 2)
    expect(brokerOf(run).transactions.map(({ content }) => [content.id, content.attempt])).toEqual([
      ['u', 1],
      ['t', 2],
    ])
    expect(timeouts(run)).toHaveLength(2)
  })

  test('that was aborted stays in the log when one of its name is prepared', () => {
    const run = jobWith()
    prepare(run, 't', 1)
    tell(run, { type: 'transaction-timeout', transaction: 't' })
    prepare(run, 't', 2)
    expect(statuses(run)).toEqual(['t aborted', 't prepared'])
    expect(answerOf(commit(run, 't'))).toEqual(['committed'])
  })

  test('has no timeout where none is set', () => {
    const run = jobWith({ 'weir.sink.transaction-timeout': '0 ms' })
    expect(prepare(run, 't').sent).toHaveLength(1)
  })

  test('that is committed outlives its timeout', () => {
    const run = jobWith()
    prepare(run, 't')
    commit(run, 't')
    expect(tell(run, { type: 'transaction-timeout', transaction: 't' }).told).toMatchObject([
      { kind: 'Housekeeping' },
    ])
    expect(statuses(run)).toEqual(['t committed'])
  })
})

describe('a rollback', () => {
  test('aborts what earlier attempts of its own subtask prepared and nobody will commit', () => {
    const run = jobWith()
    prepare(run, 'old', 1)
    prepare(run, 'kept', 1)
    prepare(run, 'done', 1)
    commit(run, 'done')
    prepare(run, 'own', 2)
    const roll = (sink: string, subtask: number) =>
      tell(run, { type: 'rollback', sink, subtask, attempt: 2, keep: ['kept'] })
    expect(roll('other', 0).told).toMatchObject([{ kind: 'Housekeeping' }])
    expect(roll('out', 1).told).toMatchObject([{ kind: 'Housekeeping' }])
    expect(roll('out', 0).told).toMatchObject([{ kind: 'TransactionAborted', reason: 'old', effect: null }])
    expect(statuses(run)).toEqual(['old aborted', 'kept prepared', 'done committed', 'own prepared'])
    expect(timeouts(run)).toHaveLength(2)
  })
})

describe('a broker that was told to fail', () => {
  const force = (
    run: Run,
    answer: 'retry-later' | 'unknown-transaction',
    times: number,
    target = sinkOf(run),
  ) =>
    tell(run, { type: 'command', effect: { actor: 'broker', type: 'answer-commits', answer, times }, target })

  test('gives the answer so many times, to its target only, and commits afterwards', () => {
    const run = jobWith()
    prepare(run, 't')
    force(run, 'retry-later', 1, sinkOf(run) + 1)
    force(run, 'retry-later', 2)
    const answers = Array.from({ length: 4 }, () => answerOf(commit(run, 't'))[0])
    expect(answers).toEqual(['retry-later', 'retry-later', 'committed', 'already-committed'])
    expect(brokerOf(run).answers).toHaveLength(1)
  })

  test('has forgotten what it says it does not know', () => {
    const run = jobWith()
    prepare(run, 't')
    force(run, 'retry-later', 1)
    commit(run, 't')
    expect(statuses(run)).toEqual(['t prepared'])
    force(run, 'unknown-transaction', 1)
    expect(commit(run, 't').told).toMatchObject([
      { kind: 'TransactionAborted', effect: 'expired' },
      { kind: 'CommitRefused', reason: 'unknown-transaction' },
    ])
    expect(statuses(run)).toEqual(['t aborted'])
  })

  test('aborts all that its target has prepared, and only that', () => {
    const run = jobWith()
    prepare(run, 't')
    prepare(run, 'done')
    commit(run, 'done')
    const expire = (target: number) =>
      tell(run, { type: 'command', effect: { actor: 'broker', type: 'expire-transactions' }, target })
    expire(sinkOf(run) + 1)
    expect(statuses(run)).toEqual(['t prepared', 'done committed'])
    expire(sinkOf(run))
    expect(statuses(run)).toEqual(['t aborted', 'done committed'])
  })
})
