import { expect, test } from 'vitest'
import {
  partitionedLog,
  ProcessFunction,
  StreamExecutionEnvironment,
  TransactionalSink,
  WatermarkStrategy,
  type Collector,
  type ProcessContext,
} from '../../datastream/index.ts'
import { registry } from '../../worker/registry.ts'
import { createRun, type Run } from '../index.ts'
import { UNALIGNED } from './unaligned-run.suite.ts'

/** What a function sees that looks at the watermark with each record. */
class TellWatermark extends ProcessFunction<number, string> {
  processElement(record: number, context: ProcessContext, out: Collector<string>): void {
    out.collect(`${record} ${context.timerService().currentWatermark()}`)
  }
}

const RECORDS = 60
/** Longer than it takes to empty the queue, so that not every record in flight has a watermark before it. */
const INTERVAL_MS = 30

function open(unaligned: boolean): Run {
  const config = {
    ...UNALIGNED,
    'parallelism.default': '1',
    'execution.checkpointing.unaligned.enabled': String(unaligned),
    'pipeline.auto-watermark-interval': `${INTERVAL_MS} ms`,
    'weir.task.record-cost.tell': '4 ms',
  }
  const env = new StreamExecutionEnvironment(config)
  const numbers = Array.from({ length: RECORDS }, (_, i) => i)
  const log = partitionedLog(numbers, {
    topic: 'log',
    partitions: 1,
    timestampOf: number => number,
    arrivals: { intervalUs: 500 },
  })
  env
    .fromSource(log, WatermarkStrategy.forMonotonousTimestamps<number>(), 'log')
    .uid('log')
    .rebalance()
    .process(new TellWatermark())
    .uid('tell')
    .setParallelism(1)
    .sinkTo(new TransactionalSink<string>())
    .uid('sink')
  const spec = { pipeline: 'watermarks', config, workload: {}, seed: 7, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('watermarks') }, registry)
  if (!run.ok) throw new Error(`${run.error.path}: ${run.error.message}`)
  return run.value
}

/** The task is killed behind the n-th checkpoint; null: never. The watermark that each record saw, at the end. */
function seenIn(run: Run, killed: number | null): ReadonlyMap<number, number> {
  for (let seen = 0; seen < (killed ?? 0) && run.seek(run.step + 1);)
    if (run.rows(run.step, run.step).some(row => row.kind === 'CheckpointCompleted')) seen += 1
  if (killed !== null) run.act('kill-task', 'tell-0')
  run.advanceToEnd()
  const committed = run.sinkView('sink').committed.map(({ value }) => String(value).split(' ').map(Number))
  expect(committed).toHaveLength(RECORDS)
  return new Map(committed.map(([record, watermark]) => [record!, watermark!]))
}

test('F168: after a restore the watermark begins anew, so data in flight sees none of it, and results differ from aligned ones', () => {
  const undisturbed = seenIn(open(true), null)
  let forgotten = 0
  for (let killed = 3; killed < 9; killed++) {
    const unaligned = seenIn(open(true), killed)
    expect(unaligned.size).toBe(RECORDS)
    for (const [record, watermark] of unaligned)
      if (watermark === -Infinity && undisturbed.get(record)! > -Infinity) forgotten += 1
    expect(unaligned).not.toEqual(seenIn(open(false), killed))
  }
  expect(forgotten).toBeGreaterThan(0)
})
