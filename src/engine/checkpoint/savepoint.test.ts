import { describe, expect, test } from 'vitest'
import { coordinatorOf, jobForTests, jobManagerOf, rowsOf, seekRow } from './job-for-tests.suite.ts'

const FAST = { 'execution.checkpointing.interval': '25 ms' }
const SLOW_STORAGE = { 'weir.storage.latency': '15 ms' }

const storedIn = (run: ReturnType<typeof jobForTests>) => {
  const storage = run.world.actors[run.plan.storage]!
  return storage.kind === 'storage' ? storage.snapshots.map(({ path }) => path) : []
}

describe('a savepoint', () => {
  test('starts beside a pending checkpoint, uses the same ids, and tells nobody of its completion', () => {
    const run = jobForTests({ config: SLOW_STORAGE })
    seekRow(run, 'CheckpointTriggered')
    run.act('trigger-savepoint', null, { format: 'native' })
    expect(coordinatorOf(run).pending.map(({ id }) => id)).toEqual([1, 2])
    while (coordinatorOf(run).savepoints.length === 0 && run.seek(run.step + 1)) continue
    expect(coordinatorOf(run).savepoints[0]).toMatchObject({
      id: 2,
      snapshot: { kind: 'savepoint', format: 'NATIVE', after: 'none' },
    })
    run.advanceToEnd()
    const told = rowsOf(run, 'NotifyCompleteReceived').map(row => row.checkpoint)
    expect(told).not.toContain(2)
    expect(coordinatorOf(run).completed.map(({ id }) => id)).not.toContain(2)
  })

  test('F078: stays pending when a newer checkpoint completes, and does not subsume one', () => {
    const config = { 'execution.checkpointing.max-concurrent-checkpoints': '3' }
    const run = jobForTests({ config })
    seekRow(run, 'CheckpointCompleted')
    run.act('trigger-savepoint')
    run.act('trigger-checkpoint')
    const older = coordinatorOf(run).pending[0]!
    older.acks.length = 0
    const task = older.waitFor[0]!
    const { inbox } = run.world.actors[0]!
    const withhold = () => {
      const kept = inbox.items.filter(
        ({ body }) => body.type !== 'ack' || body.task !== task || body.checkpoint !== older.id,
      )
      inbox.items.splice(0, inbox.items.length, ...kept)
    }
    const isDone = () => coordinatorOf(run).completed.some(({ id }) => id === older.id + 1)
    while (!isDone() && run.seek(run.step + 1)) withhold()
    expect(coordinatorOf(run).pending.map(({ id }) => id)).toContain(older.id)
  })

  test('waits its turn where barriers may overtake, and is aligned all the same', () => {
    const config = { ...SLOW_STORAGE, 'execution.checkpointing.unaligned.enabled': 'true' }
    const run = jobForTests({ config })
    seekRow(run, 'CheckpointTriggered')
    run.act('trigger-savepoint')
    expect(coordinatorOf(run).pending.map(({ id }) => id)).toEqual([1])
    expect(coordinatorOf(run).queue).toHaveLength(1)
    while (coordinatorOf(run).savepoints.length === 0 && run.seek(run.step + 1)) continue
    const { acks } = coordinatorOf(run).history.find(({ id }) => id === 2)!
    expect(acks.map(({ metrics }) => metrics.unaligned)).toEqual(acks.map(() => false))
    expect(run.advanceToEnd() && run.verdict().state.verdict).toBe('exact')
  })

  test('is never what a job is restored from by itself', () => {
    const run = jobForTests()
    seekRow(run, 'CheckpointCompleted')
    run.act('trigger-savepoint')
    while (coordinatorOf(run).savepoints.length === 0 && run.seek(run.step + 1)) continue
    run.act('kill-task', 'count-0')
    expect(seekRow(run, 'StateRestored').checkpoint).toBe(1)
    run.advanceToEnd()
    expect(run.jobStatus()).toBe('FINISHED')
  })

  test('lies in a directory of its own, and outlives the job', () => {
    const run = jobForTests()
    seekRow(run, 'CheckpointCompleted')
    run.act('trigger-savepoint')
    run.advanceToEnd()
    expect(storedIn(run)).toEqual([expect.stringMatching(/^savepoint-[0-9a-f]{6}-[0-9a-f]{12}$/)])
  })

  test('is a snapshot that another job starts from, under another parallelism too', () => {
    const run = jobForTests()
    seekRow(run, 'CheckpointCompleted')
    run.act('trigger-savepoint')
    while (coordinatorOf(run).savepoints.length === 0 && run.seek(run.step + 1)) continue
    const snapshot = run.snapshot(2)
    if (!snapshot.ok) throw new Error(snapshot.error.message)
    expect(snapshot.value.savepoint?.format).toBe('CANONICAL')
    const next = jobForTests({ restoreFrom: snapshot.value, config: { 'parallelism.default': '3' } })
    next.advanceToEnd()
    expect(next.jobStatus()).toBe('FINISHED')
    expect(next.verdict().state).toMatchObject({ verdict: 'exact', pending: 0 })
    expect(rowsOf(next, 'CheckpointTriggered')[0]?.checkpoint).toBe(3)
  })
})

describe('stop with savepoint', () => {
  const stopped = (mode: 'suspend' | 'drain') => {
    const run = jobForTests({ config: FAST })
    seekRow(run, 'CheckpointCompleted')
    run.act('stop-with-savepoint', null, { mode })
    return run
  }

  test('stops the scheduler, commits what the savepoint holds, and finishes the job', () => {
    const run = stopped('suspend')
    expect(coordinatorOf(run)).toMatchObject({ scheduling: false, stopping: 'savepoint' })
    run.advanceToEnd()
    expect(run.jobStatus()).toBe('FINISHED')
    expect(rowsOf(run, 'CheckpointTriggered').at(-1)).toMatchObject({ reason: 'stop' })
    const { state, committed } = run.verdict()
    expect([state.verdict, state.lost, committed.verdict, committed.lost]).toEqual(['exact', 0, 'exact', 0])
    expect(state.pending).toBeGreaterThan(0)
    expect(storedIn(run)).toHaveLength(1)
  })

  test('may be the first checkpoint of its job, by either way of stopping', () => {
    for (const mode of ['suspend', 'drain']) {
      const run = jobForTests({ config: { 'execution.checkpointing.min-pause': '1 h' } })
      while (!jobManagerOf(run).executions.every(({ state }) => state === 'RUNNING')) run.seek(run.step + 1)
      run.act('stop-with-savepoint', null, { mode })
      run.advanceToEnd()
      expect(rowsOf(run, 'CheckpointCompleted').map(row => row.checkpoint)).toEqual([1])
      expect(run.jobStatus()).toBe('FINISHED')
      const { state, committed } = run.verdict()
      expect([state.verdict, committed.verdict, committed.pending > 0]).toEqual(['exact', 'exact', true])
    }
  })

  test('F169: only a drained job ends its event time', () => {
    const ends = (mode: 'suspend' | 'drain') => {
      const run = stopped(mode)
      run.advanceToEnd()
      return rowsOf(run, 'EndOfInputReached').length
    }
    expect([ends('suspend'), ends('drain')]).toEqual([0, 2])
  })

  test('goes on elsewhere with what was not read', () => {
    const run = stopped('suspend')
    run.advanceToEnd()
    const snapshot = run.snapshot(null)
    if (!snapshot.ok) throw new Error(snapshot.error.message)
    const next = jobForTests({ restoreFrom: snapshot.value })
    next.advanceToEnd()
    expect(next.verdict().state).toMatchObject({ verdict: 'exact', pending: 0 })
    const { distinctRead } = next.verdict().sums
    expect(distinctRead + run.verdict().sums.distinctRead).toBe(80)
  })

  test('that expires fails its tasks, and the job goes on from its last checkpoint', () => {
    const run = jobForTests({ config: { ...FAST, 'execution.checkpointing.timeout': '35 ms' } })
    seekRow(run, 'CheckpointCompleted')
    run.act('pause-task', 'count-0', { durationMs: 60 })
    run.act('stop-with-savepoint')
    seekRow(run, 'CheckpointAborted', 'CHECKPOINT_EXPIRED')
    expect(coordinatorOf(run).stopping).toBe('no')
    expect(seekRow(run, 'TaskFailed').reason).toBe('Stop-with-savepoint failed.')
    expect(seekRow(run, 'StateRestored').checkpoint).toBeGreaterThan(0)
    run.advanceToEnd()
    expect(run.jobStatus()).toBe('FINISHED')
    expect(run.verdict().state).toMatchObject({ verdict: 'exact', pending: 0 })
  })

  test('leaves the job alone where it cannot even be triggered', () => {
    const run = jobForTests({ config: { ...FAST, 'weir.rpc.latency': '3 ms' } })
    seekRow(run, 'JobStatusChanged', 'RUNNING')
    run.act('stop-with-savepoint')
    expect(coordinatorOf(run)).toMatchObject({ stopping: 'no', counts: { failed: 1 } })
    run.advanceToEnd()
    expect(run.jobStatus()).toBe('FINISHED')
    expect(run.verdict().state).toMatchObject({ verdict: 'exact', pending: 0 })
  })
})

describe('a job that starts from a snapshot', () => {
  const begun = (claimMode: string, config: Readonly<Record<string, string>> = {}) => {
    const first = jobForTests()
    seekRow(first, 'CheckpointCompleted')
    const snapshot = first.snapshot(null)
    if (!snapshot.ok) throw new Error(snapshot.error.message)
    const run = jobForTests({
      restoreFrom: snapshot.value,
      config: { ...FAST, ...config, 'execution.state-recovery.claim-mode': claimMode },
    })
    run.advanceToEnd()
    expect(run.verdict().state).toMatchObject({ verdict: 'exact', pending: 0 })
    return { run, full: rowsOf(run, 'CheckpointTriggered').map(row => row.effect === 'full') }
  }

  test('without a claim makes its first checkpoint full, and leaves the snapshot where it is', () => {
    const { run, full } = begun('NO_CLAIM')
    expect(full.slice(0, 2)).toEqual([true, false])
    expect(storedIn(run)).toEqual(['chk-1'])
  })

  test('with a claim owns the snapshot, and deletes it when it is subsumed', () => {
    const { run, full } = begun('CLAIM')
    expect(full).not.toContain(true)
    expect(storedIn(run)).toEqual([])
  })

  test('F101: keeps the files of a snapshot that was not claimed, though no newer checkpoint uses them', () => {
    const files = {
      'state.backend.type': 'rocksdb',
      'execution.checkpointing.incremental': 'true',
      'execution.checkpointing.dir': 'file:///checkpoints',
    }
    const { run, full } = begun('NO_CLAIM', files)
    expect(full[0]).toBe(true)
    expect(rowsOf(run, 'CheckpointCompleted').length).toBeGreaterThan(1)
    expect(storedIn(run)).toEqual(['chk-1'])
    // With a claim the very same files go with the snapshot.
    expect(storedIn(begun('CLAIM', files).run)).toEqual([])
  })

  test('in the old way neither owns it nor needs a full checkpoint', () => {
    const { run, full } = begun('LEGACY')
    expect(full).not.toContain(true)
    expect(storedIn(run)).toEqual(['chk-1'])
  })
})

test('what stays in storage when the job ends is as the retention says', () => {
  const left = (retention: string, end: 'cancel' | 'fail' | 'finish') => {
    const config = {
      'execution.checkpointing.externalized-checkpoint-retention': retention,
      'restart-strategy.type': 'none',
    }
    const run = jobForTests({ config })
    seekRow(run, 'CheckpointCompleted')
    if (end === 'cancel') run.act('cancel-job')
    if (end === 'fail') run.act('kill-task', 'count-0')
    run.advanceToEnd()
    return storedIn(run)
  }
  expect(left('NO_EXTERNALIZED_CHECKPOINTS', 'cancel')).toEqual([])
  expect(left('DELETE_ON_CANCELLATION', 'cancel')).toEqual([])
  expect(left('DELETE_ON_CANCELLATION', 'fail')).toEqual(['chk-1'])
  expect(left('RETAIN_ON_CANCELLATION', 'cancel')).toEqual(['chk-1'])
  expect(left('RETAIN_ON_CANCELLATION', 'finish')).toEqual([])
})
