/** Random windows do at every step what a naive model of Flink's WindowOperator does. */
import { describe, expect, test } from 'vitest'
import { runCase } from './run-case.ts'
import { caseOf, Dice, randomScript } from './random-steps.suite.ts'
import { WindowModel, type WindowParameters } from './window-model.suite.ts'
import type { AssignerParameters, EvictorParameters, TriggerParameters } from './windows.ts'

const RUNS = 4

const ASSIGNERS: readonly AssignerParameters[] = [
  { type: 'tumblingEventTime', sizeMs: 100, offsetMs: 13 },
  { type: 'slidingEventTime', sizeMs: 100, slideMs: 30 },
  { type: 'slidingEventTime', sizeMs: 30, slideMs: 40 },
  { type: 'sessionEventTime', gapMs: 40 },
  { type: 'dynamicSessionEventTime' },
  { type: 'global' },
  { type: 'tumblingProcessingTime', sizeMs: 50 },
  { type: 'slidingProcessingTime', sizeMs: 50, slideMs: 20 },
  { type: 'sessionProcessingTime', gapMs: 30 },
]
const COUNTING: readonly TriggerParameters[] = [
  { type: 'count', n: 2 },
  { type: 'count', n: 3, purging: true },
]
const TIMED: readonly TriggerParameters[] = [
  { type: 'eventTime' },
  { type: 'eventTime', purging: true },
  { type: 'continuousEventTime', intervalMs: 25 },
  { type: 'continuousEventTime', intervalMs: 25, purging: true },
]
const EVICTORS: readonly EvictorParameters[] = [
  { type: 'count', n: 2 },
  { type: 'count', n: 2, after: true },
  { type: 'time', ms: 30 },
]

const isSession = ({ type }: AssignerParameters) => type.toLowerCase().includes('session')
const goesByTheClock = ({ type }: AssignerParameters) => type.endsWith('ProcessingTime')

function parametersOf(dice: Dice, assigner: AssignerParameters): WindowParameters {
  const triggers = assigner.type.endsWith('EventTime') ? [...COUNTING, ...TIMED] : COUNTING
  const needsTrigger = assigner.type === 'global'
  // Which elements come last in merged contents is nobody's promise.
  const evictors = isSession(assigner) ? EVICTORS.filter(({ type }) => type === 'time') : EVICTORS
  return {
    assigner,
    function: isSession(assigner) ? 'aggregate' : dice.pick(['aggregate', 'elements'] as const),
    ...(needsTrigger || dice.oneIn(2) ? { trigger: dice.pick(triggers) } : {}),
    ...(dice.oneIn(3) ? { evictor: dice.pick(evictors) } : {}),
    ...(dice.oneIn(2) ? { allowedLatenessMs: dice.pick([20, 60]) } : {}),
    ...(dice.oneIn(2) ? { sideOutputLate: 'late' } : {}),
  }
}

describe.each(ASSIGNERS)('$type', assigner => {
  test.each(Array.from({ length: RUNS }, (_, seed) => seed))('run %d', seed => {
    const dice = new Dice(seed, JSON.stringify(assigner))
    const parameters = parametersOf(dice, assigner)
    const clock = goesByTheClock(assigner)
    const script = randomScript(dice, { steps: 45, keys: 3, inputs: 1, clock, restores: [24] })
    const model = new WindowModel(parameters)
    const steps = script.map(step => model.play(step))
    const operator = { id: 'win', type: 'window', input: 'in', keyBy: { field: 'k', type: 'string' } }
    // Timers of one time in different windows have results of different times, in no certain order.
    const order = parameters.trigger?.type === 'continuousEventTime' ? 'none' : 'ties'
    const golden = { ...caseOf({ ...operator, ...parameters }, script, 1), expected: { order, steps } }
    expect(runCase(golden)).toEqual({ ok: true, message: '' })
    expect(steps.some(({ out = [] }) => out.length > 0)).toBe(true)
  })
})
