/**
 * Nobody can tell from the results of an operator over how many subtasks it runs, nor how often that changed: a run
 * in one subtask that is restored, and one that is rescaled at the same places, do the same at every step.
 */
import { describe, expect, test } from 'vitest'
import type { SubtaskResult } from './compare-steps.ts'
import type { GoldenOperator } from './golden-case.ts'
import { playOperator } from './operators.ts'
import type { Step } from './operator-script.ts'
import { caseOf, Dice, randomScript } from './random-steps.suite.ts'

const SEEDS = [1, 2, 3]
const RESTORES = [11, 23]
const keyBy = { field: 'k', type: 'string' }

const keyed = (fn: GoldenOperator['fn']): GoldenOperator => ({
  id: 'fn',
  type: 'keyedProcess',
  input: 'in',
  keyBy,
  fn: fn!,
})
const window = (parameters: object): GoldenOperator => ({
  id: 'win',
  type: 'window',
  input: 'in',
  keyBy,
  sideOutputLate: 'late',
  ...parameters,
})
const two = (parameters: object): GoldenOperator => ({
  id: 'co',
  type: 'coProcess',
  inputs: ['in1', 'in2'],
  keyBy,
  ...parameters,
})
const ttl = { ms: 40, update: 'OnReadAndWrite', visibility: 'ReturnExpiredIfNotCleanedUp' }

const OPERATORS: readonly (readonly [string, GoldenOperator])[] = [
  ['value state', keyed({ name: 'count' })],
  ['aggregating state', keyed({ name: 'avg' })],
  ['list state', keyed({ name: 'list', n: 3 })],
  ['map state', keyed({ name: 'mapPut', m: 3 })],
  ['event-time timers', keyed({ name: 'timerAt', delayMs: 30, clear: true })],
  ['timers of buckets', keyed({ name: 'bucketSum', sizeMs: 50, sideOutput: 'late' })],
  ['timers that are deleted', keyed({ name: 'inactivity', gapMs: 30 })],
  ['processing-time timers', keyed({ name: 'procTimer', delayMs: 25 })],
  ['time to live', keyed({ name: 'listAll', ttl })],
  [
    'windows with lateness',
    window({
      assigner: { type: 'tumblingEventTime', sizeMs: 50 },
      function: 'elements',
      allowedLatenessMs: 30,
    }),
  ],
  ['sessions', window({ assigner: { type: 'sessionEventTime', gapMs: 30 }, function: 'aggregate' })],
  [
    'windows by the clock',
    window({ assigner: { type: 'slidingProcessingTime', sizeMs: 40, slideMs: 20 }, function: 'elements' }),
  ],
  ['two inputs', two({ fn: { name: 'matchOrTimeout', timeoutMs: 30, sideOutput: 'unmatched' } })],
  ['an interval join', two({ type: 'intervalJoin', lowerMs: -20, upperMs: 30, sideOutputLeftLate: 'late' })],
]

const GOES_BY_THE_CLOCK = /rocessingTime|procTimer|"ttl"/

describe.each(OPERATORS)('%s', (name, operator) => {
  test.each(SEEDS)('seed %d', seed => {
    const dice = new Dice(seed, name)
    const script = randomScript(dice, {
      steps: 36,
      keys: 9,
      inputs: operator.inputs === undefined ? 1 : 2,
      clock: GOES_BY_THE_CLOCK.test(JSON.stringify(operator)),
      restores: RESTORES,
    })
    const parallelisms = RESTORES.map(() => 1 + dice.below(6))
    const rescaled = script.map((step): Step => {
      return step.op === 'snapshotRestore' ? { op: 'rescale', parallelism: parallelisms.shift()! } : step
    })
    const inOne = seen(operator, script, 1)
    expect(inOne.some(step => step.records.length > 0)).toBe(true)
    expect(seen(operator, rescaled, 1 + dice.below(5))).toEqual(inOne)
  })
})

/** What each step does, over all subtasks; a watermark that several of them send on counts once. */
function seen(operator: GoldenOperator, script: readonly Step[], parallelism: number) {
  return [...playOperator(caseOf(operator, script, parallelism))].map(({ index, results }) => ({
    step: index,
    records: results.flatMap(recordsOf).sort(),
    marks: [...new Set(results.flatMap(({ marks }) => marks.map(mark => JSON.stringify(mark))))],
  }))
}

function recordsOf({ out, side }: SubtaskResult): string[] {
  const sides = Object.entries(side).flatMap(([tag, records]) =>
    records.map(record => `${tag} ${JSON.stringify(record)}`),
  )
  return [...out.map(record => JSON.stringify(record)), ...sides]
}
