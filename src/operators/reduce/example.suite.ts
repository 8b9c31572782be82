import { itemsOf, keyOf, exampleOf } from '../shared/example.suite.ts'

export const example = exampleOf('reduce', env => itemsOf(env).keyBy(keyOf).sum('n'))
