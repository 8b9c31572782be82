/**
 * Which state backend, and where its snapshots go: two choices. The backends of Flink 1.x were both in one, so each
 * of their names is read as the pair that it means today. Older keys stand for the current ones, which come first.
 */
import type { OptionReader } from '../api/state-backend.ts'
import type { Config } from '../api/spec.ts'

export type CheckpointStorageKind = 'jobmanager' | 'filesystem' | 'database'

/** What storage of a kind costs, roughly: how long it takes to answer, and bytes a second of one task. */
const PROFILES = {
  none: { latency: 2_000, bandwidth: 100 * 1048576 },
  'local-disk': { latency: 200, bandwidth: 400 * 1048576 },
  hdfs: { latency: 8_000, bandwidth: 120 * 1048576 },
  s3: { latency: 40_000, bandwidth: 80 * 1048576 },
  mysql: { latency: 3_000, bandwidth: 20 * 1048576 },
  cassandra: { latency: 2_000, bandwidth: 50 * 1048576 },
} as const

export type StorageProfile = keyof typeof PROFILES

export interface StateSettings {
  /** The kind of a backend definition. */
  readonly stateBackend: string
  readonly checkpointStorage: CheckpointStorageKind
  /** Root of the checkpoint files; null: none was given. */
  readonly checkpointDir: string | null
  /** Each job has a directory of its own below it. */
  readonly createSubdir: boolean
  /** State of at most so many bytes is kept inside `_metadata`. */
  readonly inlineThreshold: number
}

const INLINE_MOST = 1048576

interface Meaning {
  readonly backend: string
  /** Null: the name says nothing about it. */
  readonly storage: CheckpointStorageKind | null
}

const only = (backend: string): Meaning => ({ backend, storage: null })

/** Names that are not the backend's own. */
const NAMES: Readonly<Record<string, Meaning>> = {
  hashmapstatebackend: only('hashmap'),
  embeddedrocksdbstatebackend: only('rocksdb'),
  memorystatebackend: { backend: 'hashmap', storage: 'jobmanager' },
  memory: { backend: 'hashmap', storage: 'jobmanager' },
  jobmanager: { backend: 'hashmap', storage: 'jobmanager' },
  fsstatebackend: { backend: 'hashmap', storage: 'filesystem' },
  filesystem: { backend: 'hashmap', storage: 'filesystem' },
  rocksdbstatebackend: { backend: 'rocksdb', storage: 'filesystem' },
}

const ABSENT: readonly string[] = ['forst', 'forststatebackend']

/** Older key → current key. `state.backend.rocksdb.dir` was never one of Flink's, but is often written. */
const OLDER: readonly (readonly [older: string, current: string])[] = [
  ['state.backend', 'state.backend.type'],
  ['state.backend.incremental', 'execution.checkpointing.incremental'],
  ['state.checkpoint-storage', 'execution.checkpointing.storage'],
  ['state.checkpoints.dir', 'execution.checkpointing.dir'],
  ['state.backend.fs.checkpointdir', 'execution.checkpointing.dir'],
  ['state.storage.fs.memory-threshold', 'execution.checkpointing.data-inline-threshold'],
  ['state.backend.fs.memory-threshold', 'execution.checkpointing.data-inline-threshold'],
  ['state.checkpoints.create-subdir', 'execution.checkpointing.create-subdir'],
  ['state.backend.changelog.enabled', 'state.changelog.enabled'],
  ['state.backend.rocksdb.dir', 'state.backend.rocksdb.localdir'],
]

export function withCurrentNames(config: Config): Config {
  const current: Record<string, string> = { ...config }
  for (const [older, key] of OLDER) {
    const value = config[older]
    if (value !== undefined) current[key] ??= value
  }
  return current
}

/** A class may be written with its package, as in Flink. */
function meaningOf(name: string): Meaning {
  const simple = name.slice(name.lastIndexOf('.') + 1).replace(/factory$/, '')
  return NAMES[simple] ?? only(simple)
}

/** The kind of backend that a name stands for; one that is not known stands for itself. */
export function backendNamed(name: string): string {
  return meaningOf(name.trim().toLowerCase()).backend
}

export function stateSettings(reader: OptionReader): StateSettings {
  const key = 'state.backend.type'
  const { backend, storage } = meaningOf(reader.name(key, 'hashmap'))
  if (ABSENT.includes(backend))
    reader.reject(key, `expected hashmap, rocksdb or database; ${backend} is not modelled`)
  if (reader.flag('state.changelog.enabled', false))
    reader.reject('state.changelog.enabled', 'expected false; a changelog is not modelled')
  const checkpointDir = reader.path('execution.checkpointing.dir')
  const checkpointStorage = storage ?? chosenStorage(reader, checkpointDir)
  if (checkpointStorage === 'filesystem' && checkpointDir === null)
    reader.reject('execution.checkpointing.dir', 'expected a directory, which storage filesystem needs')
  return {
    stateBackend: backend,
    checkpointStorage,
    checkpointDir,
    createSubdir: reader.flag('execution.checkpointing.create-subdir', true),
    inlineThreshold: inlineThreshold(reader),
  }
}

function inlineThreshold(reader: OptionReader): number {
  const key = 'execution.checkpointing.data-inline-threshold'
  const bytes = reader.memory(key, 20 * 1024)
  if (bytes > INLINE_MOST) reader.reject(key, 'expected at most 1 mb')
  return bytes
}

/** What a profile says, where nothing is said about it. */
export function storageCosts(reader: OptionReader) {
  const profiles = Object.keys(PROFILES) as StorageProfile[]
  const { latency, bandwidth } = PROFILES[reader.word('weir.storage.profile', 'none', profiles)]
  return {
    storageLatency: Math.max(1, reader.duration('weir.storage.latency', latency)),
    storageBandwidth: Math.max(1, reader.memory('weir.storage.bandwidth', bandwidth)),
  }
}

/** Unset: the file system where there is a directory for it, else the JobManager. */
function chosenStorage(reader: OptionReader, dir: string | null): CheckpointStorageKind {
  return reader.word('execution.checkpointing.storage', dir === null ? 'jobmanager' : 'filesystem', [
    'jobmanager',
    'filesystem',
    'database',
  ])
}
