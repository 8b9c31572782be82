/** The database of rows holds what the backend has flushed, wherever the run goes. */
import 'fake-indexeddb/auto'
import { deleteDB, openDB } from 'idb'
import { beforeEach, expect, test } from 'vitest'
import { openRows } from '../../backends/stores/rows/host.ts'
import { StoreProblem } from '../../backends/stores/host.ts'
import { createRng, nextInt } from '../../base/prng.ts'
import type { Run } from '../../engine/index.ts'
import { randomCommand } from '../../engine/trace/random-run.suite.ts'
import { openRun } from '../open-run.ts'
import type { RowsKept } from '../storage-protocol.ts'
import { RowMirror, type MirrorHost } from './row-mirror.ts'

const NAME = 'rows-for-tests'

function open(config: Readonly<Record<string, string>> = {}, seed = 3): Run {
  const run = openRun({
    pipeline: 'word-count',
    config: {
      'state.backend.type': 'database',
      'weir.state.database.cache-rows': '6',
      'weir.state.database.flush-rows': '4',
      'execution.checkpointing.interval': '60 ms',
      'weir.task.record-cost': '2 ms',
      ...config,
    },
    workload: { limit: 120 },
    seed,
    epochMs: 0,
    commands: [],
  })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

function mirrored(host: Partial<MirrorHost> = {}) {
  const told: RowsKept[] = []
  const mirror = new RowMirror({
    openRows: (stores, kept) => openRows(stores, kept, NAME),
    deleteRows: () => deleteDB(NAME),
    ownRows: async () => ({ release: () => {} }),
    rowsChanged: kept => told.push(kept),
    whole: async read => read(),
    now: () => 0,
    ...host,
  })
  return { mirror, told, last: () => told.at(-1)! }
}

const pause = () => new Promise(resolve => setTimeout(resolve, 0))

/** Until the rows are those of the step the run is at. */
async function caughtUp(run: Run, last: () => RowsKept): Promise<void> {
  for (let i = 0; i < 500 && (last().step !== run.step || last().writing); i++) await pause()
  expect(last()).toMatchObject({ step: run.step, writing: false, state: 'following' })
}

type Rows = Record<string, unknown>

const textOf = (key: readonly unknown[]) => JSON.stringify(key)

async function inDatabase(): Promise<Record<string, Rows>> {
  const database = await openDB(NAME)
  const found: Record<string, Rows> = {}
  for (const store of database.objectStoreNames) {
    const rows: Rows = {}
    for (let cursor = await database.transaction(store).store.openCursor(); cursor !== null;) {
      rows[textOf(cursor.key as unknown[])] = cursor.value
      cursor = await cursor.continue()
    }
    if (Object.keys(rows).length > 0) found[store] = rows
  }
  database.close()
  return found
}

function inRun(run: Run): Record<string, Rows> {
  const found: Record<string, Rows> = {}
  for (const { operator, state, flushed, placeOf } of run.flushedStates())
    for (const [text, { value }] of flushed.rows)
      (found[`${operator} / ${state}`] ??= {})[textOf(placeOf(text))] = value
  return found
}

beforeEach(() => deleteDB(NAME))

test('after any walk, back and forth and into other futures, the database has the rows that were flushed', async () => {
  for (const seed of [1, 2, 3]) {
    const run = open({}, seed)
    const { mirror, last } = mirrored()
    const rng = createRng(seed, 'walk')
    let most = 0
    for (let i = 0; i < 40; i++) {
      const backward = nextInt(rng, 4) === 0
      run.seek(backward ? nextInt(rng, run.step + 1) : run.step + nextInt(rng, 120))
      if (nextInt(rng, 8) === 0) randomCommand(run, rng)
      mirror.look(run)
      // Some moments are passed over while a transaction is under way.
      if (nextInt(rng, 3) > 0) continue
      await caughtUp(run, last)
      const rows = inRun(run)
      expect(await inDatabase(), `seed ${seed} step ${run.step}`).toEqual(rows)
      most = Math.max(most, Object.values(rows).flatMap(Object.keys).length)
    }
    expect(most).toBeGreaterThan(5)
  }
})

test('a row that waits in the cache is not in the database, and then is, with its key to be read', async () => {
  const run = open()
  const { mirror, last } = mirrored()
  const isBehind = () => run.frame({ stateRows: 0, queueItems: 0, stateFilter: null }).tasks.some(isDirty)
  while (!isBehind()) run.seek(run.step + 1)
  mirror.look(run)
  await caughtUp(run, last)
  const before = await inDatabase()
  run.seek(run.step + 400)
  mirror.look(run)
  await caughtUp(run, last)
  const [rows] = Object.values(await inDatabase())
  expect(Object.keys(rows!).length).toBeGreaterThan(Object.values(before).flatMap(Object.keys).length)
  const [group, key, namespace] = JSON.parse(Object.keys(rows!)[0]!) as unknown[]
  expect([typeof group, typeof key, namespace]).toEqual(['number', 'string', ''])
})

const isDirty = ({ backends = [] }: { backends?: readonly { view: { type: string; dirty?: number } }[] }) =>
  backends.some(({ view }) => (view.dirty ?? 0) > 0)

test('rows go in bulk: many of them in few transactions, and none where nothing was flushed', async () => {
  const run = open()
  const { mirror, last } = mirrored()
  run.seek(1200)
  mirror.look(run)
  await caughtUp(run, last)
  expect(last().transactions).toBe(1)
  expect(last().lastRows).toBeGreaterThan(5)
  const before = last().transactions
  run.seek(1199)
  mirror.look(run)
  await caughtUp(run, last)
  expect(last().transactions - before).toBeLessThan(2)
})

test('the run is the same with and without a database, and goes on where there is none', async () => {
  const { mirror, last } = mirrored({
    openRows: () => Promise.reject(new StoreProblem('unavailable', 'expected IndexedDB, got none')),
  })
  const [run, alone] = [open(), open()]
  for (let step = 100; step <= 1000; step += 100) {
    run.seek(step)
    mirror.look(run)
    await pause()
  }
  alone.seek(1000)
  expect(run.hash()).toBe(alone.hash())
  expect(last()).toMatchObject({ state: 'failed', problem: { code: 'unavailable' } })
})

test('where another tab has the database, it is said and nothing is written', async () => {
  const { mirror, last } = mirrored({ ownRows: async () => null })
  const run = open()
  run.seek(900)
  mirror.look(run)
  for (let i = 0; i < 20 && last().state !== 'elsewhere'; i++) await pause()
  expect(last().state).toBe('elsewhere')
  expect(await inDatabase()).toEqual({})
})

test('a database that is deleted underneath is made anew with all rows', async () => {
  const run = open()
  const { mirror, last } = mirrored()
  run.seek(900)
  mirror.look(run)
  await caughtUp(run, last)
  await deleteDB(NAME)
  run.seek(1300)
  mirror.look(run)
  await caughtUp(run, last)
  expect(await inDatabase()).toEqual(inRun(run))
})

test('another run takes the place of the rows of the one before, and a run on another backend leaves none', async () => {
  const { mirror, last } = mirrored()
  const [first, second] = [open({}, 5), open({}, 6)]
  first.seek(1200)
  mirror.look(first)
  second.seek(300)
  mirror.look(second)
  await caughtUp(second, last)
  expect(await inDatabase()).toEqual(inRun(second))
  const third = open({ 'state.backend.type': 'hashmap' })
  mirror.look(third)
  for (let i = 0; i < 20; i++) await pause()
  expect(last().state).toBe('off')
  expect(await inDatabase()).toEqual({})
})
