import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { StreamExecutionEnvironment } from '../../datastream/index.ts'
import { backends } from '../../backends/index.ts'
import { configureBackend, readSettings } from '../../engine/kernel/settings.ts'
import { CONFIG_OPTIONS, isWeirKey, optionOf, resolveName } from './options.ts'
import { readValue } from './values.ts'

const flink = CONFIG_OPTIONS.filter(option => !isWeirKey(option.key))

describe('the table of Flink’s options', () => {
  it('has every option once, and a default of its own type', () => {
    expect(flink).toHaveLength(209)
    expect(new Set(CONFIG_OPTIONS.map(option => option.key)).size).toBe(CONFIG_OPTIONS.length)
    for (const { key, type, initial, words } of CONFIG_OPTIONS) {
      if (initial === null || type === 'Map') continue
      expect(readValue(type, initial, words), `${key}: ${initial}`).not.toBeNull()
    }
  })

  it('knows current, older and further names, and families of keys', () => {
    const kind = (name: string) => resolveName(name).kind
    expect(kind('execution.checkpointing.interval')).toBe('option')
    expect(kind('execution.checkpointing.unaligned')).toBe('older-name')
    expect(kind('weir.task.record-cost.count')).toBe('option')
    expect(kind('taskmanager.memory.managed.consumer-weights.OPERATOR')).toBe('option')
    expect(kind('jobmanager.rpc.address')).toBe('known')
    expect(kind('metrics.reporter.prom.port')).toBe('known')
    expect(kind('weir.network.latencyy')).toBe('unknown')
  })

  it('has a sentence in both languages for every option that is modelled', () => {
    const modelled = CONFIG_OPTIONS.filter(option => option.modelled)
    expect(modelled.length).toBeGreaterThan(25)
    for (const { key, en, zh } of modelled) {
      expect(en, key).toMatch(/\.$/)
      expect(zh, key).toMatch(/。$/)
    }
  })
})

const NONSENSE = '\u0000?'
/** Each makes the engine look at its own keys. */
const STRATEGIES = ['fixed-delay', 'failure-rate', 'exponential-delay']

/** Whether the engine or the environment refuses nonsense under this key: then it reads it. */
function isRead(key: string): boolean {
  const isRefused = (strategy: string) =>
    !readSettings({ 'restart-strategy.type': strategy, [key]: NONSENSE }).ok
  if (STRATEGIES.some(isRefused)) return true
  if (backends.some(backend => !configureBackend(backend, { [key]: NONSENSE }).ok)) return true
  const env = new StreamExecutionEnvironment({ [key]: NONSENSE })
  try {
    env.fromElements(1).print()
    env.getStreamGraph()
    return false
  } catch {
    return true
  }
}

function isChained(config: Readonly<Record<string, string>>): boolean {
  const env = new StreamExecutionEnvironment(config)
  env.fromElements(1).print()
  return env.getStreamGraph().chainingEnabled
}

const KEY = /'((?:execution|parallelism|pipeline|restart-strategy|state|taskmanager|weir)\.[\w.-]+)'/g

describe('modelled is what the engine reads', () => {
  it('and no key that stands in its settings is left out', () => {
    const text = readFileSync('src/engine/kernel/settings.ts', 'utf8')
    const read = [...text.matchAll(KEY)].map(match => match[1] ?? '')
    expect(read.length).toBeGreaterThan(15)
    for (const key of read) expect(optionOf(key), key).toMatchObject({ modelled: true })
  })

  it.each(CONFIG_OPTIONS.map(option => [option.key, option.modelled] as const))('%s: %s', (key, modelled) => {
    if (key === 'pipeline.operator-chaining.enabled') expect(isChained({ [key]: 'false' })).toBe(false)
    else expect(isRead(key)).toBe(modelled)
  })

  it('as is the cost of a record in one vertex', () => {
    expect(isRead('weir.task.record-cost.count')).toBe(true)
    expect(optionOf('weir.task.record-cost.count')).toMatchObject({ modelled: true, type: 'Duration' })
  })
})
