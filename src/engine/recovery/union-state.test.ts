import { expect, test } from 'vitest'
import {
  ListStateDescriptor,
  partitionedLog,
  RichMapFunction,
  StreamExecutionEnvironment,
  WatermarkStrategy,
  type CheckpointedFunction,
  type FunctionInitializationContext,
  type ListState,
} from '../../datastream/index.ts'
import { registry } from '../../worker/registry.ts'
import type { RunSpec } from '../api/spec.ts'
import { taskOf } from '../check/view.ts'
import { createRun, type Run } from '../trace/run.ts'

/** Keeps the number of its subtask in union list state; what it was restored with stays in a field. */
class Members extends RichMapFunction<number, number> implements CheckpointedFunction {
  restored: number[] = []
  members!: ListState<number>

  initializeState(context: FunctionInitializationContext): void {
    const store = context.getOperatorStateStore()
    this.members = store.getUnionListState(new ListStateDescriptor<number>('members'))
    this.restored = [...this.members.get()]
  }

  snapshotState(): void {
    this.members.update([this.getRuntimeContext().getIndexOfThisSubtask()])
  }

  map(value: number): number {
    return value
  }
}

function job(start: Pick<RunSpec, 'restoreFrom'> = {}): Run {
  const config = {
    'parallelism.default': '3',
    'weir.task.record-cost': '1 ms',
    'execution.checkpointing.interval': '20 ms',
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.delay': '1 ms',
  }
  const env = new StreamExecutionEnvironment(config)
  const numbers = Array.from({ length: 90 }, (_, i) => i)
  const log = partitionedLog(numbers, { topic: 'numbers', partitions: 3, arrivals: { intervalUs: 3000 } })
  const source = env.fromSource(log, WatermarkStrategy.noWatermarks<number>(), 'numbers')
  source.rebalance().map(new Members()).uid('members').print()
  const spec = { pipeline: 'job', config, workload: {}, seed: 1, epochMs: 0, commands: [], ...start }
  const run = createRun(spec, { graph: env.getStreamGraph('job') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

const restoredWith = (run: Run): unknown[] =>
  run.plan.tasks
    .filter(({ name }) => name.startsWith('members'))
    .map(({ actor }) => {
      const operator = taskOf(run.world, actor).runtime?.operators[0] as
        { readonly userFunction: Members } | undefined
      return operator?.userFunction.restored
    })

test('after a failure every subtask gets the union list state of all', () => {
  const run = job()
  while (run.completedCheckpoints().length === 0) run.seek(run.step + 1)
  expect(restoredWith(run)).toEqual([[], [], []])
  run.act('kill-task', 'members-1')
  while (run.verdict().restored === null || restoredWith(run).includes(undefined)) run.seek(run.step + 1)
  expect(restoredWith(run)).toEqual([
    [0, 1, 2],
    [0, 1, 2],
    [0, 1, 2],
  ])
})

test('a job that starts from a snapshot gets the union list state of all, once', () => {
  const before = job()
  while (before.completedCheckpoints().length === 0) before.seek(before.step + 1)
  const snapshot = before.snapshot(null)
  if (!snapshot.ok) throw new Error(snapshot.error.message)
  const run = job({ restoreFrom: snapshot.value })
  while (restoredWith(run).includes(undefined)) run.seek(run.step + 1)
  expect(restoredWith(run)).toEqual([
    [0, 1, 2],
    [0, 1, 2],
    [0, 1, 2],
  ])
})
