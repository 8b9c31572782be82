import { expect, test } from 'vitest'
import { keyedCountRun, keysOf } from './keyed-count.ts'

test('the run that is benched is the run that is stepped', () => {
  for (const parallelism of [1, 2]) {
    const values = keysOf(3000, 50)
    const config = { 'execution.checkpointing.interval': '10 ms' }
    const fast = keyedCountRun(values, config, parallelism)
    fast.runFast()
    const stepped = keyedCountRun(values, config, parallelism)
    stepped.advanceToEnd()
    expect(fast.jobStatus()).toBe('FINISHED')
    expect([fast.step, fast.hash()]).toEqual([stepped.step, stepped.hash()])
  }
})
