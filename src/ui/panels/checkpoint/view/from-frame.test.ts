import { expect, test } from 'vitest'
import { openRun } from '../../../../worker/open-run.ts'
import { shownFromFrame } from './from-frame.ts'
import { partsOf, spansOf } from './model.ts'

const REQUEST = { stateRows: 0, queueItems: 0, stateFilter: null }

function runOf() {
  const config = { 'execution.checkpointing.interval': '40 ms', 'parallelism.default': '2' }
  const run = openRun({ pipeline: 'word-count', config, workload: {}, seed: 1, epochMs: 0, commands: [] })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

test('at any step the phases of a subtask reach no further than now', () => {
  const run = runOf()
  let pending = 0
  for (let step = 0; step < 900; step += 7) {
    run.seek(step)
    const frame = run.frame(REQUEST)
    for (const shown of shownFromFrame(run.scene, frame)) {
      if (shown.status === 'in_progress') pending += 1
      for (const part of partsOf(shown)) {
        const end = spansOf(part).at(-1)?.to ?? 0
        expect(end).toBeLessThanOrEqual(frame.cursor.time - shown.triggeredAt)
        if (part.ackedAfter >= 0) expect(end).toBeLessThanOrEqual(part.ackedAfter)
      }
    }
  }
  expect(pending).toBeGreaterThan(10)
})

test('a completed checkpoint has every subtask, and lasts to its latest ack', () => {
  const run = runOf()
  run.seek(900)
  const shown = shownFromFrame(run.scene, run.frame(REQUEST)).find(one => one.status === 'completed')!
  const parts = partsOf(shown)
  expect(parts).toHaveLength(run.scene.actors.filter(actor => actor.kind === 'task').length)
  expect(shown.duration).toBe(Math.max(...parts.map(part => part.ackedAfter)))
  expect(shown.acknowledged).toBe(shown.total)
  expect(shown.vertices[0]).toMatchObject({ isSource: true, inputs: [] })
  expect(shown.vertices.at(-1)!.inputs!.length).toBeGreaterThan(0)
})

test('a checkpoint that fails with a task says so', () => {
  const run = runOf()
  while (run.frame(REQUEST).coordinator.checkpoints[0]?.status !== 'pending') run.seek(run.step + 1)
  run.act('kill-task', run.scene.actors.find(actor => actor.kind === 'task')!.name)
  while (run.frame(REQUEST).coordinator.checkpoints[0]?.status === 'pending') run.seek(run.step + 1)
  const [shown] = shownFromFrame(run.scene, run.frame(REQUEST))
  expect(shown).toMatchObject({ status: 'failed' })
  expect(shown!.failure!.message).not.toBe('')
  expect(shown!.failure!.after).toBeGreaterThan(0)
  expect(shown!.duration).toBe(shown!.failure!.after)
})
