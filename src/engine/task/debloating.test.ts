import { expect, test } from 'vitest'
import { open } from '../checkpoint/unaligned-run.suite.ts'
import type { Config } from '../api/spec.ts'
import type { TraceKind } from '../api/trace.ts'
import type { Run } from '../trace/run.ts'

const BIG: Config = {
  'execution.buffer-timeout.interval': '30 ms',
  'weir.network.queue-buffers': '10',
  'taskmanager.memory.segment-size': '2 kb',
  'taskmanager.memory.min-segment-size': '32 b',
}

const DEBLOATED: Config = {
  ...BIG,
  'taskmanager.network.memory.buffer-debloat.enabled': 'true',
  'taskmanager.network.memory.buffer-debloat.period': '10 ms',
  'taskmanager.network.memory.buffer-debloat.target': '20 ms',
  'taskmanager.network.memory.buffer-debloat.samples': '1',
}

const rowsOf = (run: Run, kind: TraceKind) => run.rows(1, run.step, new Set([kind]))

const runOf = (config: Config): Run => {
  const run = open({ config, records: 400 })
  run.advanceToEnd()
  return run
}

const fullest = (run: Run): number => Math.max(...rowsOf(run, 'BufferArrived').map(row => row.amount))

test('a slow task asks for smaller buffers, and its senders fill no larger ones', () => {
  const run = runOf(DEBLOATED)
  const changes = rowsOf(run, 'BufferSizeChanged')
  expect(changes.length).toBeGreaterThan(0)
  expect(changes.every(row => row.amount >= 32 && row.amount <= 2048 && row.total >= 0)).toBe(true)
  expect(rowsOf(run, 'BufferSizeChanged').some(row => row.amount < 1000)).toBe(true)
  const counts = new Set(changes.map(row => run.plan.task(row.actor).vertex.shortName))
  expect(counts.has('count')).toBe(true)
  expect(run.verdict().state.verdict).toBe('exact')
  expect(fullest(run)).toBeLessThanOrEqual(fullest(runOf(BIG)))
})

test('with debloating an overtaken queue is shorter', () => {
  const persisted = (run: Run) => Math.max(...rowsOf(run, 'InFlightPersisted').map(row => row.amount))
  expect(persisted(runOf(DEBLOATED))).toBeLessThan(persisted(runOf(BIG)))
})

test('without it no buffer has another size and no message tells a backlog', () => {
  const run = runOf(BIG)
  expect(rowsOf(run, 'BufferSizeChanged')).toEqual([])
  expect(run.plan.settings.debloat).toBeNull()
})

test('a step is one world, however it is reached, also with buffers of changing size', () => {
  const run = runOf(DEBLOATED)
  const fast = open({ config: DEBLOATED, records: 400 })
  fast.runFast()
  expect([fast.step, fast.hash()]).toEqual([run.step, run.hash()])
  const half = Math.floor(run.step / 2)
  run.seek(half)
  const hash = run.hash()
  run.seek(half - 300)
  run.seek(half)
  expect([run.hash(), run.hashInFull()]).toEqual([hash, hash])
})
