import { expect, test } from 'vitest'
import { clusterRun, finishExactly, frameOf } from '../cluster/cluster-run.suite.ts'
import type { TraceKind, TraceRow } from '../api/trace.ts'
import { seekRow } from '../checkpoint/job-for-tests.suite.ts'
import type { Run } from '../trace/run.ts'

const TIMES = { 'task.cancellation.timeout': '100 ms', 'task.cancellation.interval': '30 ms' }
const KINDS: readonly TraceKind[] = [
  'TaskInterrupted',
  'CancellationTimedOut',
  'TaskManagerDied',
  'TaskManagerLost',
  'TaskCanceled',
  'TaskStarted',
]

/** A task hangs, another of its region fails: it is to be cancelled. */
function hungRun(durationMs: number, config: Readonly<Record<string, string>> = TIMES): Run {
  const run = clusterRun(config)
  run.seek(300)
  run.act('hang-task', 'count-1', { durationMs })
  run.act('kill-task', 'count-0')
  return run
}

const actorOf = (run: Run, name: string): number => run.scene.actors.find(actor => actor.name === name)!.index

function rowsFrom(run: Run, from: number, kind: TraceKind): TraceRow[] {
  return run.rows(from, run.step, new Set([kind]))
}

test('a user function that swallows interrupts costs its TaskManager after task.cancellation.timeout', () => {
  const run = hungRun(500)
  const from = run.step
  const died = seekRow(run, 'TaskManagerDied')
  const hung = actorOf(run, 'count-1')
  const interrupts = rowsFrom(run, from, 'TaskInterrupted')
  expect(interrupts.map(row => [row.actor, row.duration])).toEqual(
    [0, 30_000, 60_000, 90_000].map(duration => [hung, duration]),
  )
  const [timedOut] = rowsFrom(run, from, 'CancellationTimedOut')
  expect(timedOut).toMatchObject({ actor: hung, duration: 100_000, time: interrupts[0]!.time + 100_000 })
  expect(died.actor).toBe(timedOut!.peer)
  expect(frameOf(run).tasks.find(task => task.actor === hung)!.state).toBe('CANCELING')
  expect(rowsFrom(run, from, 'TaskStarted')).toEqual([])
  seekRow(run, 'TaskStarted')
  const order = run.rows(from, run.step, new Set(KINDS)).map(row => row.kind)
  expect(order.indexOf('TaskManagerLost')).toBeGreaterThan(order.indexOf('TaskManagerDied'))
  expect(order.indexOf('TaskStarted')).toBeGreaterThan(order.indexOf('TaskManagerLost'))
  finishExactly(run, 'a fatal error')
})

test('one that returns in time is cancelled then, and only then the region restarts', () => {
  const run = hungRun(60)
  const from = run.step
  const hung = actorOf(run, 'count-1')
  const started = seekRow(run, 'TaskStarted')
  const canceled = rowsFrom(run, from, 'TaskCanceled').find(row => row.actor === hung)!
  expect(canceled.time).toBeGreaterThanOrEqual(rowsFrom(run, from, 'TaskInterrupted')[0]!.time + 50_000)
  expect(started.time).toBeGreaterThan(canceled.time)
  finishExactly(run, 'returned')
  expect(rowsFrom(run, from, 'CancellationTimedOut')).toEqual([])
  expect(rowsFrom(run, from, 'TaskManagerDied')).toEqual([])
})

test('a timeout of 0 waits for ever', () => {
  const run = hungRun(500, { ...TIMES, 'task.cancellation.timeout': '0 ms' })
  const from = run.step
  finishExactly(run, 'no watch dog')
  expect(rowsFrom(run, from, 'TaskInterrupted').length).toBeGreaterThan(10)
  expect(rowsFrom(run, from, 'TaskManagerDied')).toEqual([])
})

test('a job that is cancelled ends when its last thread has', () => {
  const run = clusterRun(TIMES)
  run.seek(300)
  run.act('hang-task', 'count-1', { durationMs: 500 })
  run.act('cancel-job', null)
  const from = run.step
  run.advanceToEnd()
  expect(run.jobStatus()).toBe('CANCELED')
  expect(rowsFrom(run, from, 'CancellationTimedOut')).toHaveLength(1)
})

test('a task that hangs is the same world after going back', () => {
  const run = hungRun(500)
  run.advanceToEnd()
  const end = run.hash()
  run.seek(320)
  run.advanceToEnd()
  expect(run.hash()).toBe(end)
})
