import { expect, test } from 'vitest'
import type { Collector } from '../../datastream/functions.ts'
import {
  ContinuousEventTimeTrigger,
  EventTimeSessionWindows,
  GlobalWindows,
  partitionedLog,
  ProcessAllWindowFunction,
  ProcessWindowFunction,
  SlidingEventTimeWindows,
  StreamExecutionEnvironment,
  TimeEvictor,
  TransactionalSink,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
  ValueStateDescriptor,
  WatermarkStrategy,
  type DataStream,
  type ProcessAllWindowContext,
  type ProcessWindowContext,
  type TimeWindow,
  type Window,
} from '../../datastream/index.ts'
import { createRun, type Run } from '../../engine/index.ts'
import { registry } from '../../worker/registry.ts'

const STEPS_MAX = 100_000

interface Click {
  readonly user: string
  readonly at: number
}

/** Of one user the clicks come in order; between users they are up to 40 ms apart. */
const CLICKS: readonly Click[] = Array.from({ length: 90 }, (_, i) => ({
  user: 'abcd'[(i * 7) % 4]!,
  at: i * 10 + ((i * 13) % 5) * 10,
}))

interface Line {
  readonly user: string | null
  readonly start: number
  readonly clicks: number
}

class Clicks extends ProcessWindowFunction<Click, Line, string, TimeWindow> {
  process(
    user: string,
    context: ProcessWindowContext<TimeWindow>,
    clicks: Iterable<Click>,
    out: Collector<Line>,
  ): void {
    out.collect({ user, start: context.window().getStart(), clicks: [...clicks].length })
  }
}

/** Counts how often a window of a key has fired: in state of the window, and of the key. */
class Firings extends ProcessWindowFunction<Click, Line, string, Window> {
  process(
    user: string,
    context: ProcessWindowContext<Window>,
    clicks: Iterable<Click>,
    out: Collector<Line>,
  ): void {
    const ofWindow = context.windowState().getState(new ValueStateDescriptor<number>('firings'))
    const ofKey = context.globalState().getState(new ValueStateDescriptor<number>('all-firings'))
    ofWindow.update((ofWindow.value() ?? 0) + 1)
    ofKey.update((ofKey.value() ?? 0) + 1)
    out.collect({ user, start: ofKey.value()! * 1000 + ofWindow.value()!, clicks: [...clicks].length })
  }

  override clear(context: ProcessWindowContext<Window>): void {
    context.windowState().getState(new ValueStateDescriptor<number>('firings')).clear()
  }
}

class Counts extends ProcessWindowFunction<number, Line, string, TimeWindow> {
  process(
    user: string,
    context: ProcessWindowContext<TimeWindow>,
    counts: Iterable<number>,
    out: Collector<Line>,
  ): void {
    for (const clicks of counts) out.collect({ user, start: context.window().getStart(), clicks })
  }
}

class AllCounts extends ProcessAllWindowFunction<number, Line, TimeWindow> {
  process(
    context: ProcessAllWindowContext<TimeWindow>,
    counts: Iterable<number>,
    out: Collector<Line>,
  ): void {
    for (const clicks of counts) out.collect({ user: null, start: context.window().getStart(), clicks })
  }
}

/** Gives its own number of calls as the time. */
class Calls {
  calls = 0

  reduce(first: Click): Click {
    this.calls += 1
    return { ...first, at: this.calls }
  }
}

const count = {
  createAccumulator: () => 0,
  add: (_click: Click, sum: number) => sum + 1,
  getResult: (sum: number) => sum,
  merge: (a: number, b: number) => a + b,
}

type Job = (clicks: DataStream<Click>) => DataStream<Line>

/** What comes out of these depends on timestamps alone. */
const SETTLED: Readonly<Record<string, Job>> = {
  tumbling: clicks =>
    clicks
      .keyBy(click => click.user)
      .window(TumblingEventTimeWindows.of(100, 30))
      .process(new Clicks()),
  sliding: clicks =>
    clicks
      .keyBy(click => click.user)
      .window(SlidingEventTimeWindows.of(100, 40))
      .aggregate(count, new Counts()),
  sessions: clicks =>
    clicks
      .keyBy(click => click.user)
      .window(EventTimeSessionWindows.withGap(35))
      .evictor(TimeEvictor.of(25))
      .process(new Clicks()),
  'without keys': clicks =>
    clicks.windowAll(TumblingEventTimeWindows.of(90)).aggregate(count, new AllCounts()),
}

/** What comes out of these depends on when records arrive, too. */
const EARLY: Readonly<Record<string, Job>> = {
  'sliding with lateness': clicks =>
    clicks
      .keyBy(click => click.user)
      .window(SlidingEventTimeWindows.of(200, 50))
      .trigger(ContinuousEventTimeTrigger.of(70))
      .allowedLateness(20)
      .process(new Firings()),
  'global, continuously': clicks =>
    clicks
      .keyBy(click => click.user)
      .window(GlobalWindows.create())
      .trigger(ContinuousEventTimeTrigger.of(150))
      .process(new Firings()),
  'a reducer with a field of its own': clicks =>
    clicks
      .keyBy(click => click.user)
      .window(TumblingEventTimeWindows.of(100))
      .reduce(new Calls())
      .map(({ user, at }): Line => ({ user, start: at, clicks: 0 })),
  'by count': clicks =>
    clicks
      .keyBy(click => click.user)
      .countWindow(4, 2)
      .aggregate(count)
      .map((clicks): Line => ({ user: null, start: 0, clicks })),
  'by the clock': clicks =>
    clicks
      .keyBy(click => click.user)
      .window(TumblingProcessingTimeWindows.of(20))
      .aggregate(count)
      .map((clicks): Line => ({ user: null, start: 0, clicks })),
}

function open(job: Job, parallelism = 2): Run {
  const env = new StreamExecutionEnvironment({
    'execution.checkpointing.interval': '20 ms',
    'execution.buffer-timeout.interval': '1 ms',
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': '100',
    'restart-strategy.fixed-delay.delay': '5 ms',
    'weir.task.record-cost': '500 us',
    'pipeline.auto-watermark-interval': '5 ms',
  })
  env.setParallelism(parallelism)
  const source = partitionedLog(CLICKS, {
    topic: 'clicks',
    partitions: 2,
    keyOf: click => click.user,
    timestampOf: click => click.at,
    arrivals: { intervalUs: 1000 },
  })
  const watermarks = WatermarkStrategy.forBoundedOutOfOrderness<Click>(40)
  job(env.fromSource(source, watermarks, 'clicks'))
    .sinkTo(new TransactionalSink<Line>())
    .uid('out')
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 5, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

function finished(run: Run): Line[] {
  expect(run.advanceToEnd(STEPS_MAX)).toBe(true)
  expect(run.jobStatus()).toBe('FINISHED')
  return run
    .brokerTransactions()
    .filter(({ status }) => status === 'committed')
    .flatMap(({ content }) => content.records.map(({ value }) => value as Line))
}

/** Rows of state that windows keep, by its name. */
function rowsLeft(run: Run): Record<string, number> {
  const tables = run.world.actors.flatMap(actor =>
    actor.kind === 'task' && actor.runtime !== null ? actor.runtime.wiring.tables() : [],
  )
  const left: Record<string, number> = {}
  for (const { state, rows } of tables) if (rows.size > 0) left[state] = (left[state] ?? 0) + rows.size
  return left
}

const sorted = (lines: readonly Line[]) => lines.map(line => JSON.stringify(line)).sort()

const HASHED_AT = [0.2, 0.4, 0.6, 0.8, 1]

test.each(Object.entries({ ...SETTLED, ...EARLY }))('%s: goes back exactly', (_name, job) => {
  const run = open(job)
  run.advanceToEnd(STEPS_MAX)
  const steps = HASHED_AT.map(part => Math.floor(run.step * part))
  const hashes = steps.map(step => {
    run.seek(step)
    return run.hash()
  })
  for (const i of [3, 1, 0, 4, 2]) {
    run.seek(steps[i]!)
    expect(run.hash()).toBe(hashes[i])
  }
  expect(run.divergence).toBeNull()
})

test.each(Object.entries(SETTLED))('%s: the same results after a kill', (_name, job) => {
  const whole = open(job)
  const expected = finished(whole)
  expect(expected.length).toBeGreaterThan(5)
  const tasks = whole.scene.actors.filter(({ kind }) => kind === 'task').map(actor => actor.name)
  for (const [i, victim] of tasks.entries()) {
    const run = open(job)
    run.seek(Math.floor((whole.step * (i + 1)) / (tasks.length + 1)))
    expect(run.refusal('kill-task', victim)).toBeNull()
    run.act('kill-task', victim)
    expect(sorted(finished(run))).toEqual(sorted(expected))
  }
})

test('tumbling windows count what belongs to them, whatever the parallelism', () => {
  const windows = new Map<string, Line>()
  for (const { user, at } of CLICKS) {
    const start = Math.floor((at - 30) / 100) * 100 + 30
    const line = windows.get(`${user} ${start}`) ?? { user, start, clicks: 0 }
    windows.set(`${user} ${start}`, { ...line, clicks: line.clicks + 1 })
  }
  for (const parallelism of [1, 2, 4])
    expect(sorted(finished(open(SETTLED['tumbling']!, parallelism)))).toEqual(sorted([...windows.values()]))
})

test('a window that is over leaves nothing behind; a global one is never over', () => {
  for (const name of Object.keys(SETTLED)) {
    const run = open(SETTLED[name]!)
    finished(run)
    expect(rowsLeft(run), name).toEqual({})
  }
  const sliding = open(EARLY['sliding with lateness']!)
  finished(sliding)
  expect(rowsLeft(sliding)).toEqual({ 'all-firings': 4 })
  const global = open(EARLY['global, continuously']!)
  finished(global)
  expect(rowsLeft(global)).toMatchObject({ 'window-contents': 4, firings: 4, 'fire-time': 4 })
})
