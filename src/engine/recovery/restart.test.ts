import { expect, test } from 'vitest'
import { ValueStateDescriptor } from '../../datastream/descriptors.ts'
import { StreamExecutionEnvironment } from '../../datastream/environment.ts'
import { RichMapFunction } from '../../datastream/functions.ts'
import { SuppressRestartsException } from '../../datastream/suppress-restarts.ts'
import { Types } from '../../datastream/types.ts'
import { registry } from '../../worker/registry.ts'
import type { ValueState } from '../api/state.ts'
import { createRun, type Run } from '../trace/run.ts'

const LETTERS = 'abcabcaabbccabcaabcbacbabcab'.split('')

class Count extends RichMapFunction<string, { key: string; count: number }> {
  count!: ValueState<number>

  override open(): void {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.INT))
  }

  map(key: string): { key: string; count: number } {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    return { key, count }
  }
}

/** Counts letters into a plain sink. `spoil` may throw. */
function runOf(
  config: Readonly<Record<string, string>>,
  spoil: (letter: string) => string = letter => letter,
): Run {
  const env = new StreamExecutionEnvironment({
    'execution.buffer-timeout.interval': '0 ms',
    'weir.task.record-cost': '1 ms',
    ...config,
  })
  env
    .fromCollection(LETTERS)
    .map(spoil)
    .name('spoil')
    .keyBy(letter => letter)
    .map(new Count())
    .uid('count')
    .print()
    .uid('out')
  const run = createRun(
    { pipeline: 'test', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] },
    { graph: env.getStreamGraph('test') },
    registry,
  )
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

const FIXED = {
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '3',
  'restart-strategy.fixed-delay.delay': '5 ms',
}
const CHECKPOINTS = { 'execution.checkpointing.interval': '10 ms' }

function counts(run: Run): Record<string, unknown> {
  const tables = run.world.actors.flatMap(actor =>
    actor.kind === 'task' && actor.runtime !== null ? actor.runtime.wiring.tables() : [],
  )
  return Object.fromEntries(
    tables
      .flatMap(table => [...table.rows].map(([key, row]) => [key, row.value] as const))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

const expected = Object.fromEntries(
  [...new Set(LETTERS)].sort().map(key => [key, LETTERS.filter(letter => letter === key).length]),
)

function killHalfway(run: Run): void {
  while (run.outputs('out', 0).length < 18) run.seek(run.step + 1)
  run.act('kill-task', 'count-0')
  expect(run.advanceToEnd(100_000)).toBe(true)
}

test('checkpointing off, fixed delay and a kill: the state is right in the end, the plain sink repeats', () => {
  const run = runOf(FIXED)
  killHalfway(run)
  expect(run.jobStatus()).toBe('FINISHED')
  expect(counts(run)).toEqual(expected)
  expect(run.outputs('out', 0).length).toBeGreaterThan(LETTERS.length)
})

test('checkpointing on and a kill: fewer records are read again, and the state is right', () => {
  const run = runOf({ ...FIXED, ...CHECKPOINTS })
  killHalfway(run)
  const off = runOf(FIXED)
  killHalfway(off)
  expect(counts(run)).toEqual(expected)
  expect(run.outputs('out', 0).length).toBeLessThan(off.outputs('out', 0).length)
})

test('without a restart strategy the job fails', () => {
  const run = runOf({ ...CHECKPOINTS, 'restart-strategy.type': 'none' })
  killHalfway(run)
  expect(run.jobStatus()).toBe('FAILED')
  expect(run.rows(1, run.step).map(row => row.reason)).not.toContain('RESTARTING')
})

test('a function that throws fails its task; a restart that never succeeds ends in FAILED with what was thrown', () => {
  const run = runOf({ ...FIXED, ...CHECKPOINTS }, letter => {
    if (letter === 'c') throw new Error('no c, please')
    return letter
  })
  expect(run.advanceToEnd(100_000)).toBe(true)
  expect(run.jobStatus()).toBe('FAILED')
  const failures = run.rows(1, run.step).filter(row => row.kind === 'TaskFailed')
  expect(failures).toHaveLength(4)
  expect(failures[0]!.reason).toContain('no c, please')
  expect(run.frame({ stateRows: 0, queueItems: 0, stateFilter: null }).job.failure).toContain('no c, please')
})

test('what cannot be emitted as a key fails the task and says how to declare it', () => {
  const env = new StreamExecutionEnvironment()
  env
    .fromElements(1, 2, 3)
    .keyBy(value => value as never)
    .map(new Count() as never)
    .print()
  const run = createRun(
    { pipeline: 'test', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] },
    { graph: env.getStreamGraph('test') },
    registry,
  )
  if (!run.ok) throw new Error(run.error.message)
  run.value.advanceToEnd(10_000)
  expect(run.value.frame({ stateRows: 0, queueItems: 0, stateFilter: null }).job.failure).toContain(
    'Types.INT',
  )
})

test('a checkpoint that takes too long expires; more of them than are tolerated restart the job', () => {
  const slow = { 'weir.storage.latency': '40 ms', 'execution.checkpointing.timeout': '20 ms' }
  const run = runOf({
    ...FIXED,
    ...CHECKPOINTS,
    ...slow,
    'execution.checkpointing.tolerable-failed-checkpoints': '1',
  })
  run.seek(1500)
  const rows = run.rows(1, run.step)
  expect(rows.filter(row => row.reason === 'CHECKPOINT_EXPIRED').length).toBeGreaterThan(1)
  expect(rows.some(row => row.kind === 'JobStatusChanged' && row.reason === 'RESTARTING')).toBe(true)
})

test('settings that cannot be used are named by key', () => {
  for (const [key, value] of [
    ['execution.checkpointing.interval', '1 ms'],
    ['restart-strategy.exponential-delay.jitter-factor', '2'],
    ['execution.checkpointing.aligned-checkpoint-timeout', 'soon'],
    ['execution.state-recovery.without-channel-state.checkpoint-id', '-2'],
    ['state.backend.type', 'forst'],
    ['restart-strategy.type', 'sometimes'],
    ['weir.network.queue-buffers', '0'],
  ] as const) {
    expect(() => runOf({ ...CHECKPOINTS, [key]: value }), key).toThrow(/expected/)
  }
})

test('unset, a job with checkpoints restarts with growing delays, and one without fails', () => {
  const run = runOf(CHECKPOINTS)
  killHalfway(run)
  const delays = run.rows(1, run.step).filter(row => row.kind === 'RestartScheduled')
  expect(delays.map(row => row.duration >= 1_000_000 && row.duration <= 1_100_000)).toEqual([true])
  expect(counts(run)).toEqual(expected)
  const off = runOf({})
  killHalfway(off)
  expect(off.jobStatus()).toBe('FAILED')
})

test('two checkpoints at once, where the settings allow it', () => {
  const config = {
    ...FIXED,
    ...CHECKPOINTS,
    'execution.checkpointing.interval': '10 ms',
    'execution.checkpointing.max-concurrent-checkpoints': '3',
    'weir.storage.latency': '25 ms',
  }
  const run = runOf(config)
  run.advanceToEnd()
  const rows = run.rows(1, run.step)
  const open = rows.map(
    (_, i) =>
      rows.slice(0, i).filter(row => row.kind === 'CheckpointTriggered').length -
      rows.slice(0, i).filter(row => row.kind === 'CheckpointCompleted' || row.kind === 'CheckpointAborted')
        .length,
  )
  expect(Math.max(...open)).toBeGreaterThan(1)
  expect(Math.max(...open)).toBeLessThanOrEqual(3)
  expect(counts(run)).toEqual(expected)
})

test('a job that is cancelled before it was submitted never runs', () => {
  const run = runOf(CHECKPOINTS)
  run.act('cancel-job', null)
  expect(run.advanceToEnd()).toBe(true)
  expect(run.jobStatus()).toBe('CANCELED')
  expect(run.rows(1, run.step).map(row => row.kind)).not.toContain('TaskDeployed')
})

test('F129: what a function says is not recoverable fails the job, whatever the strategy', () => {
  const run = runOf({ ...FIXED, ...CHECKPOINTS }, letter => {
    if (letter === 'c') throw new SuppressRestartsException('no attempt will do better')
    return letter
  })
  expect(run.advanceToEnd(20_000)).toBe(true)
  expect(run.jobStatus()).toBe('FAILED')
  const { job } = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })
  expect(job.failure).toBe('SuppressRestartsException: no attempt will do better')
  expect(job.attempt).toBe(0)
})

test('failures are remembered, newest first and so many', () => {
  const run = runOf({ ...FIXED, ...CHECKPOINTS, 'web.exception-history-size': '2' }, letter => {
    if (letter === 'c') throw new Error('again')
    return letter
  })
  expect(run.advanceToEnd(20_000)).toBe(true)
  const { job } = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })
  expect(job.exceptions.map(one => one.message)).toEqual(['Error: again', 'Error: again'])
  expect(job.exceptions[0]!.time).toBeGreaterThan(job.exceptions[1]!.time)
  expect(job.exceptions[0]!.restarted).toBe(run.plan.tasks.length)
})
