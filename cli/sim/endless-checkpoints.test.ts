import { expect, test } from 'vitest'
import type { TraceKind } from '../../src/engine/api/trace.ts'
import type { Run } from '../../src/engine/index.ts'
import { openRun } from '../../src/worker/open-run.ts'
import {
  hasLostStop,
  STEPS_EXPIRED_MAX,
  STEPS_HUNG_MAX,
  STEPS_MAX,
  stepsMaxOf,
  whyCheckpointsNeverEnd,
} from './endless-checkpoints.ts'
import { simulate } from './simulate.ts'

const SHORT = {
  'execution.checkpointing.interval': '20 ms',
  'execution.checkpointing.timeout': '10 ms',
  'weir.storage.latency': '60 ms',
}

function runOf(config: Record<string, string> = {}): Run {
  const tolerant = { 'execution.checkpointing.tolerable-failed-checkpoints': '100' }
  const often = { 'execution.checkpointing.interval': '20 ms', ...tolerant, ...config }
  const spec = {
    pipeline: 'word-count',
    config: often,
    workload: { limit: 60 },
    seed: 1,
    epochMs: 0,
    commands: [],
  }
  const run = openRun(spec)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

/** Goes on until a row of this kind, and returns its reason. */
function seekRow(run: Run, kind: TraceKind): string | null {
  while (run.seek(run.step + 1)) {
    const [found] = run.rows(run.step, run.step, new Set([kind]))
    if (found !== undefined) return found.reason
  }
  throw new Error(`no ${kind} before the end`)
}

test('checkpoints that expire one after the other give a run more steps, and are why it does not end', () => {
  const run = runOf(SHORT)
  expect(stepsMaxOf(run)).toBe(STEPS_MAX)
  for (const reason of [null, null, 'every checkpoint expires']) {
    expect(seekRow(run, 'CheckpointAborted')).toBe('CHECKPOINT_EXPIRED')
    expect(stepsMaxOf(run)).toBe(STEPS_EXPIRED_MAX)
    expect(whyCheckpointsNeverEnd(run, 3)).toBe(reason)
  }
})

test('a job that fails over an expired checkpoint after every restart never ends', () => {
  const run = runOf({
    ...SHORT,
    'execution.checkpointing.tolerable-failed-checkpoints': '0',
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': '1000',
    'restart-strategy.fixed-delay.delay': '1 ms',
  })
  const failures = () =>
    run.rows(1, run.step, new Set(['JobStatusChanged'])).filter(({ reason }) => reason === 'RESTARTING')
      .length
  const reasons = new Set<string | null>()
  while (failures() < 10) {
    reasons.add(whyCheckpointsNeverEnd(run, Infinity))
    run.seek(run.step + 1)
  }
  expect([...reasons]).toEqual([null])
  expect(whyCheckpointsNeverEnd(run, Infinity)).toBe(
    'the job fails again and again because a checkpoint expires',
  )
})

test('a task that hangs gives a run the steps that clocks of others need meanwhile', () => {
  const run = runOf()
  run.act('pause-task', 'count-0')
  expect(stepsMaxOf(run)).toBe(STEPS_MAX)
  run.act('hang-task', 'count-0')
  expect(stepsMaxOf(run)).toBe(STEPS_HUNG_MAX)
})

test('those that complete or end otherwise excuse nothing', () => {
  const run = runOf()
  for (let count = 0; count < 3; count++) seekRow(run, 'CheckpointCompleted')
  expect(whyCheckpointsNeverEnd(run, 3)).toBeNull()
  for (let count = 0; count < 3; count++) {
    run.act('fail-async', 'count-0')
    expect(seekRow(run, 'CheckpointAborted')).toBe('CHECKPOINT_ASYNC_EXCEPTION')
  }
  expect(whyCheckpointsNeverEnd(run, 3)).toBeNull()
  expect(stepsMaxOf(run)).toBe(STEPS_MAX)
})

test.each([true, false])(
  'a message that a checkpoint is complete is lost, and the job stops with it: %s',
  stops => {
    const run = runOf()
    seekRow(run, 'CheckpointCompleted')
    if (stops) run.act('stop-with-savepoint', null, { mode: 'suspend' })
    run.act('drop-message', 'count-0', { message: 'complete' })
    while (run.rows(run.step, run.step, new Set(['RpcTampered'])).length === 0) run.seek(run.step + 1)
    run.advanceToEnd(5000)
    expect(run.jobStatus()).toBe(stops ? 'RUNNING' : 'FINISHED')
    expect(hasLostStop(run)).toBe(stops)
  },
)

test('a job that stops and hears of it has not lost it', () => {
  const run = runOf()
  seekRow(run, 'CheckpointCompleted')
  run.act('stop-with-savepoint', null, { mode: 'suspend' })
  for (; run.seek(run.step + 10);) expect(hasLostStop(run)).toBe(false)
  expect(run.jobStatus()).toBe('FINISHED')
})

test('a job that is busy for longer than a checkpoint may take goes on until that is seen', () => {
  const { fault, run, traits } = simulate(520_056)
  expect(fault).toBeNull()
  expect([...traits]).toContain('no end, since every checkpoint expires')
  expect(run.step).toBeGreaterThan(STEPS_MAX)
}, 120_000)
