import { expect, test } from 'vitest'
import type {
  CheckpointedFunction,
  FunctionInitializationContext,
} from '../../datastream/checkpointed-function.ts'
import { ListStateDescriptor } from '../../datastream/descriptors.ts'
import { StreamExecutionEnvironment } from '../../datastream/environment.ts'
import { RichMapFunction } from '../../datastream/functions.ts'
import { CollectSink } from '../../datastream/sinks.ts'
import type { Snapshot } from '../../engine/api/snapshot.ts'
import type { ListState } from '../../engine/api/state.ts'
import { createRun, type Run } from '../../engine/index.ts'
import { registry } from '../../worker/registry.ts'

interface Start {
  readonly subtask: number
  /** Null: it started empty. */
  readonly checkpoint: number | null
  readonly split: readonly number[]
  readonly union: readonly number[]
}

/** Keeps its numbers in both kinds of list state, and tells with each what it started with. */
class Keeper extends RichMapFunction<number, Start> implements CheckpointedFunction {
  seen: number[] = []
  start!: Start
  split!: ListState<number>
  union!: ListState<number>

  initializeState(context: FunctionInitializationContext): void {
    const store = context.getOperatorStateStore()
    this.split = store.getListState(new ListStateDescriptor<number>('split'))
    this.union = store.getUnionListState(new ListStateDescriptor<number>('union'))
    const [split, union] = [[...this.split.get()], [...this.union.get()]]
    const checkpoint = context.isRestored() ? context.getRestoredCheckpointId() : null
    const subtask = this.getRuntimeContext().getIndexOfThisSubtask()
    this.start = { subtask, checkpoint, split, union }
    this.seen = [...split]
  }

  map(n: number): Start {
    this.seen.push(n)
    return this.start
  }

  snapshotState(): void {
    this.split.update(this.seen)
    this.union.update(this.seen)
  }
}

function runOf(parallelism: number, restoreFrom?: Snapshot): Run {
  const env = new StreamExecutionEnvironment({
    'execution.buffer-timeout.interval': '0 ms',
    'weir.task.record-cost': '1 ms',
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': '9',
  })
  const numbers = Array.from({ length: 24 }, (_, n) => n)
  env
    .fromCollection(numbers)
    .rebalance()
    .map(new Keeper())
    .uid('keeper')
    .setParallelism(parallelism)
    .sinkTo(new CollectSink())
    .uid('out')
    .setParallelism(parallelism)
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 5, epochMs: 0, commands: [] }
  const restoring = restoreFrom === undefined ? spec : { ...spec, restoreFrom }
  const run = createRun(restoring, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

const outputsOf = (run: Run, parallelism: number): Start[] =>
  Array.from({ length: parallelism }, (_, subtask) => run.outputs('out', subtask)).flatMap(records =>
    records.map(record => record.value as Start),
  )

/** A run that has completed one checkpoint, after a few records. */
function withCheckpoint(parallelism: number): { readonly run: Run; readonly snapshot: Snapshot } {
  const run = runOf(parallelism)
  while (outputsOf(run, parallelism).length < 8) expect(run.seek(run.step + 1)).toBe(true)
  run.act('trigger-checkpoint')
  while (run.completedCheckpoints().length === 0) expect(run.seek(run.step + 1)).toBe(true)
  const snapshot = run.snapshot(null)
  if (!snapshot.ok) throw new Error(snapshot.error.message)
  return { run, snapshot: snapshot.value }
}

const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)

test('a function knows whether it starts empty, and after a failure from which checkpoint', () => {
  const { run } = withCheckpoint(1)
  expect(outputsOf(run, 1)[0]).toEqual({ subtask: 0, checkpoint: null, split: [], union: [] })
  run.act('kill-task', 'keeper-0')
  run.advanceToEnd(100_000)
  const last = outputsOf(run, 1).at(-1)!
  expect(last.checkpoint).toBe(1)
  expect(last.split).toEqual(last.split.map((_, n) => n))
  expect(last.split.length).toBeGreaterThan(7)
})

test('with another parallelism the lists are dealt out, and union lists go to everyone', () => {
  const { snapshot } = withCheckpoint(2)
  const run = runOf(3, snapshot)
  run.advanceToEnd(100_000)
  const starts = [0, 1, 2].map(subtask => outputsOf(run, 3).find(start => start.subtask === subtask)!)
  const all = ascending(starts.flatMap(({ split }) => split))
  expect(all).toEqual(all.map((_, n) => n))
  const sizes = starts.map(({ split }) => split.length)
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
  for (const { union } of starts) expect(ascending(union)).toEqual(all)
})
