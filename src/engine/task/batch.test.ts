import { expect, test } from 'vitest'
import { StreamExecutionEnvironment } from '../../datastream/environment.ts'
import { registry } from '../../worker/registry.ts'
import { createRun, type Run } from '../trace/run.ts'

function runOf(config: Readonly<Record<string, string>>): Run {
  const env = new StreamExecutionEnvironment({ 'weir.task.record-cost': '10 us', ...config })
  env
    .fromCollection(Array.from({ length: 400 }, (_, i) => `${i % 7}`))
    .keyBy(value => value)
    .reduce((a, b) => `${a}${b}`.slice(-3))
    .print()
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

test('the timer that flushes buffers interrupts records in a row', () => {
  const latencies = Object.fromEntries(
    ['network', 'rpc', 'storage', 'broker'].map(actor => [`weir.${actor}.latency`, '5 ms']),
  )
  const config = { ...latencies, 'execution.buffer-timeout.interval': '1 ms' }
  const stepped = runOf(config)
  stepped.advanceToEnd()
  const fast = runOf(config)
  fast.runFast()
  expect([fast.step, fast.hash()]).toEqual([stepped.step, stepped.hash()])
})
