/** What the database has is what was flushed: all rows at the last flush, and nothing of what was written since. */
import { expect, it } from 'vitest'
import { createRng, nextInt } from '../../base/prng.ts'
import { EpochClock } from '../../base/versioned-map.ts'
import type { RowsView } from '../../engine/api/backend-view.ts'
import type { StateTable } from '../../engine/api/state-backend.ts'
import { MODEL_ROWS, operate, readRow, type ModelKind } from '../shared/model.suite.ts'
import { openBackend } from '../shared/open.suite.ts'
import { TINY } from '../shared/tiny.suite.ts'
import { database } from './backend.ts'

const valuesOf = (rows: StateTable['rows']): Map<string, unknown> =>
  new Map([...rows].map(([row, { value }]) => [row, value]))

function flushedOf({ flushed }: StateTable): Map<string, unknown> {
  const { rows } = flushed!
  return new Map([...rows].map(([row, { value }]) => [row, flushed!.valueFor(value)]))
}

const KINDS: readonly ModelKind[] = ['value', 'list', 'map']

function open(clock: EpochClock, given: Parameters<typeof openBackend>[1] = {}) {
  const backend = openBackend(database, { clock, ...given }, TINY)
  const flushes = () => (backend.inspect([]) as RowsView).counts['flushes']
  return { backend, flushes }
}

it.each(KINDS)('rows of a %s state reach the database in a flush, all that are dirty at once', kind => {
  for (let seed = 1; seed <= 8; seed++) {
    const clock = new EpochClock()
    const { backend, flushes } = open(clock)
    const table = backend.createTable('s', kind, 'key')
    const rng = createRng(seed, 'flushed')
    let [before, seen] = [new Map<string, unknown>(), flushes()]
    let behind = 0
    for (let event = 1; event <= 300; event++) {
      const heldBefore = valuesOf(table.rows)
      if (nextInt(rng, 2) === 0) operate(rng, kind, table, new Map(valuesOf(table.rows)), event)
      else readRow(table, kind, MODEL_ROWS[nextInt(rng, MODEL_ROWS.length)]!)
      if (nextInt(rng, 30) === 0)
        backend.cut({ checkpoint: event, epoch: clock.now, sharing: 'FORWARD', canonical: false })
      if (nextInt(rng, 10) === 0) clock.next()
      const flushed = flushedOf(table)
      // A call reads before it writes, and either may flush.
      const held = valuesOf(table.rows)
      const possible = flushes() === seen ? [before] : [heldBefore, held]
      expect(possible, `seed ${seed} event ${event}`).toContainEqual(flushed)
      if (flushes() === seen) behind += 1
      ;[before, seen] = [flushed, flushes()]
    }
    expect(behind).toBeGreaterThan(10)
  }
})

it('what was restored is in the database from the beginning, and a host hears of rows that flushes touched', () => {
  const clock = new EpochClock()
  const part = { uid: 'op', state: 's', kind: 'value', scope: 'key', rows: new Map([['a', 1]]) } as const
  const { backend } = open(clock, { restored: () => part })
  const table = backend.createTable('s', 'value', 'key')
  expect([...flushedOf(table)]).toEqual([['a', 1]])
  expect(table.flushed!.takeTouched()).toBeNull()
  for (const row of ['b', 'c', 'd', 'e']) table.put(row, row, 1)
  expect(table.flushed!.takeTouched()).toEqual(new Set(['b', 'c', 'd', 'e']))
  table.delete('a')
  expect(table.flushed!.takeTouched()).toEqual(new Set())
  expect(table.flushed!.rows.has('a')).toBe(true)
  backend.cut({ checkpoint: 1, epoch: clock.now, sharing: 'FORWARD', canonical: false })
  expect(table.flushed!.takeTouched()).toEqual(new Set(['a']))
  expect(table.flushed!.rows.has('a')).toBe(false)
})
