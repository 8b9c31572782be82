import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  CHECKPOINT_FAILURE_REASONS,
  failureFacts,
  type CheckpointFailureReason,
} from '../api/checkpoint-failure-reason.ts'
import {
  newFailureManager,
  onCheckpointFailure,
  onCheckpointSuccess,
  UNLIMITED,
  type CheckpointFailure,
} from './failure-manager.ts'

const of = (
  checkpoint: number | null,
  reason: CheckpointFailureReason,
  change: Partial<CheckpointFailure> = {},
): CheckpointFailure => ({ checkpoint, reason, of: 'checkpoint', onTask: false, ...change })

const EXCEEDED =
  /^Exceeded checkpoint tolerable failure threshold\. The latest checkpoint failed due to (.*), view/

test('F087: a success in between begins the count anew', () => {
  const state = newFailureManager()
  const expire = (id: number) => onCheckpointFailure(state, of(id, 'CHECKPOINT_EXPIRED'), 2)
  expect([expire(1), expire(2)]).toEqual([null, null])
  onCheckpointSuccess(state, 3)
  expect([expire(4), expire(5)]).toEqual([null, null])
  expect(expire(6)).toMatch(EXCEEDED)
})

test('F088: what says nothing about the job is never counted', () => {
  const state = newFailureManager()
  const reasons = [
    'CHECKPOINT_SUBSUMED',
    'NOT_ALL_REQUIRED_TASKS_RUNNING',
    'CHECKPOINT_COORDINATOR_SUSPEND',
    'CHECKPOINT_DECLINED_TASK_NOT_READY',
    'TASK_FAILURE',
  ] as const
  expect(reasons.map((reason, i) => onCheckpointFailure(state, of(i + 1, reason), 0))).toEqual(
    reasons.map(() => null),
  )
  expect(state.consecutive).toBe(0)
})

test('F089: a checkpoint that several tasks decline is counted once', () => {
  const state = newFailureManager()
  const declined = of(7, 'CHECKPOINT_ASYNC_EXCEPTION', { onTask: true })
  for (let i = 0; i < 3; i++) expect(onCheckpointFailure(state, declined, 2)).toBeNull()
  expect(state.consecutive).toBe(1)
})

test('F090: a savepoint that fails is its asker’s affair, unless a task fails one behind which the job stops', () => {
  const state = newFailureManager()
  expect(onCheckpointFailure(state, of(1, 'CHECKPOINT_EXPIRED', { of: 'savepoint' }), 0)).toBeNull()
  expect(
    onCheckpointFailure(state, of(2, 'CHECKPOINT_EXPIRED', { of: 'synchronous-savepoint' }), 0),
  ).toBeNull()
  const onTask = { of: 'synchronous-savepoint', onTask: true } as const
  expect(onCheckpointFailure(state, of(3, 'CHECKPOINT_ASYNC_EXCEPTION', onTask), 1000)).toBe(
    'Asynchronous task checkpoint failed.',
  )
  expect(
    onCheckpointFailure(state, of(4, 'CHECKPOINT_DECLINED', { of: 'savepoint', onTask: true }), 0),
  ).toMatch(EXCEEDED)
})

test('F091: what fails behind a later success is old news', () => {
  const state = newFailureManager()
  onCheckpointSuccess(state, 10)
  expect(onCheckpointFailure(state, of(9, 'CHECKPOINT_DECLINED', { onTask: true }), 0)).toBeNull()
})

test('the success of an older checkpoint is no news: it forgets no failure, and makes none count again', () => {
  const state = newFailureManager()
  onCheckpointSuccess(state, 10)
  onCheckpointFailure(state, of(11, 'CHECKPOINT_EXPIRED'), 5)
  for (const older of [9, 10]) onCheckpointSuccess(state, older)
  expect(state).toEqual({ consecutive: 1, counted: [11], lastSucceeded: 10 })
  onCheckpointFailure(state, of(9, 'CHECKPOINT_EXPIRED'), 5)
  expect(state.consecutive).toBe(1)
})

test('the failure of the job names the reason of the last checkpoint', () => {
  const failed = onCheckpointFailure(newFailureManager(), of(1, 'FINALIZE_CHECKPOINT_FAILURE'), 0)
  expect(failed?.match(EXCEEDED)?.[1]).toBe('Failure to finalize checkpoint.')
})

test('a checkpoint without id counts each time, and nothing counts where all is tolerated', () => {
  const state = newFailureManager()
  const broken = of(null, 'IO_EXCEPTION')
  expect([1, 2, 3].map(() => onCheckpointFailure(state, broken, 2) === null)).toEqual([true, true, false])
  expect([1, 2, 3].map(() => onCheckpointFailure(state, broken, UNLIMITED))).toEqual([null, null, null])
})

/** The same rules told in another way: look back over all that has happened. */
class PlainModel {
  readonly #tolerable: number
  #since: { readonly id: number | null; readonly counted: boolean }[] = []
  #succeeded = 0

  constructor(tolerable: number) {
    this.#tolerable = tolerable
  }

  succeed(id: number): void {
    if (id <= this.#succeeded) return
    this.#succeeded = id
    this.#since = []
  }

  failsJob({ checkpoint: id, of: kind, reason, onTask }: CheckpointFailure): boolean {
    const { preFlight, counted } = failureFacts(reason)
    const atJobManager = preFlight || !onTask
    if (atJobManager && kind !== 'checkpoint') return false
    if (!atJobManager && kind === 'synchronous-savepoint') return true
    if (id !== null && id <= this.#succeeded) return false
    this.#since.push({ id, counted })
    const ids = new Set(this.#since.filter(failure => failure.counted && failure.id !== null).map(f => f.id))
    const nameless = this.#since.filter(failure => failure.counted && failure.id === null).length
    const isTooMany = ids.size + nameless > this.#tolerable
    if (isTooMany) this.#since = []
    return isTooMany
  }
}

test('whatever happens, it decides as a plain model that looks back over everything', () => {
  const id = fc.integer({ min: 1, max: 8 })
  const failure = fc.record({
    checkpoint: fc.option(id),
    of: fc.constantFrom('checkpoint', 'savepoint', 'synchronous-savepoint'),
    reason: fc.constantFrom(...CHECKPOINT_FAILURE_REASONS),
    onTask: fc.boolean(),
  })
  const events = fc.array(fc.oneof({ weight: 5, arbitrary: failure }, { weight: 1, arbitrary: id }), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(events, fc.integer({ min: 0, max: 3 }), (happened, tolerable) => {
      const state = newFailureManager()
      const model = new PlainModel(tolerable)
      for (const event of happened) {
        if (typeof event === 'number') {
          onCheckpointSuccess(state, event)
          model.succeed(event)
        } else {
          const verdict = onCheckpointFailure(state, event as CheckpointFailure, tolerable)
          expect(verdict !== null).toBe(model.failsJob(event as CheckpointFailure))
        }
      }
    }),
    { numRuns: 300 },
  )
})
