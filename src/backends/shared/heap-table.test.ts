/** Rows on the heap: Flink's CopyOnWriteStateTable, with what its states do to a row. */
import { describe, expect, test } from 'vitest'
import { Hasher } from '../../base/hash.ts'
import { EpochClock } from '../../base/versioned-map.ts'
import type { BackendContext, KeyedStatePart, RowScope } from '../../engine/api/state-backend.ts'
import { HeapTable, restoredTable } from './heap-table.ts'

const clock = () => new EpochClock()

/** The key group of a row is the number at its end. */
const contextOf = (epochs: EpochClock, restored?: ReadonlyMap<string, unknown>): BackendContext => ({
  uid: 'count',
  owner: 'count 0.0',
  clock: epochs,
  keyOf: (_scope, row) => row,
  keyGroupOf: (scope, row) => (scope === 'key' ? Number(row.at(-1)) : -1),
  restored: state =>
    restored === undefined
      ? undefined
      : ({ uid: 'count', state, rows: restored } as unknown as KeyedStatePart),
  restoredCheckpoint: 0,
  data: () => ({ tables: {} }),
  charge: () => {},
})

function tableOf(epochs = clock(), scope: RowScope = 'key'): HeapTable {
  return new HeapTable(contextOf(epochs), 'seen', 'value', scope)
}

const rowsOf = (table: HeapTable) => [...table.rows].map(([row, { value, changed }]) => [row, value, changed])

test('a table knows what it is the state of', () => {
  const { operatorUid, state, kind, scope, name } = tableOf(clock(), 'namespace')
  expect([operatorUid, state, kind, scope, name]).toEqual([
    'count',
    'seen',
    'value',
    'namespace',
    'state seen',
  ])
})

describe('a row', () => {
  test('is what was put last, with the event that put it', () => {
    const table = tableOf()
    expect(table.get('a1')).toBeUndefined()
    table.put('a1', 5, 11)
    table.put('b2', 6, 12)
    table.put('a1', 7, 13)
    expect([table.get('a1'), table.get('b2')]).toEqual([7, 6])
    expect(rowsOf(table)).toEqual([
      ['a1', 7, 13],
      ['b2', 6, 12],
    ])
  })

  test('is found by its key unless the same turn asks for the row that it has in hand', () => {
    const table = tableOf()
    table.put('a1', 5, 1)
    table.put('b2', 6, 2)
    expect([table.get('a1', 3), table.get('b2', 3), table.get('b2', 4)]).toEqual([5, 5, 6])
    // Without a turn nothing is taken for granted.
    expect([table.get('a1'), table.get('b2')]).toEqual([5, 6])
    table.put('a1', 8, 3)
    table.put('b2', 9, 4)
    table.update('a1', value => (value as number) + 1, 5)
    table.update('b2', value => (value as number) + 1, 6)
    expect([table.get('a1'), table.get('b2')]).toEqual([9, 10])
    expect(rowsOf(table).map(row => row[2])).toEqual([5, 6])
  })

  test('is deleted only where it is asked to be', () => {
    const table = tableOf()
    table.put('a1', 5, 1)
    const asked: unknown[] = []
    const decide = (answer: boolean) => (value: unknown) => {
      asked.push(value)
      return answer
    }
    expect(table.deleteIf('b2', decide(true))).toBe(false)
    expect([table.deleteIf('a1', decide(false)), table.get('a1')]).toEqual([false, 5])
    expect([table.deleteIf('a1', decide(true)), table.get('a1')]).toEqual([true, undefined])
    expect(asked).toEqual([5, 5])
  })

  test('that is a list grows; nothing added is no list', () => {
    const table = tableOf()
    table.append('a1', [], 1)
    expect(table.rows.size).toBe(0)
    table.append('a1', ['x'], 2)
    table.append('a1', ['y', 'z'], 3)
    table.append('a1', [], 4)
    expect(rowsOf(table)).toEqual([['a1', ['x', 'y', 'z'], 3]])
  })

  test('that is a map has entries, and goes with the last of them', () => {
    const table = tableOf()
    table.putEntries('a1', [], 1)
    expect(table.rows.size).toBe(0)
    table.putEntries(
      'a1',
      [
        ['x', 1],
        ['y', 2],
      ],
      2,
    )
    expect([table.hasEntry('a1', 'x'), table.hasEntry('a1', 'z'), table.hasEntry('b2', 'x')]).toEqual([
      true,
      false,
      false,
    ])
    expect([table.entry('a1', 'y'), table.entry('a1', 'z'), table.entry('b2', 'y')]).toEqual([
      2,
      undefined,
      undefined,
    ])
    expect([...table.entries('a1')]).toEqual([
      ['x', 1],
      ['y', 2],
    ])
    table.removeEntry('a1', 'z', 3)
    expect(rowsOf(table)[0]![2]).toBe(2)
    table.removeEntry('a1', 'x', 4)
    expect(rowsOf(table)).toEqual([['a1', new Map([['y', 2]]), 4]])
    table.removeEntry('a1', 'y', 5)
    expect(table.rows.size).toBe(0)
    table.removeEntry('a1', 'y', 6)
    expect(table.rows.size).toBe(0)
  })

  test('of an older epoch is copied before it is handed out: what is done to it never changes the past', () => {
    const epochs = clock()
    const table = tableOf(epochs)
    table.put('a1', ['x'], 1)
    const epoch = epochs.now
    epochs.next()
    const live = table.get('a1') as string[]
    live.push('y')
    expect(table.get('a1')).toBe(live)
    expect(table.viewAt(epoch)).toEqual(new Map([['a1', ['x']]]))
    table.put('b2', 7, 2)
    expect(table.copiedSince(epoch)).toEqual([{ row: 'a1', value: ['x'] }])
  })
})

test('the rows of key groups, both ends in, come by key group and then by row', () => {
  const table = tableOf()
  for (const row of ['z2', 'b3', 'a3', 'c3', 'x1', 'y2', 'a4', 'a2']) table.put(row, row, 1)
  const range = (first: number, last: number) => table.range(first, last).map(([row]) => row)
  expect(range(1, 4)).toEqual(['x1', 'a2', 'y2', 'z2', 'a3', 'b3', 'c3', 'a4'])
  expect(range(2, 3)).toEqual(['a2', 'y2', 'z2', 'a3', 'b3', 'c3'])
  expect(range(4, 4)).toEqual(['a4'])
  expect(range(5, 9)).toEqual([])
  expect(table.range(1, 1)[0]![1].value).toBe('x1')
})

describe('the hash', () => {
  const hashOf = (table: HeapTable, full: boolean) => {
    const hasher = new Hasher()
    table.hashInto(hasher, full)
    return hasher.hex()
  }

  test('is of all rows, whether it was kept up or made anew, and of nothing where there is none', () => {
    const epochs = clock()
    const table = tableOf(epochs)
    const none = new Hasher().hex()
    expect([hashOf(table, false), hashOf(table, true)]).toEqual([none, none])
    const seen = new Set([none])
    for (const [row, value] of [
      ['a1', 5],
      ['b2', 6],
      ['a1', 7],
    ] as const) {
      table.put(row, value, 1)
      epochs.next()
      expect(hashOf(table, false)).toBe(hashOf(table, true))
      expect(table.hashIsKept()).toBe(true)
      seen.add(hashOf(table, true))
    }
    expect(seen.size).toBe(4)
  })

  test('that was kept up and is wrong is found out, in either half', () => {
    for (const change of [{ sumA: 1 }, { sumB: 1 }]) {
      const epochs = clock()
      const table = tableOf(epochs)
      table.put('a1', 5, 1)
      epochs.next()
      table.hashIsKept()
      const { sumA, sumB, epoch } = table.hashMark
      table.restoreHashMark({ sumA, sumB, epoch, ...change })
      expect(table.hashIsKept()).toBe(false)
      expect(hashOf(table, false)).not.toBe(hashOf(table, true))
    }
  })
})

test('a restored table has copies of the rows of its checkpoint, or none where the checkpoint has none', () => {
  const value = ['x']
  const table = restoredTable(contextOf(clock(), new Map([['a1', value]])), 'seen', 'list', 'key')
  expect(rowsOf(table)).toEqual([['a1', ['x'], 0]])
  expect(table.get('a1')).not.toBe(value)
  expect(restoredTable(contextOf(clock()), 'seen', 'list', 'key').rows.size).toBe(0)
})
