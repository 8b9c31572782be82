/** Wall-clock figures. They belong to the machine they were read on; only ratios within one run say something. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export interface Measurement {
  readonly name: string
  readonly unit: string
  readonly value: number
  readonly baseline: string | null
  readonly baselineValue: number | null
  /** What is aimed at; null where there is nothing to compare with. */
  readonly ratio: number | null
  readonly target: string | null
  readonly reached: boolean | null
}

type Target = { readonly atLeast: number } | { readonly atMost: number } | null

/** Rounds whose figures do not count: the code is still being compiled. */
const WARM_UP = 3

export function elapsedMs(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** Times of both, taken in turn, so that both see the same machine. */
export function inTurn(rounds: number, a: () => number, b: () => number): [number, number][] {
  const pairs = Array.from({ length: rounds + WARM_UP }, (): [number, number] => [a(), b()])
  return pairs.slice(WARM_UP)
}

const median = (values: readonly number[]): number => percentile(values, 0.5)

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** How many records a second, against a baseline; `pairs` are milliseconds of both. The ratio is a median of ratios. */
export function rate(
  name: string,
  records: number,
  pairs: readonly (readonly [number, number])[],
  baseline: string,
  target: number,
): Measurement {
  const perSecond = (spent: readonly number[]) => Math.round((records / median(spent)) * 1000)
  const ratio = median(pairs.map(([own, other]) => other / own))
  return {
    name,
    unit: 'records/s',
    value: perSecond(pairs.map(([own]) => own)),
    baseline,
    baselineValue: perSecond(pairs.map(([, other]) => other)),
    ratio: round(ratio),
    ...judged(ratio, { atLeast: target }),
  }
}

/** How many times as long it takes as the baseline. */
export function cost(
  name: string,
  pairs: readonly (readonly [number, number])[],
  baseline: string,
  target: number,
): Measurement {
  const ratio = median(pairs.map(([own, other]) => own / other))
  return {
    name,
    unit: 'ms',
    value: round(median(pairs.map(([own]) => own))),
    baseline,
    baselineValue: round(median(pairs.map(([, other]) => other))),
    ratio: round(ratio),
    ...judged(ratio, { atMost: target }),
  }
}

/** How much of something the whole of which is the baseline. */
export function share(
  name: string,
  unit: string,
  value: number,
  whole: number,
  baseline: string,
  atMost: number,
): Measurement {
  const ratio = value / whole
  return {
    name,
    unit,
    value,
    baseline,
    baselineValue: whole,
    ratio: round(ratio),
    ...judged(ratio, { atMost }),
  }
}

/** A figure with a greatest value. */
export function figure(name: string, unit: string, value: number, atMost: number | null): Measurement {
  const judgement = judged(value, atMost === null ? null : { atMost })
  return { name, unit, value: round(value), baseline: null, baselineValue: null, ratio: null, ...judgement }
}

function judged(value: number, target: Target): Pick<Measurement, 'target' | 'reached'> {
  if (target === null) return { target: null, reached: null }
  if ('atLeast' in target) return { target: `at least ${target.atLeast}`, reached: value >= target.atLeast }
  return { target: `at most ${target.atMost}`, reached: value <= target.atMost }
}

export function describe(measurement: Measurement): string {
  const { name, unit, value, baseline, baselineValue, ratio, target, reached } = measurement
  const against = baseline === null ? '' : `, ${baseline} ${baselineValue}, ratio ${ratio}`
  const verdict = target === null ? '' : `, ${target}: ${reached === true ? 'reached' : 'MISSED'}`
  return `${name.padEnd(36)} ${value} ${unit}${against}${verdict}`
}

/** Bytes that are held in the heap and in typed arrays, after everything else was let go. */
export function heldBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const round = (value: number): number => Math.round(value * 1000) / 1000
