import { expect, test } from 'vitest'
import { ValueStateDescriptor } from '../../datastream/descriptors.ts'
import { StreamExecutionEnvironment } from '../../datastream/environment.ts'
import { KeyedProcessFunction, type Collector, type KeyedProcessContext } from '../../datastream/functions.ts'
import { Types } from '../../datastream/types.ts'
import { registry } from '../../worker/registry.ts'
import type { ValueState } from '../api/state.ts'
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

class FailingCount extends KeyedProcessFunction<string, string, string> {
  count!: ValueState<number>

  override open(): void {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.INT))
  }

  processElement(value: string, context: KeyedProcessContext<string>, out: Collector<string>): void {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    if (count % 3 === 0) out.collect(`${context.getCurrentKey()}=${count}`)
    if (count === 320) throw new Error(`no more of ${value}`)
  }
}

function countRun(config: Readonly<Record<string, string>>, parallelism: number): Run {
  const env = new StreamExecutionEnvironment({
    'execution.checkpointing.interval': '10 ms',
    'execution.buffer-timeout.interval': '2 ms',
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': '2',
    'restart-strategy.fixed-delay.delay': '5 ms',
    ...config,
  })
  env.setParallelism(parallelism)
  env
    .fromCollection(Array.from({ length: 2400 }, (_, i) => `key ${(i * i) % 7}`))
    .keyBy(value => value, Types.STRING)
    .process(new FailingCount())
    .keyBy(value => value.slice(0, 5), Types.STRING)
    .map(value => value.length)
    .print()
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 5, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

test('records in a row leave the same world as single steps: with failures, full queues, several subtasks', () => {
  const configs = [
    {},
    { 'taskmanager.memory.segment-size': '600 b', 'weir.network.queue-buffers': '1' },
    { 'weir.network.latency': '40 us', 'weir.task.record-cost': '7 us' },
  ]
  for (const config of configs) {
    for (const parallelism of [1, 3]) {
      const stepped = countRun(config, parallelism)
      stepped.advanceToEnd()
      const fast = countRun(config, parallelism)
      fast.runFast()
      expect([fast.step, fast.jobStatus(), fast.hash()]).toEqual([
        stepped.step,
        stepped.jobStatus(),
        stepped.hash(),
      ])
      expect(fast.jobStatus()).toBe('FAILED')
    }
  }
})
