import { expect, test } from 'vitest'
import { decide, enqueue, QUEUE_MAX, type CheckpointRequest, type DeciderInput } from './request-decider.ts'

let number = 0
const request = (changes: Partial<CheckpointRequest> = {}): CheckpointRequest => ({
  periodic: true,
  savepoint: false,
  forced: false,
  requestedAt: 0,
  number: (number += 1),
  ...changes,
})

const queueOf = (...requests: readonly CheckpointRequest[]) =>
  requests.reduce<readonly CheckpointRequest[]>((queue, next) => enqueue(queue, next).queue, [])

const decideWith = (changes: Partial<DeciderInput>) =>
  decide({
    queue: [],
    pending: 0,
    cleaning: 0,
    maxConcurrent: 1,
    minPause: 0,
    lastCompletionAt: 0,
    now: 100,
    ...changes,
  })

test('F060: what is periodic waits while as many are pending as may be', () => {
  const queue = queueOf(request())
  expect(decideWith({ queue, pending: 1 }).type).toBe('wait')
  expect(decideWith({ queue, pending: 0 })).toEqual({ type: 'execute', request: queue[0] })
})

test('F062: a forced savepoint starts at once beside the pending checkpoint', () => {
  const queue = queueOf(request(), request({ savepoint: true, forced: true, periodic: false }))
  expect(decideWith({ queue, pending: 1 })).toEqual({ type: 'execute', request: queue[0] })
  expect(queue[0]!.savepoint).toBe(true)
})

test('F064: of two savepoints the one that a person asked for is first', () => {
  const queue = queueOf(
    request({ savepoint: true }),
    request({ savepoint: true, periodic: false, requestedAt: 5 }),
  )
  expect(queue.map(({ periodic }) => periodic)).toEqual([false, true])
})

test('F065: a savepoint is before a checkpoint', () => {
  const queue = queueOf(request({ periodic: false }), request({ savepoint: true, requestedAt: 5 }))
  expect(queue.map(({ savepoint }) => savepoint)).toEqual([true, false])
})

const full = () => queueOf(...Array.from({ length: QUEUE_MAX }, (_, i) => request({ requestedAt: i })))

test('F066: the last in order no longer fits', () => {
  const queue = full()
  const late = request({ requestedAt: QUEUE_MAX })
  expect(enqueue(queue, late).refused).toBe(late)
  const early = request({ requestedAt: -1 })
  const { queue: next, refused } = enqueue(queue, early)
  expect([refused, next[0]]).toEqual([queue.at(-1), early])
})

test('F067: a savepoint drives a checkpoint out of a full queue; what a person asked for is not driven out', () => {
  const queue = full()
  const savepoint = request({ savepoint: true, periodic: false })
  const { queue: next, refused } = enqueue(queue, savepoint)
  expect([next[0], refused]).toEqual([savepoint, queue.at(-1)])
  const manual = queueOf(...Array.from({ length: QUEUE_MAX }, () => request({ periodic: false })))
  const last = request({ savepoint: true, periodic: false })
  expect(enqueue(manual, last)).toEqual({ queue: manual, refused: last })
})

test('of a full queue a periodic one gives way, if it is the last', () => {
  const [asked, periodic] = [request({ periodic: false }), request()]
  const another = request({ periodic: false })
  expect(enqueue([asked, periodic], another, 2)).toEqual({ queue: [asked, another], refused: periodic })
  expect(enqueue([periodic, asked], another, 2)).toEqual({ queue: [periodic, asked], refused: another })
  expect(enqueue([asked], periodic, 2)).toEqual({ queue: [asked, periodic], refused: null })
})

test('discarding holds requests up only where more than so many are being deleted', () => {
  const queue = queueOf(request())
  expect([0, 1, 2].map(cleaning => decideWith({ queue, cleaning }).type)).toEqual([
    'execute',
    'execute',
    'wait',
  ])
})

test('F068: within the minimum pause a periodic one is dropped, and the timer set anew', () => {
  const queue = queueOf(request())
  const early = { queue, minPause: 10, lastCompletionAt: 95 }
  expect(decideWith(early)).toEqual({ type: 'too-early', request: queue[0], delay: 5 })
  expect(decideWith({ ...early, now: 105 }).type).toBe('execute')
})

test('F069: what a person asks for does not wait for the pause', () => {
  const queue = queueOf(request({ periodic: false }))
  expect(decideWith({ queue, minPause: 10, lastCompletionAt: 100 }).type).toBe('execute')
})

test('nothing to do', () => {
  expect(decideWith({}).type).toBe('wait')
})
