/** Components of the JobManager driven alone: the request decider and the restart strategies. */
import { createRng } from '../../src/base/prng.ts'
import { decide, enqueue, type CheckpointRequest } from '../../src/engine/checkpoint/request-decider.ts'
import {
  backoffTime,
  canRestart,
  newRestartState,
  notifyFailure,
  type RestartStrategy,
} from '../../src/engine/recovery/restart-strategy.ts'
import { expectEqual, notYet, type GoldenCase } from './golden-case.ts'

type Parameters = Readonly<Record<string, number>> & { readonly type: string }

function strategyOf(given: Parameters): RestartStrategy {
  switch (given.type) {
    case 'fixed-delay':
      return { type: 'fixed-delay', attempts: given['attempts']!, delay: given['delayMs']! }
    case 'failure-rate':
      return {
        type: 'failure-rate',
        maxFailures: given['maxFailuresPerInterval']!,
        interval: given['failureRateIntervalMs']!,
        delay: given['delayMs']!,
      }
    case 'exponential-delay':
      return {
        type: 'exponential-delay',
        initialBackoff: given['initialBackoffMs']!,
        maxBackoff: given['maxBackoffMs']!,
        multiplier: given['multiplier']!,
        resetThreshold: given['resetThresholdMs']!,
        jitter: given['jitter']!,
        attemptsBeforeReset: given['attemptsBeforeReset']!,
      }
    default:
      return notYet(`restart strategy ${given.type}`)
  }
}

export function restartStrategy({ pipeline, input, expected }: GoldenCase): void {
  const strategy = strategyOf(pipeline as unknown as Parameters)
  const state = newRestartState()
  const rng = createRng(1, 'jitter')
  let now = 0
  ;(input as readonly { readonly afterMs: number }[]).forEach(({ afterMs }, i) => {
    now += afterMs
    const newAttempt = notifyFailure(strategy, state, now, rng)
    const got = {
      newAttempt,
      canRestart: canRestart(strategy, state, now),
      backoffMs: backoffTime(strategy, state, now),
    }
    expectEqual(`failure ${i} at ${now}`, got, (expected as unknown[])[i])
  })
}

type DeciderStep =
  | { readonly op: 'advance'; readonly ms: number }
  | { readonly op: 'request'; readonly name: string; readonly type: string }
  | { readonly op: 'complete' }

/** What an executed request counts as pending until a `complete`; the queue is looked at once then. */
class Deciding {
  readonly #maxConcurrent: number
  readonly #minPause: number
  readonly #names = new Map<number, string>()
  #queue: readonly CheckpointRequest[] = []
  #pending = 0
  #now = 0
  #lastCompletionAt = 0

  constructor({
    maxConcurrent,
    minPauseMs,
  }: {
    readonly maxConcurrent: number
    readonly minPauseMs: number
  }) {
    this.#maxConcurrent = maxConcurrent
    this.#minPause = minPauseMs
  }

  step(step: DeciderStep): { events: string[]; pending: number; queued: number } {
    const events = this.#act(step)
    return { events, pending: this.#pending, queued: this.#queue.length }
  }

  #act(step: DeciderStep): string[] {
    switch (step.op) {
      case 'advance':
        this.#now += step.ms
        return []
      case 'request':
        return this.#request(step.name, step.type)
      case 'complete':
        if (this.#pending === 0) return []
        this.#pending -= 1
        this.#lastCompletionAt = this.#now
        return this.#decide()
    }
  }

  #request(name: string, type: string): string[] {
    const number = this.#names.size
    this.#names.set(number, name)
    const { queue, refused } = enqueue(this.#queue, {
      periodic: type === 'periodic',
      savepoint: type === 'savepoint' || type === 'forcedSavepoint',
      forced: type === 'forcedSavepoint',
      requestedAt: this.#now,
      number,
    })
    this.#queue = queue
    const refusal =
      refused === null ? [] : [`dropped ${this.#names.get(refused.number)}: TOO_MANY_CHECKPOINT_REQUESTS`]
    return [...refusal, ...this.#decide()]
  }

  #decide(): string[] {
    const decision = decide({
      queue: this.#queue,
      pending: this.#pending,
      cleaning: 0,
      maxConcurrent: this.#maxConcurrent,
      minPause: this.#minPause,
      lastCompletionAt: this.#lastCompletionAt,
      now: this.#now,
    })
    if (decision.type === 'wait') return []
    const { request } = decision
    this.#queue = this.#queue.filter(other => other !== request)
    const name = this.#names.get(request.number)
    if (decision.type === 'too-early')
      return [`dropped ${name}: MINIMUM_TIME_BETWEEN_CHECKPOINTS`, `reschedule in ${decision.delay}`]
    this.#pending += 1
    return [`execute ${name}`]
  }
}

export function checkpointRequestDecider({ pipeline, input, expected }: GoldenCase): void {
  const deciding = new Deciding(
    pipeline as unknown as { readonly maxConcurrent: number; readonly minPauseMs: number },
  )
  ;(input as readonly DeciderStep[]).forEach((step, i) => {
    expectEqual(`step ${i} ${JSON.stringify(step)}`, deciding.step(step), (expected as unknown[])[i])
  })
}
