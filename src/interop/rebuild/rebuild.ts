/**
 * A run of like shape from what a cluster's answers tell: the same vertices, edges and parallelism, its settings of
 * checkpoints, as much state, and costs under which a checkpoint takes about as long. All else is guessed, and named.
 */
import { fail, ok, type Result } from '../../base/result.ts'
import type { Config, RunSpec } from '../../engine/api/spec.ts'
import type { CheckpointConfigAnswer } from '../flink-rest/checkpoint-answers.ts'
import type { ClusterStatistics } from '../flink-rest/cluster-statistics.ts'
import { CREDITS, latenciesOf, loadsOf, QUEUE_BUFFERS, type Latencies, type Load } from './costs.ts'
import type { Guess } from './guess.ts'
import { measure, median, type MeasuredVertex } from './measure.ts'
import { shapeOf, type Pace } from './shape.ts'

export interface Rebuilt {
  readonly spec: RunSpec
  /** The straggler, to be slowed when it runs; null: there is none. */
  readonly slow: { readonly task: string; readonly factor: number } | null
  readonly guesses: readonly Guess[]
}

/** The pipeline that is built from a shape. */
const PIPELINE = 'from-statistics'
const MICROS_PER_SECOND = 1_000_000
const MS_PER_SECOND = 1000
/** More would only take longer. */
const RECORDS_AIM = 1200
const CHECKPOINTS_LEAST = 3
const CHECKPOINTS_MOST = 10
/** How much faster than it can be taken a backlog is read. */
const SURPLUS = 1.3
const INTERVAL_LEAST = 10
const USUAL_UTILISATION = 0.2

/** `epochMs`: what virtual time 0 of the run stands for. */
export function rebuild(statistics: ClusterStatistics, checkpoint: number, epochMs: number): Result<Rebuilt> {
  const measured = measure(statistics, checkpoint)
  if (measured === null)
    return fail(
      'missing',
      '/jobs/:jobid',
      'expected the job with its vertices, or a checkpoint’s details, to know the parallelism; got neither',
    )
  const guesses: Guess[] = [{ type: 'functions' }]
  const interval = intervalOf(statistics)
  const seconds = secondsOf(statistics, interval)
  guesses.push({ type: 'length', ms: Math.round(seconds * MS_PER_SECOND), real: statistics.jobDuration })
  const latencies = latenciesOf(measured)
  const spareCost = (seconds * MICROS_PER_SECOND) / RECORDS_AIM
  const loads = loadsOf(measured, latencies, spareCost)
  const pace = paceOf(statistics, measured, loads, { seconds, interval, guesses })
  const { shape, rowBytes, guesses: shaped } = shapeOf(measured, pace)
  guesses.push(...shaped, ...costGuesses(loads, latencies))
  const slow = slowOf(loads, shape.vertices)
  if (slow !== null) guesses.push({ type: 'slowed', ...slow })
  const failed = statistics.overview?.counts.failed ?? 0
  if (failed > 0) guesses.push({ type: 'failures', count: failed })
  const config: Config = {
    ...checkpointConfig(statistics.config, interval, guesses),
    ...(statistics.config === null && hasIncrements(measured) ? { 'state.backend.type': 'rocksdb' } : {}),
    ...costConfig(measured, loads, latencies, pace),
    'weir.state.row-bytes': String(rowBytes),
    ...(hasIncrements(measured) ? { 'execution.checkpointing.incremental': 'true' } : {}),
  }
  const spec = {
    pipeline: PIPELINE,
    config,
    workload: { text: JSON.stringify(shape) },
    seed: 1,
    epochMs,
    commands: [],
  }
  return ok({ spec, slow, guesses })
}

/** Ms. */
function intervalOf({ config, checkpoints }: ClusterStatistics): number {
  const set = config?.interval ?? -1
  if (set > 0 && set < Number.MAX_SAFE_INTEGER / 2) return Math.max(INTERVAL_LEAST, set)
  const triggered = checkpoints.filter(one => !one.is_savepoint).map(one => one.trigger_timestamp)
  const between = triggered.slice(1).map((at, i) => (triggered[i] ?? at) - at)
  const took = Math.max(0, ...checkpoints.map(one => one.end_to_end_duration))
  return Math.max(INTERVAL_LEAST, median(between) ?? Math.max(MS_PER_SECOND, 4 * took))
}

function secondsOf({ jobDuration, checkpoints }: ClusterStatistics, interval: number): number {
  const times = checkpoints.map(one => one.trigger_timestamp)
  const seen = times.length === 0 ? 0 : Math.max(...times) - Math.min(...times) + interval
  const real = jobDuration !== null && jobDuration > 0 ? jobDuration : seen
  const ms = Math.min(CHECKPOINTS_MOST * interval, Math.max(CHECKPOINTS_LEAST * interval, real))
  return ms / MS_PER_SECOND
}

interface Frame {
  readonly seconds: number
  readonly interval: number
  readonly guesses: Guess[]
}

function paceOf(
  { jobDuration }: ClusterStatistics,
  measured: readonly MeasuredVertex[],
  loads: readonly Load[],
  { seconds, interval, guesses }: Frame,
): Pace {
  const read = measured
    .filter(({ vertex }) => vertex.inputs?.length === 0)
    .map(({ vertex }) => vertex.usage?.recordsOut ?? null)
  const known = read.every(count => count !== null) && jobDuration !== null && jobDuration > 0
  const real =
    known && read.length > 0 ? (read.reduce((a, b) => a + b, 0) / jobDuration) * MS_PER_SECOND : null
  const capacity = Math.min(Infinity, ...loads.map(load => load.perSecond))
  const spare = Math.min(real ?? Infinity, RECORDS_AIM / seconds)
  const perSecond = loads.length > 0 ? SURPLUS * capacity : spare
  guesses.push({ type: 'rate', perSecond, real })
  const checkpoints = (seconds * MS_PER_SECOND) / interval
  return { perSecond, seconds, checkpoints, throughput: Math.min(perSecond, capacity) }
}

const costGuesses = (loads: readonly Load[], latencies: Latencies): readonly Guess[] => [
  { type: 'latencies', rpc: latencies.rpc, network: latencies.network, sync: latencies.sync },
  { type: 'storage', latency: latencies.storage, bytesPerSecond: latencies.bytesPerSecond },
  ...loads.map(({ name, cost }): Guess => ({ type: 'cost', vertex: name, micros: cost })),
]

function slowOf(
  loads: readonly Load[],
  vertices: readonly { readonly name: string; readonly parallelism: number }[],
): Rebuilt['slow'] {
  const slowest = loads.filter(load => load.slow !== null).sort((a, b) => b.slow!.factor - a.slow!.factor)[0]
  if (slowest?.slow === undefined || slowest.slow === null) return null
  const { subtask, factor } = slowest.slow
  const exists = vertices.some(vertex => vertex.name === slowest.name && subtask < vertex.parallelism)
  return exists ? { task: `${slowest.name}-${subtask}`, factor } : null
}

// Settings

const BACKENDS: Readonly<Record<string, string>> = {
  HashMapStateBackend: 'hashmap',
  EmbeddedRocksDBStateBackend: 'rocksdb',
}

function checkpointConfig(config: CheckpointConfigAnswer | null, interval: number, guesses: Guess[]): Config {
  const key = (name: string) => `execution.checkpointing.${name}`
  const storage = { [key('storage')]: 'filesystem', [key('dir')]: 'file:///checkpoints' }
  if (config === null) {
    guesses.push({ type: 'settings', intervalMs: interval })
    return { [key('interval')]: `${interval} ms`, ...storage }
  }
  const backend = BACKENDS[config.state_backend]
  if (backend === undefined) guesses.push({ type: 'backend', was: config.state_backend })
  const isUnaligned = config.unaligned_checkpoints && config.mode === 'exactly_once'
  return {
    [key('mode')]: config.mode.toUpperCase(),
    [key('interval')]: `${interval} ms`,
    [key('timeout')]: `${Math.max(INTERVAL_LEAST, config.timeout)} ms`,
    [key('min-pause')]: `${config.min_pause} ms`,
    [key('max-concurrent-checkpoints')]: String(isUnaligned ? 1 : config.max_concurrent),
    [key('tolerable-failed-checkpoints')]: String(config.tolerable_failed_checkpoints),
    [key('unaligned.enabled')]: String(config.unaligned_checkpoints),
    [key('aligned-checkpoint-timeout')]: `${config.aligned_checkpoint_timeout} ms`,
    [key('checkpoints-after-tasks-finish')]: String(config.checkpoints_after_tasks_finish),
    'state.backend.type': backend ?? 'hashmap',
    ...storage,
  }
}

const hasIncrements = (measured: readonly MeasuredVertex[]): boolean =>
  measured.some(({ parts }) => parts.some(part => part.uploaded > 0 && part.uploaded < part.held))

function costConfig(
  measured: readonly MeasuredVertex[],
  loads: readonly Load[],
  latencies: Latencies,
  { perSecond }: Pace,
): Config {
  const costs = measured.map(({ name, vertex, parallelism }) => {
    const load = loads.find(other => other.name === name)
    const { busy = 0, idle = 0, backPressured = 0 } = vertex.usage ?? {}
    const ran = busy + idle + backPressured
    const share = ran === 0 ? USUAL_UTILISATION : busy / ran
    // A record in hand must not hold a barrier up for longer than a message takes.
    const light = Math.min(
      latencies.network,
      (share * parallelism * MICROS_PER_SECOND) / Math.max(1e-9, perSecond),
    )
    return [`weir.task.record-cost.${name}`, `${load?.cost ?? Math.max(1, Math.round(light))} us`] as const
  })
  return {
    'weir.rpc.latency': `${latencies.rpc} us`,
    'weir.network.latency': `${latencies.network} us`,
    'weir.network.queue-buffers': String(QUEUE_BUFFERS),
    'weir.network.credits-per-channel': String(CREDITS),
    'execution.buffer-timeout.interval': '0 ms',
    'weir.snapshot.sync-duration': `${latencies.sync} us`,
    'weir.storage.latency': `${latencies.storage} us`,
    'weir.storage.bandwidth': `${latencies.bytesPerSecond} b`,
    'weir.task.record-cost': '1 us',
    ...Object.fromEntries(costs),
  }
}
