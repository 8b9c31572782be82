import { describe, expect, test } from 'vitest'
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
import { createRun, type Run } from '../index.ts'
import { alignedBarrierState, giveUpAtEnd, onBarrier } from './barrier-handler.ts'
import { barrierTrackerState, giveUpTrackedAtEnd, trackBarrier } from './barrier-tracker.ts'
import { PLAIN_OPTIONS } from './options.ts'
import { checkpointPlan, fullyFinished } from './checkpoint-plan.ts'
import { coordinatorOf, jobForTests, jobManagerOf, rowsOf, seekRow } from './job-for-tests.suite.ts'

const FAST = { 'execution.checkpointing.interval': '15 ms' }

const taskNamed = (run: Run, name: string): number =>
  run.plan.tasks.find(task => task.name.startsWith(name))!.actor

/** One source is at its end early; goes on until its task has finished. */
function halfFinished(config: Readonly<Record<string, string>> = {}): Run {
  const run = jobForTests({ config: { ...FAST, ...config }, second: 3 })
  while (jobManagerOf(run).executions[taskNamed(run, 'second') - 1]!.state !== 'FINISHED')
    if (!run.seek(run.step + 1)) throw new Error('it never finished')
  return run
}

describe('the plan', () => {
  test('F082: a source that has finished is not triggered and not waited for', () => {
    const run = halfFinished()
    const [first, second] = [taskNamed(run, 'first'), taskNamed(run, 'second')]
    const plan = checkpointPlan(run.plan, jobManagerOf(run))
    expect(plan?.trigger).toEqual([first])
    expect(plan?.finished).toEqual([second])
    expect(plan?.waitFor).toEqual(run.plan.tasks.map(({ actor }) => actor).filter(task => task !== second))
    expect(fullyFinished(run.plan, [second])).toEqual([second])
  })

  test('F083: when all sources have finished, the tasks behind them are triggered instead', () => {
    const run = halfFinished()
    const { executions } = jobManagerOf(run)
    const sources = ['first', 'second'].map(name => taskNamed(run, name))
    for (const source of sources) executions[source - 1]!.state = 'FINISHED'
    const [latest] = coordinatorOf(run).completed
    const ended = latest!.states.map(state => Object.assign(Object.create(state) as object, state))
    for (const state of ended) Object.assign(state, { parts: { endOfData: true } })
    Object.assign(latest!, { states: ended })
    const plan = checkpointPlan(run.plan, jobManagerOf(run))
    const behind = run.plan.tasks.filter(({ inputs }) => inputs.some(({ from }) => sources.includes(from)))
    expect(plan?.trigger).toEqual(behind.map(({ actor }) => actor))
  })

  test('F084: without checkpoints after tasks finish there is none any more', () => {
    const run = jobForTests({
      config: { ...FAST, 'execution.checkpointing.checkpoints-after-tasks-finish': 'false' },
      second: 3,
    })
    seekRow(run, 'TaskFinished')
    const done = rowsOf(run, 'CheckpointCompleted').length
    run.advanceToEnd()
    expect(run.jobStatus()).toBe('FINISHED')
    const last = rowsOf(run, 'CheckpointAborted').at(-1)
    expect(last).toMatchObject({ checkpoint: 0, reason: 'NOT_ALL_REQUIRED_TASKS_RUNNING' })
    expect(rowsOf(run, 'CheckpointCompleted').length - done).toBeLessThan(2)
  })
})

test('a vertex that had finished for good is deployed as finished, and makes nothing again', () => {
  const run = halfFinished()
  const second = taskNamed(run, 'second')
  while (!coordinatorOf(run).completed.at(-1)!.fullyFinished.includes(second)) run.seek(run.step + 1)
  run.act('kill-task', 'count-0')
  seekRow(run, 'TaskStarted')
  run.advanceToEnd()
  const task = run.world.actors[second]!
  expect(task.kind === 'task' && task.finish.onRestore).toBe(true)
  expect(run.jobStatus()).toBe('FINISHED')
  const { state, committed } = run.verdict()
  expect([state.verdict, state.pending, committed.verdict]).toEqual(['exact', 0, 'exact'])
})

describe('a snapshot of a job of which a vertex had finished for good', () => {
  function finishedSnapshot() {
    const run = halfFinished()
    const second = taskNamed(run, 'second')
    while (!coordinatorOf(run).completed.at(-1)!.fullyFinished.includes(second)) run.seek(run.step + 1)
    const snapshot = run.snapshot(null)
    if (!snapshot.ok) throw new Error(snapshot.error.message)
    return { config: FAST, run, snapshot: snapshot.value }
  }

  test('says so, and a job that begins from it deploys the vertex as finished', () => {
    const { config, snapshot } = finishedSnapshot()
    const finished = snapshot.operators.filter(({ fullyFinished }) => fullyFinished === true)
    expect(finished.map(({ uid }) => uid)).toEqual(['second'])
    const run = jobForTests({ config, restoreFrom: snapshot, second: 3 })
    run.advanceToEnd()
    const task = run.world.actors[taskNamed(run, 'second')]!
    expect(task.kind === 'task' && task.finish.onRestore).toBe(true)
    expect(run.jobStatus()).toBe('FINISHED')
    expect(run.verdict().state.verdict).toBe('exact')
  })

  test('is refused where what stands before has not finished, or half of a chain', () => {
    const { config, run, snapshot } = finishedSnapshot()
    const only = (uids: readonly string[]) => ({
      ...snapshot,
      operators: snapshot.operators.map(operator => ({
        ...operator,
        fullyFinished: uids.includes(operator.uid) ? (true as const) : undefined,
      })),
    })
    const begin = (uids: readonly string[]) => () =>
      jobForTests({ config, restoreFrom: only(uids), second: 3 })
    expect(begin(['count'])).toThrow(/all operators of Map .*got out/)
    const count = run.plan.graph.vertices.find(({ nodes }) => nodes.some(({ uid }) => uid === 'count'))!
    expect(begin(count.nodes.map(({ uid }) => uid))).toThrow(/all before Map/)
  })
})

/** Keeps the number of its subtask in union list state. */
class Members extends RichMapFunction<number, number> implements CheckpointedFunction {
  members!: ListState<number>

  initializeState(context: FunctionInitializationContext): void {
    this.members = context
      .getOperatorStateStore()
      .getUnionListState(new ListStateDescriptor<number>('members'))
  }

  snapshotState(): void {
    this.members.update([this.getRuntimeContext().getIndexOfThisSubtask()])
  }

  map(value: number): number {
    return value
  }
}

test('a union list of a vertex whose tasks end one by one is in no checkpoint until all have ended', () => {
  const config = { ...FAST, 'parallelism.default': '2', 'weir.task.record-cost': '1 ms' }
  const env = new StreamExecutionEnvironment(config)
  const numbers = Array.from({ length: 60 }, (_, i) => i)
  // Partition 0 has nearly everything: the other chain is at its end at once.
  const log = partitionedLog(numbers, {
    topic: 'numbers',
    partitions: 2,
    partitionOf: value => (value < 2 ? 1 : 0),
    arrivals: { intervalUs: 1000 },
  })
  env
    .fromSource(log, WatermarkStrategy.noWatermarks<number>(), 'numbers')
    .map(new Members())
    .uid('members')
    .print()
  const spec = { pipeline: 'union', config, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('union') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  run.value.advanceToEnd()
  expect(run.value.jobStatus()).toBe('FINISHED')
  const reasons = rowsOf(run.value, 'CheckpointAborted').map(row => row.reason)
  expect(reasons).toContain('CHECKPOINT_DECLINED_TASK_CLOSING')
  const finished = rowsOf(run.value, 'TaskFinished').map(row => row.time)
  const completed = rowsOf(run.value, 'CheckpointCompleted').at(-1)!
  expect(Math.min(...finished)).toBeGreaterThan(completed.time)
})

test('with checkpoints after tasks finish off, a barrier that waits is given up when another channel ends', () => {
  const actions = [
    (() => {
      const state = alignedBarrierState(2)
      onBarrier(state, 0, 1)
      return giveUpAtEnd(state)
    })(),
    (() => {
      const state = barrierTrackerState(2)
      trackBarrier(state, 0, 1, { startedAt: 0, triggeredAt: 0, options: PLAIN_OPTIONS })
      return giveUpTrackedAtEnd(state, 1)
    })(),
  ]
  const given = { type: 'abort', checkpoint: 1, reason: 'CHECKPOINT_DECLINED_INPUT_END_OF_STREAM' }
  expect(actions).toEqual([[{ type: 'resume', channel: 0 }, given], [given]])
})
