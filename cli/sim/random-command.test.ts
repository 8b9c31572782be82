import { expect, test } from 'vitest'
import { createRng } from '../../src/base/prng.ts'
import { actAtRandom } from './random-command.ts'
import { randomRun } from './simulate.ts'

/** The hangs that are drawn in thirty runs, in milliseconds. */
function hangs(interval: string | null): number[] {
  return Array.from({ length: 30 }, (_, seed) => {
    const { run } = randomRun(
      interval === null ? 21_086 : 1,
      interval === null ? {} : { config: { 'execution.checkpointing.interval': interval } },
    )
    while (run.refusal('hang-task', run.scene.actors.find(({ kind }) => kind === 'task')!.name) !== null)
      run.seek(run.step + 1)
    actAtRandom(run, 'hang-task', {}, createRng(seed, 'hang'), new Set())
    return Number(run.state.spec.commands.at(-1)?.params?.durationMs)
  })
}

test('a hang without checkpoints ends within the steps of a run; with them it may outlast every timeout', () => {
  expect(Math.max(...hangs(null))).toBe(3000)
  expect(Math.max(...hangs('20 ms'))).toBe(600_000)
})
