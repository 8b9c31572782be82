import { expect, test } from 'vitest'
import {
  clusterRun,
  checkHere,
  finishExactly,
  frameOf,
  reasonsOf,
  STEPS_MAX,
} from '../cluster/cluster-run.suite.ts'

const HA = { 'high-availability.type': 'zookeeper' }

test('with high availability the next leader has the job, the checkpoints and the counter of their ids, and no statistics', () => {
  const run = clusterRun(HA)
  run.seek(700)
  const before = frameOf(run)
  expect(before.coordinator.counts.completed).toBeGreaterThan(1)
  run.act('kill-jobmanager')
  expect(run.jobStatus()).toBe('SUSPENDED')
  expect(frameOf(run).coordinator.counts).toEqual({ triggered: 0, completed: 0, failed: 0, restored: 0 })
  while (run.jobStatus() === 'SUSPENDED') run.seek(run.step + 1)
  const after = frameOf(run)
  expect(after.storage.completed).toEqual(before.storage.completed)
  expect(after.coordinator.counts.restored).toBe(1)
  finishExactly(run, 'kill at 700')
  expect(reasonsOf(run, 'JobStatusChanged')).toEqual([
    'RUNNING',
    'SUSPENDED',
    'CREATED',
    'RUNNING',
    'FINISHED',
  ])
  const ids = run.rows(0, run.step, new Set(['CheckpointTriggered'])).map(row => row.checkpoint)
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
  const restored = run.rows(before.cursor.step, run.step, new Set(['StateRestored']))
  expect(new Set(restored.map(row => row.checkpoint))).toEqual(new Set([before.storage.completed.at(-1)]))
})

test('tasks of a leader that is gone are failed by their TaskManagers', () => {
  const run = clusterRun(HA)
  run.seek(500)
  run.act('kill-jobmanager')
  run.seek(run.step + 40)
  expect(frameOf(run).tasks.map(task => task.state)).not.toContain('RUNNING')
  expect(reasonsOf(run, 'TaskFailed').every(reason => /leadership/.test(reason ?? ''))).toBe(true)
})

test('without it the job is lost; what is on storage stays', () => {
  const run = clusterRun()
  run.seek(700)
  const { storage } = frameOf(run)
  run.act('kill-jobmanager')
  for (let look = 0; look < 20; look++) {
    run.seek(run.step + 7)
    checkHere(run, `look ${look}`)
  }
  expect(run.advanceToEnd(STEPS_MAX)).toBe(true)
  expect(run.jobStatus()).toBe('SUSPENDED')
  const end = frameOf(run)
  expect(end.cluster.jobManager).toMatchObject({ isUp: false, highAvailability: 'none' })
  expect(end.storage.completed).toEqual(storage.completed)
  expect(end.tasks.some(task => task.state === 'RUNNING')).toBe(false)
  expect(run.refusal('kill-jobmanager', null)).toBe('process-is-down')
  expect(run.refusal('cancel-job', null)).toBe('no-jobmanager')
})

test('a JobManager killed at any step, and a second time: the invariants hold, and the end is exact', () => {
  for (let step = 0; step < 1000; step += 59) {
    const run = clusterRun(
      {
        ...HA,
        'weir.sim.jitter': step % 2 === 0 ? '0 ms' : '3 ms',
        'weir.cluster.jobmanager-start-time': '1 ms',
      },
      step,
    )
    run.seek(step)
    if (run.refusal('kill-jobmanager', null) !== null) continue
    run.act('kill-jobmanager')
    run.seek(run.step + 20 + (step % 150))
    if (run.refusal('kill-jobmanager', null) === null) run.act('kill-jobmanager')
    finishExactly(run, `kill at ${step}`)
    expect(run.jobStatus()).toBe('FINISHED')
  }
})

test('a TaskManager dies while there is no leader', () => {
  const run = clusterRun(HA)
  run.seek(500)
  run.act('kill-jobmanager')
  run.act('kill-taskmanager', 'taskmanager-1')
  finishExactly(run, 'both')
  expect(frameOf(run).cluster.taskManagers[1]).toMatchObject({ life: 'up', incarnation: 1, registered: true })
})
