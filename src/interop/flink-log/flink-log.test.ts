/** Lines as a Flink JobManager writes them: one by one, in a story of rows, and over a real run. */
import { describe, expect, it } from 'vitest'
import type { Scene } from '../../engine/api/frame.ts'
import type { TraceKind, TraceRow } from '../../engine/api/trace.ts'
import { connectors } from '../../connectors/index.ts'
import { createRun } from '../../engine/index.ts'
import { commands } from '../../commands/index.ts'
import { backends } from '../../backends/index.ts'
import { operators } from '../../operators/index.ts'
import { buildPipeline } from '../../pipelines/build.ts'
import { wordCount } from '../../pipelines/word-count/pipeline.ts'
import { flinkLog, flinkLogLine } from './flink-log.ts'

const JOB = 'ac5eafdab9a503a1ac5eafdab9a503a1'
const EPOCH_MS = 1_700_000_000_000
const SOURCE = 1
const COUNT = 2

const scene: Scene = {
  jobName: 'Counts',
  jobId: JOB,
  pipeline: 'counts',
  actors: [
    { index: 0, kind: 'jobmanager', name: 'JobManager', vertex: -1, subtask: -1 },
    { index: SOURCE, kind: 'task', name: 'origin-1', vertex: 0, subtask: 0 },
    { index: COUNT, kind: 'task', name: 'count-1', vertex: 1, subtask: 0 },
  ],
  survival: [],
  vertices: [
    {
      index: 0,
      name: 'Source: origin',
      shortName: 'origin',
      role: 'source',
      parallelism: 1,
      maxParallelism: 128,
      operators: [{ uid: 'gen', name: 'Source: origin', kind: 'source', stateful: true }],
      layer: 0,
      sinks: [],
    },
    {
      index: 1,
      name: 'count -> out: Writer',
      shortName: 'count',
      role: 'sink',
      parallelism: 1,
      maxParallelism: 128,
      operators: [{ uid: 'count', name: 'count', kind: 'process', stateful: true }],
      layer: 1,
      sinks: [],
    },
  ],
  channels: [{ index: 0, from: SOURCE, to: COUNT, partitioner: 'HASH', input: 0, gate: 0, tag: null }],
  keys: [],
  source: { partitions: [] },
  eventTime: false,
  settings: {
    checkpointIntervalMs: 100,
    minPauseMs: 0,
    checkpointTimeoutMs: 1000,
    mode: 'EXACTLY_ONCE',
    tolerableFailedCheckpoints: 0,
    restartStrategy: 'fixed-delay',
    restartAttempts: 3,
    restartDelayMs: 100,
    retained: 1,
    stateBackend: 'hashmap',
    checkpointStorage: 'jobmanager',
    maxParallelism: 128,
    queueBuffers: 4,
    creditsPerChannel: 2,
  },
}

let step = 0
const row = (kind: TraceKind, time: number, fields: Partial<TraceRow> = {}): TraceRow => ({
  step: step++,
  time,
  kind,
  actor: 0,
  peer: -1,
  sentAt: -1,
  channel: -1,
  checkpoint: 0,
  amount: 0,
  total: 0,
  duration: -1,
  cause: 0,
  record: null,
  effect: null,
  reason: null,
  ...fields,
})

const status = (time: number, reason: string) => row('JobStatusChanged', time, { reason })
const state = (time: number, peer: number, reason: string, amount = 0) =>
  row('ExecutionStateChanged', time, { peer, reason, amount })

const PREFIX = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|WARN) +(org\.apache\.flink[.\w]+) +\[\] - (.+)$/

/** `Level Logger: message`, exceptions as they are; ids that are drawn by chance in Flink as <graph> and <tm>. */
function brief(lines: readonly (string | null)[]): string[] {
  return lines
    .filter(text => text !== null)
    .flatMap(text => text.split('\n'))
    .map(line => {
      const [, level, logger, message] = PREFIX.exec(line) ?? []
      const short = message === undefined ? line : `${level} ${logger?.split('.').at(-1)}: ${message}`
      return short
        .replaceAll(JOB, '<job>')
        .replace(/[0-9a-f]{32}(?=_[0-9a-f]{32}_)/, '<graph>')
        .replace(/(taskmanager-\d+):6122-[0-9a-f]{6} @ \1 \(dataPort=6121\)/, '<tm>')
    })
}

const one = (only: TraceRow) => brief([flinkLogLine(only, scene, EPOCH_MS)])

describe('a line of the log', () => {
  it('has the layout of Flink’s log4j configuration', () => {
    expect(flinkLogLine(row('CheckpointTriggered', 250_999, { checkpoint: 4 }), scene, EPOCH_MS)).toBe(
      `2023-11-14 22:13:20,250 INFO  org.apache.flink.runtime.checkpoint.CheckpointCoordinator    [] - Triggering checkpoint 4 (type=CheckpointType{name='Checkpoint', sharingFilesStrategy=FORWARD_BACKWARD}) @ 1700000000250 for job ${JOB}.`,
    )
  })

  it('tells how long a checkpoint took in whole milliseconds, as two clocks read it', () => {
    const completed = row('CheckpointCompleted', 292_500, { checkpoint: 4, amount: 656, duration: 42_000 })
    expect(one(completed)).toEqual([
      'INFO CheckpointCoordinator: Completed checkpoint 4 for job <job> (656 bytes, checkpointDuration=42 ms, finalizationTime=0 ms).',
    ])
    const slow = row('CheckpointCompleted', 292_100, { checkpoint: 4, amount: 656, duration: 41_200 })
    expect(one(slow)[0]).toContain('checkpointDuration=42 ms')
  })

  it('names a task, its attempt and where it ran', () => {
    expect(one(state(1, COUNT, 'FAILED', 2))).toEqual([
      'INFO ExecutionGraph: count -> out: Writer (1/1) (<graph>_b71731f1c0df9c3076c4a455334d0ad6_0_2) switched from RUNNING to FAILED on <tm>.',
    ])
    expect(one(state(1, SOURCE, 'DEPLOYING'))[1]).toMatch(
      /^INFO ExecutionGraph: Deploying Source: origin \(1\/1\) \(attempt #0\) with attempt id <graph>_6bf01baa9d2ca23a3ef7ce311722523d_0_0 and vertex id 6bf01baa9d2ca23a3ef7ce311722523d_0 to <tm> with allocation id [0-9a-f]{32}$/,
    )
  })

  it('says no more than its row tells', () => {
    const change = (reason: string, at: number) => one({ ...status(1, reason), step: at })
    expect(change('RUNNING', 1)).toEqual([
      'INFO ExecutionGraph: Job Counts (<job>) switched from state CREATED to RUNNING.',
    ])
    expect(change('RUNNING', 400)).toEqual([
      'INFO ExecutionGraph: Job Counts (<job>) switched from state RESTARTING to RUNNING.',
    ])
    expect(change('RESTARTING', 300)).toEqual([
      'INFO ExecutionGraph: Job Counts (<job>) switched from state RUNNING to RESTARTING.',
    ])
  })

  it('is written for what a JobManager writes of, and for nothing else', () => {
    const silent: readonly TraceRow[] = [
      row('RecordProcessed', 1, { actor: COUNT }),
      row('BarrierArrived', 1, { actor: COUNT, checkpoint: 1 }),
      row('AckReceived', 1, { checkpoint: 1 }),
      row('TransactionCommitted', 1, { checkpoint: 1 }),
      row('CheckpointSubsumed', 1, { checkpoint: 1 }),
      row('TaskDeployed', 1, { actor: COUNT }),
      row('FailureNoticed', 1, { peer: COUNT, reason: 'x' }),
      row('RestartScheduled', 1, { duration: 1 }),
      row('CheckpointDeclined', 1, { actor: COUNT, checkpoint: 1 }),
      row('MessageIgnored', 1, { actor: COUNT, reason: 'ack', checkpoint: 1 }),
      row('MessageIgnored', 1, { reason: 'ack', checkpoint: 1, peer: COUNT }),
      row('MessageIgnored', 1, { reason: 'decline', checkpoint: 1, peer: COUNT }),
      state(1, COUNT, 'CREATED'),
      status(1, 'NO_SUCH_STATUS'),
      row('Housekeeping', 1),
    ]
    expect(silent.map(quiet => flinkLogLine(quiet, scene, EPOCH_MS))).toEqual(silent.map(() => null))
  })
})

describe('the log of a run', () => {
  it('tells of a failure and of the restart from the latest checkpoint', () => {
    const rows = [
      status(0, 'RUNNING'),
      state(6000, COUNT, 'RUNNING'),
      row('CheckpointTriggered', 100_000, { checkpoint: 1 }),
      row('CheckpointCompleted', 140_500, { checkpoint: 1, amount: 656, duration: 40_500 }),
      row('CheckpointTriggered', 200_000, { checkpoint: 2 }),
      row('FailureNoticed', 210_000, { peer: COUNT, reason: 'Artificial failure' }),
      state(210_000, COUNT, 'FAILED'),
      row('CheckpointAborted', 210_000, { checkpoint: 2, reason: 'CHECKPOINT_COORDINATOR_SUSPEND' }),
      status(210_000, 'RESTARTING'),
      state(210_000, SOURCE, 'CANCELING'),
      row('MessageIgnored', 211_000, { reason: 'ack', checkpoint: 2, peer: SOURCE }),
      state(216_000, SOURCE, 'CANCELED'),
      status(310_000, 'RUNNING'),
      state(310_000, COUNT, 'CREATED', 1),
      state(310_000, COUNT, 'SCHEDULED', 1),
      status(400_000, 'FINISHED'),
    ]
    const attempt = '<graph>_b71731f1c0df9c3076c4a455334d0ad6_0'
    const source = '<graph>_6bf01baa9d2ca23a3ef7ce311722523d_0_0'
    expect(brief(flinkLog(rows, scene, EPOCH_MS)).slice(2)).toEqual([
      `INFO CheckpointCoordinator: Triggering checkpoint 1 (type=CheckpointType{name='Checkpoint', sharingFilesStrategy=FORWARD_BACKWARD}) @ 1700000000100 for job <job>.`,
      'INFO CheckpointCoordinator: Completed checkpoint 1 for job <job> (656 bytes, checkpointDuration=40 ms, finalizationTime=0 ms).',
      `INFO CheckpointCoordinator: Triggering checkpoint 2 (type=CheckpointType{name='Checkpoint', sharingFilesStrategy=FORWARD_BACKWARD}) @ 1700000000200 for job <job>.`,
      `INFO ExecutionGraph: count -> out: Writer (1/1) (${attempt}_0) switched from RUNNING to FAILED on <tm>.`,
      'java.lang.Exception: Artificial failure',
      'WARN CheckpointFailureManager: Failed to trigger or complete checkpoint 2 for job <job>. (0 consecutive failed attempts so far)',
      'org.apache.flink.runtime.checkpoint.CheckpointException: Checkpoint Coordinator is suspending.',
      `INFO JobMaster: 2 tasks will be restarted to recover the failed task ${attempt}_0.`,
      'INFO ExecutionGraph: Job Counts (<job>) switched from state RUNNING to RESTARTING.',
      `INFO ExecutionGraph: Source: origin (1/1) (${source}) switched from RUNNING to CANCELING.`,
      `WARN CheckpointCoordinator: Received late message for now expired checkpoint attempt 2 from task ${source} of job <job> at <tm>.`,
      `INFO ExecutionGraph: Source: origin (1/1) (${source}) switched from CANCELING to CANCELED.`,
      `INFO ExecutionGraph: Discarding the results produced by task execution ${source}.`,
      'INFO ExecutionGraph: Job Counts (<job>) switched from state RESTARTING to RUNNING.',
      'INFO CheckpointCoordinator: Restoring job <job> from Checkpoint 1 @ 1700000000100 for <job> located at <checkpoint-not-externally-addressable>.',
      'INFO CheckpointCoordinator: No master state to restore',
      `INFO ExecutionGraph: count -> out: Writer (1/1) (${attempt}_1) switched from CREATED to SCHEDULED.`,
      'INFO ExecutionGraph: Job Counts (<job>) switched from state RUNNING to FINISHED.',
      'INFO CheckpointCoordinator: Stopping checkpoint coordinator for job <job>.',
    ])
  })

  it('counts the failures that count, and tells of one too many', () => {
    const rows = [
      status(0, 'RUNNING'),
      row('CheckpointAborted', 1, { checkpoint: 1, reason: 'CHECKPOINT_EXPIRED' }),
      row('CheckpointDeclined', 2, { checkpoint: 2, peer: COUNT, reason: 'CHECKPOINT_DECLINED_SUBSUMED' }),
      row('CheckpointAborted', 2, { checkpoint: 2, reason: 'CHECKPOINT_DECLINED_SUBSUMED' }),
      row('CheckpointAborted', 3, { checkpoint: 3, reason: 'CHECKPOINT_EXPIRED' }),
      status(3, 'RESTARTING'),
      status(4, 'RUNNING'),
      row('CheckpointAborted', 5, { checkpoint: 4, reason: 'CHECKPOINT_EXPIRED' }),
      status(5, 'FAILING'),
      status(6, 'FAILED'),
    ]
    const failed = (checkpoint: number, before: number) =>
      `WARN CheckpointFailureManager: Failed to trigger or complete checkpoint ${checkpoint} for job <job>. (${before} consecutive failed attempts so far)`
    const exception = 'org.apache.flink.runtime.checkpoint.CheckpointException: '
    const tooMany =
      'org.apache.flink.util.FlinkRuntimeException: Exceeded checkpoint tolerable failure threshold. The latest checkpoint failed due to Checkpoint expired before completing., view the Checkpoint History tab or the Job Manager log to find out why continuous checkpoints failed.'
    expect(brief(flinkLog(rows, scene, EPOCH_MS)).slice(1)).toEqual([
      'INFO CheckpointCoordinator: Checkpoint 1 of job <job> expired before completing.',
      failed(1, 0),
      `${exception}Checkpoint expired before completing.`,
      'INFO CheckpointCoordinator: Decline checkpoint 2 by task <graph>_b71731f1c0df9c3076c4a455334d0ad6_0_0 of job <job> at <tm>.',
      failed(2, 1),
      `${exception}Checkpoint was canceled because a barrier from newer checkpoint was received.`,
      'INFO CheckpointCoordinator: Checkpoint 3 of job <job> expired before completing.',
      failed(3, 1),
      `${exception}Checkpoint expired before completing.`,
      'INFO JobMaster: Trying to recover from a global failure.',
      tooMany,
      'INFO JobMaster: 2 tasks will be restarted to recover from a global failure.',
      'INFO ExecutionGraph: Job Counts (<job>) switched from state RUNNING to RESTARTING.',
      'INFO ExecutionGraph: Job Counts (<job>) switched from state RESTARTING to RUNNING.',
      'INFO CheckpointCoordinator: No checkpoint found during restore.',
      'INFO CheckpointCoordinator: Checkpoint 4 of job <job> expired before completing.',
      failed(4, 0),
      `${exception}Checkpoint expired before completing.`,
      'INFO JobMaster: Trying to recover from a global failure.',
      tooMany,
      'INFO ExecutionGraph: Job Counts (<job>) switched from state RUNNING to FAILING.',
      'org.apache.flink.runtime.JobException: Recovery is suppressed by FixedDelayRestartBackoffTimeStrategy(maxNumberRestartAttempts=3, backoffTimeMS=100)',
      'INFO ExecutionGraph: Job Counts (<job>) switched from state FAILING to FAILED.',
      'INFO CheckpointCoordinator: Stopping checkpoint coordinator for job <job>.',
    ])
  })

  it('tells why a checkpoint was not triggered', () => {
    const rows = [
      state(1, SOURCE, 'RUNNING'),
      row('CheckpointAborted', 2, { reason: 'NOT_ALL_REQUIRED_TASKS_RUNNING' }),
    ]
    expect(brief(flinkLog(rows, scene, EPOCH_MS))[1]).toBe(
      'INFO CheckpointFailureManager: Failed to trigger checkpoint for job <job> since Checkpoint triggering task count -> out: Writer (1/1) of job <job> is not being executed at the moment. Aborting checkpoint. Failure reason: Not all required tasks are currently running..',
    )
  })

  it('says little of checkpoints where there are none', () => {
    const settings = { ...scene.settings, checkpointIntervalMs: -1, restartStrategy: 'none' as const }
    const rows = [
      status(0, 'RUNNING'),
      row('FailureNoticed', 1, { peer: COUNT, reason: 'x' }),
      state(1, COUNT, 'FAILED'),
      status(1, 'FAILING'),
      status(2, 'FAILED'),
    ]
    expect(brief(flinkLog(rows, { ...scene, settings }, EPOCH_MS)).slice(3)).toEqual([
      'INFO ExecutionGraph: Job Counts (<job>) switched from state RUNNING to FAILING.',
      'org.apache.flink.runtime.JobException: Recovery is suppressed by NoRestartBackoffTimeStrategy',
      'INFO ExecutionGraph: Job Counts (<job>) switched from state FAILING to FAILED.',
    ])
  })
})

describe('the log of a real run', () => {
  const spec = {
    pipeline: wordCount.id,
    config: wordCount.defaultConfig,
    workload: { text: 'a b c a b c a b '.repeat(12) },
    seed: 7,
    epochMs: EPOCH_MS,
    commands: [],
  }

  function killed() {
    const graph = buildPipeline(spec)
    if (!graph.ok) throw new Error(graph.error.message)
    const registry = { operators: [...operators, ...connectors], commands, backends }
    const run = createRun(spec, { graph: graph.value }, registry)
    if (!run.ok) throw new Error(run.error.message)
    run.value.seek(400)
    run.value.act('kill-task', run.value.scene.actors.find(({ vertex }) => vertex === 1)?.name ?? null)
    run.value.advanceToEnd()
    return run.value
  }

  it('is in order, of Flink’s layout, and tells each checkpoint and each failure', () => {
    const run = killed()
    const rows = run.rows(0, run.step)
    const lines = flinkLog(rows, run.scene, EPOCH_MS)
    const stamps = lines.flatMap(text => (text === null ? [] : [text.slice(0, 23)]))
    expect(stamps).toEqual(stamps.toSorted())
    for (const text of lines) {
      for (const line of text?.split('\n') ?? [])
        expect(line).toMatch(/^(\d{4}-.* \[\] - .+|[a-z.]+\.\w*Exception: .+)$/)
    }
    const all = brief(lines)
    const count = (pattern: RegExp) => all.filter(line => pattern.test(line)).length
    const kinds = (kind: TraceKind) => rows.filter(other => other.kind === kind).length
    expect(count(/Triggering checkpoint/)).toBe(kinds('CheckpointTriggered'))
    expect(count(/Completed checkpoint/)).toBe(kinds('CheckpointCompleted'))
    expect(count(/switched from RUNNING to FAILED on <tm>/)).toBe(1)
    expect(count(/switched from state RUNNING to RESTARTING/)).toBe(1)
    expect(count(/Restoring job .* from Checkpoint \d+ @ /)).toBe(1)
    expect(all.slice(-2)[0]).toMatch(/switched from state RUNNING to FINISHED\.$/)
  })
})

describe('the log of savepoints', () => {
  const asked = (kind: string) => row('CommandApplied', 1000, { reason: kind })
  const triggered = (checkpoint: number, effect: string | null) =>
    row('CheckpointTriggered', 2000, { checkpoint, effect })
  const done = (checkpoint: number) =>
    row('CheckpointCompleted', 3000, { checkpoint, amount: 9, duration: 1000, reason: 'savepoint-1-2' })

  it('names their types as Flink does', () => {
    const types = [null, 'full', 'savepoint CANONICAL', 'suspend NATIVE', 'terminate CANONICAL']
    const written = types.map(effect => one(triggered(1, effect))[0]?.match(/\(type=(.*)\) @/)?.[1])
    expect(written).toEqual([
      `CheckpointType{name='Checkpoint', sharingFilesStrategy=FORWARD_BACKWARD}`,
      `CheckpointType{name='Full Checkpoint', sharingFilesStrategy=FORWARD}`,
      `SavepointType{name='Savepoint', postCheckpointAction=NONE, formatType=CANONICAL}`,
      `SavepointType{name='Suspend Savepoint', postCheckpointAction=SUSPEND, formatType=NATIVE}`,
      `SavepointType{name='Terminate Savepoint', postCheckpointAction=TERMINATE, formatType=CANONICAL}`,
    ])
  })

  it('says what was asked of the scheduler', () => {
    expect(one(asked('trigger-savepoint'))).toEqual(['INFO JobMaster: Triggering savepoint for job <job>.'])
    expect(one(asked('stop-with-savepoint'))).toEqual([
      'INFO JobMaster: Triggering stop-with-savepoint for job <job>.',
    ])
  })

  it('restores from the latest checkpoint, or from a savepoint behind which the job was to stop', () => {
    const restored = (effect: string | null) => {
      const rows = [
        status(0, 'RUNNING'),
        triggered(1, null),
        done(1),
        triggered(2, effect),
        done(2),
        status(4000, 'RESTARTING'),
        status(5000, 'RUNNING'),
      ]
      return brief(flinkLog(rows, scene, EPOCH_MS)).find(line => line.includes('Restoring job'))
    }
    expect(restored('savepoint CANONICAL')).toContain('from Checkpoint 1 @')
    expect(restored('suspend CANONICAL')).toContain('from Suspend Savepoint 2 @')
  })

  it('counts no failure of a savepoint at the JobManager', () => {
    const rows = [
      status(0, 'RUNNING'),
      triggered(1, 'savepoint CANONICAL'),
      row('CheckpointAborted', 3000, { checkpoint: 1, reason: 'CHECKPOINT_EXPIRED' }),
      row('CheckpointAborted', 4000, { checkpoint: 0, reason: 'IO_EXCEPTION' }),
    ]
    const all = brief(flinkLog(rows, scene, EPOCH_MS))
    expect(all.filter(line => line.startsWith('WARN'))).toEqual([
      'WARN CheckpointFailureManager: Failed to trigger or complete checkpoint 1 for job <job>. (0 consecutive failed attempts so far)',
      'WARN CheckpointFailureManager: Failed to trigger or complete checkpoint UNKNOWN_CHECKPOINT_ID for job <job>. (0 consecutive failed attempts so far)',
    ])
  })
})
