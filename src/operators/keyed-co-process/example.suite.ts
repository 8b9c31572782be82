import { KeyedCoProcessFunction } from '../../datastream/co-functions.ts'
import { MapStateDescriptor } from '../../datastream/descriptors.ts'
import type { Collector, KeyedOnTimerContext, KeyedProcessContext } from '../../datastream/functions.ts'
import type { MapState } from '../../engine/api/state.ts'
import { itemsOf, keyOf, type Item, exampleOf } from '../shared/example.suite.ts'

/** Matches items of both sides by their number; fifty ms of event time later it tells what was there. */
class Match extends KeyedCoProcessFunction<string, Item, Item, string> {
  left!: MapState<number, string>
  right!: MapState<number, string>

  override open(): void {
    this.left = this.getRuntimeContext().getMapState(new MapStateDescriptor<number, string>('left'))
    this.right = this.getRuntimeContext().getMapState(new MapStateDescriptor<number, string>('right'))
  }

  processElement1({ n, time }: Item, context: KeyedProcessContext<string>): void {
    this.left.put(time + 50, `left ${n}`)
    context.timerService().registerEventTimeTimer(time + 50)
  }

  processElement2({ n, time }: Item, context: KeyedProcessContext<string>): void {
    this.right.put(time + 50, `right ${n}`)
    context.timerService().registerEventTimeTimer(time + 50)
  }

  override onTimer(timestamp: number, context: KeyedOnTimerContext<string>, out: Collector<string>): void {
    const sides = [this.left.get(timestamp), this.right.get(timestamp)]
    out.collect(`${context.getCurrentKey()} ${timestamp} ${sides.join()}`)
    this.left.remove(timestamp)
    this.right.remove(timestamp)
  }
}

export const example = exampleOf('keyed-co-process', env =>
  itemsOf(env)
    .connect(itemsOf(env, { uid: 'others' }).filter(({ n }) => n % 3 !== 0))
    .keyBy(keyOf, keyOf)
    .process(new Match()),
)
