/** Recorded cases can tell a wrong rule from a right one: each rule is changed in turn, and its cases must differ. */
import { readFileSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import type * as ChainingModule from '../../src/engine/graph/chaining.ts'
import type * as KeyGroupsModule from '../../src/engine/graph/key-groups.ts'
import type * as BarrierModule from '../../src/engine/checkpoint/barrier-handler.ts'
import type * as FailoverModule from '../../src/engine/recovery/failover.ts'
import type { GoldenCase } from './golden-case.ts'

const golden = (name: string) => JSON.parse(readFileSync(`golden/${name}.json`, 'utf8')) as GoldenCase

afterEach(() => {
  vi.doUnmock('../../src/engine/graph/key-groups.ts')
  vi.doUnmock('../../src/engine/graph/chaining.ts')
  vi.doUnmock('../../src/engine/checkpoint/barrier-handler.ts')
  vi.doUnmock('../../src/engine/recovery/failover.ts')
  vi.resetModules()
})

async function isAsInFlink(name: string): Promise<boolean> {
  vi.resetModules()
  const { runCase } = await import('./run-case.ts')
  return runCase(golden(name)).ok
}

test('another key group', async () => {
  const name = 'seed-keyed-count-hashmap-p2'
  expect(await isAsInFlink(name)).toBe(true)
  vi.doMock('../../src/engine/graph/key-groups.ts', async original => {
    const rules = await original<typeof KeyGroupsModule>()
    const keyGroupOf: typeof rules.keyGroupOf = (type, key, max) =>
      (rules.keyGroupOf(type, key, max) + 64) % max
    return { ...rules, keyGroupOf }
  })
  expect(await isAsInFlink(name)).toBe(false)
})

test('chaining across a parallelism that changes', async () => {
  const name = 'job-chaining-1'
  expect(await isAsInFlink(name)).toBe(true)
  vi.doMock('../../src/engine/graph/chaining.ts', async original => {
    const rules = await original<typeof ChainingModule>()
    const isChainable: typeof rules.isChainable = (upstream, edge) => edge.partitioner === 'FORWARD'
    return { ...rules, isChainable }
  })
  expect(await isAsInFlink(name)).toBe(false)
})

test('a barrier that blocks nothing', async () => {
  const name = 'barrier-aligned-1'
  expect(await isAsInFlink(name)).toBe(true)
  vi.doMock('../../src/engine/checkpoint/barrier-handler.ts', async original => {
    const rules = await original<typeof BarrierModule>()
    const createAlignedBarrierHandler: typeof rules.createAlignedBarrierHandler = channels => {
      const handler = rules.createAlignedBarrierHandler(channels)
      return { ...handler, barrier: (...at) => handler.barrier(...at).filter(({ type }) => type !== 'block') }
    }
    return { ...rules, createAlignedBarrierHandler }
  })
  expect(await isAsInFlink(name)).toBe(false)
})

test('a failure that nobody recovers from', async () => {
  const name = 'recovery-0'
  expect(await isAsInFlink(name)).toBe(true)
  vi.doMock('../../src/engine/recovery/failover.ts', async original => {
    const rules = await original<typeof FailoverModule>()
    const onRestartDue: typeof rules.onRestartDue = (_sim, jobManager) => void (jobManager.status = 'FAILED')
    return { ...rules, onRestartDue }
  })
  expect(await isAsInFlink(name)).toBe(false)
})
