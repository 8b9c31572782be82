import {
  KeyedBroadcastProcessFunction,
  type BroadcastContext,
  type KeyedBroadcastOnTimerContext,
  type KeyedReadOnlyBroadcastContext,
} from '../../datastream/broadcast-functions.ts'
import { ListStateDescriptor, MapStateDescriptor } from '../../datastream/descriptors.ts'
import type { Collector } from '../../datastream/functions.ts'
import type { ListState } from '../../engine/api/state.ts'
import { itemsOf, keyOf, type Item, exampleOf } from '../shared/example.suite.ts'

/** Times of the rules by their number. */
const rules = new MapStateDescriptor<number, number>('rules')

/** Counts for each item the rules up to its time: the watermark over both inputs says when they are all here. */
class CountRules extends KeyedBroadcastProcessFunction<string, Item, Item, string> {
  waiting!: ListState<Item>

  override open(): void {
    this.waiting = this.getRuntimeContext().getListState(new ListStateDescriptor<Item>('waiting'))
  }

  processElement(item: Item, context: KeyedReadOnlyBroadcastContext<string>): void {
    this.waiting.add(item)
    context.timerService().registerEventTimeTimer(item.time)
  }

  processBroadcastElement({ n, time }: Item, context: BroadcastContext): void {
    context.getBroadcastState(rules).put(n, time)
  }

  override onTimer(
    timestamp: number,
    context: KeyedBroadcastOnTimerContext<string>,
    out: Collector<string>,
  ): void {
    const known = context.getBroadcastState(rules).entries()
    for (const { n, time } of this.waiting.get()) {
      if (time === timestamp) out.collect(`${n} ${known.filter(([, since]) => since <= time).length}`)
    }
    this.waiting.update([...this.waiting.get()].filter(({ time }) => time > timestamp))
  }
}

export const example = exampleOf('keyed-broadcast-process', env =>
  itemsOf(env)
    .keyBy(keyOf)
    .connect(
      itemsOf(env, { uid: 'rules' })
        .filter(({ n }) => n % 5 === 0)
        .broadcast(rules),
    )
    .process(new CountRules()),
)
