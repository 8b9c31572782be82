/** The Java hash code of a key by its declared type. The key must have passed `canonicalKey`. */
import { hashBoolean, hashDouble, hashLong, hashString, hashTuple2 } from '../../base/java-hash.ts'
import type { KeyTypeName, KeyValue } from '../api/state.ts'

export function javaHash(type: KeyTypeName, key: KeyValue): number {
  switch (type) {
    case 'STRING':
      return hashString(key as string)
    case 'INT':
      return (key as number) | 0
    case 'LONG':
      return hashLong(key as number | bigint)
    case 'DOUBLE':
      return hashDouble(key as number)
    case 'BOOLEAN':
      return hashBoolean(key as boolean)
    case 'STRING_OR_BOOLEAN':
      return typeof key === 'boolean' ? hashBoolean(key) : hashString(key as string)
    case 'TUPLE2_STRING_INT':
      return hashTuple2((key as readonly [string, number])[0], (key as readonly [string, number])[1])
  }
}
