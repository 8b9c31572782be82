/**
 * What holds for every operator, checked with an example that lies in its folder: a snapshot loses nothing and
 * doubles nothing, whatever the parallelism it is restored with; nor does a failure; and time can go back.
 */
import { describe, expect, test } from 'vitest'
import { createRng, nextInt, type Rng } from '../base/prng.ts'
import { CollectSink, TransactionalSink, type Sink } from '../datastream/sinks.ts'
import { StreamExecutionEnvironment } from '../datastream/environment.ts'
import type { Snapshot } from '../engine/api/snapshot.ts'
import type { Config } from '../engine/api/spec.ts'
import { createRun, type Run } from '../engine/index.ts'
import { registry } from '../worker/registry.ts'
import { operators } from './index.ts'
import type { OperatorExample } from './shared/example.suite.ts'

const modules = import.meta.glob<{ readonly example: OperatorExample }>('./*/example.suite.ts', {
  eager: true,
})
const examples = Object.values(modules)
  .map(module => module.example)
  .filter(example => example !== undefined)

const CONFIG = {
  'execution.buffer-timeout.interval': '0 ms',
  'pipeline.auto-watermark-interval': '10 ms',
  'pipeline.max-parallelism': '128',
  'weir.task.record-cost': '500 us',
  'weir.sim.jitter': '300 us',
}
const OUT = 'out'
const SEEDS = 50
/** Some seconds on an idle machine; this only ends a run that never would. */
const TIMEOUT_MS = 300_000

interface RunOptions {
  readonly parallelism: number
  readonly restoreFrom?: Snapshot
  readonly seed?: number
  readonly config?: Config
  readonly sink?: Sink<unknown>
}

function runOf(example: OperatorExample, options: RunOptions): Run {
  const { parallelism, restoreFrom, seed = 7, config = {}, sink = new CollectSink() } = options
  const settings = { ...CONFIG, ...config, 'parallelism.default': String(parallelism) }
  const env = new StreamExecutionEnvironment(settings)
  example.build(env, sink)
  const spec = { pipeline: 'test', config: {}, workload: {}, seed, epochMs: 0, commands: [] }
  const restoring = restoreFrom === undefined ? spec : { ...spec, restoreFrom }
  const run = createRun(restoring, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(`${run.error.path}: ${run.error.message}`)
  return run.value
}

const pick = <T>(rng: Rng, values: readonly T[]): T => values[nextInt(rng, values.length)]!

/** A run under settings of chance, with a sink that commits and tasks that are killed. */
function stormyRun(example: OperatorExample, seed: number): Run {
  const rng = createRng(seed, example.kind)
  const config = {
    'execution.checkpointing.interval': pick(rng, ['15 ms', '40 ms']),
    'execution.checkpointing.tolerable-failed-checkpoints': '100',
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': '100',
    'restart-strategy.fixed-delay.delay': pick(rng, ['1 ms', '20 ms']),
    'execution.buffer-timeout.interval': pick(rng, ['0 ms', '5 ms']),
    'weir.network.queue-buffers': pick(rng, ['1', '4']),
    'weir.network.latency': pick(rng, ['100 us', '2 ms']),
    'weir.sim.jitter': pick(rng, ['0 ms', '2 ms']),
    'weir.sim.permute-ranks': pick(rng, ['true', 'false']),
  }
  const parallelism = 1 + nextInt(rng, 3)
  const run = runOf(example, { parallelism, seed, config, sink: new TransactionalSink() })
  for (let kills = 1 + nextInt(rng, 3); kills > 0; kills--) {
    run.seek(run.step + nextInt(rng, 300))
    const { name } = pick(rng, run.plan.tasks)
    if (run.refusal('kill-task', name) === null) run.act('kill-task', name)
  }
  expect(run.runFast(), `seed ${seed}`).toBe(true)
  return run
}

/** The subtasks that hold the operator and the sink behind it. */
const tasksOf = (run: Run) => run.plan.tasks.filter(task => task.vertex.nodes.some(node => node.uid === OUT))

const textsOf = (run: Run, subtask: number): string[] =>
  run.outputs(OUT, subtask).map(({ value }) => JSON.stringify(value))

function finish(run: Run): Run {
  expect(run.advanceToEnd(200_000)).toBe(true)
  expect(run.jobStatus()).toBe('FINISHED')
  return run
}

const resultsOf = (run: Run): string[] => tasksOf(run).flatMap(({ subtask }) => textsOf(run, subtask))

/** Takes a checkpoint after `share` of the run: it, and what each subtask had written when it cut its state. */
function cut(run: Run, share: number): { readonly snapshot: Snapshot; readonly results: string[] } {
  const steps = finish(run).step
  run.seek(Math.floor(steps * share))
  run.act('trigger-checkpoint')
  finish(run)
  const snapshot = run.snapshot(null)
  if (!snapshot.ok) throw new Error(snapshot.error.message)
  const cuts = tasksOf(run).map(({ actor, subtask }) => {
    return { subtask, step: run.cutOf(actor, snapshot.value.checkpointId)!.step }
  })
  const results = cuts.flatMap(({ subtask, step }) => {
    run.seek(step)
    return textsOf(run, subtask)
  })
  return { snapshot: snapshot.value, results }
}

test('each operator has an example', () => {
  expect(examples.map(({ kind }) => kind).sort()).toEqual(operators.map(({ kind }) => kind).sort())
})

describe.each(examples.map(example => [example.kind, example] as const))('%s', (_, example) => {
  const whole = () => resultsOf(finish(runOf(example, { parallelism: 1 }))).sort()

  test('goes on from a snapshot as if nothing had happened', () => {
    const { snapshot, results } = cut(runOf(example, { parallelism: 1 }), 0.4)
    const rest = resultsOf(finish(runOf(example, { parallelism: 1, restoreFrom: snapshot })))
    expect(rest.length).toBeGreaterThan(0)
    expect(rest.length).toBeLessThan(whole().length)
    expect([...results, ...rest].sort()).toEqual(whole())
  })

  test('goes from one subtask to three and to two', () => {
    const one = cut(runOf(example, { parallelism: 1 }), 0.3)
    const three = cut(runOf(example, { parallelism: 3, restoreFrom: one.snapshot }), 0.4)
    const two = resultsOf(finish(runOf(example, { parallelism: 2, restoreFrom: three.snapshot })))
    expect([...one.results, ...three.results, ...two].sort()).toEqual(whole())
  })

  test(`commits each result once in ${SEEDS} runs with failures`, { timeout: TIMEOUT_MS }, () => {
    const expected = whole()
    for (let seed = 1; seed <= SEEDS; seed++) {
      expect(resultsOf(stormyRun(example, seed)).sort(), `seed ${seed}`).toEqual(expected)
    }
  })

  test('goes back to any step', () => {
    const run = runOf(example, { parallelism: 2 })
    const rng = createRng(11, example.kind)
    const hashes = [run.hash()]
    while (run.seek(run.step + 1)) hashes.push(run.hash())
    for (let i = 0; i < 20; i++) {
      const step = nextInt(rng, hashes.length)
      run.seek(step)
      expect(run.hash(), `step ${step}`).toBe(hashes[step])
    }
    expect(run.divergence).toBeNull()
  })
})
