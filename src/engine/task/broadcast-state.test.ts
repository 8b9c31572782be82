import { expect, test } from 'vitest'
import { timedRun } from '../check/timed-run.suite.ts'
import { taskOf } from '../check/view.ts'

test('a broadcast state is there in every subtask from its opening on, before a function reads or writes it', () => {
  const run = timedRun('broadcast')
  const counting = run.plan.tasks.filter(({ name }) => name.startsWith('count'))
  const runtimes = () => counting.map(({ actor }) => taskOf(run.world, actor).runtime)
  while (runtimes().includes(null)) run.seek(run.step + 1)
  expect(counting.length).toBeGreaterThan(1)
  expect(counting.map(({ actor }) => taskOf(run.world, actor).processed)).toEqual(counting.map(() => 0))
  for (const runtime of runtimes()) expect(runtime!.broadcasts).toEqual({ 'count/rules': new Map() })
})
