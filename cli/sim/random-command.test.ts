import { expect, test } from 'vitest'
import { createRng } from '../../src/base/prng.ts'
import { actAtRandom } from './random-command.ts'
import { randomRun } from './simulate.ts'

test('a hang at random ends within the steps of a run', () => {
  const hangs = Array.from({ length: 30 }, (_, seed) => {
    const { run } = randomRun(21_086)
    const task = run.scene.actors.find(({ kind }) => kind === 'task')!
    while (run.refusal('hang-task', task.name) !== null) run.seek(run.step + 1)
    actAtRandom(run, 'hang-task', {}, createRng(seed, 'hang'), new Set())
    return Number(run.state.spec.commands.at(-1)?.params?.durationMs)
  })
  expect(Math.max(...hangs)).toBe(3000)
})
