import { describe, expect, test } from 'vitest'
import { coordinatorOf, jobForTests, seekRow } from '../checkpoint/job-for-tests.suite.ts'
import type { Run } from '../index.ts'
import { doing, storageOf, type Done } from './actor-for-tests.suite.ts'
import type { StorageRpc } from './rpc.ts'
import { onStorageMessage } from './storage.ts'

const LATENCY = 2000
const TASK = 1
const CONFIG = { 'weir.storage.latency': '2 ms', 'weir.storage.bandwidth': '1000000 b' }

const jobWith = (config: Readonly<Record<string, string>> = {}): Run =>
  jobForTests({ config: { ...CONFIG, ...config } })

const tell = (run: Run, message: StorageRpc, from = TASK): Done =>
  doing(run, from, sim => onStorageMessage(sim, storageOf(run), message))

const STORE = { type: 'store', attempt: 3, checkpoint: 4, bytes: 700 } as const
const METADATA = { type: 'store-metadata', checkpoint: 4, bytes: 1, path: 'chk-4', savepoint: false } as const

/** Writes it, and says what the storage answers. */
function written(run: Run, message: typeof STORE | typeof METADATA, from = TASK): Done['sent'] {
  const [timer] = tell(run, message, from).sent
  return tell(run, timer!.body as StorageRpc, storageOf(run).index).sent
}

describe('a write', () => {
  test('takes as long as its bytes need, and is answered a latency later', () => {
    const run = jobWith()
    const { sent } = tell(run, STORE)
    expect(sent).toMatchObject([
      { to: storageOf(run).index, at: 700, body: { type: 'written', to: TASK, attempt: 3, checkpoint: 4 } },
    ])
    expect(tell(run, sent[0]!.body as StorageRpc).sent).toEqual([
      { to: TASK, at: LATENCY, body: { type: 'stored', attempt: 3, checkpoint: 4 } },
    ])
    expect(tell(run, { ...STORE, bytes: 0 }).sent[0]).toMatchObject({ at: 1 })
  })

  test('of the metadata makes the checkpoint one that is stored', () => {
    const run = jobWith()
    expect(written(run, METADATA, 0)).toEqual([
      { to: 0, at: LATENCY, body: { type: 'metadata-written', checkpoint: 4, path: 'chk-4' } },
    ])
    expect(storageOf(run).snapshots).toEqual([{ checkpoint: 4, path: 'chk-4', savepoint: false }])
    written(run, STORE)
    expect(storageOf(run).snapshots).toHaveLength(1)
  })

  test('fails while the storage does not answer, and is fine when that is over', () => {
    const run = jobWith()
    const { now } = run.world
    storageOf(run).health = { ...storageOf(run).health, failingUntil: now + 1 }
    expect(written(run, STORE)).toMatchObject([
      { body: { type: 'store-failed', attempt: 3, problem: expect.stringMatching(/does not answer$/) } },
    ])
    expect(written(run, METADATA, 0)).toMatchObject([{ body: { type: 'metadata-failed', checkpoint: 4 } }])
    expect(storageOf(run).snapshots).toEqual([])
    storageOf(run).health = { ...storageOf(run).health, failingUntil: now }
    expect(written(run, STORE)).toMatchObject([{ body: { type: 'stored' } }])
  })

  test('that was under way when all was lost fails, later ones do not', () => {
    const run = jobWith()
    written(run, METADATA, 0)
    const [begun] = tell(run, STORE).sent
    tell(run, { type: 'command', effect: { actor: 'storage', type: 'lose-storage' }, target: -1 })
    expect(storageOf(run).snapshots).toEqual([])
    expect(tell(run, begun!.body as StorageRpc).sent).toMatchObject([{ body: { type: 'store-failed' } }])
    expect(written(run, STORE)).toMatchObject([{ body: { type: 'stored' } }])
  })
})

describe('a read', () => {
  const fetched = (run: Run, checkpoint = 4) =>
    tell(run, { type: 'fetch', attempt: 3, checkpoint, bytes: 500 }).sent

  test('is answered after the latency and the time of its bytes', () => {
    expect(fetched(jobWith())).toEqual([
      { to: TASK, at: LATENCY + 500, body: { type: 'fetched', attempt: 3, checkpoint: 4 } },
    ])
  })

  test('fails where the file is corrupt, is lost, or the storage does not answer', () => {
    const run = jobWith()
    written(run, STORE)
    const harm = (type: 'corrupt-file' | 'lose-storage') =>
      tell(run, { type: 'command', effect: { actor: 'storage', type }, target: TASK })
    const problemOf = (checkpoint: number) =>
      fetched(run, checkpoint).map(({ body }) => (body.type === 'fetch-failed' ? body.problem : body.type))[0]
    harm('corrupt-file')
    expect([problemOf(4), problemOf(5)]).toEqual([expect.stringContaining('corrupt'), 'fetched'])
    harm('lose-storage')
    expect([problemOf(3), problemOf(4), problemOf(5)]).toEqual([
      expect.stringContaining('no such file'),
      expect.stringContaining('no such file'),
      'fetched',
    ])
    const { health } = storageOf(run)
    storageOf(run).health = { ...health, failingUntil: run.world.now + 1 }
    expect(problemOf(5)).toContain('does not answer')
  })
})

test('a slow storage takes its factor longer, in its latency too, until the time is over', () => {
  const run = jobWith()
  tell(run, {
    type: 'command',
    effect: { actor: 'storage', type: 'slow-storage', factor: 3, duration: 9 },
    target: -1,
  })
  expect(tell(run, STORE).sent).toMatchObject([{ at: 2100 }])
  expect(tell(run, { type: 'discard', checkpoint: 4, bytes: 0, path: 'chk-4' }, 0).sent).toMatchObject([
    { to: 0, at: 3 * LATENCY, body: { type: 'discarded', checkpoint: 4 } },
  ])
  storageOf(run).health = { ...storageOf(run).health, slowUntil: run.world.now }
  expect(tell(run, STORE).sent).toMatchObject([{ at: 700 }])
})

test('only the checkpoint that is discarded leaves the storage', () => {
  const run = jobWith()
  written(run, METADATA, 0)
  written(run, { ...METADATA, checkpoint: 5, path: 'chk-5' } as unknown as typeof METADATA, 0)
  tell(run, { type: 'discard', checkpoint: 4, bytes: 0, path: 'chk-4' }, 0)
  expect(storageOf(run).snapshots.map(({ path }) => path)).toEqual(['chk-5'])
})

test('what was discarded is counted off, and so a checkpoint may begin again', () => {
  const run = jobWith({ 'execution.checkpointing.interval': '20 ms' })
  while (coordinatorOf(run).cleaning === 0) run.seek(run.step + 1)
  expect(coordinatorOf(run).cleaning).toBe(1)
  seekRow(run, 'Housekeeping', 'discarded')
  expect(coordinatorOf(run).cleaning).toBe(0)
})
