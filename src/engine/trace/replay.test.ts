import { expect, test } from 'vitest'
import { StreamExecutionEnvironment } from '../../datastream/environment.ts'
import { registry } from '../../worker/registry.ts'
import { createRun, type Run } from './run.ts'

function runOf(build: (env: StreamExecutionEnvironment) => void): Run {
  const env = new StreamExecutionEnvironment({
    'execution.buffer-timeout.interval': '0 ms',
    'weir.task.record-cost': '1 ms',
  })
  build(env)
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 3, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

test('data kept where it cannot travel is found by the replay, and its operator named', () => {
  let count = 0
  const hidden = () => ++count
  const run = runOf(env => {
    const numbered = (value: string) => `${value}${hidden()}`
    env.fromElements('a', 'b', 'c', 'd').map(numbered).name('numbered').rebalance().print().uid('out')
  })
  run.advanceToEnd()
  const end = run.step
  while (run.step > 1) run.seek(run.step - 1)
  run.seek(end)
  expect(run.divergence?.operators.join(' ')).toContain('numbered')
})

test('a run whose functions keep to their fields and state is the same when it is run again', () => {
  const run = runOf(env => {
    env
      .fromElements('a', 'b', 'c', 'd')
      .map(value => `${value}!`)
      .rebalance()
      .print()
      .uid('out')
  })
  run.advanceToEnd()
  const end = run.step
  const hash = run.hash()
  for (let step = end; step >= 0; step -= 7) run.seek(step)
  run.seek(end)
  expect(run.hash()).toBe(hash)
  expect(run.divergence).toBeNull()
})
