/** Runs at random: a pipeline, a config and commands, all from one seed. */
import { createRng, nextInt, type Rng } from '../../base/prng.ts'
import { pipelines } from '../../pipelines/index.ts'
import { openRun } from '../../worker/open-run.ts'
import type { RunSpec } from '../api/spec.ts'
import type { Run } from './run.ts'

/** Their end depends on nothing but their records: no time, and nothing that cannot be read again. */
const STEADY_IDS = ['word-count', 'flights', 'three-elements', 'cleaning', 'learner', 'hot-keys']
const STEADY = pipelines.filter(({ id }) => STEADY_IDS.includes(id))

const UNALIGNED = ['', '', '0 ms', '0 ms', '2 ms', '20 ms'].map((timeout): Record<string, string> =>
  timeout === ''
    ? {}
    : {
        'execution.checkpointing.unaligned.enabled': 'true',
        'execution.checkpointing.aligned-checkpoint-timeout': timeout,
      },
)

const pick = <T>(rng: Rng, values: readonly T[]): T => values[nextInt(rng, values.length)]!

export function randomSpec(seed: number): RunSpec {
  const rng = createRng(seed, 'random spec')
  const pipeline = pick(rng, STEADY)
  const config: Record<string, string> = {
    ...pipeline.defaultConfig,
    'weir.sim.jitter': pick(rng, ['0 ms', '300 us', '1 ms', '5 ms']),
    'weir.sim.permute-ranks': pick(rng, ['true', 'false']),
    'execution.buffer-timeout.interval': pick(rng, ['0 ms', '1 ms', '20 ms']),
    'weir.network.queue-buffers': pick(rng, ['1', '2', '4', '10']),
    'weir.network.credits-per-channel': pick(rng, ['1', '2', '4']),
    'weir.network.latency': pick(rng, ['1 us', '200 us', '1 ms', '4 ms']),
    'weir.rpc.latency': pick(rng, ['10 us', '1 ms', '3 ms']),
    'weir.storage.latency': pick(rng, ['100 us', '5 ms', '20 ms']),
    'weir.task.record-cost': pick(rng, ['1 us', '100 us', '1 ms']),
    'execution.checkpointing.interval': pick(rng, ['20 ms', '70 ms', '200 ms']),
    'execution.checkpointing.min-pause': pick(rng, ['0 ms', '15 ms']),
    'execution.checkpointing.timeout': pick(rng, ['300 ms', '1 s']),
    'execution.checkpointing.tolerable-failed-checkpoints': '100',
    'restart-strategy.fixed-delay.attempts': '100',
    ...pick(rng, UNALIGNED),
  }
  return {
    pipeline: pipeline.id,
    config,
    workload: { limit: 40 + nextInt(rng, 60) },
    seed,
    epochMs: 0,
    commands: [],
  }
}

export function randomRun(seed: number): Run {
  const run = openRun(randomSpec(seed))
  if (!run.ok) throw new Error(`seed ${seed}: ${run.error.path}: ${run.error.message}`)
  return run.value
}

/** Acts at the cursor, if the fault can act there. */
export function randomCommand(run: Run, rng: Rng): void {
  const task = pick(
    rng,
    run.scene.actors.filter(actor => actor.kind === 'task'),
  ).name
  const [kind, target] = pick(rng, [
    ['kill-task', task],
    ['kill-task', task],
    ['slow-task', task],
    ['trigger-checkpoint', null],
  ] as const)
  if (run.refusal(kind, target) === null) run.act(kind, target)
}

export const STEPS_MAX = 60_000
