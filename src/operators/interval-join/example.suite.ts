import { ProcessJoinFunction, type ProcessJoinContext } from '../../datastream/co-functions.ts'
import type { Collector } from '../../datastream/functions.ts'
import { itemsOf, keyOf, type Item, exampleOf } from '../shared/example.suite.ts'

class Pair extends ProcessJoinFunction<Item, Item, string> {
  processElement(left: Item, right: Item, context: ProcessJoinContext, out: Collector<string>): void {
    out.collect(`${left.n} ${right.n} ${context.getTimestamp()}`)
  }
}

export const example = exampleOf('interval-join', env =>
  itemsOf(env)
    .keyBy(keyOf)
    .intervalJoin(itemsOf(env, { uid: 'others' }).keyBy(keyOf))
    .between(-120, 40)
    .process(new Pair()),
)
