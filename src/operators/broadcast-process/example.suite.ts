import { elements } from '../../connectors/elements/source.ts'
import {
  BroadcastProcessFunction,
  type BroadcastContext,
  type ReadOnlyBroadcastContext,
} from '../../datastream/broadcast-functions.ts'
import type {
  CheckpointedFunction,
  FunctionInitializationContext,
} from '../../datastream/checkpointed-function.ts'
import { ListStateDescriptor, MapStateDescriptor } from '../../datastream/descriptors.ts'
import type { Collector } from '../../datastream/functions.ts'
import { WatermarkStrategy } from '../../datastream/watermark-strategy.ts'
import type { ListState } from '../../engine/api/state.ts'
import { itemsOf, type Item, exampleOf } from '../shared/example.suite.ts'

type Name = readonly [key: string, name: string]

const names = new MapStateDescriptor<string, string>('names')
const NAMES: readonly Name[] = [
  ['a', 'Ada'],
  ['b', 'Ben'],
  ['c', 'Cy'],
]
/** Comes long after the last item. */
const LAST: Name = ['last', 'Zoe']

/** Names items. Those that come before all names are there wait for the last one. */
class GiveNames extends BroadcastProcessFunction<Item, Name, string> implements CheckpointedFunction {
  waiting: Item[] = []
  list!: ListState<Item>

  initializeState(context: FunctionInitializationContext): void {
    this.list = context.getOperatorStateStore().getListState(new ListStateDescriptor<Item>('waiting'))
    this.waiting = [...this.list.get()]
  }

  processElement(item: Item, context: ReadOnlyBroadcastContext, out: Collector<string>): void {
    const known = context.getBroadcastState(names)
    if (known.entries().length < 3) this.waiting.push(item)
    else out.collect(`${known.get(item.key)} ${item.n}`)
  }

  processBroadcastElement([key, name]: Name, context: BroadcastContext, out: Collector<string>): void {
    const known = context.getBroadcastState(names)
    known.put(key, name)
    if (key !== LAST[0]) return
    for (const item of this.waiting) out.collect(`${known.get(item.key)} ${item.n}`)
    this.waiting = []
  }

  snapshotState(): void {
    this.list.update(this.waiting)
  }
}

export const example = exampleOf('broadcast-process', env => {
  const log = elements([...NAMES, LAST], { arrivals: [0, 0, 10_000, 120_000] })
  const source = env.fromSource(log, WatermarkStrategy.noWatermarks(), 'names').setParallelism(1)
  return itemsOf(env).connect(source.broadcast(names)).process(new GiveNames())
})
