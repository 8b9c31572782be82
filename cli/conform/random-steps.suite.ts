/** Random scripts for one operator, by seed: elements of a few keys, watermarks or jumps of the clock, restores. */
import { createRng, nextInt, type Rng } from '../../src/base/prng.ts'
import type { GoldenCase, GoldenOperator } from './golden-case.ts'
import type { Step } from './operator-script.ts'

export class Dice {
  readonly #rng: Rng

  constructor(seed: number, name: string) {
    this.#rng = createRng(seed, name)
  }

  below(bound: number): number {
    return nextInt(this.#rng, bound)
  }

  oneIn(chances: number): boolean {
    return this.below(chances) === 0
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!
  }
}

export interface ScriptOptions {
  readonly steps: number
  readonly keys: number
  readonly inputs: 1 | 2
  /** The operator goes by the clock, and not by watermarks. */
  readonly clock: boolean
  /** Places after which the operator is restored. */
  readonly restores: readonly number[]
}

export function randomScript(dice: Dice, options: ScriptOptions): Step[] {
  const script: Step[] = []
  const watermarks = [-100, -100]
  let time = 0
  let clock = 0
  for (let i = 0; i < options.steps; i++) {
    const input = 1 + dice.below(options.inputs)
    const which = options.inputs === 2 ? { input } : {}
    if (dice.below(10) < 6) {
      time += dice.below(15)
      const value = { k: `k${dice.below(options.keys)}`, v: dice.below(100), gap: 10 + dice.below(50) }
      script.push({ op: 'element', value, timestamp: Math.max(0, time - dice.below(50)), ...which })
    } else if (options.clock) {
      clock += 1 + dice.below(30)
      script.push({ op: 'processingTime', time: clock })
    } else {
      const watermark = Math.max(watermarks[input - 1]!, time - dice.below(25))
      watermarks[input - 1] = watermark
      script.push({ op: 'watermark', timestamp: watermark, ...which })
    }
    if (options.restores.includes(i)) script.push({ op: 'snapshotRestore' })
  }
  return script
}

/** A case of which nothing is expected yet. */
export function caseOf(
  operator: GoldenOperator,
  input: readonly Step[],
  parallelism: number,
  steps: readonly unknown[] = [],
): GoldenCase {
  const sources = (operator.inputs ?? [operator.input!]).map(id => ({ id, type: 'source' }))
  return {
    case: `random ${operator.type}`,
    kind: 'random',
    flinkVersion: 'none',
    pipeline: { runner: 'operator', parallelism, maxParallelism: 128, operators: [...sources, operator] },
    input,
    expected: { order: 'ties', steps },
  }
}
