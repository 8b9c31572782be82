import { expect, test } from 'vitest'
import { ValueStateDescriptor } from '../../datastream/descriptors.ts'
import { StreamExecutionEnvironment } from '../../datastream/environment.ts'
import { KeyedProcessFunction, type Collector, type KeyedProcessContext } from '../../datastream/functions.ts'
import { Types } from '../../datastream/types.ts'
import { registry } from '../../worker/registry.ts'
import { createRun, type Run } from '../trace/run.ts'

const CONFIG = {
  'execution.buffer-timeout.interval': '0 ms',
  'weir.task.record-cost': '1 ms',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '10',
  'restart-strategy.fixed-delay.delay': '1 ms',
}

/** Asks for its state at the first letters of the alphabet only. */
class Early extends KeyedProcessFunction<string, string, string> {
  processElement(letter: string, _context: KeyedProcessContext<string>, out: Collector<string>): void {
    if (letter < 'c') {
      const state = this.getRuntimeContext().getState(new ValueStateDescriptor('early', Types.INT))
      state.update((state.value() ?? 0) + 1)
    }
    out.collect(letter)
  }
}

function runOf(letters: string, config: Readonly<Record<string, string>>): Run {
  const env = new StreamExecutionEnvironment({ ...CONFIG, ...config })
  env
    .fromCollection(letters.split(''))
    .keyBy(letter => letter)
    .process(new Early())
    .uid('early')
    .print()
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

const completed = (run: Run): number => run.completedCheckpoints().length

test('a state that nobody asks for after a restore is in the next checkpoint all the same', () => {
  const run = runOf('abab'.padEnd(60, 'd'), {
    'execution.checkpointing.interval': '10 ms',
    'execution.checkpointing.num-retained': '100',
  })
  for (let kill = 0; kill < 2; kill++) {
    const before = completed(run)
    while (completed(run) < before + 2) expect(run.seek(run.step + 1)).toBe(true)
    run.act('kill-task', 'early-0')
  }
  expect(run.advanceToEnd(100_000)).toBe(true)
  const rows = run.snapshot(null)
  if (!rows.ok) throw new Error(rows.error.message)
  const keyed = rows.value.operators.find(({ uid }) => uid === 'early')!.subtasks[0]!.keyed[0]!.rows
  expect(keyed.map(({ key, value }) => [key, value])).toEqual(
    expect.arrayContaining([
      ['a', 2],
      ['b', 2],
    ]),
  )
  expect(run.verdict().state.verdict).toBe('exact')
})

test('without periodic checkpoints, a task that has finished leaves no state that a checkpoint could hold', () => {
  const run = runOf('abcd'.repeat(6), { 'weir.task.record-cost.early': '5 ms' })
  const knows = () =>
    run
      .rows(run.step, run.step)
      .some(row => row.kind === 'ExecutionStateChanged' && row.reason === 'FINISHED')
  while (!knows()) expect(run.seek(run.step + 1)).toBe(true)
  run.act('trigger-checkpoint')
  expect(run.rows(run.step, run.step).map(row => row.reason)).toContain('NOT_ALL_REQUIRED_TASKS_RUNNING')
  expect(run.advanceToEnd(100_000)).toBe(true)
  expect(run.jobStatus()).toBe('FINISHED')
})
