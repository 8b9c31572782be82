/** The first keyed pipeline everyone writes: three elements, a keyBy, a counter in ValueState, print. */
import { RichMapFunction, Types, type ValueState, ValueStateDescriptor } from '../../datastream/index.ts'
import { definePipeline } from '../define.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'

class CountPerKey extends RichMapFunction<string, [string, number]> {
  count!: ValueState<number>

  override open(): void {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.INT))
  }

  map(value: string): [string, number] {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    return [value, count]
  }
}

export const threeElements = definePipeline({
  id: 'three-elements',
  title: { en: 'Three elements', zh: '三个元素' },
  description: {
    en: 'a, b and c go to the subtasks of their keys, are counted in keyed state and printed. The smallest job that has a keyBy.',
    zh: 'a、b、c 按键分发到各子任务，在键控状态中计数并打印。这是带 keyBy 的最小作业。',
  },
  lookFor: {
    en: 'Follow one element from the source through keyBy to its counter.',
    zh: '跟随一个元素，从数据源经过 keyBy 到达它的计数器。',
  },
  source: { en: 'Written for Weir.', zh: '为 Weir 编写。' },
  acceptsText: false,
  defaultText: null,
  defaultConfig: { ...TEACHING_CONFIG, 'parallelism.default': '2', 'weir.task.record-cost.source': '10 ms' },
  build(env) {
    env
      .fromElements('a', 'b', 'c')
      .uid('source')
      .keyBy(value => value)
      .map(new CountPerKey())
      .name('count')
      .uid('count')
      .print()
      .uid('print')
  },
})
