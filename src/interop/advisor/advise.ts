/**
 * Which state backend and which checkpoint storage fit a job: an estimate for each pair, from a few numbers that a
 * person knows or can guess, with every formula and what went into it. Three strategies weigh the estimates
 * differently; what cannot work is ruled out whatever the strategy, with the reason.
 *
 * These are estimates for choosing, in round numbers of ours. Nothing here is measured, and no run reads any of it.
 */
export const BACKENDS = ['hashmap', 'rocksdb', 'database'] as const
export const STORAGES = ['jobmanager', 'filesystem', 'database'] as const
export const STRATEGIES = ['performance', 'availability', 'consistency'] as const

export type BackendName = (typeof BACKENDS)[number]
export type StorageName = (typeof STORAGES)[number]
export type Strategy = (typeof STRATEGIES)[number]

/** Bytes, milliseconds, and shares from 0 to 1. */
export interface Workload {
  /** Subtasks that hold keyed state. */
  readonly tasks: number
  readonly statePerTask: number
  readonly growthPerDay: number
  readonly days: number
  readonly readsPerSecond: number
  readonly writesPerSecond: number
  /** Of the accesses, those whose key is not in memory where a backend keeps a part there only. */
  readonly missShare: number
  /** Of the state, what changes between two checkpoints. */
  readonly changedShare: number
  readonly checkpointInterval: number
  readonly recoveryTarget: number
  /** Heap that a task may fill with state. */
  readonly heapPerTask: number
  /** What the checkpoint storage takes and gives, bytes a second, shared by all tasks. */
  readonly bandwidth: number
  readonly latency: number
  /** What this browser lets a page store; null: not asked, or no limit. */
  readonly quota: number | null
}

/** A number, how it came about, and what went in: `total = tasks × state` with values. */
export interface Estimate {
  readonly name: EstimateName
  readonly value: number
  readonly unit: 'bytes' | 'ms' | 'share'
  /** The formula with its numbers, as text: mathematics is the same in every language. */
  readonly formula: string
}

export type EstimateName = 'heap' | 'busy' | 'uploaded' | 'checkpoint' | 'recovery' | 'stored'

export type Ruling =
  'heap-too-small' | 'state-over-5-mb' | 'slower-than-interval' | 'quota-too-small' | 'no-time-for-records'

export interface Option {
  readonly backend: BackendName
  readonly storage: StorageName
  readonly estimates: readonly Estimate[]
  /** Why it cannot work; empty: it can. */
  readonly ruledOut: readonly Ruling[]
  readonly meetsRecoveryTarget: boolean
}

export interface Advice {
  /** Best first; those that cannot work come last. */
  readonly options: readonly Option[]
  /** Null: nothing of it can work. */
  readonly recommended: Option | null
  /** Of one task at the end of the days, in bytes. */
  readonly stateLater: number
}

/**
 * Microseconds for one access: an object on the heap, or bytes that are serialised; and what a key costs that has to be
 * fetched first, as a block of sorted rows or as a row of a database.
 */
const ACCESS_US: Readonly<
  Record<BackendName, { readonly read: number; readonly write: number; readonly miss: number }>
> = {
  hashmap: { read: 0.1, write: 0.2, miss: 0 },
  rocksdb: { read: 3, write: 2, miss: 20 },
  database: { read: 1, write: 1, miss: 100 },
}

/** Objects on the heap take about so many times the room of their bytes. */
const OBJECT_FACTOR = 2
/** Of its state, what a backend keeps in memory that keeps the rest elsewhere. */
const CACHE_SHARE = 0.1
/** Levels are written again by compaction. */
const COMPACTION_FACTOR = 1.5
/** Flink's JobManagerCheckpointStorage.DEFAULT_MAX_STATE_SIZE. */
export const JOB_MANAGER_STATE_MAX = 5 * 1024 * 1024

const SECOND = 1000

export function advise(workload: Workload, strategy: Strategy): Advice {
  const stateLater = workload.statePerTask * growth(workload.growthPerDay, workload.days)
  const options = BACKENDS.flatMap(backend =>
    STORAGES.map(storage => optionOf(workload, stateLater, backend, storage)),
  )
  const ranked = options
    .map((option, place) => ({ option, place, rank: rankOf(option, strategy) }))
    .sort((a, b) => compareRanks(a.rank, b.rank) || a.place - b.place)
    .map(({ option }) => option)
  const [first] = ranked
  return { options: ranked, stateLater, recommended: first?.ruledOut.length === 0 ? first : null }
}

/** Compound, day by day. */
function growth(perDay: number, days: number): number {
  let factor = 1
  for (let day = 0; day < days; day++) factor *= 1 + perDay
  return factor
}

function optionOf(workload: Workload, state: number, backend: BackendName, storage: StorageName): Option {
  const estimates = [
    heap(state, backend),
    busy(workload, backend),
    uploaded(workload, state, backend),
    checkpoint(workload, state, backend),
    recovery(workload, state),
    stored(workload, state, backend),
  ]
  const value = (name: EstimateName) => estimates.find(estimate => estimate.name === name)!.value
  return {
    backend,
    storage,
    estimates,
    ruledOut: rulings(workload, state, storage, value),
    meetsRecoveryTarget: value('recovery') <= workload.recoveryTarget,
  }
}

function heap(state: number, backend: BackendName): Estimate {
  const factor = backend === 'hashmap' ? OBJECT_FACTOR : CACHE_SHARE
  return {
    name: 'heap',
    value: state * factor,
    unit: 'bytes',
    formula: `${bytes(state)} × ${factor}`,
  }
}

function busy({ readsPerSecond, writesPerSecond, missShare }: Workload, backend: BackendName): Estimate {
  const { read, write, miss } = ACCESS_US[backend]
  const missed = readsPerSecond * missShare * miss
  const fetched = miss === 0 ? '' : ` + ${readsPerSecond} × ${missShare} × ${miss} µs`
  return {
    name: 'busy',
    value: (readsPerSecond * read + writesPerSecond * write + missed) / 1e6,
    unit: 'share',
    formula: `(${readsPerSecond} × ${read} µs + ${writesPerSecond} × ${write} µs${fetched}) / 1 s`,
  }
}

/** What one checkpoint writes, of all tasks. */
function uploadedBytes({ tasks, changedShare }: Workload, state: number, backend: BackendName): number {
  if (backend === 'hashmap') return tasks * state
  const factor = backend === 'rocksdb' ? COMPACTION_FACTOR : 1
  return tasks * state * Math.min(1, changedShare * factor)
}

function uploaded(workload: Workload, state: number, backend: BackendName): Estimate {
  const { tasks, changedShare } = workload
  const factor = backend === 'rocksdb' ? ` × ${COMPACTION_FACTOR}` : ''
  const share = backend === 'hashmap' ? '' : ` × min(1, ${changedShare}${factor})`
  return {
    name: 'uploaded',
    value: uploadedBytes(workload, state, backend),
    unit: 'bytes',
    formula: `${tasks} × ${bytes(state)}${share}`,
  }
}

function checkpoint(workload: Workload, state: number, backend: BackendName): Estimate {
  const { bandwidth, latency } = workload
  const written = uploadedBytes(workload, state, backend)
  return {
    name: 'checkpoint',
    value: latency + (written / bandwidth) * SECOND,
    unit: 'ms',
    formula: `${latency} ms + ${bytes(written)} / ${bytes(bandwidth)}/s`,
  }
}

/** Everything is read again, whatever was written last. */
function recovery({ tasks, bandwidth, latency }: Workload, state: number): Estimate {
  return {
    name: 'recovery',
    value: latency + ((tasks * state) / bandwidth) * SECOND,
    unit: 'ms',
    formula: `${latency} ms + ${tasks} × ${bytes(state)} / ${bytes(bandwidth)}/s`,
  }
}

/** What lies on the storage while the next checkpoint is written. */
function stored(workload: Workload, state: number, backend: BackendName): Estimate {
  const all = workload.tasks * state
  const next = uploadedBytes(workload, state, backend)
  return { name: 'stored', value: all + next, unit: 'bytes', formula: `${bytes(all)} + ${bytes(next)}` }
}

function rulings(
  { heapPerTask, checkpointInterval, quota }: Workload,
  state: number,
  storage: StorageName,
  value: (name: EstimateName) => number,
): Ruling[] {
  const found: Ruling[] = []
  if (value('heap') > heapPerTask) found.push('heap-too-small')
  if (value('busy') >= 1) found.push('no-time-for-records')
  if (storage === 'jobmanager' && state > JOB_MANAGER_STATE_MAX) found.push('state-over-5-mb')
  if (value('checkpoint') > checkpointInterval) found.push('slower-than-interval')
  if (storage !== 'jobmanager' && quota !== null && value('stored') > quota) found.push('quota-too-small')
  return found
}

/** How sure a completed checkpoint is to be there afterwards: in memory only, from `_metadata` on, in one transaction. */
const DURABILITY: Readonly<Record<StorageName, number>> = { jobmanager: 0, filesystem: 1, database: 2 }

/** Smaller is better, the first number first. */
function rankOf(option: Option, strategy: Strategy): readonly number[] {
  const value = (name: EstimateName) => option.estimates.find(estimate => estimate.name === name)!.value
  const impossible = option.ruledOut.length
  const late = option.meetsRecoveryTarget ? 0 : 1
  const survives = option.storage === 'jobmanager' ? 1 : 0
  switch (strategy) {
    case 'performance':
      return [impossible, value('busy'), value('checkpoint'), survives]
    case 'availability':
      return [impossible, survives, late, value('checkpoint'), value('busy')]
    case 'consistency':
      return [impossible, -DURABILITY[option.storage], value('checkpoint'), value('busy')]
  }
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, i) => part !== b[i])
  return at < 0 ? 0 : a[at]! - b[at]!
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Three digits and a unit of 1024. */
export function bytes(value: number): string {
  let left = value
  let unit = 0
  while (left >= 1000 && unit < UNITS.length - 1) {
    left /= 1024
    unit += 1
  }
  return `${Number(left.toPrecision(3))} ${UNITS[unit]}`
}
