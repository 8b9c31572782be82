import { describe, expect, test } from 'vitest'
import type { Collector } from '../../datastream/functions.ts'
import {
  ContinuousEventTimeTrigger,
  CountTrigger,
  EventTimeSessionWindows,
  EventTimeTrigger,
  GlobalWindows,
  MergingWindowAssigner,
  OutputTag,
  ProcessAllWindowFunction,
  ProcessingTimeSessionWindows,
  ProcessWindowFunction,
  PurgingTrigger,
  SlidingEventTimeWindows,
  SlidingProcessingTimeWindows,
  Trigger,
  TriggerResult,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
  ValueStateDescriptor,
  CountEvictor,
  TimeEvictor,
  Evictor,
  type ProcessAllWindowContext,
  type ProcessWindowContext,
  type TimestampedValue,
  type Window,
} from '../../datastream/index.ts'
import { Harness, type HarnessOptions } from '../shared/harness.suite.ts'
import { namespaceOf, TimeWindow, type WindowMerge } from './time-window.ts'
import { windowOperator, type WindowParams } from './operator.ts'

/** Text for each firing: key, window, elements. */
class Show extends ProcessWindowFunction<unknown, string, string, Window> {
  process(
    key: string,
    context: ProcessWindowContext<Window>,
    elements: Iterable<unknown>,
    out: Collector<string>,
  ): void {
    out.collect(`${key} [${namespaceOf(context.window())}] ${[...elements].join(' ')}`)
  }
}

type Given = Pick<WindowParams, 'assigner'> & Partial<WindowParams>

function open(given: Given, options: HarnessOptions = {}): Harness {
  const params: WindowParams = {
    trigger: given.assigner.getDefaultTrigger(),
    evictor: null,
    allowedLateness: 0,
    lateTag: null,
    aggregation: { kind: 'none' },
    code: { kind: 'process', function: new Show() },
    ...given,
  }
  return new Harness(windowOperator, params, options)
}

const sum = (first: number, second: number) => first + second
const tumbling = TumblingEventTimeWindows.of(10)
const sessions = EventTimeSessionWindows.withGap(10)

describe('evaluation', () => {
  test('a window is evaluated when the watermark reaches its last millisecond, with that timestamp', () => {
    const harness = open({ assigner: tumbling }).element(1, 3, 'a').element(2, 0, 'b').element(3, 9, 'a')
    expect(harness.watermark(8).values).toEqual([])
    expect(harness.watermark(9).emitted).toEqual([
      { value: 'a [0,10] 1 3', timestamp: 9 },
      { value: 'b [0,10] 2', timestamp: 9 },
    ])
    expect(harness.marks).toEqual([8, 9])
  })

  test('afterwards nothing of it is left', () => {
    const harness = open({ assigner: tumbling }).element(1, 3, 'a').watermark(9)
    expect(harness.keyed.size).toBe(0)
    expect(harness.clock.event).toEqual([])
  })

  test('an element is in every window that slides over it, the last first', () => {
    const harness = open({ assigner: SlidingEventTimeWindows.of(10, 5) }).element(1, 7, 'a')
    expect(harness.keyed.size).toBe(2)
    expect(harness.watermark(100).values).toEqual(['a [0,10] 1', 'a [5,15] 1'])
  })

  test('an element between windows is in none, and is not late', () => {
    const assigner = SlidingEventTimeWindows.of(2, 5)
    for (const lateTag of ['late', null]) {
      const harness = open({ assigner, lateTag }).watermark(0).element(1, 4, 'a')
      expect(harness.keyed.size).toBe(0)
      expect(harness.operator.inspect!()).toEqual({})
      expect(harness.watermark(100).emitted).toEqual([])
    }
  })

  test('reduce and aggregate keep one value, and hand just that to the function', () => {
    const reduced = open({
      assigner: tumbling,
      aggregation: { kind: 'reduce', function: sum },
    })
    for (const value of [1, 2, 3]) reduced.element(value, value, 'a')
    expect([...reduced.keyed.values()]).toEqual([6])
    expect(reduced.watermark(9).values).toEqual(['a [0,10] 6'])
    const mean = {
      createAccumulator: () => [0, 0],
      add: (value: number, [total, count]: number[]) => [total! + value, count! + 1],
      getResult: ([total, count]: number[]) => total! / count!,
      merge: (a: number[], b: number[]) => [a[0]! + b[0]!, a[1]! + b[1]!],
    }
    const aggregated = open({ assigner: tumbling, aggregation: { kind: 'aggregate', function: mean } })
    for (const value of [1, 2, 6]) aggregated.element(value, value, 'a')
    expect([...aggregated.keyed.values()]).toEqual([[9, 3]])
    expect(aggregated.watermark(9).values).toEqual(['a [0,10] 3'])
  })

  test('without a function the value goes on as it is', () => {
    const harness = open({
      assigner: tumbling,
      aggregation: { kind: 'reduce', function: { reduce: sum } },
      code: { kind: 'pass-through' },
    })
    expect(harness.element(1, 1, 'a').element(2, 2, 'a').watermark(9).emitted).toEqual([
      { value: 3, timestamp: 9 },
    ])
  })

  test('a window function has the key and the window; without keys it has the window', () => {
    const apply = (key: string, of: Window, elements: Iterable<unknown>, out: Collector<unknown>) =>
      out.collect([key, namespaceOf(of), ...elements])
    const all = (of: Window, elements: Iterable<unknown>, out: Collector<unknown>) =>
      out.collect([namespaceOf(of), ...elements])
    const keyed = open({ assigner: tumbling, code: { kind: 'apply', function: apply } })
    expect(keyed.element(1, 1, 'a').watermark(9).values).toEqual([['a', '0,10', 1]])
    const keyless = open({ assigner: tumbling, code: { kind: 'apply-all', function: { apply: all } } })
    expect(keyless.element(1, 1, 0).watermark(9).values).toEqual([['0,10', 1]])
  })

  test('it goes on from a snapshot, whose watermark is the earliest again', () => {
    const before = open({ assigner: tumbling }).element(1, 3, 'a').watermark(5)
    const state = before.snapshot(1)
    before.element(2, 4, 'a')
    const after = open({ assigner: tumbling }, { state })
    expect(after.watermark(9).values).toEqual(['a [0,10] 1'])
  })
})

describe('late elements', () => {
  test('without lateness an element of a window that is over is dropped and counted', () => {
    const harness = open({ assigner: tumbling }).watermark(9).element(1, 9, 'a').element(2, 10, 'a')
    expect(harness.operator.inspect!()).toEqual({ lateDropped: 1 })
    expect(harness.watermark(100).values).toEqual(['a [10,20] 2'])
  })

  test('with a tag it goes to the side output with its own timestamp, and is not counted', () => {
    const harness = open({ assigner: tumbling, lateTag: 'late' }).watermark(9).element(1, 9, 'a')
    expect(harness.emitted).toEqual([{ value: 1, timestamp: 9, tag: 'late' }])
    expect(harness.operator.inspect!()).toEqual({})
  })

  test('within the lateness each element fires at once with all there is; then it is over', () => {
    const harness = open({ assigner: tumbling, allowedLateness: 5 }).element(1, 3, 'a').watermark(9)
    expect(harness.element(2, 4, 'a').element(3, 5, 'a').values).toEqual([
      'a [0,10] 1',
      'a [0,10] 1 2',
      'a [0,10] 1 2 3',
    ])
    harness.watermark(14)
    expect(harness.keyed.size).toBe(0)
    expect(harness.element(4, 5, 'a').values).toHaveLength(3)
    expect(harness.operator.inspect!()).toEqual({ lateDropped: 1 })
  })

  test('an element that one of its windows still takes is not late', () => {
    const harness = open({ assigner: SlidingEventTimeWindows.of(10, 5), lateTag: 'late' }).watermark(9)
    harness.element(1, 7, 'a')
    expect(harness.watermark(100).emitted).toEqual([{ value: 'a [5,15] 1', timestamp: 14 }])
  })

  test('windows of the clock know no late elements', () => {
    const harness = open({ assigner: TumblingProcessingTimeWindows.of(10), lateTag: 'late' })
    harness.watermark(1000).element(1, 3, 'a')
    expect(harness.processingTime(9).values).toEqual(['a [0,10] 1'])
  })

  test('an element without a timestamp has no window of event time', () => {
    for (const assigner of [tumbling, sessions, SlidingEventTimeWindows.of(10, 5)])
      expect(() => open({ assigner }).element(1, null, 'a')).toThrow('assignTimestampsAndWatermarks')
  })
})

describe('the clock', () => {
  test('windows are evaluated when it passes their end, and lateness does not keep them', () => {
    const harness = open(
      { assigner: TumblingProcessingTimeWindows.of(10, 2), allowedLateness: 100 },
      { processingTime: 5 },
    )
    harness.element(1, null, 'a').processingTime(10)
    expect(harness.values).toEqual([])
    expect(harness.processingTime(11).emitted).toEqual([{ value: 'a [2,12] 1', timestamp: 11 }])
    expect(harness.keyed.size).toBe(0)
    expect(harness.clock.processing).toEqual([])
  })

  test('windows slide over it', () => {
    const harness = open({ assigner: SlidingProcessingTimeWindows.of(10, 5) }, { processingTime: 7 })
    expect(harness.element(1, 0, 'a').processingTime(30).values).toEqual(['a [0,10] 1', 'a [5,15] 1'])
  })

  test('sessions end when it has stood still for the gap', () => {
    const harness = open({ assigner: ProcessingTimeSessionWindows.withGap(10) })
    harness.element(1, null, 'a').processingTime(6).element(2, null, 'a').processingTime(14)
    expect(harness.values).toEqual([])
    expect(harness.processingTime(15).values).toEqual(['a [0,16] 1 2'])
    expect(harness.keyed.size).toBe(0)
  })

  test('a timer that was due while the job was down fires as soon as it is back', () => {
    const assigner = TumblingProcessingTimeWindows.of(10)
    const state = open({ assigner }).element(1, null, 'a').snapshot(1)
    const later = open({ assigner }, { state, processingTime: 500 })
    expect(later.processingTime(500).values).toEqual(['a [0,10] 1'])
  })
})

describe('sessions', () => {
  test('elements that are closer than the gap are in one session, whatever their order', () => {
    const harness = open({ assigner: sessions, aggregation: { kind: 'reduce', function: sum } })
    harness.element(1, 0, 'a').element(2, 25, 'a').element(4, 8, 'a').element(8, 16, 'a')
    expect(harness.watermark(100).values).toEqual(['a [0,35] 15'])
  })

  test('sessions of different keys, and those further apart, stay alone', () => {
    const harness = open({ assigner: sessions })
    harness.element(1, 0, 'a').element(2, 5, 'b').element(3, 11, 'a')
    expect(harness.watermark(100).values).toEqual(['a [0,10] 1', 'b [5,15] 2', 'a [11,21] 3'])
  })

  test('the gap can depend on the element, and has to be there', () => {
    const assigner = EventTimeSessionWindows.withDynamicGap((gap: number) => gap)
    const harness = open({ assigner }).element(20, 0, 'a').element(3, 10, 'a').element(1, 21, 'a')
    expect(harness.watermark(100).values).toEqual(['a [0,20] 20 3', 'a [21,22] 1'])
    expect(() => open({ assigner }).element(0, 0, 'a')).toThrow('0 < gap')
    const extractor = EventTimeSessionWindows.withDynamicGap({ extract: (gap: number) => gap * 2 })
    expect(open({ assigner: extractor }).element(5, 0, 'a').watermark(9).values).toEqual(['a [0,10] 5'])
  })

  test('a merge leaves one timer and one state, and the aggregates are merged', () => {
    const harness = open({ assigner: sessions, aggregation: { kind: 'reduce', function: sum } })
    harness.element(1, 0, 'a').element(2, 18, 'a')
    expect(harness.clock.event).toHaveLength(2)
    harness.element(4, 9, 'a')
    expect(harness.clock.event).toEqual([{ timestamp: 27, key: 'a', namespace: '0,28' }])
    expect(harness.keyed.size).toBe(2)
    expect(harness.watermark(27).values).toEqual(['a [0,28] 7'])
    expect(harness.keyed.size).toBe(0)
  })

  test('with lateness, too, the timers of old windows go: those of the trigger and those of the clean-up', () => {
    const harness = open({ assigner: sessions, allowedLateness: 50 }).element(1, 0, 'a').element(2, 5, 'a')
    expect(harness.clock.event.map(({ timestamp, namespace }) => [timestamp, namespace])).toEqual([
      [14, '0,15'],
      [64, '0,15'],
    ])
  })

  test('a session that grows within what the watermark has passed fires once for it', () => {
    const harness = open({ assigner: sessions, allowedLateness: 50 }).element(1, 0, 'a').watermark(30)
    harness.element(2, 5, 'a').watermark(40)
    expect(harness.values).toEqual(['a [0,10] 1', 'a [0,15] 1 2'])
  })

  test('a late session is dropped, and one that is not late takes a late element in', () => {
    const harness = open({ assigner: sessions, lateTag: 'late' }).element(1, 15, 'a').watermark(20)
    harness.element(2, 9, 'a').element(3, -2, 'a')
    expect(harness.emitted).toEqual([{ value: 3, timestamp: -2, tag: 'late' }])
    expect(harness.watermark(100).emitted.at(-1)).toEqual({ value: 'a [9,25] 1 2', timestamp: 24 })
    expect(harness.keyed.size).toBe(0)
  })

  test('an assigner that merges to a window that is over fails the job', () => {
    class Shrinking extends MergingWindowAssigner<unknown> {
      readonly name = 'Shrinking'
      readonly isByWatermark: boolean

      constructor(isByWatermark: boolean) {
        super()
        this.isByWatermark = isByWatermark
      }

      assignWindows(_value: unknown, timestamp: number | null): readonly TimeWindow[] {
        return [new TimeWindow(timestamp!, timestamp! + 10)]
      }

      override mergeWindows(windows: readonly TimeWindow[]): readonly WindowMerge[] {
        return windows.length < 2 ? [] : [{ result: new TimeWindow(0, 15), merged: windows }]
      }

      getDefaultTrigger(): Trigger<unknown, Window> {
        return EventTimeTrigger.create()
      }

      isEventTime(): boolean {
        return this.isByWatermark
      }
    }
    const late = open({ assigner: new Shrinking(true) })
      .element(1, 20, 'a')
      .watermark(14)
    expect(() => late.element(2, 21, 'a')).toThrow('cannot become earlier than the current watermark')
    const past = open({ assigner: new Shrinking(false) })
      .element(1, 20, 'a')
      .processingTime(14)
    expect(() => past.element(2, 21, 'a')).toThrow('cannot become earlier than the current processing time')
    const inTime = open({ assigner: new Shrinking(true) })
      .element(1, 20, 'a')
      .watermark(13)
    expect(inTime.element(2, 21, 'a').watermark(14).values).toEqual(['a [0,15] 1 2'])
  })

  test('within the lateness a session that has fired grows again', () => {
    const harness = open({ assigner: sessions, allowedLateness: 10 }).element(1, 0, 'a').watermark(12)
    harness.element(2, 8, 'a')
    expect(harness.watermark(17).values).toEqual(['a [0,10] 1', 'a [0,18] 1 2'])
  })

  test('they go on from a snapshot', () => {
    const state = open({ assigner: sessions }).element(1, 0, 'a').element(2, 5, 'a').snapshot(1)
    const after = open({ assigner: sessions }, { state }).element(3, 14, 'a')
    expect(after.watermark(100).values).toEqual(['a [0,24] 1 2 3'])
  })

  test('they have no state of their own', () => {
    class Asks extends Show {
      override process(_key: string, context: ProcessWindowContext<Window>): void {
        context.windowState()
      }
    }
    const harness = open({ assigner: sessions, code: { kind: 'process', function: new Asks() } })
    expect(() => harness.element(1, 0, 'a').watermark(100)).toThrow('Per-window state is not allowed')
  })
})

describe('process functions', () => {
  class Asking extends ProcessWindowFunction<number, unknown, string, Window> {
    process(
      key: string,
      context: ProcessWindowContext<Window>,
      elements: Iterable<number>,
      out: Collector<unknown>,
    ): void {
      const firings = context.windowState().getState(new ValueStateDescriptor<number>('firings'))
      const all = context.globalState().getState(new ValueStateDescriptor<number>('all'))
      firings.update((firings.value() ?? 0) + 1)
      all.update((all.value() ?? 0) + 1)
      out.collect([key, context.currentWatermark(), context.currentProcessingTime()])
      out.collect([firings.value(), all.value()])
      for (const element of elements) context.output(new OutputTag<number>('side'), element)
    }

    override clear(context: ProcessWindowContext<Window>): void {
      context.windowState().getState(new ValueStateDescriptor<number>('firings')).clear()
    }
  }

  test('see time, have state of the window and of the key, and emit to the side with the window’s time', () => {
    const code = { kind: 'process', function: new Asking() } as const
    const harness = open({ assigner: tumbling, allowedLateness: 5, code }, { processingTime: 77 })
    harness.element(1, 1, 'a').watermark(9).element(2, 2, 'a')
    expect(harness.emitted).toEqual([
      { value: ['a', 9, 77], timestamp: 9 },
      { value: [1, 1], timestamp: 9 },
      { value: 1, timestamp: 9, tag: 'side' },
      { value: ['a', 9, 77], timestamp: 9 },
      { value: [2, 2], timestamp: 9 },
      { value: 1, timestamp: 9, tag: 'side' },
      { value: 2, timestamp: 9, tag: 'side' },
    ])
    harness.watermark(14).element(3, 15, 'a')
    expect(harness.watermark(19).emitted).toContainEqual({ value: [1, 3], timestamp: 19 })
    harness.watermark(100)
    expect([...harness.keyed]).toEqual([['all/"a"', 3]])
  })

  test('without keys have the window and its state', () => {
    class All extends ProcessAllWindowFunction<number, unknown, Window> {
      process(
        context: ProcessAllWindowContext<Window>,
        elements: Iterable<number>,
        out: Collector<unknown>,
      ): void {
        out.collect([namespaceOf(context.window()), ...elements])
      }
    }
    const harness = open({ assigner: tumbling, code: { kind: 'process-all', function: new All() } })
    expect(harness.element(1, 1, 0).element(2, 2, 0).watermark(9).values).toEqual([['0,10', 1, 2]])
  })
})

describe('evictors', () => {
  test('the last n elements are left, before or after the function; what is evicted is gone', () => {
    const given = { assigner: tumbling, allowedLateness: 10 }
    const before = open({ ...given, evictor: CountEvictor.of(2) })
    const after = open({ ...given, evictor: CountEvictor.of(2, true) })
    for (const harness of [before, after]) {
      for (const value of [1, 2, 3]) harness.element(value, value, 'a')
      harness.watermark(9).element(4, 4, 'a')
    }
    expect(before.values).toEqual(['a [0,10] 2 3', 'a [0,10] 3 4'])
    expect(after.values).toEqual(['a [0,10] 1 2 3', 'a [0,10] 2 3 4'])
    expect(before.keyed.get('window-contents/"a"|0,10')).toEqual([
      { value: 3, timestamp: 3 },
      { value: 4, timestamp: 4 },
    ])
  })

  test('of a window that is over, or was purged, nothing is left', () => {
    const given = { assigner: tumbling, evictor: CountEvictor.of(2) }
    expect(open(given).element(1, 3, 'a').watermark(9).keyed.size).toBe(0)
    const purged = open({
      ...given,
      trigger: PurgingTrigger.of(EventTimeTrigger.create()),
      allowedLateness: 10,
    })
    purged.element(1, 3, 'a').watermark(9).element(2, 4, 'a')
    expect(purged.values).toEqual(['a [0,10] 1', 'a [0,10] 2'])
  })

  test('elements as old as the size, counted from the latest, leave', () => {
    const harness = open({ assigner: tumbling, evictor: TimeEvictor.of(3) })
    for (const time of [5, 8, 4, 6]) harness.element(time, time, 'a')
    expect(harness.watermark(9).values).toEqual(['a [0,10] 8 6'])
    const timeless = open({
      assigner: GlobalWindows.create(),
      evictor: TimeEvictor.of(3),
      trigger: CountTrigger.of(2),
    })
    expect(timeless.element(1, null, 'a').element(2, null, 'a').values).toEqual(['a [global] 1 2'])
  })

  test('reduce and aggregate add up what is left; of nothing there is nothing', () => {
    class All extends Evictor<unknown, Window> {
      evictBefore(elements: TimestampedValue<unknown>[]): void {
        elements.length = 0
      }

      evictAfter(): void {}
    }
    const aggregation = { kind: 'reduce', function: sum } as const
    const some = open({ assigner: tumbling, aggregation, evictor: CountEvictor.of(2) })
    expect(some.element(1, 1, 'a').element(2, 2, 'a').element(3, 3, 'a').watermark(9).values).toEqual([
      'a [0,10] 5',
    ])
    const none = open({ assigner: tumbling, aggregation, evictor: new All(), code: { kind: 'pass-through' } })
    expect(none.element(1, 1, 'a').watermark(9).values).toEqual([null])
    expect(none.keyed.size).toBe(0)
  })

  test('merged sessions join their elements, with timestamps', () => {
    const harness = open({ assigner: sessions, evictor: TimeEvictor.of(12) })
    harness.element(1, 0, 'a').element(2, 18, 'a').element(3, 9, 'a')
    expect(harness.watermark(27).values).toEqual(['a [0,28] 2 3'])
  })
})

describe('triggers of one’s own', () => {
  /** Purges at the third element of a window; keeps what it saw in its state. */
  class PurgeAtThird extends Trigger<unknown, Window> {
    onElement(
      _value: unknown,
      _timestamp: number | null,
      _window: Window,
      context: Parameters<Trigger<unknown, Window>['onElement']>[3],
    ): TriggerResult {
      const seen = context.getPartitionedState(new ValueStateDescriptor<number>('seen'))
      seen.update((seen.value() ?? 0) + 1)
      return seen.value() === 3 ? TriggerResult.PURGE : TriggerResult.CONTINUE
    }

    onEventTime(): TriggerResult {
      return TriggerResult.FIRE
    }

    onProcessingTime(): TriggerResult {
      return TriggerResult.CONTINUE
    }

    clear(_window: Window, context: Parameters<Trigger<unknown, Window>['clear']>[1]): void {
      context.getPartitionedState(new ValueStateDescriptor<number>('seen')).clear()
    }
  }

  test('have state of the window, may drop its contents, and see the clean-up timer, too', () => {
    const harness = open({ assigner: tumbling, trigger: new PurgeAtThird() })
    for (const value of [1, 2, 3, 4]) harness.element(value, value, 'a')
    expect(harness.watermark(9).values).toEqual(['a [0,10] 4'])
    expect(harness.keyed.size).toBe(0)
  })

  test('a window whose contents were dropped gives no result, but goes when it is over', () => {
    const harness = open({
      assigner: tumbling,
      allowedLateness: 5,
      trigger: PurgingTrigger.of(EventTimeTrigger.create()),
    })
    harness.element(1, 1, 'a').watermark(9).element(2, 2, 'a')
    expect(harness.values).toEqual(['a [0,10] 1', 'a [0,10] 2'])
    expect(harness.clock.event).toEqual([{ timestamp: 14, key: 'a', namespace: '0,10' }])
    expect(harness.watermark(14).values).toHaveLength(2)
  })
})

describe('a result of a global window has the last timestamp there is; as a long runs over, in the next window', () => {
  const assigners = [
    EventTimeSessionWindows.withGap(10),
    EventTimeSessionWindows.withDynamicGap(() => 10),
    TumblingEventTimeWindows.of(10),
    SlidingEventTimeWindows.of(10, 5),
  ]

  test.each(assigners)('$name: it comes too late for a window once there is a watermark', assigner => {
    const harness = open({ assigner, allowedLateness: 3, lateTag: 'late' })
    expect(harness.watermark(0).element(1, Infinity, 'a').emitted).toEqual([
      { value: 1, timestamp: Infinity, tag: 'late' },
    ])
  })

  test.each(assigners)('$name: before the first watermark its window ends with that', assigner => {
    const harness = open({ assigner }).element(1, Infinity, 'a').element(2, Infinity, 'a')
    expect(harness.values).toEqual([])
    expect(harness.watermark(0).values).toHaveLength(1)
    expect(harness.clock.event).toEqual([])
  })

  test('a trigger that fires again and again waits for the end', () => {
    const trigger = ContinuousEventTimeTrigger.of(7)
    const harness = open({ assigner: GlobalWindows.create(), trigger }).element(1, Infinity, 'a')
    expect(harness.watermark(100).values).toEqual([])
    expect(harness.watermark(Infinity).values).toEqual(['a [global] 1'])
  })
})
