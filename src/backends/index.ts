/** The state backends there are, by their names in `state.backend.type`. */
import { hashmap } from './hashmap/backend.ts'
import { rocksdb } from './lsm/backend.ts'

export const backends = [hashmap, rocksdb] as const
