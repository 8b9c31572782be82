import { expect, test } from 'vitest'
import {
  elements,
  KeyedProcessFunction,
  RichMapFunction,
  StreamExecutionEnvironment,
  ValueStateDescriptor,
  WatermarkStrategy,
  type Collector,
  type KeyedOnTimerContext,
  type KeyedProcessContext,
  type ValueState,
} from '../../datastream/index.ts'
import { registry } from '../../worker/registry.ts'
import { createRun, type Run } from '../trace/run.ts'

/** One timer that fires three times at the same moment, and says something else each time. */
class Thrice extends KeyedProcessFunction<string, string, string> {
  fired!: ValueState<number>

  override open(): void {
    this.fired = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('fired'))
  }

  processElement(_letter: string, context: KeyedProcessContext<string>): void {
    context.timerService().registerEventTimeTimer(5)
  }

  override onTimer(_time: number, context: KeyedOnTimerContext<string>, out: Collector<string>): void {
    const fired = (this.fired.value() ?? 0) + 1
    this.fired.update(fired)
    out.collect(`firing ${fired}`)
    if (fired < 3) context.timerService().registerEventTimeTimer(5)
  }
}

class InOrder extends RichMapFunction<string, string> {
  seen!: ValueState<string>

  override open(): void {
    this.seen = this.getRuntimeContext().getState(new ValueStateDescriptor<string>('seen'))
  }

  map(text: string): string {
    this.seen.update(`${this.seen.value() ?? ''}, ${text}`)
    return text
  }
}

/** `ways`: subtasks of a stateless function that stands between the timer and who reads what it made. */
function alikeRun(ways: number): Run {
  const env = new StreamExecutionEnvironment({ 'weir.task.record-cost': '1 ms' })
  env.setParallelism(1)
  env
    .fromSource(elements(['a']), WatermarkStrategy.noWatermarks(), 'letters')
    .keyBy(letter => letter)
    .process(new Thrice())
    .uid('thrice')
    .rebalance()
    .map(text => text)
    .uid('way')
    .setParallelism(ways)
    .keyBy(() => 'all')
    .map(new InOrder())
    .uid('order')
    .print()
  const spec = { pipeline: 'alike', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('alike') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

test('what a timer made more than once is not told apart where it came on several ways, one of them slow', () => {
  const run = alikeRun(2)
  while (run.refusal('slow-task', 'way-0') !== null) run.seek(run.step + 1)
  run.act('slow-task', 'way-0', { factor: 10 })
  run.advanceToEnd()
  const { verdict, examples } = run.verdict().state
  expect([verdict, examples[0]?.where]).toEqual(['off', expect.stringMatching(/fired more than once$/)])
})

test('on one way its records stay in order, and are judged', () => {
  const run = alikeRun(1)
  run.advanceToEnd()
  expect(run.verdict().state.verdict).toBe('exact')
})
