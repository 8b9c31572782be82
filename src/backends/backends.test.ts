/** What holds for every state backend. A new one gets it by standing in the list. */
import { describe, expect, it } from 'vitest'
import { createRng, nextInt } from '../base/prng.ts'
import { EpochClock } from '../base/versioned-map.ts'
import type {
  BackendContext,
  KeyedStateBackend,
  KeyedStatePart,
  StateBackendDefinition,
  StateTable,
} from '../engine/api/state-backend.ts'
import { backends } from './index.ts'
import { MODEL_ROWS, operate, readRow, type Model, type ModelKind } from './shared/model.suite.ts'
import { openBackend } from './shared/open.suite.ts'
import { TINY } from './shared/tiny.suite.ts'

const KINDS: readonly ModelKind[] = ['value', 'list', 'map']
const SIZES = { 'as it comes': {}, 'with very little room': TINY }

interface Opened {
  readonly backend: KeyedStateBackend
  readonly table: StateTable
  readonly clock: EpochClock
}

function open(
  definition: StateBackendDefinition,
  config: Readonly<Record<string, string>>,
  kind: ModelKind,
  given: Partial<BackendContext> = {},
): Opened {
  const clock = new EpochClock()
  const backend = openBackend(definition, { clock, ...given }, config)
  return { backend, table: backend.createTable('s', kind, 'key'), clock }
}

const held = (table: StateTable): Model => new Map([...table.rows].map(([row, { value }]) => [row, value]))

/** The part of a snapshot that is cut now, with every file in it. */
function snapshot({ backend, clock }: Opened, checkpoint: number): KeyedStatePart | undefined {
  const epoch = clock.now
  const cut = backend.cut({ checkpoint, epoch, sharing: 'NO_SHARING', canonical: false })
  clock.next()
  return backend.parts(epoch, cut)[0]
}

const settle = ({ upkeep }: KeyedStateBackend) => {
  while (upkeep?.isDue() === true) upkeep.settle()
}

describe.each(backends.map(definition => [definition.kind, definition] as const))(
  '%s',
  (_kind, definition) => {
    describe.each(Object.entries(SIZES))('%s', (_size, config) => {
      it.each(KINDS)('a %s state is a Map of rows, whatever is done to it', kind => {
        for (let seed = 1; seed <= 6; seed++) {
          const rng = createRng(seed, 'operations')
          const opened = open(definition, config, kind)
          const { table, clock, backend } = opened
          const model: Model = new Map()
          for (let event = 1; event <= 400; event++) {
            operate(rng, kind, table, model, event)
            if (nextInt(rng, 20) === 0) clock.next()
            if (nextInt(rng, 4) === 0) settle(backend)
            if (nextInt(rng, 40) === 0) snapshot(opened, event)
            const row = MODEL_ROWS[nextInt(rng, MODEL_ROWS.length)]!
            expect(readRow(table, kind, row), `seed ${seed} event ${event} ${row}`).toEqual(model.get(row))
          }
          expect(held(table)).toEqual(model)
          expect(table.rows.size).toBe(model.size)
          for (const row of MODEL_ROWS) expect(table.rows.has(row)).toBe(model.has(row))
        }
      })

      it.each(KINDS)('a snapshot of a %s state holds the cut, and is restored whole', kind => {
        const rng = createRng(7, 'snapshot')
        const opened = open(definition, config, kind)
        const model: Model = new Map()
        for (let event = 1; event <= 300; event++) operate(rng, kind, opened.table, model, event)
        const { backend, clock } = opened
        const epoch = clock.now
        const cut = backend.cut({ checkpoint: 1, epoch, sharing: 'NO_SHARING', canonical: false })
        clock.next()
        const before = structuredClone(model)
        for (let event = 301; event <= 500; event++) {
          operate(rng, kind, opened.table, model, event)
          settle(backend)
        }
        const part = backend.parts(epoch, cut)[0]!
        expect(new Map(part.rows)).toEqual(before)
        const again = open(definition, config, kind, { restored: () => part, owner: 'op-0#1' })
        expect(held(again.table)).toEqual(before)
        again.table.delete(MODEL_ROWS[0]!)
        expect(new Map(part.rows)).toEqual(before)
      })

      it('rows of a range of key groups come in its order, and no others', () => {
        const { table } = open(definition, config, 'value')
        for (const row of MODEL_ROWS) table.put(row, row, 1)
        const found = [...table.range(4, 6)].map(([row]) => row)
        const expected = MODEL_ROWS.filter(row => row.length >= 4 && row.length <= 6)
        expect(found.toSorted()).toEqual(expected.toSorted())
        expect(found.map(row => row.length)).toEqual(found.map(row => row.length).toSorted((a, b) => a - b))
      })
    })

    it('what one writes into an object that was put or read shows whether objects are live', () => {
      const { table } = open(definition, {}, 'value')
      const given = { n: 1 }
      table.put('k', given, 1)
      const read = table.get('k') as { n: number }
      read.n = 2
      expect(table.get('k')).toEqual({ n: definition.kind === 'hashmap' ? 2 : 1 })
    })

    it('has timers on the heap, and refuses a state that was cut for another', () => {
      const backend = openBackend(definition)
      const timers = backend.createTimerTable('timers', 'event-time-timers')
      timers.put('5||k', true, 1)
      expect([...timers.rows.keys()]).toEqual(['5||k'])
    })
  },
)
