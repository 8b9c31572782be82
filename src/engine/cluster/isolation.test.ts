import { expect, test } from 'vitest'
import type { TraceKind } from '../api/trace.ts'
import type { Run } from '../trace/run.ts'
import { checkHere, clusterRun, finishExactly, frameOf, reasonsOf } from './cluster-run.suite.ts'

const FAULT = 'isolate-taskmanager'

const rowsFrom = (run: Run, from: number, kind: TraceKind) => run.rows(from, run.step, new Set([kind]))

/** Buffers that came from a task of another TaskManager. */
function crossing(run: Run, from: number) {
  const place = new Map(frameOf(run).tasks.map(task => [task.actor, task.taskManager]))
  return rowsFrom(run, from, 'BufferArrived').filter(row => place.get(row.actor) !== place.get(row.peer))
}

test('between TaskManagers that cannot reach each other records stand still, within them they go on', () => {
  const run = clusterRun({ 'heartbeat.interval': '10 ms', 'heartbeat.timeout': '20 ms' })
  run.seek(200)
  run.act(FAULT, 'taskmanager-1', { durationMs: 60 })
  const from = run.step
  const cutAt = run.world.now
  expect(frameOf(run).cluster.taskManagers[1]!.isolatedUntil).toBe(cutAt + 60_000)
  expect(run.refusal(FAULT, 'taskmanager-1', { durationMs: 60 })).toBe('is-isolated')
  finishExactly(run, 'short')
  const { lookahead } = run.plan
  const sent = crossing(run, from).map(row => row.sentAt)
  expect(sent.some(time => time > cutAt + 60_000)).toBe(true)
  for (const row of crossing(run, from))
    if (row.sentAt > cutAt + lookahead) expect(row.time).toBeGreaterThanOrEqual(cutAt + 60_000)
  for (const kind of ['TaskFailed', 'HeartbeatTimedOut', 'TaskManagerLost'] as const)
    expect(rowsFrom(run, from, kind)).toEqual([])
  expect(rowsFrom(run, from, 'TaskManagerReachable')).toHaveLength(1)
})

test('connections that are interrupted for too long are closed; the JobManager loses nobody', () => {
  const run = clusterRun({
    'weir.network.connection-timeout': '40 ms',
    'heartbeat.interval': '10 ms',
    'heartbeat.timeout': '20 ms',
  })
  run.seek(200)
  run.act(FAULT, 'taskmanager-1', { durationMs: 150 })
  const from = run.step
  const cutAt = run.world.now
  finishExactly(run, 'long')
  const failed = rowsFrom(run, from, 'TaskFailed')
  expect(failed[0]!.time).toBeGreaterThanOrEqual(cutAt + 40_000)
  expect(new Set(failed.map(row => row.reason!.replace(/of .*;/, 'of …;')))).toEqual(
    new Set(['Connection unexpectedly closed by the remote TaskManager of …; it might be lost']),
  )
  // While the cut lasts, attempts that are deployed anew cannot connect either.
  expect(reasonsOf(run, 'JobStatusChanged').filter(reason => reason === 'RESTARTING').length).toBeGreaterThan(
    1,
  )
  for (const kind of ['HeartbeatTimedOut', 'TaskManagerLost', 'TaskManagerDied'] as const)
    expect(rowsFrom(run, from, kind)).toEqual([])
  const healed = cutAt + 150_000
  expect(failed.every(row => row.time < healed)).toBe(true)
})

test('at whatever step, and for however long', () => {
  for (let step = 40; step < 700; step += 60) {
    const run = clusterRun({ 'weir.network.connection-timeout': '30 ms' })
    run.seek(step)
    for (const name of ['taskmanager-0', 'taskmanager-1'])
      if (run.refusal(FAULT, name, { durationMs: 10 }) === null)
        run.act(FAULT, name, { durationMs: 10 + (step % 7) * 20 })
    const at = run.step
    run.advanceToEnd()
    checkHere(run, `step ${step}`)
    const end = run.hash()
    run.seek(at + 15)
    run.advanceToEnd()
    expect(run.hash()).toBe(end)
  }
})

test('one TaskManager alone has nobody to be cut off from', () => {
  const run = clusterRun({ 'taskmanager.numberOfTaskSlots': '2' })
  run.seek(100)
  expect(run.refusal(FAULT, 'taskmanager-0', { durationMs: 10 })).toBe('no-other')
})
