/** Made-up clicks on eight pages, most of them on the first ones: the subtask that has the hot keys falls behind. */
import {
  type Collector,
  dataGenerator,
  type KeyedProcessContext,
  KeyedProcessFunction,
  TransactionalSink,
  Types,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { definePipeline } from '../define.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'

const CLICKS = 240
const PER_SECOND = 500
const PAGES = ['home', 'search', 'cart', 'help', 'login', 'news', 'jobs', 'about'] as const

interface Clicks {
  readonly page: string
  readonly clicks: number
}

class CountClicks extends KeyedProcessFunction<string, string, Clicks> {
  clicks!: ValueState<number>

  override open(): void {
    this.clicks = this.getRuntimeContext().getState(new ValueStateDescriptor('clicks', Types.INT))
  }

  processElement(_page: string, context: KeyedProcessContext<string>, out: Collector<Clicks>): void {
    const clicks = (this.clicks.value() ?? 0) + 1
    this.clicks.update(clicks)
    out.collect({ page: context.getCurrentKey(), clicks })
  }
}

export const hotKeys = definePipeline({
  id: 'hot-keys',
  title: { en: 'Hot keys', zh: '热点键' },
  description: {
    en: 'Counts clicks that a generator makes up by a seed, most of them on a few pages. One counting subtask has more to do than the others, and holds the sources up.',
    zh: '统计由生成器按种子产生的点击，其中大多集中在少数页面。某个计数子任务比其他子任务更忙，并拖住数据源。',
  },
  lookFor: {
    en: 'One counter’s queue is always full while the others wait: barriers meet late there, and alignment takes longest.',
    zh: '一个计数任务的队列总是满的，其他任务却在等待：屏障在那里会合得最晚，对齐时间最长。',
  },
  source: { en: 'Made up by a seeded generator.', zh: '由带种子的生成器产生。' },
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'parallelism.default': '3',
    'weir.task.record-cost.source': '3 ms',
    'weir.task.record-cost.count': '5 ms',
  },
  build(env, workload) {
    const clicks = dataGenerator((_, draws) => PAGES[draws.skewed(PAGES.length)]!, {
      count: Math.min(CLICKS, workload.limit ?? CLICKS),
      ratePerSecond: PER_SECOND,
      partitions: 2,
      topic: 'clicks',
    })
    env
      .fromSource(clicks, WatermarkStrategy.noWatermarks(), 'clicks')
      .uid('source')
      .setParallelism(2)
      .keyBy(page => page)
      .process(new CountClicks())
      .name('count')
      .uid('count')
      .sinkTo(new TransactionalSink())
      .name('sink')
      .uid('sink')
      .setParallelism(1)
  },
})
