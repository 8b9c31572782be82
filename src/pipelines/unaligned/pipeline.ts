/**
 * A sink that is slower than what comes in: buffers are full from it back to the sources, and checkpoints are
 * unaligned. Their barriers overtake whatever waits, which is saved as channel state.
 */
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

const ORDERS = 160
const PER_SECOND = 1000
const CUSTOMERS = ['al', 'bo', 'cy', 'di', 'ed', 'fy'] as const

interface Order {
  readonly customer: string
  readonly euros: number
}

interface Spent {
  readonly customer: string
  readonly euros: number
}

class SumOrders extends KeyedProcessFunction<string, Order, Spent> {
  spent!: ValueState<number>

  override open(): void {
    this.spent = this.getRuntimeContext().getState(new ValueStateDescriptor('spent', Types.INT))
  }

  processElement(order: Order, context: KeyedProcessContext<string>, out: Collector<Spent>): void {
    const euros = (this.spent.value() ?? 0) + order.euros
    this.spent.update(euros)
    out.collect({ customer: context.getCurrentKey(), euros })
  }
}

export const unaligned = definePipeline({
  id: 'unaligned',
  title: { en: 'Unaligned checkpoints', zh: '非对齐检查点' },
  description: {
    en: 'Sums orders by customer and writes to a sink that is slow. All buffers before it are full, so an aligned barrier would wait behind them; here barriers overtake, and what they overtake is saved as channel state.',
    zh: '按客户累计订单，并写入一个很慢的 Sink。它前面的缓冲区全是满的，对齐的屏障只能排在后面；这里屏障越过数据，被越过的数据作为通道状态保存。',
  },
  lookFor: {
    en: 'Go to the next barrier: it jumps to the head of a full queue, and the records behind it bear the mark ⤓. Kill the sink after a checkpoint: they come back into their channels. Then turn unaligned checkpoints off, or set aligned-checkpoint-timeout, and compare how long a checkpoint takes.',
    zh: '跳到下一个屏障：它移到满队列的队首，被越过的记录带有 ⤓ 标记。检查点完成后终止 Sink：这些记录回到各自的通道。再关闭非对齐检查点，或设置 aligned-checkpoint-timeout，比较检查点所需的时间。',
  },
  source: { en: 'Made up by a seeded generator.', zh: '由带种子的生成器产生。' },
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'execution.checkpointing.interval': '150 ms',
    'execution.checkpointing.unaligned.enabled': 'true',
    'parallelism.default': '2',
    'weir.task.record-cost.source': '1 ms',
    'weir.task.record-cost.sum': '2 ms',
    'weir.task.record-cost.sink': '12 ms',
  },
  build(env, workload) {
    const orders = dataGenerator(
      (_, draws): Order => ({
        customer: CUSTOMERS[draws.next(CUSTOMERS.length)]!,
        euros: 1 + draws.next(9),
      }),
      {
        count: Math.min(ORDERS, workload.limit ?? ORDERS),
        ratePerSecond: PER_SECOND,
        partitions: 2,
        topic: 'orders',
      },
    )
    env
      .fromSource(orders, WatermarkStrategy.noWatermarks(), 'orders')
      .uid('source')
      .keyBy(order => order.customer)
      .process(new SumOrders())
      .name('sum')
      .uid('sum')
      .sinkTo(new TransactionalSink())
      .name('sink')
      .uid('sink')
      .setParallelism(1)
  },
})
