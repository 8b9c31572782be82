/**
 * State backends as a program names them: `env.setStateBackend(new HashMapStateBackend())`. The three classes of
 * Flink 1.x that chose the checkpoint storage, too, are here under their old names and mean what their names mean
 * today. Each is no more than the settings it stands for.
 */
import { refuse } from './error.ts'

const BACKEND = 'state.backend.type'
const STORAGE = 'execution.checkpointing.storage'
const DIR = 'execution.checkpointing.dir'
const INCREMENTAL = 'execution.checkpointing.incremental'

export interface ChosenStateBackend {
  /** By Flink's keys. */
  readonly settings: Readonly<Record<string, string | boolean>>
}

function directory(backend: string, uri: string): string {
  return uri.trim().length > 0 && !/\s/.test(uri)
    ? uri
    : refuse(
        'config',
        DIR,
        `expected ${backend} with a directory such as "file:///checkpoints", got "${uri}"`,
      )
}

/** Objects on the heap of the task. */
export class HashMapStateBackend implements ChosenStateBackend {
  readonly settings = { [BACKEND]: 'hashmap' }
}

/** A log-structured store; `incremental` checkpoints write new files only. */
export class EmbeddedRocksDBStateBackend implements ChosenStateBackend {
  readonly settings: Readonly<Record<string, string | boolean>>

  constructor(incremental?: boolean) {
    this.settings = {
      [BACKEND]: 'rocksdb',
      ...(incremental === undefined ? {} : { [INCREMENTAL]: incremental }),
    }
  }
}

/** Flink 1.x: objects on the heap, snapshots with the JobManager. */
export class MemoryStateBackend implements ChosenStateBackend {
  readonly settings = { [BACKEND]: 'hashmap', [STORAGE]: 'jobmanager' }
}

/** Flink 1.x: objects on the heap, snapshots in files. */
export class FsStateBackend implements ChosenStateBackend {
  readonly settings: Readonly<Record<string, string>>

  constructor(uri: string) {
    this.settings = {
      [BACKEND]: 'hashmap',
      [STORAGE]: 'filesystem',
      [DIR]: directory('FsStateBackend', uri),
    }
  }
}

/** Flink 1.x: a log-structured store, snapshots in files. */
export class RocksDBStateBackend implements ChosenStateBackend {
  readonly settings: Readonly<Record<string, string | boolean>>

  constructor(uri: string, incremental = false) {
    this.settings = {
      [BACKEND]: 'rocksdb',
      [STORAGE]: 'filesystem',
      [DIR]: directory('RocksDBStateBackend', uri),
      [INCREMENTAL]: incremental,
    }
  }
}
