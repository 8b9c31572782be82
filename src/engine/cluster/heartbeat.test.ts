import { expect, test } from 'vitest'
import { pairsKeepOrder } from '../check/trace-checks.ts'
import { checkHere, clusterRun, finishExactly, frameOf, reasonsOf } from './cluster-run.suite.ts'

const HEARTBEATS = { 'heartbeat.interval': '20 ms', 'heartbeat.timeout': '100 ms' }

test('a cut that is shorter than the timeout only delays what is said', () => {
  const run = clusterRun(HEARTBEATS)
  run.seek(500)
  const { time } = frameOf(run).cursor
  run.act('network-partition', 'taskmanager-1', { durationMs: 40 })
  expect(frameOf(run).cluster.taskManagers[1]!.cutOffUntil).toBe(time + 40_000)
  expect(run.refusal('network-partition', 'taskmanager-1')).toBe('is-cut-off')
  const { step } = run
  finishExactly(run, 'short cut')
  expect(reasonsOf(run, 'JobStatusChanged')).toEqual(['RUNNING', 'FINISHED'])
  expect(reasonsOf(run, 'HeartbeatTimedOut')).toEqual([])
  const cutTasks = frameOf(run)
    .tasks.filter((_, i) => i % 2 === 1)
    .map(task => task.actor)
  const acks = run.rows(step, run.step, new Set(['AckReceived'])).filter(row => cutTasks.includes(row.peer))
  expect(acks.length).toBeGreaterThan(0)
  for (const ack of acks.filter(row => row.sentAt < time + 40_000))
    expect(ack.time).toBeGreaterThanOrEqual(Math.min(time + 40_000, ack.sentAt < time ? 0 : time + 40_000))
})

test('beyond the timeout the TaskManager fails its tasks and the JobManager replaces it; what the old attempts say comes too late', () => {
  const run = clusterRun(HEARTBEATS)
  run.seek(500)
  const { step } = run
  run.act('network-partition', 'taskmanager-1', { durationMs: 300 })
  finishExactly(run, 'long cut')
  const rows = run.rows(
    step,
    run.step,
    new Set([
      'HeartbeatTimedOut',
      'TaskManagerLost',
      'TaskManagerStarting',
      'NetworkHealed',
      'JobStatusChanged',
    ]),
  )
  const told = rows.map(
    row =>
      `${run.scene.actors[row.actor]!.name} ${row.kind}${row.kind === 'JobStatusChanged' ? ` ${row.reason!}` : ''}`,
  )
  expect(told).toEqual([
    'taskmanager-1 HeartbeatTimedOut',
    'JobManager HeartbeatTimedOut',
    'JobManager TaskManagerLost',
    'JobManager JobStatusChanged RESTARTING',
    'taskmanager-1 TaskManagerStarting',
    'JobManager JobStatusChanged RUNNING',
    'JobManager JobStatusChanged FINISHED',
  ])
  expect(reasonsOf(run, 'TaskFailed').filter(reason => /heartbeat/.test(reason ?? ''))).toHaveLength(2)
  expect(
    reasonsOf(run, 'MessageIgnored').filter(reason => reason === 'execution state FAILED').length,
  ).toBeGreaterThan(0)
})

test('each side counts from the last heartbeat that it had', () => {
  const run = clusterRun(HEARTBEATS)
  run.seek(500)
  const { time } = frameOf(run).cursor
  run.act('network-partition', 'taskmanager-0', { durationMs: 10_000 })
  while (run.rows(0, run.step, new Set(['TaskManagerLost'])).length === 0 && run.seek(run.step + 1)) continue
  const [here, there] = run.rows(0, run.step, new Set(['HeartbeatTimedOut'])).map(row => row.time)
  const requested = Math.floor((time - 1_000) / 20_000) * 20_000
  const answered = Math.floor((time - 2_000) / 20_000) * 20_000
  expect([here, there]).toEqual([requested + 1_000 + 100_000, answered + 2_000 + 100_000])
})

test('a cut at any step, of any length: the invariants hold, and the end is exact', () => {
  for (let step = 1; step < 1000; step += 53) {
    const run = clusterRun({ ...HEARTBEATS, 'weir.cluster.taskmanagers': step % 3 === 0 ? '3' : '2' })
    run.seek(step)
    const name = `taskmanager-${step % 2}`
    if (run.refusal('network-partition', name) !== null) continue
    run.act('network-partition', name, { durationMs: 20 + (step % 7) * 40 })
    run.seek(run.step + (step % 90))
    checkHere(run, `cut of ${name} at ${step}`)
    if (step % 4 === 0 && run.refusal('kill-taskmanager', name) === null) run.act('kill-taskmanager', name)
    finishExactly(run, `cut of ${name} at ${step}`)
    expect(run.jobStatus()).toBe('FINISHED')
  }
})

test('the answer that is lost: the JobManager gives up first, and the old attempt ends where the new one begins', () => {
  const config = {
    ...HEARTBEATS,
    'weir.rpc.latency': '9 ms',
    'weir.cluster.taskmanagers': '3',
    'restart-strategy.fixed-delay.delay': '0 ms',
  }
  const run = clusterRun(config)
  while (frameOf(run).cursor.time < 112_000 && run.seek(run.step + 1)) continue
  run.act('network-partition', 'taskmanager-1', { durationMs: 400 })
  finishExactly(run, 'lost answer')
  const first = run.rows(0, run.step, new Set(['HeartbeatTimedOut']))[0]!
  expect(run.scene.actors[first.actor]!.name).toBe('JobManager')
})

test('what a new process says does not wait behind what the cut holds back of the one before', () => {
  const run = clusterRun(HEARTBEATS)
  run.seek(500)
  const { time } = frameOf(run).cursor
  run.act('network-partition', 'taskmanager-1', { durationMs: 60_000 })
  finishExactly(run, 'very long cut')
  const ended = run.rows(1, run.step, new Set(['JobStatusChanged'])).at(-1)!
  expect(ended.reason).toBe('FINISHED')
  expect(ended.time).toBeLessThan(time + 10_000_000)
})

test('a process that a new leader has started does not listen to what the cut holds back of the leader before', () => {
  const run = clusterRun({
    ...HEARTBEATS,
    'high-availability.type': 'ZOOKEEPER',
    'weir.cluster.jobmanager-start-time': '1 us',
  })
  run.seek(500)
  const { time } = frameOf(run).cursor
  run.act('network-partition', 'taskmanager-1', { durationMs: 60_000 })
  run.act('kill-jobmanager')
  finishExactly(run, 'another leader during a cut')
  run.advanceToEnd()
  const rows = run.rows(1, run.step)
  const late = rows.filter(row => row.time > time + 60_000_000)
  expect(late.map(({ kind }) => kind)).not.toContain('JobManagerLost')
  expect(late.some(({ kind, reason }) => kind === 'MessageIgnored' && reason === 'job-manager-lost')).toBe(
    true,
  )
  expect(pairsKeepOrder(run.plan, rows)).toBeNull()
})

test('a request that was under way when a second cut begins is the last that is heard, and its answer is not', () => {
  const run = clusterRun({ ...HEARTBEATS, 'weir.rpc.latency': '9 ms' })
  run.seek(500)
  const { time } = frameOf(run).cursor
  run.act('network-partition', 'taskmanager-1', { durationMs: 0.001 })
  while (run.refusal('network-partition', 'taskmanager-1') !== null) run.seek(run.step + 1)
  run.act('network-partition', 'taskmanager-1', { durationMs: 60_000 })
  while (frameOf(run).cursor.time < time + 9_001) run.seek(run.step + 1)
  const process = run.world.actors[run.plan.taskManagers[1]!]!
  expect(process.kind === 'taskmanager' && process.waitsUntil).toBe(time + 9_001 + 100_000)
  finishExactly(run, 'two cuts')
  run.advanceToEnd()
  expect(reasonsOf(run, 'HeartbeatTimedOut')).toHaveLength(1)
  expect(reasonsOf(run, 'NetworkHealed')).toEqual([])
  expect(pairsKeepOrder(run.plan, run.rows(1, run.step))).toBeNull()
})
