import { expect, test } from 'vitest'
import {
  RichMapFunction,
  StreamExecutionEnvironment,
  TransactionalSink,
  Types,
  ValueStateDescriptor,
} from '../../datastream/index.ts'
import { elements, WatermarkStrategy } from '../../datastream/index.ts'
import { registry } from '../../worker/registry.ts'
import type { ValueState } from '../api/state.ts'
import { createRun, type Run } from '../index.ts'

class Count extends RichMapFunction<number, string> {
  count!: ValueState<number>

  override open(): void {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.INT))
  }

  map(value: number): string {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    return `${value % 3}: ${count}`
  }
}

const NUMBERS = Array.from({ length: 60 }, (_, i) => i)

/** `feeds` sources, so that the counting task has as many channels, of which the second is slow. */
function runOf(feeds: 1 | 2, seed: number, mode: string): Run {
  const env = new StreamExecutionEnvironment({
    'execution.checkpointing.interval': '10 ms',
    'execution.checkpointing.mode': mode,
    'execution.buffer-timeout.interval': '0 ms',
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': '5',
    'restart-strategy.fixed-delay.delay': '5 ms',
    'weir.task.record-cost': '1 ms',
    'weir.task.record-cost.slow': '4 ms',
    'weir.sim.jitter': '2 ms',
  })
  const source = (name: string, values: readonly number[]) =>
    env.fromSource(elements(values), WatermarkStrategy.noWatermarks(), name).uid(name)
  const fast = source('fast', NUMBERS)
  const all = feeds === 1 ? fast : fast.union(source('slow', NUMBERS.slice(0, 20)))
  const counts = all
    .keyBy(value => value % 3, Types.INT)
    .map(new Count())
    .uid('count')
  counts.print()
  counts.rebalance().sinkTo(new TransactionalSink()).uid('sink').setParallelism(2)
  const spec = { pipeline: 'test', config: {}, workload: {}, seed, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

/** Kills the counting task some time after a checkpoint, and says what came of the state. */
function verdictAfterKill(run: Run, seed: number): string {
  run.advanceToEnd(250 + 40 * seed)
  run.act('kill-task', 'count-0')
  run.advanceToEnd()
  expect(run.jobStatus()).toBe('FINISHED')
  return run.verdict().state.verdict
}

const SEEDS = Array.from({ length: 12 }, (_, i) => i)

test('with two channels records come twice into the state after a failure', () => {
  const verdicts = SEEDS.map(seed => verdictAfterKill(runOf(2, seed, 'AT_LEAST_ONCE'), seed))
  expect(new Set(verdicts)).toContain('duplicated')
  expect(verdicts.every(verdict => verdict === 'duplicated' || verdict === 'exact')).toBe(true)
})

test('what is counted again, and says so in another subtask of the sink, is committed twice and not lost', () => {
  const legs = SEEDS.map(seed => {
    const run = runOf(2, seed, 'AT_LEAST_ONCE')
    verdictAfterKill(run, seed)
    return run.verdict().committed
  })
  expect(legs.map(({ lost }) => lost)).toEqual(SEEDS.map(() => 0))
  expect(legs.map(({ verdict }) => verdict)).toContain('duplicated')
})

test('with one channel, and with aligned barriers, they do not', () => {
  for (const seed of SEEDS) {
    expect(verdictAfterKill(runOf(1, seed, 'AT_LEAST_ONCE'), seed)).toBe('exact')
    expect(verdictAfterKill(runOf(2, seed, 'EXACTLY_ONCE'), seed)).toBe('exact')
  }
})

test('no channel ever waits, and every step is reached exactly', () => {
  const run = runOf(2, 3, 'AT_LEAST_ONCE')
  run.advanceToEnd()
  const kinds = new Set(run.rows(0, run.step).map(row => row.kind))
  expect(kinds).toContain('BarrierCounted')
  expect(kinds).not.toContain('ChannelBlocked')
  expect(kinds).not.toContain('SubpartitionBlocked')
  const [end, hash] = [run.step, run.hash()]
  run.seek(Math.floor(end / 2))
  run.seek(end)
  expect(run.hash()).toBe(hash)
})
