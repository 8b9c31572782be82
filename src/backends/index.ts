/** The state backends there are, by their names in `state.backend.type`. */
import { hashmap } from './hashmap/backend.ts'

export const backends = [hashmap] as const
