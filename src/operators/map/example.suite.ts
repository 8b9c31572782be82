import { itemsOf, exampleOf } from '../shared/example.suite.ts'

export const example = exampleOf('map', env => itemsOf(env).map(({ key, n }) => `${key}${n}`))
