import type { Collector } from '../../datastream/functions.ts'
import { itemsOf, type Item, exampleOf } from '../shared/example.suite.ts'

function repeat({ key, n }: Item, out: Collector<string>): void {
  for (let i = 0; i < n % 3; i++) out.collect(`${key}${n}-${i}`)
}

export const example = exampleOf('flat-map', env => itemsOf(env).flatMap(repeat))
