import { itemsOf, type Item, exampleOf } from '../shared/example.suite.ts'

export const example = exampleOf('co-map', env =>
  itemsOf(env)
    .connect(itemsOf(env, { uid: 'others' }))
    .map({ map1: ({ n }: Item) => n, map2: ({ n }: Item) => -n }),
)
