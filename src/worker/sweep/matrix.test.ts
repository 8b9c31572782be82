import { expect, test } from 'vitest'
import { pipelines } from '../../pipelines/index.ts'
import type { RunSpec } from '../../engine/api/spec.ts'
import { openRun } from '../open-run.ts'
import { contradictions, GUARANTEES, guaranteeOf } from './guarantees.ts'
import { matrixCell } from './matrix.ts'
import { MOMENTS } from './moments.ts'
import { cellOf, legOutcome } from './outcome.ts'

const { defaultConfig } = pipelines.find(({ id }) => id === 'word-count')!
const spec: RunSpec = {
  pipeline: 'word-count',
  config: defaultConfig,
  workload: { limit: 60 },
  seed: 1,
  epochMs: 0,
  commands: [],
}

test.each(GUARANTEES.map(({ id }) => id))(
  '%s: every worst moment agrees with theory and can be opened',
  guarantee => {
    for (const moment of MOMENTS) {
      const made = matrixCell({ spec, guarantee, moment, target: 'count-1' })
      if (!made.ok) throw new Error(made.error.message)
      const never = moment === 'commit' && ['at-least-once', 'exactly-once'].includes(guarantee)
      if (never) {
        expect(made.value, moment).toBeNull()
        continue
      }
      const { cell, at, spec: own } = made.value!
      const { may } = guaranteeOf(guarantee)
      expect(cell.refusal, moment).toBeNull()
      expect(contradictions([cell], { may, shows: {} }), moment).toEqual([])
      const last = own.commands[own.commands.length - 1]!
      const run = openRun(own, [{ id: 0, name: 'main', tip: last.id, forkedAt: 0, parent: null }])
      if (!run.ok) throw new Error(run.error.message)
      run.value.advanceToEnd()
      expect(cellOf(run.value, cell), moment).toEqual(cell)
      expect(last.at).toBe(at)
    }
  },
)

test('a plain sink repeats at a worst moment, and a source without a log loses', () => {
  const outcome = (guarantee: 'exactly-once' | 'non-replayable', leg: 'plain' | 'state') => {
    const made = matrixCell({ spec, guarantee, moment: 'async', target: 'count-1' })
    return made.ok && made.value !== null ? legOutcome(made.value.cell, leg) : null
  }
  expect(outcome('exactly-once', 'plain')).toBe('duplicated')
  expect(outcome('exactly-once', 'state')).toBe('exact')
  expect(outcome('non-replayable', 'state')).toBe('lost')
})

test('a task that the job has not is refused', () => {
  expect(matrixCell({ spec, guarantee: 'exactly-once', moment: 'sync', target: 'count-9' })).toMatchObject({
    ok: false,
    error: { message: 'expected a task of the job, got count-9' },
  })
})
