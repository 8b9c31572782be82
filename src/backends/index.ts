/** The state backends there are, by their names in `state.backend.type`. */
import { database } from './database/backend.ts'
import { hashmap } from './hashmap/backend.ts'
import { rocksdb } from './lsm/backend.ts'

export const backends = [hashmap, rocksdb, database] as const
