/** Weir's own statistics: they add up, tell what the run tells, and the strict readers take whatever is written. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CheckpointFrame, Scene } from '../../engine/api/frame.ts'
import type { Config } from '../../engine/api/spec.ts'
import type { TraceRow } from '../../engine/api/trace.ts'
import type { Run } from '../../engine/index.ts'
import { openRun } from '../../worker/open-run.ts'
import { SEED } from '../arbitrary.suite.ts'
import { STATISTICS_KINDS } from './checkpoint-past.ts'
import type {
  CheckpointAnswer,
  CheckpointConfigAnswer,
  CheckpointsAnswer,
  CheckpointSubtasksAnswer,
} from './checkpoint-answers.ts'
import { readRest } from './read-rest.ts'
import { restStatistics, type StatisticsData } from './statistics.ts'

const EPOCH_MS = 1_700_000_000_000

function open(config: Config = {}, seed = 1): Run {
  const run = openRun({
    pipeline: 'word-count',
    config: {
      'parallelism.default': '2',
      'execution.checkpointing.interval': '20 ms',
      'weir.network.latency': '1300 us',
      'weir.rpc.latency': '700 us',
      'weir.task.record-cost': '370 us',
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.attempts': '5',
      'restart-strategy.fixed-delay.delay': '10 ms',
      ...config,
    },
    workload: {},
    seed,
    epochMs: EPOCH_MS,
    commands: [],
  })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

function dataOf(run: Run): StatisticsData {
  const { coordinator, job } = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })
  return {
    scene: run.scene,
    epochMs: EPOCH_MS,
    config: run.state.spec.config,
    coordinator,
    restoredFrom: job.restoredFrom,
    rows: run.rows(0, run.step, STATISTICS_KINDS),
  }
}

class Answers {
  readonly #answers: Readonly<Record<string, unknown>>
  readonly #root: string

  constructor(data: StatisticsData) {
    this.#answers = restStatistics(data)
    this.#root = `/jobs/${data.scene.jobId}/checkpoints`
  }

  get checkpoints(): CheckpointsAnswer {
    return this.#answers[this.#root] as CheckpointsAnswer
  }

  get config(): CheckpointConfigAnswer {
    return this.#answers[`${this.#root}/config`] as CheckpointConfigAnswer
  }

  details(id: number): CheckpointAnswer {
    return this.#answers[`${this.#root}/details/${id}`] as CheckpointAnswer
  }

  subtasks(id: number, vertex: string): CheckpointSubtasksAnswer {
    return this.#answers[`${this.#root}/details/${id}/subtasks/${vertex}`] as CheckpointSubtasksAnswer
  }
}

const answersOf = (run: Run): Answers => new Answers(dataOf(run))
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** What the readers do not take, or take for something else. */
function unreadable(data: StatisticsData): string[] {
  return Object.entries(restStatistics(data)).flatMap(([path, answer]) => {
    const read = readRest(JSON.stringify(answer))
    if (!read.ok) return [`${path}: ${read.error.path}: ${read.error.message}`]
    return isDeepStrictEqual(read.value.answer, answer) ? [] : [`${path}: is read as something else`]
  })
}

/** Until a checkpoint has some of its acks. */
function advanceIntoCheckpoint(run: Run, after: number): void {
  const isIt = (row: TraceRow) => row.checkpoint > after && row.amount < row.total
  while (!run.rows(run.step, run.step, new Set(['AckReceived'])).some(isIt))
    if (!run.seek(run.step + 1)) throw new Error('the run is over')
}

describe('the statistics of a run to its end', () => {
  const run = open()
  run.advanceToEnd()
  const answers = answersOf(run)
  const { counts, history, summary, latest } = answers.checkpoints
  const rows = run.rows(0, run.step, STATISTICS_KINDS)

  it('count what was triggered', () => {
    expect(counts.completed).toBeGreaterThan(10)
    expect(counts.total).toBe(counts.completed + counts.failed)
    expect(counts).toMatchObject({ in_progress: 0, restored: 0 })
    expect(latest).toMatchObject({ savepoint: null, restored: null })
  })

  it('show the newest ten, the newest first', () => {
    expect(history).toHaveLength(10)
    const ids = history.map(({ id }) => id)
    expect(ids).toEqual([...ids].sort((a, b) => b - a))
    expect(latest.completed).toEqual(history.find(({ className }) => className === 'completed'))
  })

  it('F167: last from the trigger to the latest ack; all that completed are summed up, also what is no longer shown', () => {
    const durations = rows
      .filter(row => row.kind === 'CheckpointCompleted')
      .map(({ checkpoint }) => {
        const timeOf = (kind: string) =>
          rows.findLast(row => row.kind === kind && row.checkpoint === checkpoint)?.time ?? NaN
        return Math.floor(timeOf('AckReceived') / 1000) - Math.floor(timeOf('CheckpointTriggered') / 1000)
      })
    expect(durations).toHaveLength(counts.completed)
    expect(summary.end_to_end_duration).toMatchObject({
      min: Math.min(...durations),
      max: Math.max(...durations),
      avg: Math.floor(sum(durations) / durations.length),
    })
  })

  it('are the same told by checkpoint, by vertex and by subtask', () => {
    for (const checkpoint of history) {
      const details = answers.details(checkpoint.id)
      expect({ ...details, tasks: {} }).toEqual(checkpoint)
      const tasks = Object.entries(details.tasks)
      expect(tasks.map(([, task]) => task.num_subtasks)).toEqual(
        run.scene.vertices.map(({ parallelism }) => parallelism),
      )
      expect(sum(tasks.map(([, task]) => task.state_size))).toBe(details.state_size)
      expect(sum(tasks.map(([, task]) => task.num_acknowledged_subtasks))).toBe(
        details.num_acknowledged_subtasks,
      )
      for (const [vertex, task] of tasks) {
        const { summary: within, subtasks, ...same } = answers.subtasks(checkpoint.id, vertex)
        expect(same).toEqual(task)
        expect(subtasks.map(({ index }) => index)).toEqual(subtasks.map((_, i) => i))
        const sizes = subtasks.map(subtask => (subtask.className === 'completed' ? subtask.state_size : 0))
        expect(sum(sizes)).toBe(task.state_size)
        expect(within.state_size).toMatchObject({ max: Math.max(...sizes), p50: 'NaN' })
      }
    }
  })

  it('name vertices and moments as Flink does', () => {
    const [newest] = history
    const details = answers.details(newest?.id ?? 0)
    expect(Object.keys(details.tasks)).toContain('b71731f1c0df9c3076c4a455334d0ad6')
    const triggered = rows.find(row => row.kind === 'CheckpointTriggered' && row.checkpoint === newest?.id)
    expect(newest?.trigger_timestamp).toBe(EPOCH_MS + Math.floor((triggered?.time ?? NaN) / 1000))
    expect(history.filter(({ className }) => className === 'completed').map(entry => entry)).toContainEqual(
      expect.objectContaining({ external_path: '<checkpoint-not-externally-addressable>' }),
    )
  })

  it('are taken by the readers', () => {
    expect(unreadable(dataOf(run))).toEqual([])
  })
})

describe('a checkpoint under way', () => {
  it('is in progress, and fails with its task', () => {
    const run = open()
    advanceIntoCheckpoint(run, 2)
    const before = answersOf(run)
    const [pending] = before.checkpoints.history
    expect(pending).toMatchObject({ className: 'in_progress', status: 'IN_PROGRESS' })
    expect(before.checkpoints.counts.in_progress).toBe(1)
    expect(pending?.num_acknowledged_subtasks).toBeGreaterThan(0)
    expect(pending?.num_acknowledged_subtasks).toBeLessThan(pending?.num_subtasks ?? 0)
    expect(unreadable(dataOf(run))).toEqual([])

    run.act('kill-task', 'count-1')
    while (run.jobStatus() === 'RUNNING') run.seek(run.step + 1)
    const after = answersOf(run)
    const failed = after.details(pending?.id ?? 0)
    expect(failed).toMatchObject({
      className: 'failed',
      failure_message: 'Checkpoint Coordinator is suspending.',
    })
    expect(failed.num_acknowledged_subtasks).toBeLessThan(failed.num_subtasks)
    if (failed.className !== 'failed') throw new Error('expected a failed checkpoint')
    // As recorded: it lasted until it failed, however early its latest ack came.
    expect(failed.end_to_end_duration).toBe(failed.failure_timestamp - failed.trigger_timestamp)
    const parts = Object.keys(failed.tasks).flatMap(
      vertex => after.subtasks(failed.id, vertex).subtasks as readonly { className: string }[],
    )
    const acknowledged = parts.filter(({ className }) => className === 'completed')
    expect(acknowledged).toHaveLength(failed.num_acknowledged_subtasks)

    while (run.jobStatus() !== 'RUNNING') run.seek(run.step + 1)
    const restored = answersOf(run).checkpoints
    expect(restored.counts.restored).toBe(1)
    expect(restored.latest.restored).toMatchObject({
      id: restored.latest.completed?.id,
      restore_timestamp: EPOCH_MS + Math.floor(run.world.now / 1000),
      is_savepoint: false,
    })
    expect(restored.latest.failed?.id).toBe(pending?.id)
    expect(unreadable(dataOf(run))).toEqual([])
  })

  it('is not there before its step, nor after going back', () => {
    const run = open()
    run.seek(400)
    const then = restStatistics(dataOf(run))
    run.advanceToEnd()
    run.seek(400)
    expect(restStatistics(dataOf(run))).toEqual(then)
    run.seek(1)
    expect(answersOf(run).checkpoints).toMatchObject({ counts: { total: 0 }, history: [] })
    expect(unreadable(dataOf(run))).toEqual([])
  })
})

it('a subtask that has finished counts as acknowledged', () => {
  const run = open({
    'weir.network.latency': '1 ms',
    'weir.rpc.latency': '1 ms',
    'weir.task.record-cost': '1 us',
  })
  run.advanceToEnd()
  const subtasks = run.scene.vertices.reduce((all, { parallelism }) => all + parallelism, 0)
  const fewer = run
    .rows(0, run.step, new Set(['CheckpointTriggered']))
    .filter(({ total }) => total < subtasks)
    .map(({ checkpoint }) => checkpoint)
  expect(fewer).not.toEqual([])
  const answers = answersOf(run)
  for (const id of fewer) {
    const { num_subtasks, num_acknowledged_subtasks, latest_ack_timestamp, tasks } = answers.details(id)
    const acknowledged = Object.values(tasks).map(task => task.num_acknowledged_subtasks)
    expect({ num_subtasks, num_acknowledged_subtasks }).toEqual({
      num_subtasks: subtasks,
      num_acknowledged_subtasks: sum(acknowledged),
    })
    expect(latest_ack_timestamp).toBe(
      Math.max(...Object.values(tasks).map(task => task.latest_ack_timestamp)),
    )
  }
})

it('a job started from a snapshot was restored as from a savepoint', () => {
  const first = open()
  while (first.completedCheckpoints().length === 0) first.seek(first.step + 1)
  const snapshot = first.snapshot(null)
  if (!snapshot.ok) throw new Error(snapshot.error.message)
  const second = openRun({ ...first.state.spec, restoreFrom: snapshot.value })
  if (!second.ok) throw new Error(second.error.message)
  second.value.seek(50)
  expect(answersOf(second.value).checkpoints).toMatchObject({
    counts: { restored: 1 },
    latest: {
      restored: { id: snapshot.value.checkpointId, restore_timestamp: EPOCH_MS, is_savepoint: true },
    },
  })
})

it('what was subsumed is discarded, and at the end of the job all of them', () => {
  const run = open({ 'execution.checkpointing.num-retained': '2' })
  const discarded = () =>
    answersOf(run).checkpoints.history.flatMap(entry =>
      entry.className === 'completed' ? [entry.discarded] : [],
    )
  advanceIntoCheckpoint(run, 5)
  expect(discarded()).toEqual(discarded().map((_, i) => i >= 2))
  expect(discarded().length).toBeGreaterThan(2)
  run.advanceToEnd()
  expect(discarded().every(gone => gone)).toBe(true)
})

it('tell a savepoint by itself: its type, its format, its place', () => {
  const run = open({ 'execution.checkpointing.savepoint-dir': 'file:///kept' })
  advanceIntoCheckpoint(run, 2)
  run.act('trigger-savepoint', null)
  run.advanceToEnd()
  const { latest, history, counts, summary } = answersOf(run).checkpoints
  expect(latest.savepoint).toMatchObject({
    is_savepoint: true,
    savepointFormat: 'CANONICAL',
    checkpoint_type: 'SAVEPOINT',
    discarded: false,
  })
  expect(latest.savepoint?.external_path).toMatch(/^file:\/\/\/kept\/savepoint-/)
  expect(latest.completed?.is_savepoint).toBe(false)
  expect(history.filter(entry => entry.is_savepoint).length).toBeLessThanOrEqual(1)
  expect(summary.end_to_end_duration.max).toBeGreaterThan(0)
  expect(counts.total).toBe(counts.completed + counts.failed)
  expect(unreadable(dataOf(run))).toEqual([])
})

it('tell a savepoint that stops the job as a synchronous one', () => {
  const run = open()
  run.advanceToEnd()
  const data = dataOf(run)
  const rows = data.rows.map(row =>
    row.checkpoint === 4 && row.kind === 'CheckpointTriggered' ? { ...row, effect: 'suspend NATIVE' } : row,
  )
  expect(new Answers({ ...data, rows }).checkpoints.latest.savepoint).toMatchObject({
    id: 4,
    savepointFormat: 'NATIVE',
    checkpoint_type: 'SYNC_SAVEPOINT',
  })
})

it('tell apart what an incremental checkpoint wrote and all that it refers to', () => {
  const run = open({ 'state.backend.type': 'rocksdb', 'execution.checkpointing.incremental': 'true' })
  run.advanceToEnd()
  const answers = answersOf(run)
  const { history, summary } = answers.checkpoints
  for (const { id, state_size, checkpointed_size } of history) {
    expect(state_size).toBeGreaterThanOrEqual(checkpointed_size)
    const tasks = Object.values(answers.details(id).tasks)
    expect(sum(tasks.map(task => task.state_size))).toBe(state_size)
  }
  expect(history.some(entry => entry.state_size > entry.checkpointed_size)).toBe(true)
  expect(summary.state_size.max).toBeGreaterThan(summary.checkpointed_size.max)
  expect(unreadable(dataOf(run))).toEqual([])
})

it('tell what an unaligned checkpoint found in flight', () => {
  const run = open({
    'execution.checkpointing.unaligned.enabled': 'true',
    'weir.network.queue-buffers': '4',
    'execution.buffer-timeout.interval': '0 ms',
    'weir.task.record-cost': '3 ms',
  })
  run.advanceToEnd()
  const answers = answersOf(run)
  const { history, summary } = answers.checkpoints
  const unaligned = history.filter(entry => entry.checkpoint_type === 'UNALIGNED_CHECKPOINT')
  expect(unaligned.length).toBeGreaterThan(0)
  expect(summary.persisted_data.max).toBeGreaterThan(0)
  for (const { id, persisted_data } of unaligned) {
    const details = answers.details(id)
    expect(sum(Object.values(details.tasks).map(task => task.persisted_data))).toBe(persisted_data)
    expect(details.state_size).toBeGreaterThanOrEqual(persisted_data)
  }
  expect(answers.config.unaligned_checkpoints).toBe(true)
  expect(unreadable(dataOf(run))).toEqual([])
})

it('tell the settings', () => {
  const config = {
    'execution.checkpointing.mode': 'AT_LEAST_ONCE',
    'execution.checkpointing.timeout': '3 s',
    'execution.checkpointing.max-concurrent-checkpoints': '3',
    'execution.checkpointing.tolerable-failed-checkpoints': '4',
  }
  expect(answersOf(open(config)).config).toMatchObject({
    mode: 'at_least_once',
    interval: 20,
    timeout: 3000,
    min_pause: 0,
    max_concurrent: 3,
    tolerable_failed_checkpoints: 4,
    state_backend: 'HashMapStateBackend',
    checkpoint_storage: 'JobManagerCheckpointStorage',
    unaligned_checkpoints: false,
  })
})

it('tell the interval as it was set, also below the minimum pause', () => {
  const { config } = answersOf(open({ 'execution.checkpointing.min-pause': '50 ms' }))
  expect(config).toMatchObject({ interval: 20, min_pause: 50, max_concurrent: 1 })
})

it('are refused in Flink’s words where checkpointing is off', () => {
  const data = dataOf(open())
  const off = { ...data, coordinator: { ...data.coordinator, enabled: false } }
  const refused = { errors: ['Checkpointing has not been enabled.'] }
  expect(Object.values(restStatistics(off))).toEqual([refused, refused])
  expect(unreadable(off)).toEqual([])
})

describe('the readers take whatever is written', () => {
  it('of a run with a failure at any step', () => {
    const moments = fc.record({
      seed: fc.integer({ min: 0, max: 1_000 }),
      kill: fc.integer({ min: 20, max: 900 }),
      look: fc.integer({ min: 0, max: 400 }),
      task: fc.constantFrom('count-0', 'count-1', 'source-1'),
    })
    fc.assert(
      fc.property(moments, ({ seed, kill, look, task }) => {
        const run = open({}, seed)
        run.seek(kill)
        run.act('kill-task', task)
        run.seek(kill + look)
        expect(unreadable(dataOf(run))).toEqual([])
      }),
      { seed: SEED, numRuns: 12 },
    )
  })

  const scene: Scene = open().scene
  const tasks = scene.actors.filter(({ kind }) => kind === 'task').map(({ index }) => index)
  const time = fc.integer({ min: 0, max: 1e12 })
  const duration = fc.integer({ min: -1, max: 1e9 })
  const id = fc.integer({ min: 1, max: 14 })
  const row = fc.record({
    step: fc.constant(1),
    time,
    kind: fc.constantFrom(...STATISTICS_KINDS),
    actor: fc.constantFrom(...tasks),
    peer: fc.constantFrom(...tasks),
    sentAt: time,
    channel: fc.constant(-1),
    checkpoint: id,
    amount: fc.nat(100_000),
    total: fc.integer({ min: 1, max: tasks.length }),
    duration,
    cause: fc.constant(0),
    record: fc.constant(null),
    effect: fc.constant(null),
    reason: fc.constantFrom(null, 'RUNNING', 'CHECKPOINT_EXPIRED', 'an unheard-of reason'),
  })
  const part = fc.record({
    actor: fc.constantFrom(...tasks),
    phase: fc.constant('async' as const),
    barriersSeen: fc.constant(0),
    barriersTotal: fc.constant(0),
    startDelay: duration,
    alignment: duration,
    sync: duration,
    async: duration,
    ackedAt: fc.oneof(fc.constant(-1), time),
    bytes: fc.nat(100_000),
    stateBytes: fc.nat(100_000),
    processed: fc.nat(100_000),
    persisted: fc.nat(100_000),
    unaligned: fc.boolean(),
    cutStep: fc.constant(-1),
    cutTime: fc.constant(-1),
  })
  const frame: fc.Arbitrary<CheckpointFrame> = fc.record({
    id,
    status: fc.constantFrom('pending', 'completed', 'aborted'),
    triggeredAt: time,
    triggeredStep: fc.constant(1),
    endedAt: time,
    endedStep: fc.constant(1),
    reason: fc.constant(null),
    counted: fc.constant(null),
    subtasks: fc.uniqueArray(part, { selector: ({ actor }) => actor }),
    bytes: fc.nat(),
    retained: fc.boolean(),
    manual: fc.boolean(),
    origin: fc.constant('manual' as const),
    snapshot: fc.constant({ kind: 'checkpoint' as const, full: false }),
    path: fc.constant(null),
    discarded: fc.boolean(),
  })

  it('of any rows and frames', () => {
    const data: fc.Arbitrary<StatisticsData> = fc.record({
      scene: fc.constant(scene),
      epochMs: fc.constant(EPOCH_MS),
      config: fc.constantFrom({}, { 'execution.checkpointing.interval': '1 s' }),
      coordinator: fc.record({
        enabled: fc.boolean(),
        stopping: fc.constant('no' as const),
        nextTriggerAt: time,
        checkpoints: fc.uniqueArray(frame, { maxLength: 10, selector: entry => entry.id }),
        counts: fc.record({ triggered: fc.nat(), completed: fc.nat(), failed: fc.nat(), restored: fc.nat() }),
        failures: fc.record({ consecutive: fc.nat(), tolerable: fc.nat() }),
      }),
      restoredFrom: fc.oneof(fc.constant(0), id),
      rows: fc.array(row, { maxLength: 80 }),
    })
    fc.assert(
      fc.property(data, made => {
        expect(unreadable({ ...made })).toEqual([])
      }),
      { seed: SEED, numRuns: 150 },
    )
  })
})
