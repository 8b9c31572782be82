import { describe, expect, test } from 'vitest'
import { EVENT_TIME_MAX } from '../../base/time.ts'
import { registry } from '../../worker/registry.ts'
import { createRun } from '../../engine/index.ts'
import type { StreamNode } from '../../engine/api/stream-graph.ts'
import type { WindowParams } from '../../operators/window/operator.ts'
import {
  AbstractRichFunction,
  ContinuousEventTimeTrigger,
  ContinuousProcessingTimeTrigger,
  CountEvictor,
  CountTrigger,
  EventTimeSessionWindows,
  GlobalWindows,
  OutputTag,
  ProcessingTimeSessionWindows,
  ProcessWindowFunction,
  PurgingTrigger,
  SlidingEventTimeWindows,
  SlidingProcessingTimeWindows,
  StreamExecutionEnvironment,
  TimeEvictor,
  TimeWindow,
  Trigger,
  TriggerResult,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
  type Window,
} from '../index.ts'

interface Item {
  readonly k: string
  readonly v: number
}

const larger = (a: Item, b: Item) => (a.v < b.v ? b : a)
const tumbling = TumblingEventTimeWindows.of(10)

function items() {
  const env = new StreamExecutionEnvironment()
  env.setParallelism(3)
  const stream = env.fromElements<Item>({ k: 'a', v: 1 })
  return { env, stream, keyed: stream.keyBy(item => item.k) }
}

/** The window operator that `build` adds to the graph. */
function nodeOf(build: (given: ReturnType<typeof items>) => object): StreamNode {
  const given = items()
  build(given)
  return given.env.getStreamGraph().nodes.find(({ kind }) => kind === 'window')!
}

const paramsOf = (node: StreamNode) => node.params as WindowParams

describe('assigners', () => {
  const bounds = (windows: readonly Window[]) =>
    windows.map(window => (window instanceof TimeWindow ? [window.start, window.end] : 'global'))

  test('are functions of the element, its timestamp and the clock', () => {
    expect(bounds(TumblingEventTimeWindows.of(10, 3).assignWindows(null, 2))).toEqual([[-7, 3]])
    expect(bounds(TumblingProcessingTimeWindows.of(10).assignWindows(null, 2, 25))).toEqual([[20, 30]])
    expect(bounds(SlidingEventTimeWindows.of(10, 4, 1).assignWindows(null, 10))).toEqual([
      [9, 19],
      [5, 15],
      [1, 11],
    ])
    expect(bounds(SlidingProcessingTimeWindows.of(4, 10).assignWindows(null, 0, 25))).toEqual([])
    expect(bounds(EventTimeSessionWindows.withGap(7).assignWindows(null, 2))).toEqual([[2, 9]])
    expect(bounds(ProcessingTimeSessionWindows.withGap(7).assignWindows(null, 2, 25))).toEqual([[25, 32]])
    const twice = ProcessingTimeSessionWindows.withDynamicGap((gap: number) => gap * 2)
    expect(bounds(twice.assignWindows(4, 2, 25))).toEqual([[25, 33]])
    expect(bounds(GlobalWindows.create().assignWindows())).toEqual(['global'])
  })

  test('of time have its trigger', () => {
    for (const assigner of [tumbling, EventTimeSessionWindows.withGap(1), SlidingEventTimeWindows.of(2, 1)]) {
      expect(assigner.isEventTime()).toBe(true)
      expect(assigner.getDefaultTrigger().canMerge()).toBe(true)
    }
  })
})

test.each<readonly [rule: string, given: () => unknown]>([
  ['abs(offset) < size', () => TumblingEventTimeWindows.of(10, 10)],
  ['abs(offset) < size', () => TumblingEventTimeWindows.of(10, -10)],
  ['abs(offset) < size', () => TumblingProcessingTimeWindows.of(0)],
  ['whole milliseconds', () => TumblingEventTimeWindows.of(1.5)],
  ['abs(offset) < slide and size > 0', () => SlidingEventTimeWindows.of(10, 5, 5)],
  ['abs(offset) < slide and size > 0', () => SlidingEventTimeWindows.of(0, 5)],
  ['abs(offset) < slide and size > 0', () => SlidingProcessingTimeWindows.of(10, 0)],
  ['0 < size', () => EventTimeSessionWindows.withGap(0)],
  ['0 < size', () => ProcessingTimeSessionWindows.withGap(-1)],
  ['0 < count', () => CountTrigger.of(0)],
  ['0 <= kept', () => CountEvictor.of(-1)],
  ['0 < interval', () => ContinuousEventTimeTrigger.of(0)],
  ['0 < interval', () => ContinuousProcessingTimeTrigger.of(-5)],
  ['0 <= kept', () => TimeEvictor.of(-1)],
  ['0 <= kept', () => TimeEvictor.of(0.5)],
  ['0 <= lateness', () => items().keyed.window(tumbling).allowedLateness(-1)],
])('parameters must satisfy %s', (rule, given) => {
  expect(given).toThrow(rule)
})

test('an evictor may keep nothing', () => {
  for (const evictor of [TimeEvictor.of(0), CountEvictor.of(0)]) {
    const elements = [5, 7].map(value => ({ value, timestamp: value }))
    evictor.evictBefore(elements, elements.length)
    expect(elements).toEqual([])
  }
})

describe('a windowed stream', () => {
  test('is one keyed operator under the name of its assigner', () => {
    const node = nodeOf(({ keyed }) => keyed.window(tumbling).reduce(larger))
    expect(node).toMatchObject({
      name: 'TumblingEventTimeWindows',
      keyed: true,
      stateful: true,
      parallelism: 3,
    })
    expect(node.inputs).toMatchObject([{ partitioner: 'HASH' }])
    expect(paramsOf(node)).toMatchObject({ allowedLateness: 0, lateTag: null, evictor: null })
  })

  test('hands its settings over', () => {
    const late = new OutputTag<Item>('late')
    const node = nodeOf(({ keyed }) =>
      keyed
        .window(tumbling)
        .trigger(CountTrigger.of(3))
        .evictor(CountEvictor.of(2))
        .allowedLateness(5)
        .sideOutputLateData(late)
        .apply((_key, _window, input, out) => out.collect([...input].length)),
    )
    expect(paramsOf(node)).toMatchObject({
      trigger: { maxCount: 3 },
      evictor: { maxCount: 2 },
      allowedLateness: 5,
      lateTag: 'late',
      code: { kind: 'apply' },
    })
  })

  test('without keys has one subtask for ever, and everything has the same key', () => {
    const node = nodeOf(({ stream }) => stream.windowAll(tumbling).reduce(larger))
    expect(node).toMatchObject({ parallelism: 1, maxParallelism: 1, keyed: true })
    const [edge] = node.inputs
    expect(edge).toMatchObject({ partitioner: 'HASH', key: { type: 'INT' } })
    expect(edge!.key!.selector({ k: 'b', v: 2 } as never)).toBe(0)
    expect(paramsOf(node).code).toEqual({ kind: 'pass-through' })
  })

  test('cannot be made parallel without keys', () => {
    const { env, stream } = items()
    stream.windowAll(tumbling).reduce(larger).setParallelism(2).print()
    const spec = { pipeline: 'test', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] }
    const run = createRun(spec, { graph: env.getStreamGraph() }, registry)
    expect(run).toMatchObject({ ok: false, error: { code: 'parallelism' } })
  })

  test('by count is a global window that purges, or that evicts where it slides', () => {
    const full = paramsOf(nodeOf(({ keyed }) => keyed.countWindow(4).reduce(larger)))
    expect(full).toMatchObject({ evictor: null, trigger: { nested: { maxCount: 4 } } })
    const sliding = paramsOf(nodeOf(({ stream }) => stream.countWindowAll(4, 2).reduce(larger)))
    expect(sliding).toMatchObject({ evictor: { maxCount: 4, doEvictAfter: false }, trigger: { maxCount: 2 } })
  })

  test('adds up a field, or picks by one', () => {
    for (const added of ['sum', 'min', 'max', 'minBy', 'maxBy'] as const) {
      const { aggregation } = paramsOf(nodeOf(({ keyed }) => keyed.window(tumbling)[added]('v')))
      const { function: reduce } = aggregation as { function: (a: Item, b: Item) => Item }
      const values = { sum: 5, min: 2, max: 3, minBy: 2, maxBy: 3 }
      expect(reduce({ k: 'a', v: 3 }, { k: 'a', v: 2 }).v, added).toBe(values[added])
    }
  })
})

describe('what is refused', () => {
  class Never extends Trigger<unknown, Window> {
    onElement(): TriggerResult {
      return TriggerResult.CONTINUE
    }

    onEventTime(): TriggerResult {
      return TriggerResult.CONTINUE
    }

    onProcessingTime(): TriggerResult {
      return TriggerResult.CONTINUE
    }

    clear(): void {}
  }

  class Rich extends AbstractRichFunction {
    reduce(a: Item, b: Item): Item {
      return larger(a, b)
    }
  }

  test('a trigger that cannot merge, where windows merge', () => {
    const sessions = items().keyed.window(EventTimeSessionWindows.withGap(5))
    expect(() => sessions.trigger(new Never())).toThrow('does not support merging')
    expect(() => sessions.trigger(PurgingTrigger.of(new Never()))).toThrow('does not support merging')
    expect(() => new Never().onMerge(new TimeWindow(0, 1), {} as never)).toThrow('does not support merging')
  })

  test('a rich function that reduces', () => {
    expect(() => items().keyed.window(tumbling).reduce(new Rich())).toThrow('RichFunction')
  })

  test('functions, triggers and gaps that remember something outside', () => {
    let count = 0
    const inside = class extends ProcessWindowFunction<Item, number, string, Window> {
      process(): void {
        count += 1
      }
    }
    expect(() => nodeOf(({ keyed }) => keyed.window(tumbling).process(new inside()))).toThrow(
      'assigns to count',
    )
    const gaps = EventTimeSessionWindows.withDynamicGap(() => (count += 1))
    expect(() => nodeOf(({ keyed }) => keyed.window(gaps).reduce(larger))).toThrow('assigns to count')
  })

  test('nothing of ours', () => {
    const triggers = [
      CountTrigger.of(1),
      PurgingTrigger.of(ContinuousEventTimeTrigger.of(1)),
      ContinuousProcessingTimeTrigger.of(1),
    ]
    const assigners = [
      SlidingEventTimeWindows.of(2, 1),
      TumblingProcessingTimeWindows.of(2),
      ProcessingTimeSessionWindows.withGap(3),
      GlobalWindows.create(),
    ]
    for (const trigger of triggers)
      for (const assigner of assigners)
        for (const evictor of [CountEvictor.of(1), TimeEvictor.of(1)])
          expect(
            nodeOf(({ keyed }) =>
              keyed.window<Window>(assigner).trigger(trigger).evictor(evictor).reduce(larger),
            ).name,
          ).toBe(assigner.name)
  })
})

test('what a global window emits, at the end of time, is kept by an evictor of time', () => {
  const elements = [5, EVENT_TIME_MAX].map(timestamp => ({ value: 'a', timestamp }))
  TimeEvictor.of(20).evictBefore(elements)
  expect(elements).toEqual([{ value: 'a', timestamp: EVENT_TIME_MAX }])
  TimeEvictor.of(0).evictBefore(elements)
  expect(elements).toEqual([])
})
