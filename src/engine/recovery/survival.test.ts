import { expect, test } from 'vitest'
import { clusterRun, frameOf, STEPS_MAX } from '../cluster/cluster-run.suite.ts'
import type { FailureCase } from '../api/survival.ts'
import type { Run } from '../trace/run.ts'

const HEARTBEATS = { 'heartbeat.interval': '20 ms', 'heartbeat.timeout': '60 ms' }

interface Way {
  readonly config: Readonly<Record<string, string>>
  fail(run: Run): void
}

const WAYS: Readonly<Record<FailureCase, Way>> = {
  task: { config: {}, fail: run => void run.act('kill-task', 'count-1') },
  taskmanager: { config: {}, fail: run => void run.act('kill-taskmanager', 'taskmanager-1') },
  'short-cut': {
    config: HEARTBEATS,
    fail: run => void run.act('network-partition', 'taskmanager-1', { durationMs: 10 }),
  },
  'long-cut': {
    config: HEARTBEATS,
    fail: run => void run.act('network-partition', 'taskmanager-1', { durationMs: 500 }),
  },
  'jobmanager-with-ha': {
    config: { 'high-availability.type': 'ZOOKEEPER' },
    fail: run => void run.act('kill-jobmanager'),
  },
  'jobmanager-without-ha': { config: {}, fail: run => void run.act('kill-jobmanager') },
}

/** Goes to a step at which a checkpoint is under way and others have completed. */
function before({ config }: Way): Run {
  const run = clusterRun(config)
  run.seek(500)
  while (!frameOf(run).coordinator.checkpoints.some(one => one.status === 'pending')) run.seek(run.step + 1)
  return run
}

test.each(Object.keys(WAYS) as FailureCase[])('%s: what the table says is what happens', failure => {
  const way = WAYS[failure]
  const run = before(way)
  const { fates, applies } = run.scene.survival.find(row => row.failure === failure)!
  expect(applies).toBe(true)
  const was = frameOf(run)
  const { step } = run
  const pending = was.coordinator.checkpoints.find(one => one.status === 'pending')!.id
  way.fail(run)
  expect(run.advanceToEnd(STEPS_MAX)).toBe(true)
  const rows = run.rows(
    step,
    run.step,
    new Set(['StateRestored', 'CheckpointCompleted', 'CheckpointDiscarded']),
  )
  const restored = rows.filter(row => row.kind === 'StateRestored' && row.checkpoint > 0).length > 0
  const goesOn = run.jobStatus() === 'FINISHED'
  expect({
    state: restored ? 'restored' : goesOn ? 'kept' : 'lost',
    'pending-checkpoint': rows.some(row => row.kind === 'CheckpointCompleted' && row.checkpoint === pending)
      ? 'kept'
      : 'lost',
    'completed-checkpoints': goesOn ? 'kept' : 'lost',
    statistics: frameOf(run).coordinator.checkpoints.some(one => one.id === pending) ? 'kept' : 'lost',
    committed: frameOf(run).broker.committed >= was.broker.committed ? 'kept' : 'lost',
  }).toMatchObject({
    state: fates.state,
    'pending-checkpoint': fates['pending-checkpoint'],
    'completed-checkpoints': fates['completed-checkpoints'],
    statistics: fates.statistics,
    committed: fates.committed,
  })
})

test('the kind of high availability says which of the two rows applies', () => {
  const applying = (type: string) =>
    clusterRun({ 'high-availability.type': type })
      .scene.survival.filter(row => row.applies)
      .map(row => row.failure)
  expect(applying('NONE')).toContain('jobmanager-without-ha')
  expect(applying('NONE')).not.toContain('jobmanager-with-ha')
  expect(applying('KUBERNETES')).toContain('jobmanager-with-ha')
})
