/** Recorded cases can tell a wrong rule from a right one: each rule is changed in turn, and its cases must differ. */
import { readFileSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import type * as BarrierModule from '../../src/engine/checkpoint/barrier-handler.ts'
import type * as ChainingModule from '../../src/engine/graph/chaining.ts'
import type * as KeyGroupsModule from '../../src/engine/graph/key-groups.ts'
import type * as RescaleModule from '../../src/engine/graph/rescale-targets.ts'
import type * as FailoverModule from '../../src/engine/recovery/failover.ts'
import type * as RedistributeModule from '../../src/engine/recovery/redistribute.ts'
import type * as TtlModule from '../../src/engine/state/ttl.ts'
import type * as TimerQueueModule from '../../src/engine/time/timer-queue.ts'
import type * as ValveModule from '../../src/engine/time/valve.ts'
import type * as WindowModule from '../../src/operators/window/operator.ts'
import type * as TimeWindowModule from '../../src/operators/window/time-window.ts'
import type { GoldenCase } from './golden-case.ts'

const golden = (name: string) => JSON.parse(readFileSync(`golden/${name}.json`, 'utf8')) as GoldenCase

const MODULES = {
  keyGroups: '../../src/engine/graph/key-groups.ts',
  chaining: '../../src/engine/graph/chaining.ts',
  barrierHandler: '../../src/engine/checkpoint/barrier-handler.ts',
  rescaleTargets: '../../src/engine/graph/rescale-targets.ts',
  failover: '../../src/engine/recovery/failover.ts',
  redistribute: '../../src/engine/recovery/redistribute.ts',
  ttl: '../../src/engine/state/ttl.ts',
  timerQueue: '../../src/engine/time/timer-queue.ts',
  valve: '../../src/engine/time/valve.ts',
  window: '../../src/operators/window/operator.ts',
  timeWindow: '../../src/operators/window/time-window.ts',
} as const

afterEach(() => {
  for (const path of Object.values(MODULES)) vi.doUnmock(path)
  vi.resetModules()
})

async function isAsInFlink(name: string): Promise<boolean> {
  vi.resetModules()
  const { runCase } = await import('./run-case.ts')
  return runCase(golden(name)).ok
}

interface Verdicts {
  readonly asItIs: boolean
  readonly mutated: boolean
}

const TOLD: Verdicts = { asItIs: true, mutated: false }

/** Whether a case is met with the module as it is, and with a part of it replaced. */
async function verdicts<M extends object>(
  name: string,
  module: string,
  mutate: (rules: M) => Partial<M>,
): Promise<Verdicts> {
  const asItIs = await isAsInFlink(name)
  vi.doMock(module, async original => {
    const rules = await original<M>()
    return { ...rules, ...mutate(rules) }
  })
  return { asItIs, mutated: await isAsInFlink(name) }
}

test('another key group', async () => {
  const told = await verdicts<typeof KeyGroupsModule>(
    'seed-keyed-count-hashmap-p2',
    MODULES.keyGroups,
    rules => ({
      keyGroupOf: (type, key, max) => (rules.keyGroupOf(type, key, max) + 64) % max,
    }),
  )
  expect(told).toEqual(TOLD)
})

test('chaining across a parallelism that changes', async () => {
  const told = await verdicts<typeof ChainingModule>('job-chaining-1', MODULES.chaining, () => ({
    isChainable: (_upstream, edge) => edge.partitioner === 'FORWARD',
  }))
  expect(told).toEqual(TOLD)
})

test('a barrier that blocks nothing', async () => {
  const told = await verdicts<typeof BarrierModule>('barrier-aligned-1', MODULES.barrierHandler, rules => ({
    createAlignedBarrierHandler: channels => {
      const handler = rules.createAlignedBarrierHandler(channels)
      return { ...handler, barrier: (...at) => handler.barrier(...at).filter(({ type }) => type !== 'block') }
    },
  }))
  expect(told).toEqual(TOLD)
})

test('a failure that nobody recovers from', async () => {
  const told = await verdicts<typeof FailoverModule>('recovery-0', MODULES.failover, () => ({
    onRestartDue: (_sim, jobManager) => void (jobManager.status = 'FAILED'),
  }))
  expect(told).toEqual(TOLD)
})

test('windows that take no late elements', async () => {
  const told = await verdicts<typeof WindowModule>('window-tumbling-1', MODULES.window, rules => ({
    windowOperator: {
      ...rules.windowOperator,
      create: params => rules.windowOperator.create({ ...params, allowedLateness: 0 }),
    },
  }))
  expect(told).toEqual(TOLD)
})

test('sessions that do not merge', async () => {
  const told = await verdicts<typeof TimeWindowModule>('window-session-0', MODULES.timeWindow, () => ({
    mergeTimeWindows: () => [],
  }))
  expect(told).toEqual(TOLD)
})

test('timers that fire in another order than that of their times', async () => {
  const told = await verdicts<typeof TimerQueueModule>('timer-timerAt-0', MODULES.timerQueue, rules => ({
    TimerQueue: class extends rules.TimerQueue {
      /** The second one before the first. */
      override take() {
        const first = super.take()
        if (this.first() === null) return first
        const second = super.take()
        this.register(first.timestamp, first.namespace, first.key, 0)
        return second
      }
    },
  }))
  expect(told).toEqual(TOLD)
})

test('a valve that passes on the highest watermark of its channels', async () => {
  const told = await verdicts<typeof ValveModule>('valve-1', MODULES.valve, rules => ({
    inputWatermark: (valve, _index, timestamp) =>
      valve.channels.flatMap((_, index) => rules.inputWatermark(valve, index, timestamp)),
  }))
  expect(told).toEqual(TOLD)
})

test('list state dealt out from the last subtask on', async () => {
  const told = await verdicts<typeof RedistributeModule>(
    'liststate-split-4',
    MODULES.redistribute,
    rules => ({
      redistribute: (old, parallelism) => rules.redistribute(old, parallelism).reverse(),
    }),
  )
  expect(told).toEqual(TOLD)
})

test('a rescale that pairs the last sender with the first receivers', async () => {
  const told = await verdicts<typeof RescaleModule>(
    'partitioner-rescale-2-4',
    MODULES.rescaleTargets,
    rules => ({
      rescaleTargets: (sender, senders, receivers) =>
        rules.rescaleTargets(senders - 1 - sender, senders, receivers),
    }),
  )
  expect(told).toEqual(TOLD)
})

test('a time to live that is a millisecond longer', async () => {
  const told = await verdicts<typeof TtlModule>(
    'ttl-count-OnCreateAndWrite-NeverReturnExpired-0',
    MODULES.ttl,
    rules => ({
      Ttl: class extends rules.Ttl {
        override isExpired(stamped: TtlModule.Stamped<unknown>): boolean {
          return super.isExpired({ ...stamped, lastAccess: stamped.lastAccess + 1 })
        }
      },
    }),
  )
  expect(told).toEqual(TOLD)
})
