/** The service with a memory budget: all that a page asks for is what it is when all state is in memory. */
import { expect, test } from 'vitest'
import { TINY } from '../backends/shared/tiny.suite.ts'
import type { RunSpec } from '../engine/api/spec.ts'
import { connectInline } from './inline.ts'
import type { EngineApi, FrameOptions, Moved, Result } from './protocol.ts'
import { awayInMemory, memoryStores } from './storage/browser-stores.ts'

const OPTIONS: FrameOptions = { stateRows: 8, queueItems: 8, stateFilter: null }
const JOB = '0123456789abcdef0123456789abcdef'

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.path}: ${result.error.message}`)
  return result.value
}

function specOf(pipeline: string, backend: string, config: Readonly<Record<string, string>>): RunSpec {
  const own = { ...TINY, 'weir.state.database.cache-rows': '1', 'state.backend.type': backend }
  return {
    pipeline,
    config: { 'execution.checkpointing.interval': '100 ms', ...own, ...config },
    workload: { limit: 80 },
    seed: 7,
    epochMs: 0,
    commands: [],
  }
}

type Frames = readonly Moved['frame'][]

/** A visit: to the end and back, a failure in the past, back to the first line, what was done undone. */
async function visit(api: EngineApi, spec: RunSpec): Promise<{ frames: Frames; snapshot: string }> {
  const frames: Moved['frame'][] = []
  const first = value(await api.open(spec, null, OPTIONS))
  frames.push(first.frame)
  await api.keep({ store: 'memory', job: JOB, takeOver: false, insists: false })
  const end = await api.seek(1_000_000, OPTIONS)
  frames.push(end.frame)
  const middle = Math.floor(end.frame.cursor.step / 2)
  frames.push((await api.seek(middle, OPTIONS)).frame)
  const target = first.scene.actors.filter(({ kind }) => kind === 'task').at(-1)!.name
  frames.push(value(await api.act({ kind: 'kill-task', target }, OPTIONS)).frame)
  frames.push((await api.seek(1_000_000, OPTIONS)).frame)
  frames.push(value(await api.switchBranch(0, middle + 20, OPTIONS)).frame)
  frames.push(value(await api.switchBranch(1, null, OPTIONS)).frame)
  frames.push((await api.next('complete', 1, OPTIONS)).frame)
  frames.push(value(await api.undo(OPTIONS)).frame)
  frames.push((await api.seek(1_000_000, OPTIONS)).frame)
  const file = value(await api.exportSnapshot(null, { zip: false, passphrase: null }))
  return { frames, snapshot: JSON.stringify(file) }
}

test.each([
  ['rocksdb', 'word-count'],
  ['database', 'sessions'],
  ['database', 'flights'],
])('%s, %s: a page sees the same with a budget of a byte', async (backend, pipeline) => {
  const all = await visit(connectInline(), specOf(pipeline, backend, {}))
  const away = awayInMemory()
  const store = await away.open()
  let read = 0
  const get = store.get.bind(store)
  store.get = (job, names) => {
    read += names.length
    return get(job, names)
  }
  const api = connectInline({ ...memoryStores(), away: { ...away, open: async () => store } })
  const some = await visit(api, specOf(pipeline, backend, { 'weir.state.memory-budget': '1 bytes' }))
  expect(some.frames).toEqual(all.frames)
  expect(some.snapshot.length).toBe(all.snapshot.length)
  expect(read).toBeGreaterThan(20)
})

test('where no database can be had all stays in memory, and it is said', async () => {
  const said: unknown[] = []
  const away = {
    ...awayInMemory(),
    open: () => Promise.reject(new Error('there is none')),
    awayChanged: (kept: unknown) => said.push(kept),
  }
  const spec = specOf('word-count', 'rocksdb', {})
  const budget = specOf('word-count', 'rocksdb', { 'weir.state.memory-budget': '1 bytes' })
  const api = connectInline({ ...memoryStores(), away })
  const some = await visit(api, budget)
  expect(some.frames).toEqual((await visit(connectInline(), spec)).frames)
  expect(said).toEqual([{ state: 'memory', problem: 'there is none' }])
  value(await api.open(spec, null, OPTIONS))
  expect(said.at(-1)).toEqual({ state: 'off' })
})

test('what a run had away is gone when another one has taken the place of the next', async () => {
  const away = awayInMemory()
  const store = await away.open()
  const api = connectInline({ ...memoryStores(), away: { ...away, open: async () => store } })
  const spec = specOf('word-count', 'rocksdb', { 'weir.state.memory-budget': '1 bytes' })
  for (let runs = 0; runs < 3; runs++) {
    value(await api.open(spec, null, OPTIONS))
    await api.seek(1_000_000, OPTIONS)
  }
  expect((await store.jobs()).length).toBe(2)
})
