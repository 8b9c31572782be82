import { expect, test } from 'vitest'
import { clusterRun, finishExactly, frameOf, reasonsOf, STEPS_MAX } from './cluster-run.suite.ts'
import { slotGroupsOf, withSlots } from './slots.ts'

const up = { incarnation: 0, registered: true }

test('subtask i of every vertex of a slot sharing group shares a slot', () => {
  const tasks = [
    { subtask: 0, slotSharingGroup: 'default' },
    { subtask: 0, slotSharingGroup: 'default' },
    { subtask: 1, slotSharingGroup: 'default' },
    { subtask: 0, slotSharingGroup: 'own' },
    { subtask: 2, slotSharingGroup: 'default' },
  ]
  expect(slotGroupsOf(tasks)).toEqual([0, 0, 1, 3, 2])
})

test('slots are given out TaskManager by TaskManager, and kept', () => {
  const given = withSlots([null, null, null], [0, 1, 2], [up, up], 2)
  expect(given.map(place => place?.taskManager)).toEqual([0, 0, 1])
  const lost = given.map(place => (place?.taskManager === 0 ? null : place))
  const after = withSlots(lost, [0, 1, 2], [{ incarnation: 1, registered: false }, up], 2)
  expect(after.map(place => place?.taskManager)).toEqual([1, undefined, 1])
})

test('a TaskManager has the subtasks of its slots, one each where nothing else is said', () => {
  const run = clusterRun()
  run.seek(100)
  const { tasks, cluster } = frameOf(run)
  expect(cluster.taskManagers.map(each => each.slotsUsed)).toEqual([1, 1])
  for (const task of tasks) {
    const { subtask } = run.scene.actors[task.actor]!
    expect(run.scene.actors[task.taskManager]!.name).toBe(`taskmanager-${subtask}`)
  }
  const wide = clusterRun({ 'taskmanager.numberOfTaskSlots': '2' })
  wide.seek(100)
  expect(frameOf(wide).cluster.taskManagers.map(each => each.slotsUsed)).toEqual([2])
})

test('a TaskManager dies with all its tasks at once; their region restarts when another process is up', () => {
  const run = clusterRun()
  run.seek(500)
  const before = frameOf(run)
  run.act('kill-taskmanager', 'taskmanager-1')
  const { step } = run
  const failed = () =>
    run.rows(step, run.step, new Set(['TaskFailed'])).filter(row => /process/.test(row.reason ?? ''))
  run.seek(run.step + 60)
  expect(new Set(failed().map(row => row.time)).size).toBe(1)
  expect(failed().map(row => run.scene.actors[row.actor]!.subtask)).toEqual(
    before.tasks.filter((_, i) => i % 2 === 1).map(() => 1),
  )
  finishExactly(run, 'kill at 500')
  expect(reasonsOf(run, 'JobStatusChanged')).toEqual(['RUNNING', 'RESTARTING', 'RUNNING', 'FINISHED'])
  const kinds = run
    .rows(
      step,
      run.step,
      new Set([
        'TaskManagerDied',
        'TaskManagerLost',
        'TaskManagerStarting',
        'SlotsMissing',
        'TaskManagerStarted',
        'TaskManagerRegistered',
        'TaskStarted',
      ]),
    )
    .map(row => row.kind)
  expect(kinds.slice(0, 6)).toEqual([
    'TaskManagerDied',
    'TaskManagerLost',
    'TaskManagerStarting',
    'SlotsMissing',
    'TaskManagerStarted',
    'TaskManagerRegistered',
  ])
  expect(kinds.filter(kind => kind === 'TaskStarted')).toHaveLength(before.tasks.length)
})

test('a spare TaskManager takes over without a wait', () => {
  const run = clusterRun({ 'weir.cluster.taskmanagers': '3' })
  run.seek(500)
  run.act('kill-taskmanager', 'taskmanager-0')
  run.seek(run.step + 150)
  const { tasks } = frameOf(run)
  expect(new Set(tasks.map(task => run.scene.actors[task.taskManager]!.name))).toEqual(
    new Set(['taskmanager-1', 'taskmanager-2']),
  )
  finishExactly(run, 'spare')
  expect(reasonsOf(run, 'SlotsMissing')).toEqual([])
})

test('tasks whose slots do not come fail after the time that is allowed', () => {
  const run = clusterRun({
    'weir.cluster.taskmanagers': '1',
    'slot.request.timeout': '50 ms',
    'restart-strategy.fixed-delay.attempts': '2',
  })
  run.seek(3)
  expect(frameOf(run).cluster.missingSlots).toBe(1)
  expect(run.advanceToEnd(STEPS_MAX)).toBe(true)
  expect(run.jobStatus()).toBe('FAILED')
  expect(frameOf(run).job.failure).toMatch(/^NoResourceAvailableException/)
  expect(reasonsOf(run, 'JobStatusChanged')).toEqual([
    'RUNNING',
    'RESTARTING',
    'RUNNING',
    'RESTARTING',
    'RUNNING',
    'FAILING',
    'FAILED',
  ])
})

test('a TaskManager killed at any step: the invariants hold, and the end is exact', () => {
  for (let step = 1; step < 1000; step += 53) {
    const run = clusterRun()
    run.seek(step)
    const name = `taskmanager-${step % 2}`
    if (run.refusal('kill-taskmanager', name) !== null) continue
    run.act('kill-taskmanager', name)
    finishExactly(run, `${name} at ${step}`)
    expect(run.jobStatus()).toBe('FINISHED')
  }
})

test('a TaskManager killed while tasks restore, and another that is only being started', () => {
  const run = clusterRun()
  run.seek(500)
  run.act('kill-task', 'count-0')
  while (!frameOf(run).tasks.some(task => task.state === 'INITIALIZING')) run.seek(run.step + 1)
  run.act('kill-taskmanager', 'taskmanager-0')
  while (frameOf(run).cluster.taskManagers[0]!.life !== 'starting') run.seek(run.step + 1)
  run.act('kill-taskmanager', 'taskmanager-0')
  expect(run.refusal('kill-taskmanager', 'taskmanager-0')).toBe('process-is-down')
  finishExactly(run, 'twice')
  expect(frameOf(run).cluster.taskManagers[0]!.incarnation).toBe(2)
})
