import { expect, test } from 'vitest'
import {
  elements,
  KeyedProcessFunction,
  StreamExecutionEnvironment,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
  type Collector,
  type KeyedOnTimerContext,
  type KeyedProcessContext,
} from '../../datastream/index.ts'
import { registry } from '../../worker/registry.ts'
import type { ValueState } from '../api/state.ts'
import { createRun, type Run } from '../index.ts'

type Where = 'record' | 'timer'

/** Pays for its state before it fails. */
class Failing extends KeyedProcessFunction<number, number, number> {
  where: Where
  sum!: ValueState<number>

  constructor(where: Where) {
    super()
    this.where = where
  }

  override open(): void {
    this.sum = this.getRuntimeContext().getState(new ValueStateDescriptor('sum', Types.INT))
  }

  processElement(value: number, context: KeyedProcessContext<number>, out: Collector<number>): void {
    const sum = (this.sum.value() ?? 0) + value
    this.sum.update(sum)
    out.collect(sum)
    if (this.where === 'record' && value === 5) throw new Error('no 5, please')
    context.timerService().registerEventTimeTimer(value)
  }

  override onTimer(timestamp: number, _context: KeyedOnTimerContext<number>, out: Collector<number>): void {
    out.collect(this.sum.value() ?? 0)
    if (this.where === 'timer' && timestamp === 5) throw new Error('no 5, please')
  }
}

function runOf(where: Where): Run {
  const env = new StreamExecutionEnvironment({
    'state.backend.type': 'rocksdb',
    'restart-strategy.type': 'disable',
  })
  env
    .fromSource(elements([1, 2, 3, 4, 5]), WatermarkStrategy.noWatermarks(), 'numbers')
    .uid('numbers')
    .keyBy(value => value % 2, Types.INT)
    .process(new Failing(where))
    .uid('failing')
    .print()
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

test.each(['record', 'timer'] as const)(
  'nobody pays for the state of a failed %s after going back',
  where => {
    const run = runOf(where)
    run.timeline.keyframeSpacing = 4
    const hashes = [run.hash()]
    while (run.seek(run.step + 1)) hashes.push(run.hash())
    expect(run.jobStatus()).toBe('FAILED')
    const calls = run.rows(1, run.step, new Set(['RecordProcessed', 'TimerFired']))
    const paid = calls.filter(({ actor }) => run.scene.actors[actor]!.name.startsWith('failing'))
    run.seek(paid[0]!.step)
    const again = [run.hash()]
    while (run.seek(run.step + 1)) again.push(run.hash())
    expect(again).toEqual(hashes.slice(-again.length))
  },
)
