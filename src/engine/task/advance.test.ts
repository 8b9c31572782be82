/** Watermarks, status and processing time in a chain: Flink's AbstractStreamOperator and InternalTimerServiceImpl. */
import { describe, expect, test } from 'vitest'
import { EVENT_TIME_MIN } from '../../base/time.ts'
import type { Timer } from '../api/event-time.ts'
import type { Collector, StreamOperator } from '../api/operator.ts'
import type { Mark } from '../kernel/world.ts'
import { onAdvance } from './advance.ts'
import { NO_RECORD, timerPath } from './lineage.ts'
import { COUNT, SOURCE, taskForTests, type TaskForTests } from './task-for-tests.suite.ts'

const watermark = (timestamp: number, position = 0, input = 0): Mark => ({
  type: 'watermark',
  position,
  input,
  timestamp,
})
const status = (idle: boolean, position = 0, input = 0): Mark => ({ type: 'status', position, input, idle })
const emit = (timestamp: number, position: number): Mark => ({ type: 'emit', position, timestamp })
const emitStatus = (idle: boolean, position: number): Mark => ({ type: 'emit-status', position, idle })

interface Chain extends TaskForTests {
  /** What the operators were asked for. */
  readonly calls: string[]
}

/** Three operators; what each does with time is as said. */
function chain(
  operators: readonly Partial<StreamOperator>[] = [],
  actor: typeof SOURCE | typeof COUNT = COUNT,
): Chain {
  const it = taskForTests(actor, { 'weir.task.record-cost': '3 ms' })
  const calls: string[] = []
  const { task } = it
  const count = task.runtime!.operators.length
  task.runtime!.operators = Array.from({ length: count }, (_, position) => ({
    processElement: () => undefined,
    onEventTime: ({ timestamp, namespace }: Timer) =>
      void calls.push(`${position} event ${timestamp}${namespace} ${task.hand.key}`),
    onProcessingTime: ({ timestamp }: Timer) =>
      void calls.push(`${position} processing ${timestamp} ${task.hand.key}`),
    onWakeUp: (at: number) => void calls.push(`${position} wake ${at}`),
    ...operators[position],
  }))
  task.eventTime.marks = []
  task.eventTime.fresh = []
  task.eventTime.wakeUps.splice(0)
  task.staged.clear()
  return { ...it, calls }
}

function advance(it: Chain, ...marks: readonly Mark[]) {
  it.task.eventTime.marks.push(...marks)
  return it.doing(sim => onAdvance(sim, it.task, it.plan))
}

const emitted = ({ task }: TaskForTests) => task.eventTime.operators.map(operator => operator.emitted)

const timersOf = ({ task }: TaskForTests, position: number) => task.runtime!.wiring.timers[position]!

function setTimers(
  it: TaskForTests,
  position: number,
  domain: 'event' | 'processing',
  ...timers: readonly (readonly [string, number])[]
) {
  const { keyContext } = it.task.runtime!.wiring
  for (const [key, time] of timers) {
    keyContext.key = key
    if (domain === 'event') timersOf(it, position).registerEventTimeTimer(time, 'w')
    else timersOf(it, position).registerProcessingTimeTimer(time)
  }
}

describe('a watermark', () => {
  test('goes through the chain, head to tail, and is known to each', () => {
    const it = chain()
    advance(it, watermark(7))
    expect(it.task.eventTime.operators.map(({ inputs }) => inputs.watermark)).toEqual([7, 7, 7])
    expect([emitted(it), it.task.eventTime.marks, it.task.cpu]).toEqual([[7, 7, 7], [], 'none'])
  })

  test('that is not above the last goes no further', () => {
    const it = chain()
    advance(it, watermark(7))
    for (const timestamp of [7, 6]) advance(it, watermark(timestamp))
    expect(emitted(it)).toEqual([7, 7, 7])
  })

  test('of one of two inputs waits for the other', () => {
    const it = chain()
    it.task.eventTime.operators[0]!.inputs.partials.push({
      watermark: EVENT_TIME_MIN,
      idle: false,
      removed: false,
    })
    advance(it, watermark(7, 0, 0))
    expect(emitted(it)[0]).toBe(EVENT_TIME_MIN)
    advance(it, watermark(5, 0, 1))
    expect(emitted(it)).toEqual([5, 5, 5])
  })

  test('is for the operator to send on, where it has something to do with it', () => {
    const seen: number[] = []
    const it = chain([{}, { processWatermark: (timestamp: number) => void seen.push(timestamp) }])
    advance(it, watermark(7))
    expect([seen, emitted(it)]).toEqual([[7], [7, EVENT_TIME_MIN, EVENT_TIME_MIN]])
    const sending = chain([
      { processWatermark: (timestamp: number, out: Collector) => out.emitWatermark(timestamp - 1) },
    ])
    advance(sending, watermark(7))
    expect(emitted(sending)).toEqual([6, 6, 6])
  })

  test('goes out on the network behind what was made before it', () => {
    const it = chain([], SOURCE)
    const [output] = it.task.outputs
    Object.assign(output!, { queue: [], open: null, credits: 0, marks: 0 })
    it.task.staged.add(0, 'a', 'a', null, -1)
    advance(it, emit(7, 0))
    const marks = output!.queue.map(item => ('values' in item ? item.isMark(0) : null))
    expect([marks, output!.marks, it.task.staged.count]).toEqual([[false, true], 1, 0])
    advance(it, emit(7, 0))
    expect(output!.marks).toBe(1)
    advance(it, emitStatus(true, 0))
    advance(it, emitStatus(true, 0))
    expect([output!.marks, it.task.eventTime.operators[0]!.emittedIdle]).toEqual([2, true])
  })

  test('goes to all subtasks behind it', () => {
    const it = taskForTests(SOURCE, { 'parallelism.default': '3' })
    it.task.eventTime.marks = [emit(7, 0)]
    it.doing(sim => onAdvance(sim, it.task, it.plan))
    expect(it.task.outputs.map(({ marks }) => marks)).toEqual([1, 1, 1])
  })

  test('what fails with it fails the task, and nothing goes on', () => {
    const it = chain([
      {
        processWatermark: () => {
          throw new Error('no')
        },
      },
    ])
    const done = advance(it, watermark(7))
    expect([it.task.life, it.task.errorText]).toEqual(['FAILED', 'Error: no'])
    expect(done.told.map(({ kind }) => kind)).toEqual(['TaskFailed'])
  })
})

describe('idleness', () => {
  test('goes through the chain as a watermark does, and so does its end', () => {
    const it = chain()
    advance(it, status(true))
    expect(it.task.eventTime.operators.map(one => [one.inputs.idle, one.emittedIdle])).toEqual([
      [true, true],
      [true, true],
      [true, true],
    ])
    advance(it, status(true))
    advance(it, status(false))
    expect(it.task.eventTime.operators.map(one => [one.inputs.idle, one.emittedIdle])).toEqual([
      [false, false],
      [false, false],
      [false, false],
    ])
  })

  test('of one input holds the other back no longer', () => {
    const it = chain()
    it.task.eventTime.operators[0]!.inputs.partials.push({
      watermark: EVENT_TIME_MIN,
      idle: false,
      removed: false,
    })
    advance(it, watermark(7), status(true, 0, 1))
    expect([emitted(it), it.task.eventTime.operators[0]!.inputs.idle]).toEqual([[7, 7, 7], false])
  })

  test('is for the operator to send on, where it has something to do with it', () => {
    const seen: boolean[] = []
    const it = chain([{ processWatermarkStatus: (idle: boolean) => void seen.push(idle) }])
    advance(it, status(true))
    expect([seen, it.task.eventTime.operators.map(one => one.emittedIdle)]).toEqual([
      [true],
      [false, false, false],
    ])
  })
})

describe('event time timers', () => {
  test('fire up to the watermark, one a step, in order; only then the watermark goes on', () => {
    const it = chain()
    const { task } = it
    setTimers(it, 0, 'event', ['b', 7], ['a', 5], ['a', 8])
    advance(it, watermark(7))
    expect([it.calls, emitted(it)[0]]).toEqual([['0 event 5w a'], EVENT_TIME_MIN])
    expect([task.cpu, task.cpuAt - it.now]).toEqual(['done', 3000])
    expect(task.hand).toEqual({
      busy: true,
      value: null,
      key: 'a',
      timestamp: 5,
      partition: NO_RECORD,
      offset: NO_RECORD,
      path: timerPath(0, '5|w|a'),
    })
    const { keyContext, collectors } = task.runtime!.wiring
    expect([keyContext.key, keyContext.event, collectors[0]!.timestamp]).toEqual(['a', task.events, 5])
    task.cpu = 'none'
    advance(it)
    expect([it.calls.length, emitted(it)[0]]).toEqual([2, EVENT_TIME_MIN])
    task.cpu = 'none'
    advance(it)
    expect([it.calls, emitted(it)]).toEqual([
      ['0 event 5w a', '0 event 7w b'],
      [7, 7, 7],
    ])
    expect(timersOf(it, 0).eventTime!.size).toBe(1)
  })

  test('cost more where state is slow, or the task is', () => {
    const charging: Partial<StreamOperator> = {
      onEventTime: () => it.task.runtime!.wiring.meter.charge(100),
    }
    const it = chain([charging])
    it.task.slowFactor = 3
    setTimers(it, 0, 'event', ['a', 5])
    advance(it, watermark(7))
    expect(it.task.cpuAt - it.now).toBe(3 * 3100)
  })

  test('what they emit goes before the watermark', () => {
    const it = chain([{ onEventTime: (_timer: Timer, out: Collector) => out.emitWatermark(3) }])
    setTimers(it, 0, 'event', ['a', 5])
    advance(it, watermark(7))
    expect(it.task.eventTime.marks[0]).toEqual(emit(3, 0))
  })

  test('that fail fail the task', () => {
    const it = chain([
      {
        onEventTime: () => {
          throw new Error('no')
        },
      },
    ])
    setTimers(it, 0, 'event', ['a', 5])
    advance(it, watermark(7))
    expect([it.task.life, it.task.cpu]).toEqual(['FAILED', 'none'])
  })

  test('an operator that set them has to take them', () => {
    const it = chain([{ onEventTime: undefined }] as unknown as Partial<StreamOperator>[])
    setTimers(it, 0, 'event', ['a', 5])
    advance(it, watermark(7))
    expect(it.task.errorText).toContain('an operator that sets timers takes them')
  })
})

describe('when the clock strikes', () => {
  const CLOCK: Mark = { type: 'clock' }

  /** One millisecond of the clock is one of processing time. */
  function at(
    millis: number,
    before: (it: Chain) => void,
    operators: readonly Partial<StreamOperator>[] = [],
  ) {
    const it = chain(operators)
    it.run.world.now = millis * 1000
    before(it)
    const done = advance(it, CLOCK)
    const goOn = () => {
      it.task.cpu = 'none'
      advance(it)
      return it.calls
    }
    return { it, task: it.task, done, goOn }
  }

  test('timers that are due fire in the order of their time, one a step, the earlier operator first', () => {
    const { it, task, goOn } = at(50, one => {
      setTimers(one, 1, 'processing', ['a', 40], ['b', 30])
      setTimers(one, 0, 'processing', ['a', 40], ['c', 51])
    })
    expect([it.calls, task.cpu]).toEqual([['1 processing 30 b'], 'done'])
    expect([task.hand.timestamp, task.hand.key, task.runtime!.wiring.collectors[1]!.timestamp]).toEqual([
      null,
      'b',
      null,
    ])
    goOn()
    expect(goOn()).toEqual(['1 processing 30 b', '0 processing 40 a', '1 processing 40 a'])
    expect(task.eventTime.marks).toEqual([CLOCK])
    expect(goOn()).toHaveLength(3)
    expect(task.eventTime.marks).toEqual([])
  })

  test('one that is due now fires, and the clock is set for the next', () => {
    const now = at(50, one => setTimers(one, 0, 'processing', ['a', 50]))
    expect(now.it.calls).toEqual(['0 processing 50 a'])
    const later = at(50, one => setTimers(one, 0, 'processing', ['a', 52]))
    expect(later.it.calls).toEqual([])
    expect(later.task.eventTime.clockAt).toBe(52_000)
  })

  test('operators that asked for it are woken, with what is due at the same time behind them', () => {
    const { it, task, goOn } = at(50, one => {
      one.task.eventTime.wakeUps.push(
        { position: 2, at: 40 },
        { position: 1, at: 50 },
        { position: 0, at: 51 },
      )
      setTimers(one, 0, 'processing', ['a', 40])
    })
    expect([it.calls, task.cpu]).toEqual([['2 wake 40', '0 processing 40 a'], 'done'])
    expect(goOn()).toEqual(['2 wake 40', '0 processing 40 a', '1 wake 50'])
    expect(task.eventTime.wakeUps).toEqual([{ position: 0, at: 51 }])
    const timerFirst = at(50, one => {
      one.task.eventTime.wakeUps.push({ position: 2, at: 41 })
      setTimers(one, 0, 'processing', ['a', 40])
    })
    expect(timerFirst.it.calls).toEqual(['0 processing 40 a'])
  })

  test('one that fails when it is woken fails the task', () => {
    const { task } = at(50, one => void one.task.eventTime.wakeUps.push({ position: 0, at: 50 }), [
      {
        onWakeUp: () => {
          throw new Error('no')
        },
      },
    ])
    expect(task.errorText).toBe('Error: no')
  })

  test('a source makes the watermarks of its splits, and is woken again', () => {
    const it = chain([], SOURCE)
    it.run.world.now = 50_000
    const calls: number[] = []
    const generator = {
      onEvent: () => undefined,
      onPeriodicEmit: (_output: unknown, now: number) => void calls.push(now),
    }
    const combined = {
      partials: [{ watermark: EVENT_TIME_MIN, idle: false, removed: false }],
      watermark: EVENT_TIME_MIN,
      idle: false,
    }
    it.task.source!.watermarks = { generators: [generator], combined }
    it.task.eventTime.wakeUps.push({ position: 0, at: 50 })
    advance(it, CLOCK)
    expect([calls, it.calls]).toEqual([[50], []])
    expect(it.task.eventTime.wakeUps).toEqual([{ position: 0, at: 250 }])
  })
})

test('all marks are gone through until a timer fires', () => {
  const it = chain()
  advance(it, watermark(3), status(true, 1), watermark(5))
  expect(it.task.eventTime.marks).toEqual([])
  expect(it.task.eventTime.operators[0]!.inputs.watermark).toBe(5)
})

test('where records are told, so is what became of the watermark', () => {
  const told = (...marks: readonly Mark[]) => {
    const it = chain()
    advance(it, watermark(5))
    const kinds: unknown[] = []
    it.task.eventTime.marks.push(...marks)
    it.doing(sim => {
      sim.trace = {
        records: true,
        hasRows: false,
        row: (_sim, kind, { amount }) => void kinds.push([kind, amount]),
      }
      onAdvance(sim, it.task, it.plan)
    })
    return kinds
  }
  expect(told(watermark(7))).toEqual([['WatermarkAdvanced', 7]])
  expect(told(status(true))).toEqual([['WatermarkForwarded', 5]])
})
