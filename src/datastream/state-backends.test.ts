import { describe, expect, it } from 'vitest'
import { readSettings } from '../engine/kernel/settings.ts'
import { StreamExecutionEnvironment } from './environment.ts'
import {
  EmbeddedRocksDBStateBackend,
  FsStateBackend,
  HashMapStateBackend,
  MemoryStateBackend,
  RocksDBStateBackend,
  type ChosenStateBackend,
} from './state-backends.ts'

const DIR = 'file:///checkpoints'

function chosen(config: Readonly<Record<string, string>>): string {
  const settings = readSettings(config)
  if (!settings.ok) return `${settings.error.path}: ${settings.error.message}`
  const { stateBackend, checkpointStorage, checkpointDir } = settings.value
  return [stateBackend, checkpointStorage, ...(checkpointDir === null ? [] : [checkpointDir])].join(' ')
}

describe('a backend in code', () => {
  it.each<[string, ChosenStateBackend, string]>([
    ['HashMapStateBackend', new HashMapStateBackend(), 'hashmap jobmanager'],
    ['EmbeddedRocksDBStateBackend', new EmbeddedRocksDBStateBackend(true), 'rocksdb jobmanager'],
    ['MemoryStateBackend', new MemoryStateBackend(), 'hashmap jobmanager'],
    ['FsStateBackend', new FsStateBackend(DIR), `hashmap filesystem ${DIR}`],
    ['RocksDBStateBackend', new RocksDBStateBackend(DIR, true), `rocksdb filesystem ${DIR}`],
  ])('%s', (_name, backend, meaning) => {
    const env = new StreamExecutionEnvironment().setStateBackend(backend)
    env.fromElements(1).print()
    expect(chosen(env.getStreamGraph().config)).toBe(meaning)
  })

  it('that keeps its snapshots in files needs a directory', () => {
    expect(() => new FsStateBackend(' ')).toThrow(/expected FsStateBackend with a directory/)
  })
})

describe('a name in a config', () => {
  it.each([
    ['hashmap', 'hashmap jobmanager'],
    ['rocksdb', 'rocksdb jobmanager'],
    ['database', 'database jobmanager'],
    ['jobmanager', 'hashmap jobmanager'],
    ['MemoryStateBackend', 'hashmap jobmanager'],
    ['org.apache.flink.runtime.state.hashmap.HashMapStateBackendFactory', 'hashmap jobmanager'],
    ['forst', 'state.backend.type: expected hashmap, rocksdb or database; forst is not modelled'],
    ['filesystem', 'execution.checkpointing.dir: expected a directory, which storage filesystem needs'],
  ])('%s means %s', (name, meaning) => {
    expect(chosen({ 'state.backend.type': name })).toBe(meaning)
  })

  it('stands under the key of today or of yesterday, and that of today comes first', () => {
    expect(chosen({ 'state.backend': 'rocksdb' })).toBe('rocksdb jobmanager')
    expect(chosen({ 'state.backend': 'rocksdb', 'state.backend.type': 'hashmap' })).toBe('hashmap jobmanager')
  })

  it('with a directory for checkpoints, these go to the file system unless something else is said', () => {
    expect(chosen({ 'state.checkpoints.dir': DIR })).toBe(`hashmap filesystem ${DIR}`)
    const storage = { 'execution.checkpointing.storage': 'database' }
    expect(chosen({ 'execution.checkpointing.dir': DIR, ...storage })).toBe(`hashmap database ${DIR}`)
  })

  it('a changelog is refused by name', () => {
    expect(chosen({ 'state.backend.changelog.enabled': 'true' })).toMatch(
      /^state.changelog.enabled: expected false/,
    )
  })
})
