/**
 * Distributions as Flink's StatsSummary computes them: minimum, maximum, whole average over all values, and
 * percentiles over the last 10,000 by the estimate of commons-math's DescriptiveStatistics.
 */
import type { Distribution, Double } from './rest-readers.ts'

/** CompletedCheckpointStatsSummary.HISTOGRAM_WINDOW_SIZE */
const WINDOW = 10_000

/** Between the two values next to position p · (n + 1). */
export function percentile(sorted: readonly number[], p: number): Double {
  const { length } = sorted
  const [first] = sorted
  const last = sorted[length - 1]
  if (first === undefined || last === undefined) return 'NaN'
  // In thousandths, so that no position is off by the last bit of a fraction.
  const position = p * (length + 1)
  const whole = Math.floor(position / 1000)
  if (whole < 1) return first
  if (whole >= length) return last
  const [below = first, above = last] = sorted.slice(whole - 1, whole + 1)
  return below + ((position - whole * 1000) / 1000) * (above - below)
}

function extremes(values: readonly number[]): Pick<Distribution, 'min' | 'max' | 'avg'> {
  const [first = 0] = values
  const sum = values.reduce((total, value) => total + value, 0)
  return {
    min: values.reduce((least, value) => Math.min(least, value), first),
    max: values.reduce((most, value) => Math.max(most, value), first),
    avg: values.length === 0 ? 0 : Math.floor(sum / values.length),
  }
}

const known = (values: readonly number[]): number[] => values.filter(value => value >= 0)

/** Values in the order in which they came; those below 0 are not known and do not count. */
export function distributionOf(values: readonly number[]): Distribution {
  const all = known(values)
  const sorted = all.slice(-WINDOW).sort((a, b) => a - b)
  return {
    ...extremes(all),
    p50: percentile(sorted, 500),
    p90: percentile(sorted, 900),
    p95: percentile(sorted, 950),
    p99: percentile(sorted, 990),
    p999: percentile(sorted, 999),
  }
}

/** Within one checkpoint Flink keeps no histogram. */
export function withoutPercentiles(values: readonly number[]): Distribution {
  const none = { p50: 'NaN', p90: 'NaN', p95: 'NaN', p99: 'NaN', p999: 'NaN' } as const
  return { ...extremes(known(values)), ...none }
}

/** Of what is always 0 since alignment buffers nothing. */
export const ZEROS: Distribution = { min: 0, max: 0, avg: 0, p50: 0, p90: 0, p95: 0, p99: 0, p999: 0 }
