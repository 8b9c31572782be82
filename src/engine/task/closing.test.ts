import { expect, test } from 'vitest'
import {
  CollectSink,
  elements,
  StreamExecutionEnvironment,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { registry } from '../../worker/registry.ts'
import { createRun } from '../index.ts'

test('a task whose last checkpoint is complete takes part in others until its records are processed', () => {
  const env = new StreamExecutionEnvironment({
    'execution.checkpointing.interval': '10 ms',
    'execution.checkpointing.unaligned.enabled': 'true',
    'execution.buffer-timeout.interval': '0 ms',
    'weir.task.record-cost.slow': '40 ms',
  })
  env
    .fromSource(elements([1, 2, 3, 4, 5, 6, 7]), WatermarkStrategy.noWatermarks(), 'source')
    .uid('source')
    .rebalance()
    .sinkTo(new CollectSink())
    .uid('slow')
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const created = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!created.ok) throw new Error(created.error.message)
  const run = created.value
  run.advanceToEnd()
  expect(run.jobStatus()).toBe('FINISHED')
  const rows = run.rows(1, run.step)
  const read = rows.findLastIndex(({ kind }) => kind === 'RecordRead')
  const taken = rows.findLastIndex(({ kind }) => kind === 'RecordProcessed')
  const between = rows.slice(read, taken)
  expect(between.filter(({ kind }) => kind === 'CheckpointCompleted').length).toBeGreaterThan(3)
  expect(between.filter(({ kind }) => kind === 'CheckpointDeclined')).toEqual([])
})
