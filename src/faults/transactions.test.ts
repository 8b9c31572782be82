/** Two-phase commit to its end: commits that are asked again, that nobody can tell of, and that come too late. */
import { describe, expect, it } from 'vitest'
import type { Run } from '../engine/index.ts'
import { actorOf, endOf, EXACT, goTo, rowsOf, sameAgain, wordCount } from './shared/run.suite.ts'

const withCommitted = (config = {}) => {
  const run = wordCount({ 'weir.sink.commit-timeout': '30 ms', ...config })
  goTo(run, 'CommitAnswered')
  return run
}

const sinkOf = (run: Run) => {
  const { tasks } = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })
  return tasks.find(task => task.actor === actorOf(run, 'sink-0'))!
}

const visible = (run: Run) => run.sinkView('sink')

describe('a commit', () => {
  it('is waited for: the task takes nothing until the broker has answered', () => {
    const run = withCommitted()
    goTo(run, 'NotifyCompleteReceived', row => row.actor === actorOf(run, 'sink-0'))
    const before = run.step
    expect(sinkOf(run).waiting).toEqual({ why: 'transaction' })
    expect(sinkOf(run).sink?.unknown).toHaveLength(1)
    goTo(run, 'CommitAnswered')
    const sink = actorOf(run, 'sink-0')
    const taken = rowsOf(run, 'RecordProcessed', before).filter(row => row.actor === sink)
    expect(taken).toEqual([])
    expect(sinkOf(run).sink?.unknown).toEqual([])
    expect(endOf(run)).toMatchObject(EXACT)
    expect(sameAgain(run)).toBe(true)
  })

  it('whose request is lost is asked again after the timeout; it had not been committed', () => {
    const run = withCommitted()
    run.act('drop-message', 'sink-0', { message: 'commit' })
    goTo(run, 'RpcTampered')
    const timeout = goTo(run, 'CommitAnswered')
    expect(timeout).toMatchObject({ reason: 'timeout', amount: 0 })
    expect(goTo(run, 'CommitAnswered')).toMatchObject({
      reason: 'committed',
      effect: timeout.effect,
      amount: 1,
    })
    expect(endOf(run)).toMatchObject(EXACT)
  })

  it('whose answer is lost is asked again; it had been committed, and nothing is visible twice', () => {
    const run = withCommitted()
    run.act('drop-message', 'sink-0', { message: 'committed' })
    goTo(run, 'RpcTampered')
    const shown = visible(run).committed.length
    expect(sinkOf(run).sink?.unknown).toHaveLength(1)
    goTo(run, 'CommitAnswered', row => row.reason === 'timeout')
    expect(goTo(run, 'CommitAnswered').reason).toBe('already-committed')
    expect(visible(run).committed).toHaveLength(shown)
    expect(endOf(run)).toMatchObject(EXACT)
  })

  it('whose answer is late has been asked again by then: the late answer is ignored', () => {
    const run = withCommitted()
    run.act('delay-message', 'sink-0', { message: 'committed', delayMs: 60 })
    goTo(run, 'RpcTampered')
    goTo(run, 'CommitAnswered', row => row.reason === 'timeout')
    goTo(run, 'MessageIgnored', row => row.reason === 'committed')
    expect(endOf(run)).toMatchObject(EXACT)
  })

  it('that is asked for twice is done once', () => {
    const run = withCommitted()
    run.act('duplicate-message', 'sink-0', { message: 'commit' })
    goTo(run, 'RpcTampered')
    expect(endOf(run)).toMatchObject(EXACT)
    expect(rowsOf(run, 'TransactionCommitted').filter(row => row.amount === 0)).toHaveLength(1)
  })

  it('that is to be tried later is tried as often as sink.committer.retries says', () => {
    const run = withCommitted({ 'sink.committer.retries': '3' })
    run.act('fail-commit', 'sink-0', { answer: 'retry-later', times: 3 })
    expect(endOf(run)).toMatchObject(EXACT)
    expect(rowsOf(run, 'TaskFailed')).toEqual([])
    expect(rowsOf(run, 'CommitRefused')).toHaveLength(3)
  })

  it('that is to be tried later once too often fails the task, and the restore commits it', () => {
    const run = withCommitted({ 'sink.committer.retries': '3' })
    run.act('fail-commit', 'sink-0', { answer: 'retry-later', times: 4 })
    expect(goTo(run, 'TaskFailed').reason).toBe(
      'IOException: Failed to commit 1 committables after 3 retries',
    )
    expect(endOf(run)).toMatchObject(EXACT)
  })

  it('that fails for no known reason fails the task', () => {
    const run = withCommitted()
    run.act('fail-commit', 'sink-0', { answer: 'unknown-reason', times: 1 })
    expect(goTo(run, 'TaskFailed').reason).toMatch(/^IOException: Failed to commit sink-0-\d+$/)
    expect(endOf(run)).toMatchObject(EXACT)
  })
})

describe('a transaction that the broker has aborted', () => {
  const expire = (config = {}) => {
    const run = withCommitted(config)
    const { checkpoint } = goTo(run, 'TransactionPrepared')
    run.act('expire-transactions', 'sink-0')
    return { run, checkpoint }
  }

  it('is let go, as by Kafka’s sink: the job goes on, and its results are lost', () => {
    const { run, checkpoint } = expire()
    expect(goTo(run, 'CommitRefused')).toMatchObject({ reason: 'aborted', checkpoint })
    const { status, verdict } = endOf(run)
    expect(status).toBe('FINISHED')
    expect(verdict.state.verdict).toBe('exact')
    expect(verdict.committed).toMatchObject({ verdict: 'lost', duplicated: 0 })
    expect(verdict.committed.lost).toBeGreaterThan(0)
    expect(sameAgain(run)).toBe(true)
  })

  it('fails the task where that is not ignored, again after each restart', () => {
    const { run } = expire({ 'weir.sink.ignore-transaction-failures': 'false' })
    expect(endOf(run).status).toBe('FAILED')
    for (const { reason } of rowsOf(run, 'TaskFailed'))
      expect(reason).toMatch(/^FlinkRuntimeException: Committing sink-0-\d+ failed: aborted$/)
  })

  it('is so after its timeout: a restart that takes longer loses what was prepared', () => {
    const run = withCommitted({
      'weir.sink.transaction-timeout': '100 ms',
      'restart-strategy.fixed-delay.delay': '300 ms',
    })
    goTo(run, 'CheckpointCompleted')
    run.act('kill-task', 'sink-0')
    goTo(run, 'TransactionAborted', row => row.reason?.startsWith('sink-0') === true)
    expect(endOf(run).verdict.committed.verdict).toBe('lost')
  })

  it('is so while it is open: the task fails, and what it had written comes again', () => {
    const run = withCommitted({
      'weir.sink.transaction-timeout': '250 ms',
      'execution.checkpointing.timeout': '10 min',
    })
    run.act('pause-task', 'sink-0', { durationMs: 400 })
    goTo(run, 'TransactionAborted', row => row.effect === 'open too long')
    expect(goTo(run, 'TaskFailed').reason).toMatch(/was open for longer than its timeout$/)
    expect(endOf(run)).toMatchObject(EXACT)
  })

  it('never is while commits come in time', () => {
    const run = withCommitted({ 'weir.sink.transaction-timeout': '500 ms' })
    expect(endOf(run)).toMatchObject(EXACT)
    expect(rowsOf(run, 'TransactionAborted').filter(row => row.reason !== 'open')).toEqual([])
  })

  it('is refused where nothing is prepared, or nothing ever is', () => {
    const run = withCommitted()
    expect(run.refusal('expire-transactions', 'sink-0')).toBe('nothing-prepared')
    expect(run.refusal('expire-transactions', 'count-0')).toBe('no-transactions')
    expect(run.refusal('fail-commit', 'count-0')).toBe('no-transactions')
  })
})
