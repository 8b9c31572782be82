/** Checkpoints of several transactions. */
import { expect, it } from 'vitest'
import { memoryMedium, opfsMedium } from '../../backends/stores/media.suite.ts'
import type { SnapshotParts } from '../../engine/index.ts'
import { newestWhole } from './listing.ts'
import { writeCheckpoint, type WriteHost } from './write-checkpoint.ts'

const JOB = '0123456789abcdef0123456789abcdef'
const SPEC = { pipeline: 'word-count', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] }
const HOST: WriteHost = {
  breathe: async () => {},
  whole: async read => read(),
  now: () => 0,
  wallMs: () => 0,
}

function partsOf(rows: ReadonlyMap<string, unknown>): SnapshotParts {
  const about = { state: 's', kind: 'value', keyType: 'STRING', scope: 'key' } as const
  const keyed = [{ ...about, maxParallelism: 128, rows, files: null }]
  const empty = { lists: {}, unionLists: {}, broadcastStates: {}, splits: [] }
  const subtasks = [{ index: 0, keyed, ...empty }]
  const operator = { uid: 'o', name: 'o', kind: 'process', parallelism: 1, maxParallelism: 128, subtasks }
  return { checkpointId: 1, jobName: 'j', triggeredAt: 1, completedAt: 2, operators: [operator] }
}

const long = 'x'.repeat(200)

it.each([memoryMedium, opfsMedium])('each of many blocks is stored under its name', async make => {
  const store = await make().open()
  const rows = new Map<string, unknown>()
  for (let i = 0; i < 50_000; i++) rows.set(`${long}${i}`, i)
  // A block larger than a transaction is meant to be.
  rows.set('large', 'y'.repeat(5_000_000))
  for (let i = 0; i < 2000; i++) rows.set(`behind ${i}`, i)
  const checkpoint = { parts: partsOf(rows), spec: SPEC, line: '', step: 0 }
  const { head } = await writeCheckpoint(store, JOB, checkpoint, new Set(), HOST)
  expect(head.writtenBytes).toBeGreaterThan(3 * 4 * 1024 * 1024)
  const found = await newestWhole(store, JOB)
  if (!found.ok) throw new Error(found.error.message)
  const [subtask] = found.value.snapshot.operators[0]!.subtasks
  expect(subtask!.keyed[0]!.rows.map(({ key, value }) => [key, value])).toEqual([...rows])
})
