import { describe, expect, it, test } from 'vitest'
import { createRng, nextInt } from '../../base/prng.ts'
import { EpochClock } from '../../base/versioned-map.ts'
import { backends } from '../../backends/index.ts'
import { buildPipeline } from '../../pipelines/build.ts'
import { registry } from '../../worker/registry.ts'
import type { BackendContext, HeldStores, StateBackendDefinition } from '../api/state-backend.ts'
import { randomCommand, randomSpec, STEPS_MAX } from '../trace/random-run.suite.ts'
import { createRun, type Run } from '../trace/run.ts'
import { BackendManager } from './backend-manager.ts'

const manager = new BackendManager(backends)

function created(name: string): StateBackendDefinition {
  const definition = manager.create(name)
  if (!definition.ok) throw new Error(definition.error.message)
  return definition.value
}

function configured(name: string) {
  const backend = manager.configure(created(name), {})
  if (!backend.ok) throw new Error(backend.error.message)
  return backend.value
}

/** In a world that has what the backend keeps there. */
function contextIn(backend: ReturnType<typeof configured>, owner: string, uid = 'count'): BackendContext {
  const context: BackendContext = {
    uid,
    owner,
    clock: new EpochClock(),
    keyOf: (_scope, row) => row,
    keyGroupOf: () => 0,
    restored: () => undefined,
    restoredCheckpoint: 0,
    data: () => ({}),
    charge: () => {},
  }
  const { initialData } = backend.open({ ...context, clock: new EpochClock() })
  return { ...context, data: () => initialData ?? {} }
}

describe('a name', () => {
  it.each([
    ['hashmap', 'hashmap'],
    ['rocksdb', 'rocksdb'],
    ['database', 'database'],
    ['HashMapStateBackend', 'hashmap'],
    ['EmbeddedRocksDBStateBackend', 'rocksdb'],
    ['MemoryStateBackend', 'hashmap'],
    ['jobmanager', 'hashmap'],
    ['FsStateBackend', 'hashmap'],
    ['filesystem', 'hashmap'],
    ['RocksDBStateBackend', 'rocksdb'],
    ['org.apache.flink.contrib.streaming.state.RocksDBStateBackendFactory', 'rocksdb'],
  ])('%s creates %s', (name, kind) => {
    expect(created(name).kind).toBe(kind)
  })

  it('that nobody has is answered with those that there are', () => {
    expect(manager.create('cassandra')).toEqual({
      ok: false,
      error: {
        code: 'config',
        path: 'state.backend.type',
        message: 'expected one of hashmap, rocksdb, database; cassandra is not modelled yet',
      },
    })
  })

  it('stands for one backend only', () => {
    expect(() => new BackendManager([...backends, backends[0]])).toThrow(/duplicate state backend: hashmap/)
  })
})

test('an option that cannot be used is named by its key, and says what was expected', () => {
  const key = 'state.backend.rocksdb.writebuffer.size'
  expect(manager.configure(created('rocksdb'), { [key]: 'much' })).toMatchObject({
    ok: false,
    error: { path: key, message: expect.stringMatching(/^expected a memory size .*, got "much"$/) as string },
  })
})

describe.each(backends.map(({ kind }) => kind))('a store of %s', kind => {
  const backend = configured(kind)
  const contextOf = (owner: string, uid?: string) => contextIn(backend, owner, uid)

  it('is created, configured, opened and destroyed', () => {
    const held: HeldStores = new Map()
    const opened = manager.open(held, backend, contextOf('count-0#0'))
    expect([...held]).toEqual([['count', opened]])
    opened.createTimerTable('timers', 'event-time-timers').put('5||k', true, 1)
    manager.destroy(held, 'count')
    expect(held.size).toBe(0)
  })

  it('has one owner: a second is refused, and comes in when the first is gone', () => {
    const held: HeldStores = new Map()
    const first = manager.open(held, backend, contextOf('count-0#0'))
    expect(() => manager.open(held, backend, contextOf('count-0#1'))).toThrow(
      'the state of count has no other owner when count-0#1 opens it',
    )
    expect(held.get('count')).toBe(first)
    manager.open(held, backend, contextOf('count-0#0', 'another'))
    manager.destroy(held, 'count')
    expect(manager.open(held, backend, contextOf('count-0#1'))).not.toBe(first)
    expect([...held.keys()]).toEqual(['another', 'count'])
  })

  it('that nobody holds cannot be destroyed, and none is destroyed twice', () => {
    const held: HeldStores = new Map()
    expect(() => manager.destroy(held, 'count')).toThrow(/owner of the state of count/)
    manager.open(held, backend, contextOf('count-0#0'))
    manager.destroy(held, 'count')
    expect(() => manager.destroy(held, 'count')).toThrow(/owner of the state of count/)
  })

  it('whose past nobody may go back to is let go when it is destroyed', () => {
    for (const kept of [false, true]) {
      const held: HeldStores = new Map()
      const context = contextOf('count-0#0')
      const timers = manager.open(held, backend, context).createTimerTable('timers', 'event-time-timers')
      timers.put('5||k', true, 1)
      const { size } = context.clock.maps
      expect(size).toBeGreaterThan(0)
      if (kept) context.clock.kept = context.clock.now
      manager.destroy(held, 'count')
      expect(context.clock.maps.size, `kept: ${kept}`).toBe(kept ? size : 0)
    }
  })
})

/** What was done to the stores of a run, in its order. */
function watched(definition: StateBackendDefinition, log: string[]): StateBackendDefinition {
  return {
    kind: definition.kind,
    configure: options => {
      const backend = definition.configure(options)
      return {
        ...backend,
        open: context => {
          const opened = backend.open(context)
          const name = `${context.owner} ${context.uid}`
          const dispose = opened.dispose.bind(opened)
          log.push(`open ${name}`)
          opened.dispose = () => {
            log.push(`dispose ${name}`)
            dispose()
          }
          return opened
        },
      }
    },
  }
}

function runOf(kind: string, seed: number, log: string[]): Run {
  const random = randomSpec(seed)
  const spec = { ...random, config: { ...random.config, 'state.backend.type': kind } }
  const graph = buildPipeline(spec)
  if (!graph.ok) throw new Error(graph.error.message)
  const watch = backends.map(definition => watched(definition, log))
  const run = createRun(spec, { graph: graph.value }, { ...registry, backends: watch })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

/** Kills tasks now and then, and goes on to the end. */
function lived(run: Run, seed: number): Run {
  const rng = createRng(seed, 'commands')
  for (let i = 0; i < 4; i++) {
    run.seek(run.step + 50 + nextInt(rng, 300))
    randomCommand(run, rng)
    const task = run.scene.actors.find(actor => actor.kind === 'task')!.name
    if (i % 2 === 0 && run.refusal('kill-task', task) === null) run.act('kill-task', task)
  }
  if (!run.advanceToEnd(STEPS_MAX)) throw new Error(`seed ${seed}: expected an end`)
  return run
}

const storeOf = (entry: string) => entry.replace(/#\d+ /, ' ').replace(/^\w+ /, '')

describe.each(backends.map(({ kind }) => kind))('in a run on %s', kind => {
  it('every attempt opens its stores once and gives them up once, before the next one opens them', () => {
    let disposed = 0
    for (const seed of [3001, 3002, 3003]) {
      const log: string[] = []
      lived(runOf(kind, seed, log), seed)
      expect(new Set(log).size, `seed ${seed}: nothing twice`).toBe(log.length)
      for (const store of new Set(log.map(storeOf))) {
        const own = log.filter(entry => storeOf(entry) === store).map(entry => entry.split(' ')[0])
        expect(own, store).toEqual(own.map((_, i) => (i % 2 === 0 ? 'open' : 'dispose')))
      }
      disposed += log.filter(entry => entry.startsWith('dispose')).length
    }
    expect(disposed).toBeGreaterThan(0)
  })

  it('ownership goes back in time with the task, and another history goes on from there', () => {
    for (const seed of [3001, 3002]) {
      const run = lived(runOf(kind, seed, []), seed)
      const rng = createRng(seed, 'probes')
      const steps = Array.from({ length: 6 }, () => nextInt(rng, run.step + 1))
      const hashes = steps.map(step => (run.seek(step), run.hash()))
      expect(steps.toReversed().map(step => (run.seek(step), run.hashInFull()))).toEqual(hashes.toReversed())
      expect(run.divergence).toBeNull()
      run.seek(steps[0]! >> 1)
      lived(run, seed + 1)
    }
  })
})
