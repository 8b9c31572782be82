/** A failure in each phase of a checkpoint and of a restore; a record that cannot be taken. */
import { describe, expect, it } from 'vitest'
import { actorOf, endOf, EXACT, goTo, rowsOf, sameAgain, wordCount } from './shared/run.suite.ts'

describe('a failure in the synchronous part', () => {
  it('fails the task, however many failed checkpoints are tolerated', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    run.act('fail-sync', 'count-1')
    const failed = goTo(run, 'TaskFailed')
    expect(failed).toMatchObject({ actor: actorOf(run, 'count-1') })
    expect(failed.reason).toMatch(/^ArtificialFailure: the synchronous part of checkpoint 2 fails$/)
    expect(goTo(run, 'CheckpointAborted').reason).toBe('CHECKPOINT_COORDINATOR_SUSPEND')
    expect(endOf(run)).toMatchObject(EXACT)
    expect(rowsOf(run, 'TaskFailed')).toHaveLength(1)
    expect(sameAgain(run)).toBe(true)
  })
})

describe('a failure in the asynchronous part', () => {
  it('has the checkpoint declined and leaves the task alone', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    run.act('fail-async', 'count-1')
    expect(goTo(run, 'CheckpointAborted')).toMatchObject({
      checkpoint: 2,
      reason: 'CHECKPOINT_ASYNC_EXCEPTION',
    })
    expect(endOf(run)).toMatchObject(EXACT)
    expect(rowsOf(run, 'TaskFailed')).toEqual([])
  })

  it('is one too many where none is tolerated', () => {
    const run = wordCount({ 'execution.checkpointing.tolerable-failed-checkpoints': '0' })
    goTo(run, 'CheckpointCompleted')
    run.act('fail-async', 'count-1')
    goTo(run, 'CheckpointDeclined')
    goTo(run, 'JobStatusChanged', row => row.reason === 'RESTARTING')
    expect(endOf(run)).toMatchObject(EXACT)
  })
})

describe('a failure between completion and notification', () => {
  it('of a sink: the restore commits what the checkpoint holds', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    run.act('fail-before-notify', 'sink-0')
    const { checkpoint } = goTo(run, 'CheckpointCompleted')
    const failed = goTo(run, 'TaskFailed')
    expect(failed.actor).toBe(actorOf(run, 'sink-0'))
    expect(rowsOf(run, 'TransactionCommitted').map(row => row.checkpoint)).not.toContain(checkpoint)
    expect(goTo(run, 'StateRestored').checkpoint).toBe(checkpoint)
    expect(goTo(run, 'TransactionCommitted').checkpoint).toBe(checkpoint)
    expect(endOf(run)).toMatchObject(EXACT)
  })
})

describe('a failure during a restore', () => {
  it('counts as another failure, and happens once', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    run.act('fail-restore', 'count-0')
    run.act('kill-task', 'count-1')
    expect(endOf(run)).toMatchObject(EXACT)
    expect(rowsOf(run, 'TaskFailed').map(row => row.reason)).toEqual([
      'Artificial failure',
      'ArtificialFailure: the state cannot be restored',
    ])
  })
})

describe('a record that is poison', () => {
  it('fails each attempt at the same offset until the restart strategy gives up', () => {
    const run = wordCount({ 'restart-strategy.fixed-delay.attempts': '3' })
    goTo(run, 'CheckpointCompleted')
    run.act('poison-record', 'count-1')
    const { status, verdict } = endOf(run)
    expect(status).toBe('FAILED')
    const reasons = rowsOf(run, 'TaskFailed').map(row => row.reason)
    expect(reasons).toHaveLength(4)
    expect(new Set(reasons).size).toBe(1)
    expect(reasons[0]).toMatch(/^ArtificialFailure: the function cannot take the record at offset \d+$/)
    expect(verdict.committed).toMatchObject({ lost: 0, duplicated: 0 })
  })

  it('at a source is the record that is read next', () => {
    const run = wordCount({ 'restart-strategy.type': 'none' })
    goTo(run, 'RecordRead', row => row.actor === actorOf(run, 'source-0'))
    run.act('poison-record', 'source-0')
    expect(endOf(run).status).toBe('FAILED')
    expect(rowsOf(run, 'TaskFailed')[0]!.actor).toBe(actorOf(run, 'source-0'))
  })
})
