/** Stages of random pipelines that have to do with time, two inputs or operator state. */
import { nextInt, type Rng } from '../../src/base/prng.ts'
import type { DataStream, KeyedStream, SingleOutputStreamOperator } from '../../src/datastream/data-stream.ts'
import { MapStateDescriptor } from '../../src/datastream/descriptors.ts'
import { OutputTag } from '../../src/datastream/output-tag.ts'
import { EveryEventWatermarks, PunctuatedWatermarks } from '../../src/datastream/watermark-generators.ts'
import { WatermarkStrategy } from '../../src/datastream/watermark-strategy.ts'
import {
  ContinuousEventTimeTrigger,
  ContinuousProcessingTimeTrigger,
  CountEvictor,
  CountTrigger,
  EventTimeSessionWindows,
  EventTimeTrigger,
  GlobalWindows,
  ProcessingTimeSessionWindows,
  PurgingTrigger,
  SlidingEventTimeWindows,
  SlidingProcessingTimeWindows,
  TimeEvictor,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
  type Evictor,
  type Trigger,
  type Window,
  type WindowAssigner,
} from '../../src/datastream/windowing/index.ts'
import type { Item } from './functions.ts'
import {
  AllSummed,
  ClockTimer,
  CoShift,
  COUNTED,
  EventTimer,
  Expiring,
  Firings,
  Joined,
  Kept,
  KeyedRuled,
  Ruled,
  TwoSums,
} from './time-functions.ts'

export const pick = <T>(rng: Rng, values: readonly T[]): T => values[nextInt(rng, values.length)]!
export const chance = (rng: Rng, percent: number): boolean => nextInt(rng, 100) < percent

/** What a pipeline turned out to have; rare situations are counted by it. */
export type Traits = Set<string>

type Stream = DataStream<Item>
type Keyed = KeyedStream<Item, never>
type Made = SingleOutputStreamOperator<Item>

export const LATE = new OutputTag<Item>('late')

const TIMED = (item: Item): number => item.t ?? item.v

export function randomStrategy(rng: Rng, traits: Traits): WatermarkStrategy<Item> {
  const [trait, strategy] = pick(rng, STRATEGIES)
  traits.add(trait)
  const timed = chance(rng, 70) ? strategy(rng).withTimestampAssigner(TIMED) : strategy(rng)
  if (!chance(rng, 30)) return timed
  traits.add('idleness')
  return timed.withIdleness(pick(rng, [5, 20, 60]))
}

const STRATEGIES: readonly (readonly [string, (rng: Rng) => WatermarkStrategy<Item>])[] = [
  ['no watermarks', () => WatermarkStrategy.noWatermarks<Item>()],
  ['monotonous watermarks', () => WatermarkStrategy.forMonotonousTimestamps<Item>()],
  ['bounded watermarks', rng => WatermarkStrategy.forBoundedOutOfOrderness<Item>(pick(rng, [0, 20, 60]))],
  ['bounded watermarks', rng => WatermarkStrategy.forBoundedOutOfOrderness<Item>(pick(rng, [0, 20, 60]))],
  [
    'a watermark after every record',
    () => WatermarkStrategy.forGenerator<Item>(() => new EveryEventWatermarks(10)),
  ],
  [
    'punctuated watermarks',
    () =>
      WatermarkStrategy.forGenerator<Item>(
        () => new PunctuatedWatermarks<Item>((item, time) => (item.v % 4 === 0 ? (time ?? 0) - 5 : null)),
      ),
  ],
]

type EventAssigner = WindowAssigner<Item, Window>

const ASSIGNERS: readonly (readonly [trait: string, eventTime: boolean, (rng: Rng) => unknown])[] = [
  ['tumbling windows', true, rng => TumblingEventTimeWindows.of(pick(rng, [20, 50, 100]), pick(rng, [0, 7]))],
  ['sliding windows', true, rng => SlidingEventTimeWindows.of(60, pick(rng, [20, 30]))],
  ['sessions', true, rng => EventTimeSessionWindows.withGap(pick(rng, [8, 20, 60]))],
  ['sessions', true, () => EventTimeSessionWindows.withDynamicGap<Item>(item => 5 + (item.v % 5) * 8)],
  ['tumbling windows by the clock', false, rng => TumblingProcessingTimeWindows.of(pick(rng, [5, 30]))],
  ['sliding windows by the clock', false, () => SlidingProcessingTimeWindows.of(30, 10)],
  ['sessions by the clock', false, rng => ProcessingTimeSessionWindows.withGap(pick(rng, [3, 20]))],
  ['global windows', false, () => GlobalWindows.create()],
]

function triggerOf(rng: Rng, name: string, eventTime: boolean): Trigger<Item, Window> | null {
  if (name === 'global windows')
    return chance(rng, 50) ? PurgingTrigger.of(CountTrigger.of(3)) : CountTrigger.of(2)
  return pick<() => Trigger<Item, Window> | null>(rng, [
    () => null,
    () => null,
    () => CountTrigger.of(2),
    () => ContinuousEventTimeTrigger.of(15),
    // In a window of event time its timer would set itself again and again, in Flink, too.
    () => (eventTime ? null : ContinuousProcessingTimeTrigger.of(10)),
    () => PurgingTrigger.of(EventTimeTrigger.create()),
  ])()
}

const EVICTORS: readonly (() => Evictor<Item, Window>)[] = [
  () => CountEvictor.of(2),
  () => TimeEvictor.of(20),
  () => CountEvictor.of(2, true),
]

interface Windowed {
  trigger(trigger: Trigger<Item, Window>): unknown
  evictor(evictor: Evictor<Item, Window>): unknown
  allowedLateness(lateness: number): unknown
  sideOutputLateData(tag: OutputTag<Item>): unknown
}

function adorn(windowed: Windowed, name: string, eventTime: boolean, rng: Rng, traits: Traits): void {
  const trigger = triggerOf(rng, name, eventTime)
  if (trigger !== null) {
    windowed.trigger(trigger)
    traits.add('a trigger of its own')
  }
  if (chance(rng, 20)) {
    windowed.evictor(pick(rng, EVICTORS)())
    traits.add('an evictor')
  }
  if (eventTime && chance(rng, 50)) windowed.allowedLateness(pick(rng, [10, 40, 200]))
  if (eventTime && chance(rng, 50)) windowed.sideOutputLateData(LATE)
}

/** Mostly with timestamps, which windows of event time and interval joins cannot do without. */
export function timed(stream: Stream, rng: Rng): Stream {
  return chance(rng, 55)
    ? stream.assignTimestampsAndWatermarks(
        WatermarkStrategy.forBoundedOutOfOrderness<Item>(pick(rng, [0, 20, 60])).withTimestampAssigner(TIMED),
      )
    : stream
}

export function windowsOf(keyed: Keyed, rng: Rng, traits: Traits): Made {
  const [name, eventTime, make] = pick(rng, ASSIGNERS)
  traits.add(name)
  const windowed = (keyed as unknown as KeyedStream<Item, string>).window(make(rng) as EventAssigner)
  adorn(windowed, name, eventTime, rng, traits)
  const merges = name.startsWith('sessions')
  const kind = nextInt(rng, 5)
  const joined = (a: Item, b: Item): Item => ({ k: a.k, v: a.v + b.v })
  if (kind === 0) return windowed.reduce(joined)
  if (kind === 1) return windowed.aggregate(COUNTED)
  if (kind === 2) return windowed.reduce(joined, new Firings(!merges, eventTime) as never)
  if (kind === 3) return windowed.max('v')
  return windowed.process(new Firings(!merges, eventTime) as never)
}

export function allWindowsOf(stream: Stream, rng: Rng, traits: Traits): Made {
  const [name, eventTime, make] = pick(rng, ASSIGNERS)
  traits.add('windows without keys')
  const windowed = stream.windowAll(make(rng) as EventAssigner)
  adorn(windowed, name, eventTime, rng, traits)
  return chance(rng, 50) ? windowed.aggregate(COUNTED) : windowed.process(new AllSummed() as never)
}

/** Stages of one keyed stream. */
export const TIMED_STAGES: readonly (readonly [string, (keyed: Keyed, rng: Rng, traits: Traits) => Made])[] =
  [
    ['windows', windowsOf],
    ['windows', windowsOf],
    ['windows', windowsOf],
    [
      'timers of event time',
      (keyed, rng) => keyed.process(new EventTimer(pick(rng, [0, 15, 50]), 2 + nextInt(rng, 6)) as never),
    ],
    [
      'timers of processing time',
      (keyed, rng) => keyed.process(new ClockTimer(pick(rng, [0, 4, 25])) as never),
    ],
    [
      'time to live',
      (keyed, rng) =>
        keyed.process(new Expiring(pick(rng, [2, 15, 60]), chance(rng, 50), chance(rng, 50)) as never),
    ],
  ]

/** Stages of two streams of one kind of keys. */
export const TWO_INPUT_STAGES: readonly (readonly [
  string,
  (one: Stream, two: Stream, keyBy: (stream: Stream) => Keyed, rng: Rng) => Made,
])[] = [
  [
    'two inputs',
    (one, two, keyBy) =>
      keyBy(one)
        .connect(keyBy(two))
        .process(new TwoSums() as never),
  ],
  ['two inputs without keys', (one, two) => one.connect(two).map(new CoShift())],
  [
    'interval join',
    (one, two, keyBy, rng) => {
      const join = keyBy(one).intervalJoin(keyBy(two) as never)
      return join.between(-pick(rng, [0, 10, 40]), pick(rng, [0, 15])).process(new Joined())
    },
  ],
  [
    'broadcast state',
    (one, two) => {
      const rules = new MapStateDescriptor<string, number>('rules')
      return one.connect(two.broadcast(rules)).process(new Ruled(rules))
    },
  ],
  [
    'keyed broadcast state',
    (one, two, keyBy) => {
      const rules = new MapStateDescriptor<string, number>('rules')
      return keyBy(one)
        .connect(two.broadcast(rules))
        .process(new KeyedRuled(rules) as never)
    },
  ],
]

/** Ways of sending a stream on, and operator state, which needs no key. */
export const PARTITIONINGS: readonly (readonly [string, (stream: Stream, rng: Rng) => Stream])[] = [
  ['rescale', stream => stream.rescale()],
  ['broadcast', stream => stream.broadcast()],
  ['global', stream => stream.global()],
  ['shuffle', stream => stream.shuffle()],
  [
    'custom partitions',
    stream =>
      stream.partitionCustom(
        (key: number, count) => key % count,
        item => item.v,
      ),
  ],
  ['operator list state', stream => stream.map(new Kept())],
  ['operator list state', stream => stream.map(new Kept())],
]
