/**
 * Flink's Types, as far as a type decides anything here: the type of a key decides its hash code, and every other one
 * is a label that a reader and the export to Flink can use.
 */
import type { KeyTypeName, KeyValue } from '../engine/api/state.ts'

export interface TypeInformation<T> {
  readonly name: string
  /** How a key of this type is hashed; null: it can't be a key. */
  readonly keyType: KeyTypeName | null
  /** Never there at run time; carries the type. */
  readonly of?: T
}

export interface KeyTypeInformation<K extends KeyValue> extends TypeInformation<K> {
  readonly keyType: KeyTypeName
}

function keyType<K extends KeyValue>(name: KeyTypeName): KeyTypeInformation<K> {
  return { name, keyType: name }
}

const label = <T>(name: string): TypeInformation<T> => ({ name, keyType: null })

const INT = keyType<number>('INT')
const STRING = keyType<string>('STRING')

export const Types = {
  STRING,
  INT,
  /** A safe integer, or a bigint beyond 2^53. */
  LONG: keyType<number | bigint>('LONG'),
  DOUBLE: keyType<number>('DOUBLE'),
  BOOLEAN: keyType<boolean>('BOOLEAN'),
  /** Of Tuple2, only (STRING, INT) can be a key. */
  TUPLE<A, B>(first: TypeInformation<A>, second: TypeInformation<B>): TypeInformation<readonly [A, B]> {
    const isKey = first.keyType === 'STRING' && second.keyType === 'INT'
    return { name: `TUPLE<${first.name}, ${second.name}>`, keyType: isKey ? 'TUPLE2_STRING_INT' : null }
  },
  LIST: <T>(element: TypeInformation<T>) => label<T[]>(`LIST<${element.name}>`),
  MAP: <K, V>(key: TypeInformation<K>, value: TypeInformation<V>) =>
    label<Map<K, V>>(`MAP<${key.name}, ${value.name}>`),
  /** Any plain object. */
  POJO: <T>(name = 'POJO') => label<T>(name),
  GENERIC: <T>(name = 'GENERIC') => label<T>(name),
} as const
