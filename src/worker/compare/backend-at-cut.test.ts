import { expect, test } from 'vitest'
import { backends } from '../../backends/index.ts'
import { TINY } from '../../backends/shared/tiny.suite.ts'
import type { RunSpec } from '../../engine/api/spec.ts'
import type { Result } from '../../base/result.ts'
import { CompareDesk, type BackendAtCut, type Cut } from './backend-at-cut.ts'
import { compareStates } from './differences.ts'

const SPEC: RunSpec = {
  pipeline: 'word-count',
  config: {
    ...TINY,
    'parallelism.default': '2',
    'execution.checkpointing.interval': '60 ms',
    'execution.checkpointing.incremental': 'true',
    'weir.task.record-cost': '2 ms',
    'weir.storage.latency': '20 ms',
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': '5',
    'restart-strategy.fixed-delay.delay': '5 ms',
  },
  workload: { limit: 150 },
  seed: 2,
  epochMs: 0,
  commands: [],
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

function allAt(cut: Cut, spec: RunSpec = SPEC, desk = new CompareDesk(() => 0)): BackendAtCut[] {
  return backends.map(({ kind }) => value(desk.answer({ spec, backend: kind, task: 'count-1', cut })))
}

test('at the same step all backends hold the same rows, and each says what a snapshot costs on it', () => {
  const desk = new CompareDesk(() => 0)
  for (const step of [100, 700, 701, 400]) {
    const [first, ...others] = allAt({ type: 'step', step }, SPEC, desk)
    for (const other of others)
      expect(compareStates(first!, other), `${other.backend} ${step}`).toEqual({
        type: 'same',
        rows: first!.rowCount,
      })
  }
  const all = allAt({ type: 'step', step: 700 }, SPEC, desk)
  expect(all.map(({ views }) => views[0]!.view.type)).toEqual(['heap', 'levels', 'rows'])
  expect(all[0]!.rowCount).toBeGreaterThan(3)
  for (const { cost, checkpoint } of all) {
    expect(cost?.checkpoint).toBe(checkpoint)
    expect(cost!.sync).toBeGreaterThan(0)
  }
  const [heap, lsm] = all
  expect(lsm!.cost!.sync).toBeGreaterThan(heap!.cost!.sync)
})

test('by a checkpoint all stand in the asynchronous part of the task', () => {
  const all = allAt({ type: 'checkpoint', checkpoint: 3 })
  for (const { phase, checkpoint, step } of all) {
    expect([phase, checkpoint, step]).toEqual(['async', 3, all[0]!.step])
  }
})

test('a failure on the way is in all of them', () => {
  const command = { id: 1, parent: null, at: 500, kind: 'kill-task', target: 'count-1', params: {} }
  const [first, ...others] = allAt({ type: 'step', step: 900 }, { ...SPEC, commands: [command] })
  for (const other of others) expect(compareStates(first!, other).type).toBe('same')
})

test('a cut that never comes, and a task that is not there, are said', () => {
  const desk = new CompareDesk(() => 0)
  const wish = { spec: SPEC, backend: 'hashmap', task: 'count-1' }
  const never = desk.answer({ ...wish, cut: { type: 'checkpoint', checkpoint: 999 } })
  expect(never.ok ? null : never.error.code).toBe('no-cut')
  const nobody = desk.answer({ ...wish, task: 'nobody-0', cut: { type: 'step', step: 1 } })
  expect(nobody.ok ? null : nobody.error.code).toBe('unknown-target')
})

test('a row that differs, is missing or is too much is named', () => {
  const [whole] = allAt({ type: 'step', step: 700 })
  const [first, second, ...rest] = whole!.rows
  const rows = [{ ...first!, value: 'other' }, ...rest, { name: 'zz', value: '1' }]
  const found = compareStates(whole!, { ...whole!, rows, rowHash: 'another' })
  expect(found).toEqual({
    type: 'different',
    rows: [
      { name: first!.name, expected: first!.value, found: 'other' },
      { name: second!.name, expected: second!.value, found: null },
      { name: 'zz', expected: null, found: '1' },
    ],
  })
  expect(compareStates(whole!, { ...whole!, step: whole!.step + 1 }).type).toBe('elsewhere')
})
