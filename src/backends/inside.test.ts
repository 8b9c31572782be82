/** What a frame says of a backend from inside is what the backend holds, at every step and on the way back. */
import { expect, it } from 'vitest'
import type { BackendView } from '../engine/api/backend-view.ts'
import type { Run } from '../engine/index.ts'
import { openRun } from '../worker/open-run.ts'
import { TINY } from './shared/tiny.suite.ts'

const NO_ROWS = { stateRows: 0, queueItems: 0, stateFilter: null }

function open(backend: string): Run {
  const run = openRun({
    pipeline: 'word-count',
    config: {
      ...TINY,
      'state.backend.type': backend,
      'execution.checkpointing.interval': '60 ms',
      'execution.checkpointing.incremental': 'true',
      'execution.checkpointing.dir': 'file:///checkpoints',
      'execution.checkpointing.data-inline-threshold': '0 b',
      'weir.task.record-cost': '2 ms',
      'weir.storage.latency': '20 ms',
    },
    workload: { limit: 150 },
    seed: 2,
    epochMs: 0,
    commands: [],
  })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

const viewsOf = (run: Run): BackendView[] =>
  run.frame(NO_ROWS).tasks.flatMap(({ backends = [] }) => backends.map(({ view }) => view))

/** Goes on until a view is as wanted. */
function until<V extends BackendView>(
  run: Run,
  isWanted: (view: BackendView) => view is V,
  holds: (view: V) => boolean,
): V {
  while (run.seek(run.step + 1)) {
    const found = viewsOf(run).filter(isWanted).find(holds)
    if (found !== undefined) return found
  }
  throw new Error('the moment never came')
}

it('hashmap: rows that changed while a snapshot is written are counted, and are gone with it', () => {
  const run = open('hashmap')
  const isHeap = (view: BackendView) => view.type === 'heap'
  const view = until(run, isHeap, ({ copied }) => copied > 0)
  expect(view.rows).toBeGreaterThanOrEqual(view.copied)
  until(run, isHeap, ({ copied, rows }) => copied === 0 && rows > 0)
})

it('rocksdb: blocks in levels, and the checkpoints that refer to them', () => {
  const run = open('rocksdb')
  const isLevels = (view: BackendView) => view.type === 'levels'
  const view = until(run, isLevels, ({ states }) => states.some(({ levels }) => levels.length > 2))
  expect(view.writeAmplification).toBeGreaterThan(0)
  run.advanceToEnd()
  const { storage } = run.frame(NO_ROWS)
  const used = Object.values(storage.blocks ?? {})
  expect(used.length).toBeGreaterThan(0)
  expect(used.every(ids => ids.every(id => storage.completed.includes(id)))).toBe(true)
  const shared = storage.layout!.filter(({ path }) => path.includes('/shared/'))
  expect(shared).toHaveLength(used.length)
})

it('database: dirty rows in the cache', () => {
  const run = open('database')
  const isRows = (view: BackendView) => view.type === 'rows'
  const view = until(run, isRows, ({ dirty }) => dirty > 1)
  expect(view.cached).toBeLessThanOrEqual(view.cacheRows)
  expect(view.dirty).toBeLessThanOrEqual(view.cached)
})

it.each(['hashmap', 'rocksdb', 'database'])('%s looks the same after a walk back and forth', backend => {
  const run = open(backend)
  run.seek(700)
  const before = viewsOf(run)
  run.seek(300)
  run.seek(700)
  expect(viewsOf(run)).toEqual(before)
})
