/**
 * A run like the recorded one, for its statistics: a small keyed pipeline with the case's checkpointing settings, as
 * far as Weir has them. A savepoint is taken, a checkpoint is seen under way, one fails with a task, and the job is started once
 * more from a snapshot, so that every shape of the statistics occurs.
 */
import { parseDuration, type Run } from '../../src/engine/index.ts'
import { statisticsOf } from '../rest-statistics.ts'
import { Mismatch, NotYet, type GoldenCase } from './golden-case.ts'
import { openRun } from './open-run.ts'
import { programOf } from './pipeline.ts'
import { addSource, type ScheduledElement } from './schedule.ts'

const RECORDS = 200
const INTERVALS = 6
const KEYS = 7

export interface LikeRun {
  /** By path, of all moments that were looked at. */
  readonly answers: readonly (readonly [string, ReturnType<typeof statisticsOf>[string]])[]
  /** Settings that Weir does not have yet. */
  readonly without: readonly string[]
}

function configOf({ pipeline }: GoldenCase): Record<string, string> {
  const { checkpointing, restartStrategy, stateBackend } = pipeline
  const { mode = 'EXACTLY_ONCE', intervalMs = 1000, unaligned = false } = checkpointing ?? {}
  const { type = 'fixed-delay', ...restart } = restartStrategy ?? {}
  return {
    'parallelism.default': String(pipeline.parallelism ?? 1),
    'pipeline.max-parallelism': String(pipeline.maxParallelism ?? 128),
    'execution.checkpointing.mode': mode,
    'execution.checkpointing.interval': `${intervalMs} ms`,
    'execution.checkpointing.unaligned.enabled': String(unaligned),
    'state.backend.type': stateBackend ?? 'hashmap',
    'restart-strategy.type': type,
    ...textsOf(restart, `restart-strategy.${type}.`),
    ...textsOf(pipeline.config ?? {}, ''),
  }
}

const textsOf = (values: object, prefix: string): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, String(value)]))

/** Settings that may be left out where Weir does not have them, and how it refuses them. */
const OPTIONAL: readonly (readonly [string, RegExp])[] = [['state.backend.type', /hashmap|rocksdb|forst/]]

/** From one checkpoint to the next, in µs. */
const periodOf = (config: Record<string, string>): number =>
  Math.max(
    ...['interval', 'min-pause'].map(
      name => parseDuration(config[`execution.checkpointing.${name}`] ?? '') ?? 0,
    ),
  )

type Start = Parameters<typeof openRun>[3]

function open(golden: GoldenCase, config: Record<string, string>, start: Start = {}): Run {
  const { parallelism = 1 } = golden.pipeline
  const step = (periodOf(config) * INTERVALS) / RECORDS
  const elements: ScheduledElement[] = Array.from({ length: RECORDS }, (_, i) => ({
    op: 'element',
    value: { k: `k${i % KEYS}`, v: i },
    source: 'gen',
    split: i % parallelism,
    arrival: Math.floor(i * step),
  }))
  const operators = [
    { id: 'gen', type: 'source', splits: parallelism },
    {
      id: 'count',
      type: 'keyedProcess',
      input: 'gen',
      keyBy: { field: 'k', type: 'string' },
      fn: { name: 'count' },
    },
    { id: 'out', type: 'sink', input: 'count' },
  ]
  const like = { ...golden, pipeline: { ...golden.pipeline, operators } }
  return openRun(golden, programOf(like, config, addSource({ elements })), config, start)
}

/** Opens the run with as many of the settings as Weir has. */
function openWithout(golden: GoldenCase): { run: Run; config: Record<string, string>; without: string[] } {
  const config = configOf(golden)
  const without: string[] = []
  for (;;) {
    try {
      return { run: open(golden, config), config, without }
    } catch (error) {
      const message = error instanceof NotYet ? error.message : ''
      const refused = OPTIONAL.find(([key, pattern]) => key in config && pattern.test(message))
      if (refused === undefined) throw error
      without.push(refused[0])
      delete config[refused[0]]
    }
  }
}

/** Steps until a row of this kind satisfies the condition. */
function advanceTo(
  run: Run,
  kind: 'AckReceived' | 'CheckpointCompleted',
  isIt = (_left: number) => true,
): void {
  while (run.seek(run.step + 1)) {
    const found = run.rows(run.step, run.step, new Set([kind])).some(row => isIt(row.total - row.amount))
    if (found) return
  }
  throw new Mismatch(`like run: expected ${kind}, got the end of the run`)
}

export function playLikeRun(golden: GoldenCase): LikeRun {
  const { run, config, without } = openWithout(golden)
  advanceTo(run, 'CheckpointCompleted')
  const snapshot = run.snapshot(null)
  if (!snapshot.ok) throw new Mismatch(snapshot.error.message)
  run.act('trigger-savepoint', null)
  advanceTo(run, 'CheckpointCompleted')
  advanceTo(run, 'AckReceived', left => left > 0)
  const moments = [statisticsOf(run)]
  const source = run.scene.actors.find(actor => actor.kind === 'task')
  run.act('kill-task', source?.name ?? null)
  run.advanceToEnd()
  moments.push(statisticsOf(run))
  const restored = open(golden, config, { restoreFrom: snapshot.value })
  advanceTo(restored, 'CheckpointCompleted')
  moments.push(statisticsOf(restored))
  return { answers: moments.flatMap(moment => Object.entries(moment)), without }
}
