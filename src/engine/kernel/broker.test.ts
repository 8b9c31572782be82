import { expect, test } from 'vitest'
import {
  elements,
  StreamExecutionEnvironment,
  TransactionalSink,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { registry } from '../../worker/registry.ts'
import { createRun, type Run } from '../index.ts'

/** Writer and committer in tasks of their own, and messages that overtake each other. */
function runOf(seed: number): Run {
  const env = new StreamExecutionEnvironment({
    'execution.checkpointing.interval': '60 ms',
    'execution.checkpointing.timeout': '10 s',
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': '9',
    'restart-strategy.fixed-delay.delay': '1 ms',
    'weir.sim.jitter': '20 ms',
  })
  env
    .fromSource(elements([1, 2, 3]), WatermarkStrategy.noWatermarks(), 'numbers')
    .uid('numbers')
    .sinkTo(new TransactionalSink())
    .uid('sink')
    .disableChaining()
  const spec = { pipeline: 'test', config: {}, workload: {}, seed, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

test('a committer that is restored aborts what earlier attempts prepared, and nothing that its own attempt did', () => {
  const aborted = new Set<string>()
  for (let seed = 1; seed <= 60; seed++) {
    const run = runOf(seed)
    const whole = runOf(seed)
    whole.advanceToEnd()
    run.seek(20 + ((seed * 7) % (whole.step - 20)))
    if (run.refusal('kill-task', 'numbers-0') !== null) continue
    run.act('kill-task', 'numbers-0')
    run.advanceToEnd()
    const { verdict, pending } = run.verdict().committed
    expect([run.jobStatus(), verdict, pending], `seed ${seed}`).toEqual(['FINISHED', 'exact', 0])
    for (const { content, status } of run.brokerTransactions())
      if (status === 'aborted') aborted.add(`attempt ${content.attempt}`)
  }
  expect([...aborted]).toEqual(['attempt 0'])
})
