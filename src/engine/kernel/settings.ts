/**
 * The settings of a run, read once from Flink's keys and Weir's own `weir.*` group. Times inside are virtual
 * microseconds. Defaults are Flink 2.3's; what is simulated has defaults of a small local cluster.
 */
import { parseDuration } from '../../base/duration.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import type { Config } from '../api/spec.ts'
import { clusterSettings, type ClusterSettings } from './cluster-settings.ts'
import type { FailoverStrategy } from '../recovery/regions.ts'
import type { OptionReader, StateBackend, StateBackendDefinition } from '../api/state-backend.ts'
import { RETENTIONS, type Retention } from '../checkpoint/checkpoint-store.ts'
import type { DebloatSettings } from '../network/buffer-debloater.ts'
import type { RestartStrategy } from '../recovery/restart-strategy.ts'
import { stateSettings, storageCosts, withCurrentNames, type StateSettings } from './state-settings.ts'

const CLAIM_MODES = ['CLAIM', 'NO_CLAIM', 'LEGACY'] as const

export type ClaimMode = (typeof CLAIM_MODES)[number]

export interface EngineSettings extends StateSettings, ClusterSettings {
  readonly checkpointInterval: number | null
  readonly minPause: number
  readonly maxConcurrent: number
  readonly checkpointTimeout: number
  /** Barriers are aligned; else they are counted, and no channel waits. */
  readonly exactlyOnce: boolean
  /** Barriers may overtake data; only where they are aligned otherwise. */
  readonly unaligned: boolean
  /** How long an alignment may take before barriers overtake; 0: they do from the start. */
  readonly alignedTimeout: number
  /** Barriers may overtake data in spite of a custom partitioner. */
  readonly unalignedForced: boolean
  /** The checkpoint that is restored without its data in flight; -1: none. */
  readonly withoutChannelState: number
  readonly tolerableFailures: number
  readonly retained: number
  /** A checkpoint after so many records or bytes were read; 0: not by that. Weir's own. */
  readonly triggerRecords: number
  readonly triggerBytes: number
  readonly retention: Retention
  /** Checkpoints go on when some tasks have finished, and a task waits for a last one. */
  readonly checkpointsAfterFinish: boolean
  readonly restart: RestartStrategy
  readonly failover: FailoverStrategy
  /** Between two periodic watermarks; 0: none. */
  readonly autoWatermarkInterval: number
  /** State in a snapshot that no operator claims is let go. */
  readonly ignoreUnclaimedState: boolean
  /** Whose the snapshot is that the job starts from. */
  readonly claimMode: ClaimMode
  readonly bufferTimeout: number
  readonly bufferBytes: number
  /** Null: buffers keep their size. */
  readonly debloat: DebloatSettings | null
  readonly queueBuffers: number
  readonly credits: number
  readonly networkLatency: number
  /** How long a connection between tasks is interrupted before its consumer closes it. */
  readonly connectionTimeout: number
  readonly rpcLatency: number
  readonly storageLatency: number
  readonly storageBandwidth: number
  readonly brokerLatency: number
  /** Times a commit is tried again before the task fails. */
  readonly committerRetries: number
  /** After so long a commit without an answer is tried again. */
  readonly commitTimeout: number
  /** The broker aborts what is not committed so long after its first record; 0: it waits for ever. */
  readonly transactionTimeout: number
  /** A transaction that cannot be committed any more is let go, and its results are lost; else the task fails. */
  readonly ignoreTransactionFailures: boolean
  readonly recordCost: number
  readonly recordCostOf: Readonly<Record<string, number>>
  readonly prepareCost: number
  readonly syncDuration: number
  readonly rowBytes: number
  readonly lineage: boolean
  /** What really holds completed checkpoints in this browser; null: as the person prefers. No run differs by it. */
  readonly store: 'memory' | 'indexeddb' | 'opfs' | null
  /** Bytes of state that a host keeps in memory; 0: all of it. No run differs by it. */
  readonly memoryBudget: number
  readonly jitter: number
  readonly permuteRanks: boolean
}

const BYTES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  bytes: 1,
  k: 1024,
  kb: 1024,
  m: 1048576,
  mb: 1048576,
  g: 1073741824,
  gb: 1073741824,
}
const RECORD_COST = 'weir.task.record-cost'
const YEAR = 365 * 864e8

export function parseMemory(text: string): number | null {
  const match = /^(\d+)\s*([a-z]*)$/i.exec(text.trim())
  const unit = match === null ? undefined : BYTES[match[2]!.toLowerCase()]
  return match === null || unit === undefined ? null : Number(match[1]) * unit
}

export class Reader implements OptionReader {
  problem: Result<never> | null = null
  readonly #config: Config

  constructor(config: Config) {
    this.#config = config
  }

  #read<T>(key: string, initial: T, expected: string, parse: (text: string) => T | null): T {
    const text = this.#config[key]
    if (text === undefined) return initial
    const value = parse(text)
    if (value !== null) return value
    this.reject(key, `expected ${expected}, got ${JSON.stringify(text)}`)
    return initial
  }

  reject(key: string, message: string): void {
    this.problem ??= fail('config', key, message)
  }

  duration(key: string, initial: number): number {
    return this.#read(key, initial, 'a duration such as "100 ms"', parseDuration)
  }

  optionalDuration(key: string): number | null {
    return this.#config[key] === undefined ? null : this.duration(key, 0)
  }

  count(key: string, initial: number, least: number): number {
    const parse = (text: string) =>
      /^\d{1,10}$/.test(text.trim()) && Number(text) >= least ? Number(text) : null
    return this.#read(key, initial, `a whole number of at least ${least}`, parse)
  }

  integer(key: string, initial: number, least: number): number {
    const parse = (text: string) =>
      /^-?\d{1,10}$/.test(text.trim()) && Number(text) >= least ? Number(text) : null
    return this.#read(key, initial, `a whole number of at least ${least}`, parse)
  }

  decimal(key: string, initial: number, least: number, most: number): number {
    const parse = (text: string) => {
      const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN
      return value >= least && value <= most ? value : null
    }
    return this.#read(key, initial, `a number from ${least} to ${most}`, parse)
  }

  memory(key: string, initial: number): number {
    return this.#read(key, initial, 'a memory size such as "32 kb"', parseMemory)
  }

  flag(key: string, initial: boolean): boolean {
    const parse = (text: string) => (text === 'true' ? true : text === 'false' ? false : null)
    return this.#read(key, initial, 'true or false', parse)
  }

  word<W extends string>(key: string, initial: W, accepted: readonly W[]): W {
    const parse = (text: string) => accepted.find(word => word === text.trim().toLowerCase()) ?? null
    return this.#read(key, initial, `one of ${accepted.join(', ')}`, parse)
  }

  name(key: string, initial: string): string {
    const parse = (text: string) => (/^[\w.-]+$/.test(text.trim()) ? text.trim().toLowerCase() : null)
    return this.#read(key, initial, 'a name', parse)
  }

  path(key: string): string | null {
    const parse = (text: string) => (/^[^\s\0]+$/.test(text.trim()) ? text.trim() : null)
    return this.#read<string | null>(key, null, 'a path without spaces', parse)
  }

  /** A constant of one of Flink's enums, in any case; the first one unless said otherwise. */
  constant<const T extends string>(key: string, names: readonly T[], initial: NoInfer<T> = names[0]!): T {
    const lower = names.map(name => name.toLowerCase())
    return names[lower.indexOf(this.word(key, initial.toLowerCase(), lower))]!
  }
}

/** Reads a config; the first key that cannot be used is the problem, its key the path. */
export function readSettings(config: Config): Result<EngineSettings> {
  const reader = new Reader(withCurrentNames(config))
  const settings: EngineSettings = {
    ...checkpointSettings(reader),
    ...stateSettings(reader),
    restart: restartSettings(reader, config),
    failover: reader.word('jobmanager.execution.failover-strategy', 'region', ['region', 'full']),
    ...clusterSettings(reader),
    ...networkSettings(reader),
    ...sinkSettings(reader),
    ...costSettings(reader, config),
  }
  return reader.problem ?? ok(settings)
}

/** A backend with its own options read. */
export function configureBackend(definition: StateBackendDefinition, config: Config): Result<StateBackend> {
  const reader = new Reader(withCurrentNames(config))
  const backend = definition.configure(reader)
  return reader.problem ?? ok(backend)
}

function checkpointSettings(reader: Reader) {
  const key = (name: string) => `execution.checkpointing.${name}`
  const minPause = Math.min(reader.duration(key('min-pause'), 0), YEAR)
  const interval = reader.optionalDuration(key('interval'))
  if (interval !== null && interval < 10_000) reader.reject(key('interval'), 'expected at least 10 ms')
  const timeout = reader.duration(key('timeout'), 600_000_000)
  if (timeout < 10_000) reader.reject(key('timeout'), 'expected at least 10 ms')
  const mode = reader.word(key('mode'), 'exactly_once', ['exactly_once', 'at_least_once'])
  // A minimum pause leaves room for one at a time, as in Flink.
  const concurrent = reader.count(key('max-concurrent-checkpoints'), 1, 1)
  return {
    checkpointInterval: interval === null ? null : Math.max(interval, minPause),
    exactlyOnce: mode === 'exactly_once',
    ...unalignedSettings(reader, mode === 'exactly_once' && interval !== null, concurrent),
    minPause,
    maxConcurrent: minPause > 0 ? 1 : concurrent,
    checkpointTimeout: timeout,
    tolerableFailures: reader.count(key('tolerable-failed-checkpoints'), 0, 0),
    ...progressSettings(reader, interval),
    retained: reader.count(key('num-retained'), 1, 1),
    retention: reader.constant(key('externalized-checkpoint-retention'), RETENTIONS),
    checkpointsAfterFinish: reader.flag(key('checkpoints-after-tasks-finish'), true),
  }
}

/** `possible`: there are checkpoints, and exactly-once ones; otherwise the switch has no effect, as in Flink. */
function unalignedSettings(reader: Reader, possible: boolean, concurrent: number) {
  const key = (name: string) => `execution.checkpointing.${name}`
  const unaligned = reader.flag(key('unaligned.enabled'), false) && possible
  if (unaligned && concurrent > 1) {
    const message = `expected 1 with unaligned checkpoints, got ${concurrent}; only one of them can be under way`
    reader.reject(key('max-concurrent-checkpoints'), message)
  }
  return {
    unaligned,
    alignedTimeout: reader.duration(key('aligned-checkpoint-timeout'), 0),
    unalignedForced: reader.flag(key('unaligned.forced'), false),
    withoutChannelState: reader.integer(
      'execution.state-recovery.without-channel-state.checkpoint-id',
      -1,
      -1,
    ),
  }
}

/** They stand beside periodic checkpoints: without these nothing is scheduled at all. */
function progressSettings(reader: Reader, interval: number | null) {
  const key = (name: string) => `weir.checkpointing.trigger.${name}`
  const triggerRecords = reader.count(key('records'), 0, 0)
  const triggerBytes = reader.memory(key('bytes'), 0)
  const given = triggerRecords > 0 ? 'records' : triggerBytes > 0 ? 'bytes' : null
  if (given !== null && interval === null)
    reader.reject(key(given), 'expected execution.checkpointing.interval to be set too, got none')
  const backlog = 'execution.checkpointing.interval-during-backlog'
  if (reader.optionalDuration(backlog) !== null)
    reader.reject(backlog, 'expected no value; no source here ever reports a backlog')
  return { triggerRecords, triggerBytes }
}

/** Flink's names of the strategies, the old ones too. */
const STRATEGIES: Readonly<Record<string, RestartStrategy['type']>> = {
  none: 'none',
  off: 'none',
  disable: 'none',
  'fixed-delay': 'fixed-delay',
  fixeddelay: 'fixed-delay',
  'failure-rate': 'failure-rate',
  failurerate: 'failure-rate',
  'exponential-delay': 'exponential-delay',
  exponentialdelay: 'exponential-delay',
}

/** Unset: exponential-delay where there are checkpoints, else none, as in Flink. */
function restartSettings(reader: Reader, config: Config): RestartStrategy {
  const isCheckpointed = config['execution.checkpointing.interval'] !== undefined
  const name = reader.word(
    'restart-strategy.type',
    isCheckpointed ? 'exponential-delay' : 'none',
    Object.keys(STRATEGIES),
  )
  const type = STRATEGIES[name] ?? 'none'
  const key = (field: string) => `restart-strategy.${type}.${field}`
  switch (type) {
    case 'none':
      return { type }
    case 'fixed-delay':
      return {
        type,
        attempts: reader.count(key('attempts'), 1, 0),
        delay: reader.duration(key('delay'), 1_000_000),
      }
    case 'failure-rate':
      return {
        type,
        maxFailures: reader.count(key('max-failures-per-interval'), 1, 1),
        interval: reader.duration(key('failure-rate-interval'), 60_000_000),
        delay: reader.duration(key('delay'), 1_000_000),
      }
    case 'exponential-delay':
      return exponentialDelay(reader, key)
  }
}

function exponentialDelay(reader: Reader, key: (field: string) => string): RestartStrategy {
  const initialBackoff = Math.max(1, reader.duration(key('initial-backoff'), 1_000_000))
  const maxBackoff = reader.duration(key('max-backoff'), 60_000_000)
  if (maxBackoff < initialBackoff) reader.reject(key('max-backoff'), 'expected at least the initial backoff')
  return {
    type: 'exponential-delay',
    initialBackoff,
    maxBackoff,
    multiplier: reader.decimal(key('backoff-multiplier'), 1.5, 1, 1000),
    resetThreshold: reader.duration(key('reset-backoff-threshold'), 3_600_000_000),
    jitter: reader.decimal(key('jitter-factor'), 0.1, 0, 1),
    attemptsBeforeReset: reader.count(key('attempts-before-reset-backoff'), 2_147_483_647, 1),
  }
}

function bufferSettings(reader: Reader) {
  const key = (name: string) => `taskmanager.network.memory.buffer-debloat.${name}`
  const most = reader.memory('taskmanager.memory.segment-size', 32_768)
  const least = Math.min(most, reader.memory('taskmanager.memory.min-segment-size', 256))
  const enabled = reader.flag(key('enabled'), false)
  const period = reader.duration(key('period'), 200_000)
  const target = reader.duration(key('target'), 1_000_000)
  for (const [name, value] of [
    ['period', period],
    ['target', target],
  ] as const)
    if (enabled && value < 1000) reader.reject(key(name), 'expected at least 1 ms')
  const threshold = reader.count(key('threshold-percentages'), 25, 0)
  if (threshold > 100) reader.reject(key('threshold-percentages'), `expected at most 100, got ${threshold}`)
  const samples = reader.count(key('samples'), 20, 1)
  const debloat = enabled ? { period, target, threshold, samples, least, most } : null
  return { bufferBytes: most, debloat }
}

function networkSettings(reader: Reader) {
  const latency = (key: string, initial: number) => Math.max(1, reader.duration(key, initial))
  return {
    autoWatermarkInterval: reader.duration('pipeline.auto-watermark-interval', 200_000),
    claimMode: reader.constant('execution.state-recovery.claim-mode', CLAIM_MODES, 'NO_CLAIM'),
    ignoreUnclaimedState: reader.flag('execution.state-recovery.ignore-unclaimed-state', false),
    bufferTimeout: reader.duration('execution.buffer-timeout.interval', 100_000),
    ...bufferSettings(reader),
    queueBuffers: reader.count('weir.network.queue-buffers', 10, 1),
    credits: reader.count('weir.network.credits-per-channel', 2, 1),
    networkLatency: latency('weir.network.latency', 1_000),
    connectionTimeout: latency('weir.network.connection-timeout', 120_000_000),
    rpcLatency: latency('weir.rpc.latency', 1_000),
    ...storageCosts(reader),
    brokerLatency: latency('weir.broker.latency', 1_000),
    jitter: reader.duration('weir.sim.jitter', 0),
    permuteRanks: reader.flag('weir.sim.permute-ranks', false),
  }
}

function sinkSettings(reader: Reader) {
  return {
    committerRetries: reader.count('sink.committer.retries', 10, 0),
    commitTimeout: Math.max(1, reader.duration('weir.sink.commit-timeout', 1_000_000)),
    transactionTimeout: reader.duration('weir.sink.transaction-timeout', 0),
    ignoreTransactionFailures: reader.flag('weir.sink.ignore-transaction-failures', true),
  }
}

function costSettings(reader: Reader, config: Config) {
  const recordCostOf: Record<string, number> = {}
  for (const key of Object.keys(config).sort()) {
    if (key.startsWith(`${RECORD_COST}.`)) {
      recordCostOf[key.slice(RECORD_COST.length + 1)] = Math.max(1, reader.duration(key, 1))
    }
  }
  return {
    recordCost: Math.max(1, reader.duration(RECORD_COST, 1)),
    recordCostOf,
    prepareCost: Math.max(1, reader.duration('weir.snapshot.prepare-duration', 1)),
    syncDuration: Math.max(1, reader.duration('weir.snapshot.sync-duration', 1_000)),
    rowBytes: reader.count('weir.state.row-bytes', 64, 1),
    lineage: reader.flag('weir.lineage.enabled', true),
    store: storeSetting(reader),
    memoryBudget: reader.memory('weir.state.memory-budget', 0),
  }
}

function storeSetting(reader: Reader): EngineSettings['store'] {
  const word = reader.word('weir.store', 'as-preferred', ['as-preferred', 'memory', 'indexeddb', 'opfs'])
  return word === 'as-preferred' ? null : (word as EngineSettings['store'])
}
