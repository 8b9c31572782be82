/** Distributions as a real Flink computed them from what it also listed one by one. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CheckpointsAnswer } from './checkpoint-answers.ts'
import { distributionOf, withoutPercentiles, ZEROS } from './distribution.ts'
import { readRest } from './read-rest.ts'

const answers: { name: string; answer: CheckpointsAnswer }[] = readdirSync('golden/rest').flatMap(scenario =>
  readdirSync(`golden/rest/${scenario}`)
    .filter(file => /checkpoints/.test(file))
    .flatMap(file => {
      const read = readRest(readFileSync(`golden/rest/${scenario}/${file}`, 'utf8'))
      return read.ok && read.value.kind === 'checkpoints'
        ? [{ name: `${scenario}/${file}`, answer: read.value.answer }]
        : []
    }),
)

/** Those whose history is not cut. */
const whole = answers.filter(
  ({ answer }) =>
    answer.history.filter(({ className }) => className === 'completed').length === answer.counts.completed,
)

describe('distributionOf', () => {
  it('has samples', () => {
    expect(whole.length).toBeGreaterThan(5)
  })

  it.each(whole)('is as in $name', ({ answer }) => {
    const completed = answer.history.filter(({ className }) => className === 'completed').reverse()
    const over = (field: 'state_size' | 'checkpointed_size' | 'end_to_end_duration' | 'processed_data') =>
      distributionOf(completed.map(checkpoint => checkpoint[field]))
    const { summary } = answer
    expect(over('state_size')).toEqual(summary.state_size)
    expect(over('checkpointed_size')).toEqual(summary.checkpointed_size)
    expect(over('end_to_end_duration')).toEqual(summary.end_to_end_duration)
    expect(over('processed_data')).toEqual(summary.processed_data)
    expect(ZEROS).toEqual(summary.alignment_buffered)
  })

  it('takes a value between two where the position is between two', () => {
    expect(distributionOf([40, 10, 30, 20])).toMatchObject({ min: 10, max: 40, avg: 25, p50: 25, p90: 40 })
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1)
    const expected = { p50: 50.5, p90: 90.9, p95: 95.95, p99: 99.99, p999: 100 }
    for (const [name, value] of Object.entries(expected))
      expect(distributionOf(hundred)[name as 'p50']).toBeCloseTo(value, 9)
  })

  it('has no percentile of nothing', () => {
    expect(distributionOf([])).toEqual(withoutPercentiles([]))
    expect(distributionOf([-1])).toMatchObject({ min: 0, max: 0, avg: 0, p50: 'NaN', p999: 'NaN' })
  })

  it('forgets for the percentiles what is more than 10,000 values ago', () => {
    const values = [...Array.from({ length: 10_000 }, () => 1), ...Array.from({ length: 10_000 }, () => 3)]
    expect(distributionOf(values)).toMatchObject({ min: 1, max: 3, avg: 2, p50: 3 })
  })
})

it('within a checkpoint only the extremes and the average are known', () => {
  expect(withoutPercentiles([3, 4])).toMatchObject({ min: 3, max: 4, avg: 3, p50: 'NaN', p90: 'NaN' })
})
