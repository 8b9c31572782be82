import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEED } from '../arbitrary.suite.ts'
import { advise, BACKENDS, bytes, STORAGES, STRATEGIES, type Option, type Workload } from './advise.ts'

const MB = 1024 * 1024

const small: Workload = {
  tasks: 4,
  statePerTask: 2 * MB,
  growthPerDay: 0,
  days: 0,
  readsPerSecond: 1000,
  writesPerSecond: 1000,
  missShare: 0.1,
  changedShare: 0.1,
  checkpointInterval: 10_000,
  recoveryTarget: 5_000,
  heapPerTask: 256 * MB,
  bandwidth: 100 * MB,
  latency: 10,
  quota: null,
}

const pair = (option: Option | null) => option && `${option.backend} + ${option.storage}`
const ruled = (workload: Workload, backend: string, storage: string) =>
  advise(workload, 'performance').options.find(
    option => option.backend === backend && option.storage === storage,
  )!.ruledOut

describe('the advisor', () => {
  it('keeps small state on the heap for speed, and where it survives for the rest', () => {
    expect(pair(advise(small, 'performance').recommended)).toBe('hashmap + filesystem')
    expect(pair(advise(small, 'availability').recommended)).toBe('database + filesystem')
    expect(pair(advise(small, 'consistency').recommended)).toBe('database + database')
  })

  it('leaves the heap when the state outgrows it', () => {
    const large = { ...small, statePerTask: 1024 * MB, checkpointInterval: 120_000 }
    expect(ruled(large, 'hashmap', 'filesystem')).toContain('heap-too-small')
    expect(advise(large, 'performance').recommended!.backend).not.toBe('hashmap')
  })

  it('prefers sorted blocks to rows when keys are rarely in memory, and rows when they mostly are', () => {
    const large = { ...small, statePerTask: 1024 * MB, checkpointInterval: 120_000 }
    expect(advise({ ...large, missShare: 0.5 }, 'performance').recommended!.backend).toBe('rocksdb')
    expect(advise({ ...large, missShare: 0.01 }, 'performance').recommended!.backend).toBe('database')
  })

  it('sees growth: what fits today need not fit in a year', () => {
    const grows = { ...small, statePerTask: 64 * MB, growthPerDay: 0.01, days: 365 }
    expect(ruled({ ...grows, days: 0 }, 'hashmap', 'filesystem')).toEqual([])
    expect(ruled(grows, 'hashmap', 'filesystem')).toContain('heap-too-small')
    // 1.01 ^ 365
    expect(advise(grows, 'performance').stateLater / grows.statePerTask).toBeCloseTo(37.78, 2)
  })

  it('refuses more than 5 MB of one state on the JobManager, as Flink does', () => {
    const most = { ...small, statePerTask: 5 * MB }
    expect(ruled(most, 'hashmap', 'jobmanager')).toEqual([])
    expect(ruled({ ...most, statePerTask: 5 * MB + 1 }, 'hashmap', 'jobmanager')).toEqual(['state-over-5-mb'])
  })

  it('rules out a full upload that lasts longer than the interval, and not an incremental one', () => {
    const wide = { ...small, statePerTask: 500 * MB, heapPerTask: 2000 * MB }
    expect(ruled(wide, 'hashmap', 'filesystem')).toEqual(['slower-than-interval'])
    expect(ruled(wide, 'rocksdb', 'filesystem')).toEqual([])
  })

  it('knows what the browser lets a page store, and that memory needs none of it', () => {
    const tight = { ...small, quota: 10 * MB }
    expect(ruled(tight, 'hashmap', 'filesystem')).toEqual(['quota-too-small'])
    expect(ruled(tight, 'rocksdb', 'database')).toEqual([])
    expect(ruled(tight, 'hashmap', 'jobmanager')).toEqual([])
  })

  it('recommends nothing where nothing works', () => {
    const hopeless = { ...small, readsPerSecond: 1e9 }
    expect(advise(hopeless, 'performance').recommended).toBe(null)
  })

  it('judges every pair under every strategy, and never recommends what it rules out', () => {
    const workload = fc.record({
      tasks: fc.integer({ min: 1, max: 1000 }),
      statePerTask: fc.integer({ min: 0, max: 1e12 }),
      growthPerDay: fc.double({ min: 0, max: 1, noNaN: true }),
      days: fc.integer({ min: 0, max: 1000 }),
      readsPerSecond: fc.integer({ min: 0, max: 1e7 }),
      writesPerSecond: fc.integer({ min: 0, max: 1e7 }),
      missShare: fc.double({ min: 0, max: 1, noNaN: true }),
      changedShare: fc.double({ min: 0, max: 1, noNaN: true }),
      checkpointInterval: fc.integer({ min: 10, max: 1e7 }),
      recoveryTarget: fc.integer({ min: 0, max: 1e7 }),
      heapPerTask: fc.integer({ min: 1, max: 1e11 }),
      bandwidth: fc.integer({ min: 1, max: 1e10 }),
      latency: fc.integer({ min: 0, max: 1e4 }),
      quota: fc.option(fc.integer({ min: 0, max: 1e12 })),
    })
    fc.assert(
      fc.property(workload, fc.constantFrom(...STRATEGIES), (given, strategy) => {
        const { options, recommended } = advise(given, strategy)
        expect(new Set(options.map(pair)).size).toBe(BACKENDS.length * STORAGES.length)
        expect(recommended?.ruledOut ?? []).toEqual([])
        expect(recommended === null).toBe(options.every(option => option.ruledOut.length > 0))
      }),
      { seed: SEED },
    )
  })

  it('writes sizes in three digits', () => {
    expect([0, 999, 1000, 5 * MB, 1.5 * MB * 1024].map(bytes)).toEqual([
      '0 B',
      '999 B',
      '0.977 kB',
      '5 MB',
      '1.5 GB',
    ])
  })
})
