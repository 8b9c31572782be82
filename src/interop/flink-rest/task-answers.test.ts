import { expect, test } from 'vitest'
import { openRun } from '../../worker/open-run.ts'
import type { Run } from '../../engine/index.ts'
import { readRest } from './read-rest.ts'
import { taskAnswers } from './task-answers.ts'

function open(): Run {
  const config = {
    'parallelism.default': '2',
    'weir.network.queue-buffers': '1',
    'weir.network.credits-per-channel': '1',
    'weir.task.record-cost': '2 ms',
    'execution.buffer-timeout.interval': '0 ms',
  }
  const run = openRun({ pipeline: 'word-count', config, workload: {}, seed: 1, epochMs: 0, commands: [] })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

const answersOf = (run: Run) => {
  const { tasks } = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })
  return Object.entries(taskAnswers({ scene: run.scene, tasks, now: 7 }))
}

test('every vertex has its back pressure and its metrics, and the strict readers take them', () => {
  const run = open()
  for (const step of [0, 5, 400]) {
    run.seek(step)
    const answers = answersOf(run)
    expect(answers).toHaveLength(2 * run.scene.vertices.length)
    for (const [path, answer] of answers) {
      const read = readRest(JSON.stringify(answer))
      expect(read, path).toMatchObject({ ok: true, value: { answer } })
    }
  }
})

const LEVELS = ['ok', 'low', 'high'] as const

test('a source in front of slow tasks comes to a high level, and its ratios are its rates', () => {
  const run = open()
  run.seek(200)
  for (const { name, kind, vertex } of run.scene.actors)
    if (kind === 'task' && vertex > 0 && run.refusal('slow-task', name) === null) run.act('slow-task', name)
  const seen = new Set<string>()
  for (let step = 250; run.seek(step) && step < 4000; step += 50) {
    const [, source] = answersOf(run)[0]!
    if (!('subtasks' in source)) throw new Error('expected the back pressure of the source')
    seen.add(source.backpressureLevel)
    for (const { ratio, idleRatio, busyRatio } of source.subtasks)
      expect(Number(ratio) + Number(idleRatio) + Number(busyRatio)).toBeCloseTo(1)
  }
  expect([...seen]).toContain('high')
  expect([...seen].every(level => LEVELS.some(known => known === level))).toBe(true)
})

test('metrics are told over the subtasks', () => {
  const run = open()
  run.advanceToEnd()
  const [, metrics] = answersOf(run)[1]!
  if ('status' in metrics) throw new Error('expected the metrics of the source')
  const sent = metrics.find(metric => metric.id === 'numRecordsOut')!
  expect(sent.sum).toBeGreaterThan(0)
  expect(sent.avg).toBe(Number(sent.sum) / 2)
  expect(Number(sent.min)).toBeLessThanOrEqual(Number(sent.max))
})
