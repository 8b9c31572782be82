/**
 * The text a row of keyed state is found by. A row in no namespace has the canonical key alone; in front of it stand
 * the namespace of a window and the time of a timer, neither of which can hold the sign that ends it.
 */
import { assert } from '../../base/assert.ts'
import type { RowScope } from '../api/state-backend.ts'

export interface RowKey {
  readonly key: string
  readonly namespace: string
  /** Time of a timer in ms; 0 for others. */
  readonly timestamp: number
}

const END = '|'

export const namespacedRow = (namespace: string, key: string): string => `${namespace}${END}${key}`

export const timerRow = (timestamp: number, namespace: string, key: string): string =>
  `${timestamp}${END}${namespace}${END}${key}`

export function parseRow(scope: RowScope, text: string): RowKey {
  switch (scope) {
    case 'key':
      return { key: text, namespace: '', timestamp: 0 }
    case 'namespace': {
      const end = text.indexOf(END)
      assert(end >= 0, 'a namespaced row has a namespace')
      return { key: text.slice(end + 1), namespace: text.slice(0, end), timestamp: 0 }
    }
    case 'timer': {
      const first = text.indexOf(END)
      const second = text.indexOf(END, first + 1)
      assert(first > 0 && second > 0, 'a timer row has a time and a namespace')
      return {
        key: text.slice(second + 1),
        namespace: text.slice(first + 1, second),
        timestamp: Number(text.slice(0, first)),
      }
    }
  }
}

/** The row of `key` in the scope of another row of its table. */
export function sameRowOf(scope: RowScope, row: RowKey, key: string): string {
  switch (scope) {
    case 'key':
      return key
    case 'namespace':
      return namespacedRow(row.namespace, key)
    case 'timer':
      return timerRow(row.timestamp, row.namespace, key)
  }
}
