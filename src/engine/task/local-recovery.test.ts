import { expect, test } from 'vitest'
import { clusterRun, finishExactly, frameOf } from '../cluster/cluster-run.suite.ts'
import type { Run } from '../trace/run.ts'

const LOCAL = {
  'execution.checkpointing.local-backup.enabled': 'true',
  'execution.state-recovery.from-local': 'true',
  'weir.storage.latency': '8 ms',
}

const found = (run: Run) =>
  run
    .rows(0, run.step, new Set(['LocalStateFound']))
    .map(row => `${run.scene.actors[row.actor]!.name} chk-${row.checkpoint}`)

function failedAt(step: number, config: Readonly<Record<string, string>>, kind: string, target: string): Run {
  const run = clusterRun(config)
  run.seek(step)
  run.act(kind, target)
  finishExactly(run, `${kind} ${target}`)
  return run
}

/** From its deployment to its start, in µs. */
function restoreTime(run: Run, name: string): number {
  const actor = run.scene.actors.find(each => each.name === name)!.index
  const rows = run
    .rows(0, run.step, new Set(['TaskDeployed', 'TaskStarted']))
    .filter(row => row.actor === actor)
  return rows.at(-1)!.time - rows.at(-2)!.time
}

test('a new attempt in the same process reads its keyed state from there, and the others wait for storage', () => {
  const local = failedAt(600, LOCAL, 'kill-task', 'count-1')
  const chk = local.rows(0, local.step, new Set(['StateRestored'])).at(-1)!.checkpoint
  expect(found(local).sort()).toEqual([`count-0 chk-${chk}`, `count-1 chk-${chk}`])
  const remote = failedAt(
    600,
    { ...LOCAL, 'execution.state-recovery.from-local': 'false' },
    'kill-task',
    'count-1',
  )
  expect(found(remote)).toEqual([])
  expect(restoreTime(local, 'count-1')).toBeLessThan(8_000)
  expect(restoreTime(remote, 'count-1')).toBeGreaterThanOrEqual(16_000)
})

test('a copy goes with its process', () => {
  const run = failedAt(600, LOCAL, 'kill-taskmanager', 'taskmanager-1')
  expect(found(run).map(each => each.split(' ')[0])).toEqual(['count-0'])
})

test('a copy is of no use elsewhere', () => {
  const run = clusterRun({
    ...LOCAL,
    'weir.cluster.taskmanagers': '3',
    'heartbeat.interval': '10 ms',
    'heartbeat.timeout': '20 ms',
  })
  run.seek(600)
  run.act('network-partition', 'taskmanager-1', { durationMs: 300 })
  finishExactly(run, 'moved')
  expect(found(run).map(each => each.split(' ')[0])).toEqual(['count-0'])
})

test('only the copies of the last completed checkpoint and of those under way are kept', () => {
  const run = clusterRun(LOCAL)
  for (let step = 50; step < 800; step += 25) {
    run.seek(step)
    const { tasks, coordinator } = frameOf(run)
    const most = 1 + coordinator.checkpoints.filter(one => one.status === 'pending').length + 1
    for (const task of tasks) expect(task.localCopies.length, `step ${step}`).toBeLessThanOrEqual(most)
  }
  expect(frameOf(run).tasks.some(task => task.localCopies.length > 0)).toBe(true)
  const off = clusterRun()
  off.seek(600)
  expect(frameOf(off).tasks.every(task => task.localCopies.length === 0)).toBe(true)
})
