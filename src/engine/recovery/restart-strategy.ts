/**
 * Whether and when a failed job is started again. The state is plain and goes back in time with the JobManager.
 * Flink's RestartBackoffTimeStrategy and its four kinds. Times are in the unit of the caller, one throughout.
 */
import { assert } from '../../base/assert.ts'
import { powerOf } from '../../base/power.ts'
import { nextInt, nextUint32, type Rng } from '../../base/prng.ts'

export type RestartStrategy =
  | { readonly type: 'none' }
  | { readonly type: 'fixed-delay'; readonly attempts: number; readonly delay: number }
  | {
      readonly type: 'failure-rate'
      readonly maxFailures: number
      readonly interval: number
      readonly delay: number
    }
  | {
      readonly type: 'exponential-delay'
      readonly initialBackoff: number
      readonly maxBackoff: number
      readonly multiplier: number
      readonly resetThreshold: number
      readonly jitter: number
      readonly attemptsBeforeReset: number
    }

export interface RestartState {
  /** Failures that counted as an attempt. */
  attempts: number
  /** Times of the last failures, oldest first; failure-rate only. */
  failures: number[]
  /** Attempts since the last reset; exponential-delay only. */
  sinceReset: number
  /** When the last attempt was to begin; -1: there was none. */
  nextRestartAt: number
}

export const newRestartState = (): RestartState => ({
  attempts: 0,
  failures: [],
  sinceReset: 0,
  nextRestartAt: -1,
})

/** A failure came. Returns whether it is a new attempt, or joins the restart that waits. */
export function notifyFailure(
  strategy: RestartStrategy,
  state: RestartState,
  now: number,
  rng: Rng,
): boolean {
  assert(now >= 0, 'a failure has a time')
  switch (strategy.type) {
    case 'none':
    case 'fixed-delay':
      break
    case 'failure-rate':
      if (state.failures.length > strategy.maxFailures) state.failures.shift()
      state.failures.push(now)
      break
    case 'exponential-delay':
      if (now <= state.nextRestartAt) return false
      if (state.nextRestartAt >= 0 && now - state.nextRestartAt >= strategy.resetThreshold)
        state.sinceReset = 0
      state.nextRestartAt = now + exponentialBackoff(strategy, state.sinceReset, rng)
      state.sinceReset += 1
      break
  }
  state.attempts += 1
  return true
}

export function canRestart(strategy: RestartStrategy, state: RestartState, now: number): boolean {
  switch (strategy.type) {
    case 'none':
      return false
    case 'fixed-delay':
      return state.attempts <= strategy.attempts
    case 'failure-rate':
      return state.failures.length <= strategy.maxFailures || now - state.failures[0]! > strategy.interval
    case 'exponential-delay':
      return state.sinceReset <= strategy.attemptsBeforeReset
  }
}

/** Time from now until the restart. */
export function backoffTime(strategy: RestartStrategy, state: RestartState, now: number): number {
  switch (strategy.type) {
    case 'none':
      return 0
    case 'fixed-delay':
    case 'failure-rate':
      return strategy.delay
    case 'exponential-delay':
      return Math.max(0, state.nextRestartAt - now)
  }
}

/** No wait is as long; sums with its jitter are still whole numbers. */
const GROWN_MAX = 0x4_0000_0000_0000

function exponentialBackoff(
  strategy: Extract<RestartStrategy, { type: 'exponential-delay' }>,
  attempt: number,
  rng: Rng,
): number {
  const { initialBackoff, maxBackoff, multiplier, jitter } = strategy
  const grown = Math.min(GROWN_MAX, Math.floor(initialBackoff * powerOf(multiplier, attempt)))
  const offset = Math.floor(grown * jitter)
  // The jitter is of what has grown, before the maximum cuts it: far beyond that the wait is the maximum itself.
  const isCut = offset === 0 || grown - offset >= maxBackoff
  const shifted = isCut ? grown : grown - offset + below(rng, 2 * offset + 1)
  return Math.max(initialBackoff, Math.min(shifted, maxBackoff))
}

/** A whole number in [0, bound), where need be coarser than one. */
function below(rng: Rng, bound: number): number {
  if (bound <= 0x1_0000_0000) return nextInt(rng, bound)
  return Math.floor((nextUint32(rng) / 0x1_0000_0000) * bound)
}
