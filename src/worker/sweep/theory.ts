/** What a sweep over every step must show: runs of about 600 steps, each under a guarantee, and what it may do there. */
import type { Config, RunSpec } from '../../engine/api/spec.ts'
import { pipelines } from '../../pipelines/index.ts'
import { guaranteeOf, type Guarantee } from './guarantees.ts'

export interface Claim {
  readonly name: string
  readonly spec: RunSpec
  readonly theory: Pick<Guarantee, 'may' | 'shows'>
}

/** Many checkpoints whose barriers seldom come together, and tasks that go on meanwhile. */
const APART: Config = {
  'execution.checkpointing.interval': '25 ms',
  'weir.sim.jitter': '8 ms',
  'weir.storage.latency': '1 ms',
  'weir.rpc.latency': '1 ms',
  'weir.task.record-cost.count': '1 ms',
}

function specOf(pipeline: string, { config }: Guarantee, limit: number, further: Config = {}): RunSpec {
  const { defaultConfig } = pipelines.find(({ id }) => id === pipeline)!
  return {
    pipeline,
    config: { ...defaultConfig, ...config, ...further },
    workload: { limit },
    seed: 3,
    epochMs: 0,
    commands: [],
  }
}

const atLeastOnce = guaranteeOf('at-least-once')
const exactlyOnce = guaranteeOf('exactly-once')
const twoPhase = guaranteeOf('two-phase-commit')
const nonReplayable = guaranteeOf('non-replayable')

export const CLAIMS: readonly Claim[] = [
  {
    name: 'exactly-once with two-phase commit neither repeats nor loses a record',
    spec: specOf('word-count', twoPhase, 27),
    theory: twoPhase,
  },
  {
    name: 'exactly-once with a plain sink repeats in the output and never in the state',
    spec: specOf('word-count', exactlyOnce, 28),
    theory: exactlyOnce,
  },
  {
    name: 'at-least-once repeats in the state where tasks have two input channels',
    spec: specOf('word-count', atLeastOnce, 24, APART),
    theory: { ...atLeastOnce, shows: { state: 'duplicated', plain: 'duplicated' } },
  },
  {
    name: 'at-least-once never repeats in the state where tasks have one input channel',
    spec: specOf('socket', atLeastOnce, 44, APART),
    theory: { ...atLeastOnce, may: { ...atLeastOnce.may, state: ['exact'] } },
  },
  {
    name: 'a source that cannot be read again loses',
    spec: specOf('word-count', nonReplayable, 27),
    theory: nonReplayable,
  },
]
