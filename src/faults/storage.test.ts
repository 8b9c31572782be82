/** What becomes of checkpoints and restores while something is wrong with their storage. */
import { describe, expect, it } from 'vitest'
import { endOf, EXACT, goTo, rowsOf, sameAgain, wordCount } from './shared/run.suite.ts'

describe('storage that is slow', () => {
  it('makes asynchronous parts long, and no record waits for it', () => {
    const run = wordCount()
    const before = goTo(run, 'AsyncSnapshotCompleted').duration
    run.act('slow-storage', null, { factor: 5, durationMs: 500 })
    goTo(run, 'CheckpointTriggered')
    expect(goTo(run, 'AsyncSnapshotCompleted').duration).toBeGreaterThan(2 * before)
    expect(endOf(run)).toMatchObject(EXACT)
    const sync = rowsOf(run, 'SyncSnapshotCompleted').map(row => row.duration)
    expect(new Set(sync).size).toBe(1)
    expect(sameAgain(run)).toBe(true)
  })
})

describe('storage that fails', () => {
  it('during the asynchronous part has the checkpoint declined; the tasks run on', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    goTo(run, 'SyncSnapshotCompleted')
    run.act('fail-storage', null, { durationMs: 30 })
    const declined = goTo(run, 'CheckpointDeclined')
    expect(declined.reason).toBe('CHECKPOINT_ASYNC_EXCEPTION')
    expect(declined.effect).toMatch(/^chk-\d+\/.*: the storage does not answer$/)
    expect(endOf(run)).toMatchObject(EXACT)
    expect(rowsOf(run, 'TaskFailed')).toEqual([])
  })

  it('at the metadata has the checkpoint given up', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    const { checkpoint } = goTo(run, 'AckReceived', row => row.amount === row.total)
    run.act('fail-storage', null, { durationMs: 20 })
    expect(goTo(run, 'CheckpointAborted')).toMatchObject({
      checkpoint,
      reason: 'FINALIZE_CHECKPOINT_FAILURE',
    })
    expect(endOf(run)).toMatchObject(EXACT)
  })

  it('one time too often fails the job over', () => {
    const run = wordCount({ 'execution.checkpointing.tolerable-failed-checkpoints': '0' })
    goTo(run, 'CheckpointCompleted')
    goTo(run, 'SyncSnapshotCompleted')
    run.act('fail-storage', null, { durationMs: 30 })
    goTo(run, 'JobStatusChanged', row => row.reason === 'RESTARTING')
    expect(endOf(run)).toMatchObject(EXACT)
  })

  it('during a restore fails the restart, which is tried again', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    run.act('kill-task', 'count-1')
    goTo(run, 'TaskDeployed')
    run.act('fail-storage', null, { durationMs: 15 })
    const failed = goTo(run, 'TaskFailed')
    expect(failed.reason).toMatch(/^Could not restore the state: chk-\d+\/.*: the storage does not answer$/)
    expect(endOf(run)).toMatchObject(EXACT)
  })
})

describe('storage that has lost what it held', () => {
  it('fails what is being written; the next checkpoint is a whole one again', () => {
    const run = wordCount()
    goTo(run, 'SyncSnapshotCompleted')
    goTo(run, 'Housekeeping', row => row.reason === 'store')
    run.act('lose-storage', null)
    expect(goTo(run, 'CheckpointDeclined').effect).toMatch(/the directory does not exist any more$/)
    goTo(run, 'CheckpointCompleted')
    run.act('kill-task', 'count-1')
    expect(endOf(run)).toMatchObject(EXACT)
  })

  it('fails each restart until the strategy gives up: Flink goes back to no older checkpoint', () => {
    const run = wordCount({ 'restart-strategy.fixed-delay.attempts': '3' })
    goTo(run, 'CheckpointCompleted')
    run.act('lose-storage', null)
    run.act('kill-task', 'count-1')
    expect(endOf(run).status).toBe('FAILED')
    const missing = rowsOf(run, 'TaskFailed').filter(row => row.reason?.endsWith('no such file') === true)
    expect(missing.length).toBeGreaterThanOrEqual(3)
    for (const { reason } of missing)
      expect(reason).toMatch(/^Could not restore the state: chk-1\/[a-z]+-\d: no/)
  })

  it('is refused where nothing is stored', () => {
    const run = wordCount()
    run.seek(5)
    expect(run.refusal('lose-storage', null)).toBe('nothing-stored')
    expect(run.refusal('corrupt-file', 'count-0')).toBe('nothing-stored')
  })
})

describe('a file that is corrupt', () => {
  it('fails the restore by its name, and only that of its task', () => {
    const run = wordCount({ 'restart-strategy.fixed-delay.attempts': '2' })
    const { checkpoint } = goTo(run, 'CheckpointCompleted')
    run.act('corrupt-file', 'count-2')
    run.act('kill-task', 'count-1')
    expect(endOf(run).status).toBe('FAILED')
    const reasons = rowsOf(run, 'TaskFailed').map(row => row.reason)
    const named = `Could not restore the state: chk-${checkpoint}/count-2: the file is corrupt, its checksum does not match`
    expect(reasons).toEqual(['Artificial failure', named, named])
  })

  it('is forgotten with the next checkpoint, whose file is another one', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    run.act('corrupt-file', 'count-2')
    goTo(run, 'CheckpointCompleted')
    run.act('kill-task', 'count-1')
    expect(endOf(run)).toMatchObject(EXACT)
  })
})
