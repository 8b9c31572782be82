import { expect, test } from 'vitest'
import { createRng, nextInt, type Rng } from '../../base/prng.ts'
import {
  EventTimeSessionWindows,
  SlidingEventTimeWindows,
  TumblingEventTimeWindows,
  type WindowAssigner,
} from '../../datastream/index.ts'
import { Harness } from '../shared/harness.suite.ts'
import { windowOperator, type WindowParams } from './operator.ts'
import { namespaceOf, TimeWindow, type Window } from './time-window.ts'

const SEEDS = Array.from({ length: 150 }, (_, seed) => seed)
const END = 100_000

/** A number that no other element has, as its value. */
interface Given {
  readonly id: number
  readonly time: number
  readonly key: string
}

function randomElements(rng: Rng): Given[] {
  return Array.from({ length: 5 + nextInt(rng, 40) }, (_, id) => ({
    id,
    time: nextInt(rng, 400) - 100,
    key: 'abc'[nextInt(rng, 3)]!,
  }))
}

interface Fired {
  readonly pane: string
  readonly ids: readonly number[]
}

function open(assigner: WindowAssigner<unknown, Window>, allowedLateness = 0, state?: Harness): Harness {
  const params: WindowParams = {
    assigner,
    trigger: assigner.getDefaultTrigger(),
    evictor: null,
    allowedLateness,
    lateTag: 'late',
    aggregation: { kind: 'none' },
    code: {
      kind: 'apply',
      function: (key: string, pane: Window, ids: Iterable<number>, out: { collect(fired: Fired): void }) =>
        out.collect({ pane: `${key} ${namespaceOf(pane)}`, ids: [...ids].sort((a, b) => a - b) }),
    },
  }
  return new Harness(windowOperator, params, state === undefined ? {} : { state: state.snapshot(1) })
}

/** What each window gave at its last firing. */
function lastOf(harness: Harness): Record<string, readonly number[]> {
  const fired = harness.emitted.filter(({ tag }) => tag === undefined).map(({ value }) => value as Fired)
  return Object.fromEntries(fired.map(({ pane, ids }) => [pane, ids]))
}

function isEmpty(harness: Harness): boolean {
  return harness.keyed.size === 0 && harness.clock.event.length === 0
}

/** Sessions by the definition: elements in order of time, cut where the next is more than a gap away. */
function sessionsOf(elements: readonly Given[], gap: number): Record<string, readonly number[]> {
  const sessions: { readonly key: string; window: TimeWindow; readonly ids: number[] }[] = []
  for (const { id, time, key } of [...elements].sort((a, b) => a.time - b.time)) {
    const own = sessions.filter(session => session.key === key).at(-1)
    if (own !== undefined && time <= own.window.end) {
      own.window = new TimeWindow(own.window.start, time + gap)
      own.ids.push(id)
    } else sessions.push({ key, window: new TimeWindow(time, time + gap), ids: [id] })
  }
  return Object.fromEntries(
    sessions.map(({ key, window, ids }) => [`${key} ${namespaceOf(window)}`, ids.sort((a, b) => a - b)]),
  )
}

test('in whatever order elements come, sessions are the same, also over a restore', () => {
  for (const seed of SEEDS) {
    const rng = createRng(seed, 'sessions')
    const elements = randomElements(rng)
    const gap = 1 + nextInt(rng, 40)
    const assigner = EventTimeSessionWindows.withGap(gap)
    let harness = open(assigner)
    for (const { id, time, key } of elements) {
      harness.element(id, time, key)
      if (nextInt(rng, 20) === 0) harness = open(assigner, 0, harness)
    }
    harness.watermark(END)
    expect(lastOf(harness), `seed ${seed}`).toEqual(sessionsOf(elements, gap))
    expect(harness.emitted.length, `seed ${seed}`).toBe(Object.keys(lastOf(harness)).length)
    expect(isEmpty(harness), `seed ${seed}`).toBe(true)
  }
})

test('an element is in its windows or late, never both and never lost', () => {
  for (const seed of SEEDS) {
    const rng = createRng(seed, 'late')
    const elements = randomElements(rng)
    const size = 1 + nextInt(rng, 60)
    const assigner =
      nextInt(rng, 2) === 0
        ? TumblingEventTimeWindows.of(size, nextInt(rng, size))
        : SlidingEventTimeWindows.of(size, 1 + nextInt(rng, size))
    const lateness = nextInt(rng, 3) * 20
    const harness = open(assigner, lateness)
    const expected: Record<string, number[]> = {}
    const late: number[] = []
    for (const { id, time, key } of elements) {
      const { watermark } = harness.clock
      const takers = assigner
        .assignWindows(null, time)
        .filter(taker => taker.maxTimestamp() + lateness > watermark)
      for (const taker of takers) (expected[`${key} ${namespaceOf(taker)}`] ??= []).push(id)
      if (takers.length === 0) late.push(id)
      harness.element(id, time, key)
      if (nextInt(rng, 3) === 0) harness.watermark(nextInt(rng, 450) - 100)
    }
    harness.watermark(END)
    const sideOutput = harness.emitted.filter(({ tag }) => tag === 'late').map(({ value }) => value)
    expect(sideOutput, `seed ${seed}`).toEqual(late)
    expect(lastOf(harness), `seed ${seed}`).toEqual(expected)
    expect(isEmpty(harness), `seed ${seed}`).toBe(true)
  }
})

test('sessions, lateness and watermarks in any order: nothing stays behind, and no element is lost', () => {
  for (const seed of SEEDS) {
    const rng = createRng(seed, 'storm')
    const elements = randomElements(rng)
    const harness = open(EventTimeSessionWindows.withGap(1 + nextInt(rng, 30)), nextInt(rng, 60))
    for (const { id, time, key } of elements) {
      harness.element(id, time, key)
      if (nextInt(rng, 4) === 0) harness.watermark(nextInt(rng, 350) - 100)
    }
    harness.watermark(END)
    const late = harness.emitted.filter(({ tag }) => tag === 'late').map(({ value }) => value as number)
    const seen = new Set([...late, ...Object.values(lastOf(harness)).flat()])
    expect(
      [...seen].sort((a, b) => a - b),
      `seed ${seed}`,
    ).toEqual(elements.map(({ id }) => id))
    expect(isEmpty(harness), `seed ${seed}`).toBe(true)
  }
})
