import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide, enqueue, type CheckpointRequest, type Decision } from './request-decider.ts'

const QUEUE = 4
const MAX_CONCURRENT = 2
const MIN_PAUSE = 10

/** The same rules told in another way: no queue in order, but a search for the best each time. */
class PlainModel {
  waiting: CheckpointRequest[] = []

  /** The worse of the two: `a` is behind `b`. */
  static isBehind(a: CheckpointRequest, b: CheckpointRequest): boolean {
    if (a.savepoint !== b.savepoint) return b.savepoint
    if (a.forced !== b.forced) return b.forced
    if (a.periodic !== b.periodic) return a.periodic
    if (a.requestedAt !== b.requestedAt) return a.requestedAt > b.requestedAt
    return a.number > b.number
  }

  #worst(): CheckpointRequest {
    return this.waiting.reduce((worst, other) => (PlainModel.isBehind(other, worst) ? other : worst))
  }

  #best(): CheckpointRequest | undefined {
    return this.waiting.find(one =>
      this.waiting.every(other => other === one || PlainModel.isBehind(other, one)),
    )
  }

  /** The number of the request that is refused; 0: none is. */
  ask(request: CheckpointRequest): number {
    if (this.waiting.length >= QUEUE && !this.#worst().periodic) return request.number
    this.waiting.push(request)
    if (this.waiting.length <= QUEUE) return 0
    const worst = this.#worst()
    this.waiting = this.waiting.filter(other => other !== worst)
    return worst.number
  }

  next(pending: number, cleaning: number, sinceCompletion: number): string {
    const best = this.#best()
    if (best === undefined || cleaning > MAX_CONCURRENT) return 'wait'
    const hasRoom = pending < MAX_CONCURRENT
    if (!hasRoom && !best.forced) return 'wait'
    const isEarly = hasRoom && best.periodic && !best.forced && sinceCompletion < MIN_PAUSE
    this.waiting = this.waiting.filter(other => other !== best)
    return isEarly ? `too early ${best.number} ${MIN_PAUSE - sinceCompletion}` : `execute ${best.number}`
  }
}

type Event =
  | {
      readonly type: 'ask'
      readonly periodic: boolean
      readonly savepoint: boolean
      readonly forced: boolean
    }
  | { readonly type: 'pass'; readonly time: number }
  | { readonly type: 'complete' }
  | { readonly type: 'clean'; readonly cleaning: number }

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('ask' as const),
      periodic: fc.boolean(),
      savepoint: fc.boolean(),
      forced: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('pass' as const), time: fc.integer({ min: 1, max: 15 }) }),
  },
  { weight: 3, arbitrary: fc.constant({ type: 'complete' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('clean' as const), cleaning: fc.integer({ min: 0, max: 4 }) }),
  },
)

/** Both told the same, event by event. */
class Both {
  readonly #model = new PlainModel()
  #queue: readonly CheckpointRequest[] = []
  #pending = 0
  #now = 100
  #completedAt = 0
  #cleaning = 0
  #number = 0

  /** What the decider and the model make of it; both the same. */
  take(happened: Event): readonly [got: unknown, told: unknown][] {
    switch (happened.type) {
      case 'ask':
        return [this.#ask(happened), this.#decide()]
      case 'pass':
        this.#now += happened.time
        break
      case 'complete':
        if (this.#pending > 0) this.#completedAt = this.#now
        this.#pending = Math.max(0, this.#pending - 1)
        break
      case 'clean':
        this.#cleaning = happened.cleaning
        break
    }
    return [this.#decide()]
  }

  #ask({ periodic, savepoint, forced }: Extract<Event, { type: 'ask' }>): [unknown, unknown] {
    this.#number += 1
    const request = { periodic, savepoint, forced, requestedAt: this.#now, number: this.#number }
    const { queue, refused } = enqueue(this.#queue, request, QUEUE)
    this.#queue = queue
    return [refused?.number ?? 0, this.#model.ask(request)]
  }

  #decide(): [unknown, unknown] {
    const decision = decide({
      queue: this.#queue,
      pending: this.#pending,
      cleaning: this.#cleaning,
      maxConcurrent: MAX_CONCURRENT,
      minPause: MIN_PAUSE,
      lastCompletionAt: this.#completedAt,
      now: this.#now,
    })
    const told = this.#model.next(this.#pending, this.#cleaning, this.#now - this.#completedAt)
    if (decision.type !== 'wait') this.#queue = this.#queue.filter(other => other !== decision.request)
    if (decision.type === 'execute') this.#pending += 1
    const numbers = (requests: readonly CheckpointRequest[]) =>
      requests.map(({ number }) => number).sort((a, b) => a - b)
    return [
      [wordsOf(decision), numbers(this.#queue)],
      [told, numbers(this.#model.waiting)],
    ]
  }
}

function wordsOf(decision: Decision): string {
  switch (decision.type) {
    case 'wait':
      return 'wait'
    case 'execute':
      return `execute ${decision.request.number}`
    case 'too-early':
      return `too early ${decision.request.number} ${decision.delay}`
  }
}

test('whatever is asked for and when, it decides as a plain model without an ordered queue', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), happened => {
      const both = new Both()
      for (const one of happened) for (const [got, told] of both.take(one)) expect(got).toEqual(told)
    }),
    { numRuns: 400 },
  )
})

test('the comparison tells a decider that forgets the minimum pause', () => {
  const model = new PlainModel()
  model.ask({ periodic: true, savepoint: false, forced: false, requestedAt: 0, number: 1 })
  expect(model.next(0, 0, 3)).toBe('too early 1 7')
})
