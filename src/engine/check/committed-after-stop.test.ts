import { expect, test } from 'vitest'
import {
  elements,
  StreamExecutionEnvironment,
  TransactionalSink,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { registry } from '../../worker/registry.ts'
import type { TraceKind } from '../api/trace.ts'
import { createRun, type Run } from '../index.ts'

/** Two sources, so that a restarted job takes their records in another order. */
function runOf(seed: number): Run {
  const env = new StreamExecutionEnvironment({
    'execution.checkpointing.interval': '1 h',
    'execution.buffer-timeout.interval': '0 ms',
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': '5',
    'weir.sim.jitter': '5 ms',
    'weir.task.record-cost': '1 ms',
  })
  const source = (name: string) =>
    env
      .fromSource(elements(Array.from({ length: 20 }, (_, i) => i)), WatermarkStrategy.noWatermarks(), name)
      .uid(name)
  source('one').union(source('two')).sinkTo(new TransactionalSink<number>()).uid('sink')
  const spec = { pipeline: 'test', config: {}, workload: {}, seed, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

function seekRow(run: Run, kind: TraceKind): void {
  while (run.seek(run.step + 1)) if (run.rows(run.step, run.step, new Set([kind])).length > 0) return
  throw new Error(`no ${kind} before the end`)
}

test('what a stop committed, before the job failed and began anew, has overtaken nothing', () => {
  for (const seed of [1, 2, 3, 4]) {
    const run = runOf(seed)
    for (let records = 0; records < 12; records++) seekRow(run, 'RecordProcessed')
    run.act('stop-with-savepoint', null)
    seekRow(run, 'TransactionCommitted')
    run.act('kill-task', 'sink-0')
    while (run.seek(run.step + 1)) expect(run.verdict().committed.lost).toBe(0)
    expect(run.jobStatus()).toBe('FINISHED')
    expect(run.verdict().committed.verdict).toBe('duplicated')
  }
})
