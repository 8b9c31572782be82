/**
 * Made-up records, after Flink's DataGeneratorSource: a function of the index gives each of them, at a rate, up to a
 * count. What it draws comes from a seed and the index alone, so that a record is the same whenever it is read again.
 */
import { assert } from '../../base/assert.ts'
import { createRng, nextInt } from '../../base/prng.ts'
import { MICROS_PER_MS } from '../../base/time.ts'
import type { Source } from '../../datastream/sources.ts'

export interface GeneratorOptions {
  readonly count: number
  /** Over all partitions; Flink's RateLimiterStrategy.perSecond, in virtual time. */
  readonly ratePerSecond: number
  readonly partitions?: number
  readonly seed?: number
  readonly topic?: string
  /** Event time of the first record; the others follow at the rate. Without it records have no timestamp. */
  readonly startMs?: number
  /** Each record arrives up to so much later than its event time says, so that some overtake others. */
  readonly maxDelayMs?: number
}

/** Draws for one record. */
export interface Draws {
  /** A whole number from 0 to `bound`, which is left out. */
  next(bound: number): number
  /** One of `count` keys, from 0 on; key k is drawn 1 / (k + 1) as often as key 0, which makes the first ones hot. */
  skewed(count: number): number
}

interface Made {
  readonly index: number
  readonly value: unknown
  readonly arrival: number
}

const MICROS_PER_SECOND = 1_000_000

export function dataGenerator<T>(
  generate: (index: number, draws: Draws) => T,
  options: GeneratorOptions,
): Source<T> {
  const { count, ratePerSecond, partitions = 1, seed = 1, topic = 'generator', startMs } = options
  assert(count >= 0 && ratePerSecond > 0 && partitions >= 1, 'a count, a rate and partitions')
  const intervalUs = Math.round(MICROS_PER_SECOND / ratePerSecond)
  const maxDelayUs = (options.maxDelayMs ?? 0) * MICROS_PER_MS
  const made = Array.from({ length: count }, (_, index): Made => {
    const rng = createRng(seed, `${topic} ${index}`)
    const delayUs = maxDelayUs === 0 ? 0 : nextInt(rng, maxDelayUs + 1)
    const draws: Draws = {
      next: bound => nextInt(rng, bound),
      skewed: keys => skewed(keys, total => nextInt(rng, total)),
    }
    return { index, value: generate(index, draws), arrival: index * intervalUs + delayUs }
  })
  made.sort((a, b) => a.arrival - b.arrival || a.index - b.index)
  const timestampOf = ({ index }: Made) => startMs! + Math.floor((index * intervalUs) / MICROS_PER_MS)
  return {
    splits: Array.from({ length: partitions }, (_, partition) => {
      const own = made.filter(({ index }) => index % partitions === partition)
      return {
        id: `${topic}-${partition}`,
        values: own.map(({ value }) => value),
        timestamps: startMs === undefined ? null : own.map(timestampOf),
        arrivals: own.map(({ arrival }) => arrival),
      }
    }),
    bounded: true,
  }
}

const WEIGHT_OF_FIRST = 1_000_000

function skewed(keys: number, draw: (bound: number) => number): number {
  const weights = Array.from({ length: keys }, (_, key) => Math.floor(WEIGHT_OF_FIRST / (key + 1)))
  let left = draw(weights.reduce((sum, weight) => sum + weight, 0))
  const found = weights.findIndex(weight => (left -= weight) < 0)
  assert(found >= 0, 'a draw is below the sum of the weights')
  return found
}
