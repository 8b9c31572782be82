/** Wall-clock figures. They belong to the machine they were read on; only ratios within one run say something. */
export interface Measurement {
  readonly name: string
  readonly unit: string
  readonly value: number
  readonly baseline: string | null
  readonly baselineValue: number | null
  /** For rates: value / baselineValue. Null where there is nothing to compare with. */
  readonly ratio: number | null
}

export function elapsedMs(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** The better of several runs, alternating, so that both see the same machine. */
export function bestOf(times: number, a: () => number, b: () => number): [number, number] {
  let [bestA, bestB] = [Infinity, Infinity]
  for (let i = 0; i < times; i++) {
    bestA = Math.min(bestA, a())
    bestB = Math.min(bestB, b())
  }
  return [bestA, bestB]
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export function rate(
  name: string,
  records: number,
  ms: number,
  baseline: string,
  baselineMs: number,
): Measurement {
  const perSecond = (spent: number) => Math.round((records / spent) * 1000)
  return {
    name,
    unit: 'records/s',
    value: perSecond(ms),
    baseline,
    baselineValue: perSecond(baselineMs),
    ratio: round(baselineMs / ms),
  }
}

export function latency(name: string, ms: number, aimMs: number): Measurement {
  return {
    name,
    unit: 'ms',
    value: round(ms),
    baseline: 'aim',
    baselineValue: aimMs,
    ratio: round(ms / aimMs),
  }
}

const round = (value: number): number => Math.round(value * 1000) / 1000
