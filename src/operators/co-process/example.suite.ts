import { CoProcessFunction } from '../../datastream/co-functions.ts'
import type { Collector, ProcessContext } from '../../datastream/functions.ts'
import { itemsOf, type Item, exampleOf } from '../shared/example.suite.ts'

class Sides extends CoProcessFunction<Item, Item, string> {
  processElement1({ n }: Item, context: ProcessContext, out: Collector<string>): void {
    out.collect(`left ${n} ${context.timestamp()}`)
  }

  processElement2({ n }: Item, context: ProcessContext, out: Collector<string>): void {
    out.collect(`right ${n} ${context.timestamp()}`)
  }
}

export const example = exampleOf('co-process', env =>
  itemsOf(env)
    .connect(itemsOf(env, { uid: 'others' }))
    .process(new Sides()),
)
