import { describe, expect, it } from 'vitest'
import { openRun } from '../../worker/open-run.ts'
import { jobManagerOf } from '../check/view.ts'
import { readSettings } from '../kernel/settings.ts'
import type { Run } from '../trace/run.ts'
import { filesOfCheckpoint } from './storage-limits.ts'

const HUGE_ROWS = { 'weir.state.row-bytes': '6000000', 'weir.storage.bandwidth': '2 gb' }
const IN_FILES = { 'execution.checkpointing.dir': 'file:///checkpoints' }

function run(config: Readonly<Record<string, string>>): Run {
  const opened = openRun({
    pipeline: 'word-count',
    config: {
      'execution.checkpointing.interval': '100 ms',
      'execution.checkpointing.tolerable-failed-checkpoints': '1000',
      'weir.task.record-cost': '2 ms',
      ...config,
    },
    workload: { limit: 120 },
    seed: 4,
    epochMs: 0,
    commands: [],
  })
  if (!opened.ok) throw new Error(opened.error.message)
  opened.value.seek(1500)
  return opened.value
}

describe('the heap of the JobManager', () => {
  it('takes no state of more than 5 MB, and says so as Flink does', () => {
    const refused = run(HUGE_ROWS)
    const aborted = jobManagerOf(refused.world).coordinator.history.filter(
      entry => entry.status === 'aborted',
    )
    expect(aborted.some(({ reason }) => reason === 'CHECKPOINT_ASYNC_EXCEPTION')).toBe(true)
    const told = refused
      .rows(1, refused.step)
      .find(({ kind, effect }) => kind === 'CheckpointDeclined' && effect !== null)
    expect(told!.effect).toMatch(
      /^Size of the state is larger than the maximum permitted memory-backed state. Size=\d+, maxSize=5242880/,
    )
  })

  it('is not asked where snapshots go to files', () => {
    expect(run({ ...HUGE_ROWS, ...IN_FILES }).completedCheckpoints().length).toBeGreaterThan(0)
  })
})

describe('files of a checkpoint', () => {
  it('F164: a state up to the threshold is inside _metadata, a larger one has a file of its own', () => {
    const small = run(IN_FILES)
    const checkpoint = small.completedCheckpoints().at(-1)!
    expect(filesOfCheckpoint(small.plan, checkpoint).map(({ path }) => path)).toEqual([
      `${small.plan.jobId}/chk-${checkpoint.id}/_metadata`,
    ])
    const split = run({ ...IN_FILES, 'execution.checkpointing.data-inline-threshold': '0 b' })
    const files = filesOfCheckpoint(split.plan, split.completedCheckpoints().at(-1)!)
    expect(files.length).toBe(1 + split.plan.tasks.length)
    const largest = Math.max(...files.slice(1).map(({ bytes }) => bytes))
    const filesUnder = (threshold: number) => {
      const other = run({ ...IN_FILES, 'execution.checkpointing.data-inline-threshold': `${threshold} b` })
      return filesOfCheckpoint(other.plan, other.completedCheckpoints().at(-1)!)
    }
    expect(filesUnder(largest)).toHaveLength(1)
    expect(filesUnder(largest - 1).length).toBeGreaterThan(1)
    expect(files[1]!.path).toMatch(/\/chk-\d+\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  })

  it('those of a log-structured store are shared, and two checkpoints name the same ones', () => {
    const lsm = run({
      ...IN_FILES,
      'state.backend.type': 'rocksdb',
      'execution.checkpointing.incremental': 'true',
      'execution.checkpointing.data-inline-threshold': '0 b',
      'execution.checkpointing.num-retained': '8',
      'execution.checkpointing.create-subdir': 'false',
    })
    const shared = lsm
      .completedCheckpoints()
      .map(checkpoint =>
        filesOfCheckpoint(lsm.plan, checkpoint).filter(({ path }) => path.startsWith('shared/')),
      )
    expect(shared.length).toBeGreaterThan(1)
    const paths = shared.map(files => files.map(({ path }) => path))
    // Not between all of them: a compaction writes everything anew.
    expect(paths.some((own, i) => i > 0 && own.some(path => paths[i - 1]!.includes(path)))).toBe(true)
  })
})

it('a profile says what storage costs, and what is set by itself stands above it', () => {
  const costs = (config: Readonly<Record<string, string>>) => {
    const settings = readSettings(config)
    if (!settings.ok) throw new Error(settings.error.message)
    return [settings.value.storageLatency, settings.value.storageBandwidth / 1048576]
  }
  expect(costs({})).toEqual([2000, 100])
  expect(costs({ 'weir.storage.profile': 's3' })).toEqual([40_000, 80])
  expect(costs({ 'weir.storage.profile': 's3', 'weir.storage.latency': '5 ms' })).toEqual([5000, 80])
  expect(() => costs({ 'weir.storage.profile': 'tape' })).toThrow(/expected one of none, local-disk/)
  expect(() => costs({ 'execution.checkpointing.data-inline-threshold': '2 mb' })).toThrow(/at most 1 mb/)
})

it('F165: no state of more than 1 MB goes into _metadata', () => {
  const settings = (threshold: string) =>
    readSettings({ 'execution.checkpointing.data-inline-threshold': threshold })
  expect(settings('1048576 b').ok).toBe(true)
  expect(settings('1048577 b')).toMatchObject({ ok: false, error: { message: 'expected at most 1 mb' } })
})
