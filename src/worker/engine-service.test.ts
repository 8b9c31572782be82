import { memoryStores } from './storage/browser-stores.ts'
import { expect, test } from 'vitest'
import { ensure } from '../base/assert.ts'
import type { RunSpec } from '../engine/api/spec.ts'
import { connectInline } from './inline.ts'
import type { EngineApi, FrameOptions, Opened, Result } from './protocol.ts'

const options: FrameOptions = { stateRows: 8, queueItems: 8, stateFilter: null }

async function specOf(api: EngineApi, id: string): Promise<RunSpec> {
  const pipeline = ensure(
    (await api.pipelines()).find(other => other.id === id),
    id,
  )
  return { pipeline: id, config: pipeline.defaultConfig, workload: {}, seed: 7, epochMs: 0, commands: [] }
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.path}: ${result.error.message}`)
  return result.value
}

async function opened(id = 'word-count'): Promise<{ api: EngineApi; first: Opened }> {
  const api = connectInline()
  return { api, first: value(await api.open(await specOf(api, id), null, options)) }
}

test('a run opens just before a checkpoint is triggered while records flow', async () => {
  const { api, first } = await opened()
  expect(first.frame.tasks.some(task => task.processed > 0)).toBe(true)
  expect(first.frame.cursor.head).toBe(first.frame.cursor.step)
  const { frame } = await api.seek(first.frame.cursor.step + 1, options)
  expect(frame.rows.map(row => row.kind)).toContain('CheckpointTriggered')
})

test('next and previous of a kind stop at rows of that kind', async () => {
  const { api, first } = await opened()
  const complete = await api.next('complete', 1, options)
  expect(complete.stopped).toBe('found')
  expect(complete.frame.rows.map(row => row.kind)).toContain('CheckpointCompleted')
  const barrier = await api.next('barrier', -1, options)
  expect(barrier.frame.cursor.step).toBeGreaterThan(first.frame.cursor.step)
  expect(barrier.frame.cursor.step).toBeLessThan(complete.frame.cursor.step)
})

test('acting in the past forks, and both futures stay', async () => {
  const { api, first } = await opened()
  const end = await api.seek(1_000_000, options)
  expect(end.stopped).toBe('end')
  await api.seek(first.frame.cursor.step + 40, options)
  const killed = value(await api.act({ kind: 'kill-task', target: 'count-1' }, options))
  expect(killed.forked).toEqual({
    branch: 1,
    from: 0,
    atStep: first.frame.cursor.step + 40,
    head: end.frame.cursor.step,
  })
  expect(killed.state.branches.map(branch => branch.name)).toEqual(['main', 'kill count-1'])
  const back = value(await api.switchBranch(0, end.frame.cursor.step, options))
  expect(back.frame.cursor.hash).toBe(end.frame.cursor.hash)
})

test('a command that cannot act says why and changes nothing', async () => {
  const { api, first } = await opened()
  await api.act({ kind: 'kill-task', target: 'count-1' }, options)
  const before = await api.frame(options)
  const refused = await api.act({ kind: 'kill-task', target: 'count-1' }, options)
  expect(refused).toMatchObject({ ok: false, error: { code: 'task-is-down' } })
  expect((await api.frame(options)).cursor.hash).toBe(before.cursor.hash)
  expect((await api.act({ kind: 'kill-task', target: 'nobody' }, options)).ok).toBe(false)
  expect(first.frame.cursor.hash).not.toBe(before.cursor.hash)
})

test('undo takes the last command back', async () => {
  const { api, first } = await opened()
  await api.act({ kind: 'kill-task', target: 'count-1' }, options)
  const undone = value(await api.undo(options))
  expect(undone.frame.cursor.hash).toBe(first.frame.cursor.hash)
  expect((await api.undo(options)).ok).toBe(false)
})

test('a run file opens at the same step, branch and hash', async () => {
  const { api } = await opened()
  await api.act({ kind: 'kill-task', target: 'count-1' }, options)
  const here = await api.seek(900, options)
  const text = await api.exportRun()
  const imported = value(await connectInline().importText(text, options))
  expect(imported.opened.frame.cursor.hash).toBe(here.frame.cursor.hash)
  expect(imported.type).toBe('run')
})

test('a snapshot file starts a run from its state', async () => {
  const { api } = await opened()
  await api.next('complete', 1, options)
  await api.next('complete', 1, options)
  const file = value(await api.exportSnapshot(null, { zip: true, passphrase: '通行 phrase' }))
  expect(await api.unpack(file, null)).toMatchObject({ error: { code: 'passphrase-needed' } })
  expect(await api.unpack(file, 'another')).toMatchObject({ error: { code: 'wrong-passphrase' } })
  const text = value(await api.unpack(file, '通行 phrase'))
  const imported = value(await connectInline().importText(text, options))
  expect(imported.type).toBe('snapshot')
  const again = connectInline()
  await again.importText(text, options)
  const end = await again.seek(1_000_000, options)
  expect(end.frame.job.status).toBe('FINISHED')
  const straight = await api.seek(1_000_000, options)
  const state = (frame: typeof end.frame) => frame.tasks.map(task => task.source?.splits)
  expect(state(end.frame)).toEqual(state(straight.frame))
})

test('a file that cannot be read leaves the run as it was', async () => {
  const { api } = await opened()
  const before = await api.frame(options)
  for (const text of ['', '{', '{"format":"weir-run","version":99}', 'null', '[]']) {
    const result = await api.importText(text, options)
    expect(result.ok).toBe(false)
  }
  expect((await api.frame(options)).cursor.hash).toBe(before.cursor.hash)
})

test('a config that cannot be used is named by its key', async () => {
  const { api } = await opened()
  const spec = await specOf(api, 'word-count')
  const result = await api.open(
    { ...spec, config: { ...spec.config, 'execution.checkpointing.interval': 'soon' } },
    null,
    options,
  )
  expect(result).toMatchObject({ ok: false, error: { path: 'execution.checkpointing.interval' } })
})

test('a later call ends an unfinished one', async () => {
  const pauses: (() => void)[] = []
  const { EngineService } = await import('./engine-service.ts')
  let clock = 0
  const api = new EngineService({
    pause: () => new Promise(resolve => pauses.push(resolve)),
    now: () => (clock += 100),
    progress: () => {},
    stores: memoryStores(),
  })
  const letIn = setInterval(() => pauses.shift()?.(), 0)
  await api.open({ ...(await specOf(api, 'flights')) }, { branch: 0, step: 0 }, options)
  const long = api.seek(30_000, options)
  await api.cancel()
  expect((await long).stopped).toBe('cancelled')
  clearInterval(letIn)
})

test('the causes of a step lead back to the trigger', async () => {
  const { api } = await opened()
  const acked = await api.next('ack', 1, options)
  const chain = await api.why(acked.frame.cursor.step)
  expect(chain.map(row => row.kind)).toContain('CheckpointTriggered')
})
