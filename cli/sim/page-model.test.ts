import { expect, test } from 'vitest'
import { differenceOf, factsOfFrame, factsOfWorld, pageFault, pageFrame } from './page-model.ts'
import { randomRun } from './simulate.ts'

test('at 50 random steps of a run the page is given what is so', () => {
  for (const seed of [90_001, 90_002, 90_008, 90_020])
    expect(pageFault(seed), `npm run sim -- --pages 1 --from ${seed}`).toBeNull()
}, 120_000)

test('a frame of another step, or one field that was changed, is found', () => {
  const { run } = randomRun(90_002)
  run.seek(200)
  const [frame, world] = [pageFrame(run), factsOfWorld(run)]
  expect(differenceOf(factsOfFrame(frame), world)).toBeNull()
  const { tasks, cursor, verdict } = frame
  const wrong = [
    { ...frame, cursor: { ...cursor, hash: '0'.repeat(16) } },
    {
      ...frame,
      tasks: tasks.map((task, i) => (i === 1 ? { ...task, processed: task.processed + 1 } : task)),
    },
    { ...frame, verdict: { ...verdict, sums: { ...verdict.sums, counted: verdict.sums.counted + 1 } } },
  ]
  for (const other of wrong) expect(differenceOf(factsOfFrame(other), world)).not.toBeNull()
  run.seek(201)
  expect(differenceOf(factsOfFrame(frame), factsOfWorld(run))).toMatch(/^cursor/)
})
