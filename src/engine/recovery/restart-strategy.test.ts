import { describe, expect, test } from 'vitest'
import { createRng } from '../../base/prng.ts'
import {
  backoffTime,
  canRestart,
  newRestartState,
  notifyFailure,
  type RestartStrategy,
} from './restart-strategy.ts'

const rng = () => createRng(7, 'jitter')

const failureRate = (maxFailures: number, interval: number): RestartStrategy => ({
  type: 'failure-rate',
  maxFailures,
  interval,
  delay: 1000,
})

const exponential: Extract<RestartStrategy, { type: 'exponential-delay' }> = {
  type: 'exponential-delay',
  initialBackoff: 1000,
  maxBackoff: 60_000,
  multiplier: 1.5,
  resetThreshold: 3_600_000,
  jitter: 0,
  attemptsBeforeReset: 2_147_483_647,
}

/** Whether the job restarts after each failure. */
function restartsAt(strategy: RestartStrategy, times: readonly number[]): boolean[] {
  const state = newRestartState()
  return times.map(now => {
    notifyFailure(strategy, state, now, rng())
    return canRestart(strategy, state, now)
  })
}

describe('failure-rate', () => {
  test('F121: as many failures as are allowed, and then one too many within the interval', () => {
    expect(restartsAt(failureRate(3, 5000), [10_000, 11_000, 12_000, 13_000])).toEqual([
      true,
      true,
      true,
      false,
    ])
  })

  test('F123: the earliest failure remembered counts, and only strictly after the interval is it forgotten', () => {
    expect(restartsAt(failureRate(1, 60_000), [1000, 60_000, 120_001])).toEqual([true, false, true])
    expect(restartsAt(failureRate(1, 60_000), [1000, 61_000])).toEqual([true, false])
  })

  test('of older failures than are allowed and one nothing is remembered', () => {
    expect(restartsAt(failureRate(1, 60_000), [1000, 60_000, 100_000])).toEqual([true, false, false])
    const state = newRestartState()
    for (const now of [1, 2, 3, 4]) notifyFailure(failureRate(2, 60_000), state, now, rng())
    expect(state.failures).toEqual([2, 3, 4])
  })
})

describe('exponential-delay', () => {
  /** Fails again as soon as each restart is due. */
  function backoffs(strategy: RestartStrategy, failures: number): number[] {
    const state = newRestartState()
    let now = 1
    return Array.from({ length: failures }, () => {
      notifyFailure(strategy, state, now, rng())
      const backoff = backoffTime(strategy, state, now)
      now += backoff + 1
      return backoff
    })
  }

  test('F124: the waits grow by half, up to the longest', () => {
    expect(backoffs(exponential, 13)).toEqual([
      1000, 1500, 2250, 3375, 5062, 7593, 11390, 17085, 25628, 38443, 57665, 60000, 60000,
    ])
  })

  test('F125: a failure while a restart waits joins it', () => {
    const state = newRestartState()
    notifyFailure(exponential, state, 100, rng())
    expect(notifyFailure(exponential, state, 400, rng())).toBe(false)
    expect([state.attempts, backoffTime(exponential, state, 400)]).toEqual([1, 700])
    expect(notifyFailure(exponential, state, 1100, rng())).toBe(false)
    expect(notifyFailure(exponential, state, 1101, rng())).toBe(true)
  })

  test('F126: after long enough without a failure the first wait comes again', () => {
    const state = newRestartState()
    for (const now of [0, 1001, 2502]) notifyFailure(exponential, state, now, rng())
    const next = state.nextRestartAt
    notifyFailure(exponential, state, next + 3_599_999, rng())
    expect(backoffTime(exponential, state, next + 3_599_999)).toBe(3375)
    const later = state.nextRestartAt + 3_600_000
    notifyFailure(exponential, state, later, rng())
    expect(backoffTime(exponential, state, later)).toBe(1000)
  })

  test('F127: only so many attempts before a reset', () => {
    const strategy = {
      ...exponential,
      initialBackoff: 4,
      multiplier: 2,
      maxBackoff: 160,
      attemptsBeforeReset: 3,
    }
    expect(backoffs(strategy, 5)).toEqual([4, 8, 16, 32, 64])
    expect(restartsAt(strategy, [1, 6, 15, 32, 65])).toEqual([true, true, true, false, false])
  })

  test('jitter stays within its part, and the seed decides', () => {
    const strategy = { ...exponential, jitter: 0.1 }
    const waits = Array.from({ length: 50 }, (_, seed) => {
      const state = newRestartState()
      notifyFailure(strategy, state, 0, createRng(seed, 'jitter'))
      notifyFailure(strategy, state, 5000, createRng(seed, 'jitter'))
      return backoffTime(strategy, state, 5000)
    })
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1350)
    expect(Math.max(...waits)).toBeLessThanOrEqual(1650)
    expect(new Set(waits).size).toBeGreaterThan(20)
  })

  test('jitter is of what has grown: far beyond the longest wait every wait is the longest', () => {
    const strategy = { ...exponential, jitter: 0.1 }
    const waits = Array.from({ length: 50 }, (_, seed) => {
      const state = { ...newRestartState(), attempts: 20, sinceReset: 20 }
      notifyFailure(strategy, state, 0, createRng(seed, 'jitter'))
      return backoffTime(strategy, state, 0)
    })
    expect(new Set(waits)).toEqual(new Set([60_000]))
  })

  test('a wait of an hour in microseconds, with as much jitter, is drawn', () => {
    const strategy = { ...exponential, initialBackoff: 3_600_000_000, maxBackoff: 7_200_000_000, jitter: 1 }
    for (const sinceReset of [0, 3, 5000]) {
      const state = { ...newRestartState(), sinceReset }
      notifyFailure(strategy, state, 0, rng())
      expect(backoffTime(strategy, state, 0)).toBeGreaterThanOrEqual(3_600_000_000)
      expect(backoffTime(strategy, state, 0)).toBeLessThanOrEqual(7_200_000_000)
    }
  })
})

test('fixed-delay counts failures and never forgets', () => {
  const strategy: RestartStrategy = { type: 'fixed-delay', attempts: 2, delay: 5 }
  expect(restartsAt(strategy, [0, 1_000_000, 100_000_000])).toEqual([true, true, false])
  expect(restartsAt({ type: 'none' }, [0])).toEqual([false])
})
