/** A pipeline at random: sources, stateless functions, one or two keyed stages, sinks, put together in any way. */
import { nextInt, type Rng } from '../../src/base/prng.ts'
import {
  SingleOutputStreamOperator,
  type DataStream,
  type DataStreamSink,
  type KeyedStream,
} from '../../src/datastream/data-stream.ts'
import type { StreamExecutionEnvironment } from '../../src/datastream/environment.ts'
import { CollectSink, FileSink, TransactionalSink, UpsertSink } from '../../src/datastream/sinks.ts'
import { elements, partitionedLog, WatermarkStrategy } from '../../src/datastream/sources.ts'
import { Types } from '../../src/datastream/types.ts'
import type { Effort } from './effort.ts'
import {
  Batch,
  CountedMap,
  Divert,
  Folded,
  Forgetful,
  Lazy,
  LiveObject,
  Odd,
  Shift,
  SIDE,
  Sum,
  Tally,
  Throwing,
  type Item,
} from './functions.ts'
import {
  allWindowsOf,
  chance,
  LATE,
  PARTITIONINGS,
  pick,
  randomStrategy,
  timed,
  TIMED_STAGES,
  TWO_INPUT_STAGES,
  type Traits,
} from './random-time.ts'

type Stream = DataStream<Item>
/** Each draws the numbers it needs from `rng` first, so that functions capture constants only. */
type Step = (stream: Stream, rng: Rng) => Stream

interface Pool {
  readonly rng: Rng
  readonly traits: Traits
  readonly effort: Effort
  /** Streams that may be built on. */
  streams: Stream[]
}

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', '水', 'true']

export function randomPipeline(env: StreamExecutionEnvironment, rng: Rng, effort: Effort): Traits {
  const traits: Traits = new Set()
  const pool: Pool = { rng, traits, effort, streams: [] }
  for (let i = chance(rng, 25) ? 2 : 1; i > 0; i--) pool.streams.push(source(env, pool, i))
  grow(pool, nextInt(rng, 4))
  const stages = pick(rng, [0, 1, 1, 1, 1, 2, 2])
  traits.add(`${stages} keyed stages`)
  for (let i = 0; i < stages; i++) {
    keyedStage(pool)
    grow(pool, nextInt(rng, 3))
  }
  sinks(pool)
  return traits
}

function items(rng: Rng, count: number): Item[] {
  const keys = 1 + nextInt(rng, KEYS.length)
  const disorder = pick(rng, [1, 20, 80])
  return Array.from({ length: count }, (_, i) => ({
    k: KEYS[nextInt(rng, keys)]!,
    v: nextInt(rng, 30),
    t: i * 8 + nextInt(rng, disorder),
  }))
}

function source(env: StreamExecutionEnvironment, pool: Pool, i: number): Stream {
  const { rng, traits, effort } = pool
  const values = items(rng, chance(rng, 5) ? nextInt(rng, 2) : 5 + nextInt(rng, effort.records))
  const strategy = chance(rng, 25) ? WatermarkStrategy.noWatermarks<Item>() : randomStrategy(rng, traits)
  if (chance(rng, 20)) return settle(env.fromSource(elements(values), strategy, `elements-${i}`), pool)
  const partitions = 1 + nextInt(rng, 4)
  const log = partitionedLog(values, {
    topic: `log-${i}`,
    partitions,
    ...(chance(rng, 30) ? { keyOf: (item: Item) => item.k } : {}),
    ...(chance(rng, 50) ? { timestampOf: (item: Item) => item.t ?? item.v } : {}),
    arrivals: { intervalUs: pick(rng, [0, 1, 500, 3000, 10_000]) },
  })
  return settle(env.fromSource(log, strategy, `log-${i}`), pool)
}

/** Parallelism and chaining at random. */
function settle(
  stream: SingleOutputStreamOperator<Item>,
  { rng, traits, effort }: Pool,
): SingleOutputStreamOperator<Item> {
  if (chance(rng, 50)) stream.setParallelism(pick(rng, effort.parallelism))
  const chaining = nextInt(rng, 10)
  if (chaining === 0) stream.disableChaining()
  if (chaining === 1) stream.startNewChain()
  if (chaining < 2) traits.add('chains set by hand')
  return stream
}

const STEPS: readonly (readonly [trait: string, step: Step])[] = [
  [
    'map',
    (stream, rng) => {
      const add = nextInt(rng, 10)
      return stream.map(item => ({ k: item.k, v: item.v + add }))
    },
  ],
  [
    'filter',
    (stream, rng) => {
      const divisor = 2 + nextInt(rng, 4)
      return stream.filter(item => item.v % divisor !== 0)
    },
  ],
  [
    'flatMap',
    stream =>
      stream.flatMap((item, out) => {
        for (let i = 0; i < item.v % 3; i++)
          out.collect({ k: i === 0 ? item.k : `${item.k}${i}`, v: item.v + i })
      }),
  ],
  ['rebalance', stream => stream.rebalance()],
  ['map by field', (stream, rng) => stream.map(new Shift(nextInt(rng, 5)))],
]

function grow(pool: Pool, steps: number): void {
  const { rng, traits } = pool
  for (let i = 0; i < steps; i++) {
    const at = nextInt(rng, pool.streams.length)
    const stream = pool.streams[at]!
    const kind = nextInt(rng, 100)
    // Sometimes the stream that was built on stays in the pool, so that two things read it.
    const replace = (next: Stream) => (chance(rng, 75) ? (pool.streams[at] = next) : pool.streams.push(next))
    if (kind < 12) {
      traits.add('union')
      replace(stream.union(pick(rng, pool.streams)))
    } else if (kind < 26) {
      traits.add('side output of a stateless function')
      const main = settle(stream.process(new Divert(2 + nextInt(rng, 3))), pool)
      replace(main)
      if (chance(rng, 70)) pool.streams.push(main.getSideOutput(SIDE))
    } else if (kind < 29) rareStep(stream, pool, replace)
    else if (kind < 42) {
      const [trait, step] = pick(rng, PARTITIONINGS)
      traits.add(trait)
      const next = step(stream, rng)
      replace(next instanceof SingleOutputStreamOperator ? settle(next, pool) : next)
    } else if (kind < 47) {
      traits.add('watermarks inside the pipeline')
      replace(stream.assignTimestampsAndWatermarks(randomStrategy(rng, traits)))
    } else if (kind < 49) replace(allWindowsOf(timed(stream, rng), rng, traits))
    else {
      const [trait, step] = pick(rng, STEPS)
      traits.add(trait)
      const next = step(stream, rng)
      replace(next instanceof SingleOutputStreamOperator ? settle(next, pool) : next)
    }
  }
}

function rareStep(stream: Stream, { rng, traits }: Pool, replace: (next: Stream) => void): void {
  if (chance(rng, 50)) {
    traits.add('a function that remembers in fields')
    replace(stream.map(new Forgetful()))
  } else {
    traits.add('a function that throws')
    replace(stream.map(new Throwing(nextInt(rng, 60))))
  }
}

type Keyed = KeyedStream<Item, never>

const KEYINGS: readonly (readonly [string, (stream: Stream) => unknown])[] = [
  ['text keys', stream => stream.keyBy(item => item.k)],
  ['integer keys', stream => stream.keyBy(item => item.v % 5, Types.INT)],
  ['long keys', stream => stream.keyBy(item => item.v * 1_000_000_007, Types.LONG)],
  ['double keys', stream => stream.keyBy(item => item.v / 3, Types.DOUBLE)],
  ['boolean keys', stream => stream.keyBy(item => item.v % 2 === 0)],
  [
    'tuple keys',
    stream =>
      stream.keyBy(
        item => [item.k, item.v % 3] as [string, number],
        Types.TUPLE(Types.STRING, Types.INT) as never,
      ),
  ],
]

const PROCESSORS: readonly (readonly [string, (rng: Rng) => unknown])[] = [
  ['value state', () => new Sum()],
  ['value state', () => new Sum()],
  ['live objects', () => new LiveObject()],
  ['list state', rng => new Batch(2 + nextInt(rng, 4))],
  ['map state', () => new Tally()],
  ['reducing and aggregating state', () => new Folded()],
  ['state asked for late', () => new Lazy()],
  ['odd values', () => new Odd()],
]

function keyedStage(pool: Pool): void {
  const { rng, traits } = pool
  const at = nextInt(rng, pool.streams.length)
  const [keyTrait, keying] = chance(rng, 60) ? KEYINGS[0]! : pick(rng, KEYINGS)
  traits.add(keyTrait)
  const keyBy = (stream: Stream) => keying(stream) as Keyed
  const stage = settle(stageOf(pool, pool.streams[at]!, keyBy), pool)
  if (chance(rng, 85)) pool.streams[at] = stage
  else {
    traits.add('a stream read by a keyed stage and by another')
    pool.streams.push(stage)
  }
  if (chance(rng, 20)) {
    traits.add('side output of a keyed function')
    pool.streams.push(stage.getSideOutput(SIDE))
  }
  if (chance(rng, 20)) pool.streams.push(stage.getSideOutput(LATE))
}

function stageOf(
  { rng, traits, streams }: Pool,
  stream: Stream,
  keyBy: (stream: Stream) => Keyed,
): SingleOutputStreamOperator<Item> {
  const kind = nextInt(rng, 100)
  if (kind < 40) return statefulOf(keyBy(stream), rng, traits)
  if (kind < 75) {
    const [trait, make] = pick(rng, TIMED_STAGES)
    traits.add(trait)
    return make(keyBy(timed(stream, rng)), rng, traits)
  }
  const [trait, make] = pick(rng, TWO_INPUT_STAGES)
  traits.add(trait)
  return make(timed(stream, rng), timed(pick(rng, streams), rng), keyBy, rng)
}

function statefulOf(keyed: Keyed, rng: Rng, traits: Traits): SingleOutputStreamOperator<Item> {
  if (chance(rng, 12)) {
    traits.add('reduce')
    return keyed.reduce((a, b) => ({ k: b.k, v: a.v + b.v }))
  }
  if (chance(rng, 12)) {
    traits.add('keyed map')
    return keyed.map(new CountedMap())
  }
  const [trait, make] = pick(rng, PROCESSORS)
  traits.add(trait)
  return keyed.process(make(rng) as Sum)
}

/** Every stream of the pool is read, the last one surely. */
function sinks({ rng, traits, streams }: Pool): void {
  for (const [i, stream] of streams.entries()) {
    if (i < streams.length - 1 && chance(rng, 15)) continue
    for (let n = chance(rng, 15) ? 2 : 1; n > 0; n--) {
      const sink = sinkOf(stream, rng, traits)
      if (chance(rng, 50)) sink.setParallelism(1 + nextInt(rng, 3))
      if (chance(rng, 15)) sink.disableChaining()
    }
  }
}

const keyOfItem = (item: Item): string => String(item.k)

function sinkOf(stream: Stream, rng: Rng, traits: Traits): DataStreamSink<Item> {
  const kind = nextInt(rng, 10)
  traits.add(kind < 5 ? 'transactional sink' : 'plain sink')
  if (kind < 4) return stream.sinkTo(new TransactionalSink<Item>())
  if (kind === 4) return stream.sinkTo(new FileSink<Item>())
  if (kind < 7) return stream.print()
  return kind < 9 ? stream.sinkTo(new CollectSink<Item>()) : stream.sinkTo(new UpsertSink<Item>(keyOfItem))
}
