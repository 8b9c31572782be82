import { describe, expect, test } from 'vitest'
import { elements, StreamExecutionEnvironment, WatermarkStrategy } from '../../datastream/index.ts'
import { registry } from '../../worker/registry.ts'
import { EVENT_TIME_MIN } from '../../base/time.ts'
import type { WatermarkGenerator, WatermarkOutput } from '../api/event-time.ts'
import { createRun, type Run } from '../index.ts'
import type { TaskActor } from '../kernel/world.ts'
import { combine, newCombined, partialOf, setPartial, type CombinedWatermark } from '../time/combined.ts'
import {
  afterRecord,
  emitPeriodically,
  endSplit,
  newSourceWatermarks,
  timestampOf,
  wakeUpNext,
  watermarksOf,
} from './source-watermarks.ts'
import { SOURCE, taskForTests } from './task-for-tests.suite.ts'

function runOf(strategy: WatermarkStrategy<number>, config: Readonly<Record<string, string>> = {}): Run {
  const env = new StreamExecutionEnvironment(config)
  env
    .fromSource(elements([1, 2, 3]), strategy, 'numbers')
    .uid('numbers')
    .print()
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 1, epochMs: 1000, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

/** Says by a record what to do: a watermark, or whether it is idle; now, or at the next periodic emission. */
class Told implements WatermarkGenerator<never> {
  readonly #later: (number | 'idle' | 'active')[] = []
  readonly seen: (number | null)[] = []

  onEvent(
    event: unknown,
    timestamp: number | null,
    output: Parameters<WatermarkGenerator<never>['onEvent']>[2],
  ) {
    this.seen.push(timestamp)
    const { say, later } = event as { say?: number | 'idle' | 'active'; later?: number | 'idle' | 'active' }
    if (later !== undefined) this.#later.push(later)
    if (say !== undefined) tell(output, say)
  }

  onPeriodicEmit(output: Parameters<WatermarkGenerator<never>['onEvent']>[2]): void {
    for (const what of this.#later.splice(0)) tell(output, what)
  }
}

function tell(
  output: Parameters<WatermarkGenerator<never>['onEvent']>[2],
  what: number | 'idle' | 'active',
): void {
  if (what === 'idle') output.markIdle()
  else if (what === 'active') output.markActive()
  else output.emitWatermark(what)
}

/** A source of two splits, without the rest of its task. */
class Source {
  readonly task = {
    source: { watermarks: { generators: [new Told(), new Told()], combined: newCombined(2) } },
    eventTime: { fresh: [], wakeUps: [] },
  } as unknown as TaskActor
  readonly run = runOf(WatermarkStrategy.noWatermarks())

  record(split: number, event: object): string[] {
    afterRecord(this.task, split, event, 5)
    return this.#fresh()
  }

  periodic(): string[] {
    emitPeriodically(this.run.timeline.sim, this.task)
    return this.#fresh()
  }

  #fresh(): string[] {
    return this.task.eventTime.fresh
      .splice(0)
      .map(mark =>
        mark.type === 'emit'
          ? `${mark.timestamp}`
          : mark.type === 'emit-status' && mark.idle
            ? 'idle'
            : 'active',
      )
  }
}

describe('watermarks of a source', () => {
  test('are the minimum over its splits, told at once where the generator tells them with a record', () => {
    const source = new Source()
    expect(source.record(0, { say: 5 })).toEqual([])
    expect(source.record(1, { say: 3 })).toEqual(['active', '3'])
    expect(source.record(1, { say: 3 })).toEqual([])
    expect(source.record(1, { say: 9 })).toEqual(['active', '5'])
  })

  test('that are told periodically come out together', () => {
    const source = new Source()
    expect(source.record(0, { later: 5 })).toEqual([])
    expect(source.record(1, { later: 4 })).toEqual([])
    expect(source.periodic()).toEqual(['active', '4'])
    expect(source.periodic()).toEqual([])
  })

  test('go on without the splits that are idle or have ended', () => {
    const source = new Source()
    source.record(0, { say: 5 })
    expect(source.record(1, { say: 'idle' })).toEqual(['active', '5'])
    expect(source.record(0, { say: 'idle' })).toEqual(['idle'])
    expect(source.record(0, { say: 'active' })).toEqual(['active'])
    const other = new Source()
    other.record(0, { say: 5, later: 8 })
    other.record(1, { later: 7 })
    endSplit(other.task, 1)
    expect(other.periodic()).toEqual(['active', '8'])
  })

  test('that were idle periodically are told so once the source is', () => {
    const source = new Source()
    source.record(0, { later: 'idle' })
    source.record(1, { later: 'idle' })
    expect(source.periodic()).toEqual(['idle'])
    source.record(1, { later: 'active' })
    expect(source.periodic()).toEqual([])
  })

  test('wake their source again after the interval, if there is one', () => {
    const wakeUps = (config: Readonly<Record<string, string>>) => {
      const source = new Source()
      const run = runOf(WatermarkStrategy.noWatermarks(), config)
      run.world.now = 30_000
      wakeUpNext(run.timeline.sim, source.task)
      const none = { ...source.task, source: { watermarks: null } } as unknown as TaskActor
      wakeUpNext(run.timeline.sim, none)
      return source.task.eventTime.wakeUps
    }
    expect(wakeUps({ 'pipeline.auto-watermark-interval': '20 ms' })).toEqual([{ position: 0, at: 1050 }])
    expect(wakeUps({ 'pipeline.auto-watermark-interval': '0 ms' })).toEqual([])
    const source = new Source()
    source.periodic()
    expect(source.task.eventTime.wakeUps).toHaveLength(1)
  })
})

describe('of a strategy', () => {
  test('each split has a generator of its own, and no watermark yet', () => {
    const { plan } = runOf(WatermarkStrategy.forMonotonousTimestamps<number>())
    const made = newSourceWatermarks(plan.tasks[0]!, 3)!
    expect(new Set(made.generators).size).toBe(3)
    expect(made.combined).toMatchObject({ watermark: EVENT_TIME_MIN, idle: false })
    expect(made.combined.partials).toHaveLength(3)
  })

  test('the timestamps of records are as it assigns them, and whole', () => {
    const plain = runOf(WatermarkStrategy.forMonotonousTimestamps<number>()).plan.tasks[0]!
    expect([timestampOf(plain, 7, 3), timestampOf(plain, 7, null)]).toEqual([3, null])
    const assigned = (assign: (value: number, given: number | null) => number) =>
      runOf(WatermarkStrategy.forMonotonousTimestamps<number>().withTimestampAssigner(assign)).plan.tasks[0]!
    expect(
      timestampOf(
        assigned((value, given) => value * 10 + (given ?? 0)),
        7,
        3,
      ),
    ).toBe(73)
    expect(() =>
      timestampOf(
        assigned(value => value / 2),
        7,
        3,
      ),
    ).toThrow('expected a timestamp in whole')
  })

  test('there is none at a task that is no source', () => {
    const { plan } = runOf(WatermarkStrategy.forMonotonousTimestamps<number>(), {
      'pipeline.operator-chaining.enabled': 'false',
    })
    const sink = plan.tasks.find(({ vertex }) => vertex.role !== 'source')!
    expect([watermarksOf(sink), newSourceWatermarks(sink, 1)]).toEqual([null, null])
  })
})

describe('what a generator says of its split with a record', () => {
  function saying(
    say: (output: WatermarkOutput) => void,
    before: (combined: CombinedWatermark) => void = () => undefined,
  ) {
    const { task } = taskForTests(SOURCE)
    const combined = newCombined(2)
    const generator = {
      onEvent: (_value: never, _time: number | null, output: WatermarkOutput) => say(output),
      onPeriodicEmit: () => undefined,
    }
    task.source!.watermarks = { generators: [generator, generator], combined }
    before(combined)
    task.eventTime.fresh = []
    afterRecord(task, 0, 'a', 5)
    return { combined, fresh: task.eventTime.fresh }
  }
  const status = (idle: boolean) => ({ type: 'emit-status', position: 0, idle }) as const
  const emit = (timestamp: number) => ({ type: 'emit', position: 0, timestamp }) as const

  test('goes on at once where it moves the whole', () => {
    const both = saying(
      output => output.emitWatermark(5),
      combined => void setPartial(partialOf(combined, 1), 7),
    )
    expect([both.fresh, both.combined.watermark]).toEqual([[status(false), emit(5)], 5])
    expect(saying(output => output.emitWatermark(5)).fresh).toEqual([])
  })

  test('idleness does where no other split is active', () => {
    expect(saying(output => output.markIdle()).fresh).toEqual([])
    const last = saying(
      output => output.markIdle(),
      combined => void (partialOf(combined, 1).idle = true),
    )
    expect([last.fresh, last.combined.idle]).toEqual([[status(true)], true])
  })

  test('activity is told before the watermark that it brings', () => {
    const idle = (combined: CombinedWatermark) => {
      for (const index of [0, 1]) partialOf(combined, index).idle = true
      combine(combined)
    }
    const again = saying(output => output.markActive(), idle)
    expect([again.fresh, again.combined.idle, again.combined.partials[0]!.idle]).toEqual([
      [status(false)],
      false,
      false,
    ])
    const risen = saying(
      output => output.markActive(),
      combined => {
        idle(combined)
        partialOf(combined, 0).watermark = 9
      },
    )
    expect(risen.fresh).toEqual([status(false), status(false), emit(9)])
  })

  test('nobody hears of a source without watermarks', () => {
    const { task } = taskForTests(SOURCE)
    task.source!.watermarks = null
    task.eventTime.fresh = []
    afterRecord(task, 0, 'a', 5)
    endSplit(task, 0)
    expect(task.eventTime.fresh).toEqual([])
  })
})
