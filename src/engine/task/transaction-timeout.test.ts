import { expect, test } from 'vitest'
import { jobForTests, rowsOf } from '../checkpoint/job-for-tests.suite.ts'
import type { Run } from '../trace/run.ts'

/** From the first record of a transaction to its commit it takes as long as the checkpoint does, and a little. */
function runWith(timeoutMs: number, config: Readonly<Record<string, string>> = {}): Run {
  const run = jobForTests({
    config: {
      'weir.sink.transaction-timeout': `${timeoutMs} ms`,
      'weir.storage.latency': '31 ms',
      'restart-strategy.type': 'none',
      ...config,
    },
  })
  run.advanceToEnd()
  return run
}

const commitsOf = (run: Run) => rowsOf(run, 'TransactionCommitted')

/** When the first sink writer that commits took its first record. */
function firstRecordAt(run: Run): number {
  const { peer } = rowsOf(run, 'TransactionPrepared')[0]!
  return rowsOf(run, 'RecordProcessed').find(({ actor }) => actor === peer)!.time
}

test('F138: a commit after more than half of the transaction timeout is done with a warning; one after all of it is lost, or fails the task', () => {
  const early = commitsOf(runWith(1000))
  expect(early.length).toBeGreaterThan(0)
  expect(early.map(({ effect }) => effect)).not.toContain('near timeout')
  const took = early[0]!.time - firstRecordAt(runWith(1000))

  const late = commitsOf(runWith(Math.ceil((1.6 * took) / 1000)))
  expect(late[0]).toMatchObject({ effect: 'near timeout', duration: took })
  expect(late[0]!.amount).toBeGreaterThan(0)

  const tooLate = Math.floor((0.6 * took) / 1000)
  const lost = runWith(tooLate)
  expect(lost.verdict().committed.lost).toBeGreaterThan(0)
  expect(rowsOf(lost, 'CommitAnswered').map(({ reason }) => reason)).toContain('aborted')
  const failed = runWith(tooLate, { 'weir.sink.ignore-transaction-failures': 'false' })
  expect(failed.jobStatus()).toBe('FAILED')
  expect(rowsOf(failed, 'TaskFailed')[0]?.reason).toMatch(/Committing .* failed: aborted/)
})
