import type { Collector } from '../../datastream/functions.ts'
import { itemsOf, type Item, exampleOf } from '../shared/example.suite.ts'

const odd = ({ n }: Item, out: Collector<string>) => {
  if (n % 2 === 1) out.collect(`odd ${n}`)
}
const both = ({ key, n }: Item, out: Collector<string>) => {
  out.collect(key)
  out.collect(String(n))
}

export const example = exampleOf('co-flat-map', env =>
  itemsOf(env)
    .connect(itemsOf(env, { uid: 'others' }))
    .flatMap({ flatMap1: odd, flatMap2: both }),
)
