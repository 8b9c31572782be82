/** A keyed count without sinks, over the public API, against the least that could be done: a Map in a loop. */
import { ValueStateDescriptor } from '../../src/datastream/descriptors.ts'
import { StreamExecutionEnvironment } from '../../src/datastream/environment.ts'
import { KeyedProcessFunction, type KeyedProcessContext } from '../../src/datastream/functions.ts'
import { Types } from '../../src/datastream/types.ts'
import type { ValueState } from '../../src/engine/api/state.ts'
import { createRun, type Run } from '../../src/engine/index.ts'
import { registry } from '../../src/worker/registry.ts'

class CountKeys extends KeyedProcessFunction<string, string, never> {
  count!: ValueState<number>

  override open(): void {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.INT))
  }

  processElement(_value: string, _context: KeyedProcessContext<string>): void {
    this.count.update((this.count.value() ?? 0) + 1)
  }
}

/** Keys in a mixed order that is the same in every run (a linear congruential generator). */
export function keysOf(records: number, distinct: number): string[] {
  const names = Array.from({ length: distinct }, (_, i) => `key-${i}`)
  let state = 12345
  return Array.from({ length: records }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return names[(state >>> 8) % distinct]!
  })
}

export function keyedCountRun(
  values: readonly string[],
  config: Readonly<Record<string, string>> = {},
  parallelism = 1,
): Run {
  const env = new StreamExecutionEnvironment(config)
  env.setParallelism(parallelism)
  env
    .fromCollection(values)
    .uid('source')
    .keyBy(value => value, Types.STRING)
    .process(new CountKeys())
    .uid('count')
  const spec = { pipeline: 'bench', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('bench') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

export function countInMap(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
