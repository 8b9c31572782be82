import { itemsOf, exampleOf } from '../shared/example.suite.ts'

export const example = exampleOf('filter', env => itemsOf(env).filter(({ n }) => n % 2 === 0))
