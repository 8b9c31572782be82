import { expect, test } from 'vitest'
import { StreamExecutionEnvironment } from '../../datastream/environment.ts'
import { TransactionalSink } from '../../datastream/sinks.ts'
import { partitionedLog } from '../../datastream/sources.ts'
import { WatermarkStrategy } from '../../datastream/watermark-strategy.ts'
import { brokenInvariants } from '../check/invariants.ts'
import { judgeAfresh } from '../check/oracle.ts'
import { jobManagerOf } from '../check/view.ts'
import { TransactionContent } from '../kernel/transaction.ts'
import { registry } from '../../worker/registry.ts'
import type { Snapshot } from '../api/snapshot.ts'
import type { Config } from '../api/spec.ts'
import { createRun, type Run } from '../trace/run.ts'
import { regionsOf, tasksToRestart } from './regions.ts'

const RUNNING = (count: number) => Array.from({ length: count }, () => 'RUNNING' as const)
const CHAIN = [1, 2, 3, 4, 5, 6]
/** source#0, source#1, map#0, map#1, sink#0, sink#1, each joined to its like. */
const FORWARD = [
  { from: 1, to: 3 },
  { from: 2, to: 4 },
  { from: 3, to: 5 },
  { from: 4, to: 6 },
]

test('F130: tasks that are joined subtask by subtask restart without the others', () => {
  const regions = regionsOf(CHAIN, FORWARD)
  expect(regions).toEqual([0, 1, 0, 1, 0, 1])
  expect(tasksToRestart('region', regions, RUNNING(6), 3)).toEqual([1, 3, 5])
})

test('F131: an exchange by key joins all subtasks into one region', () => {
  const exchange = [1, 2].flatMap(from => [3, 4, 5].map(to => ({ from, to })))
  const regions = regionsOf([1, 2, 3, 4, 5], exchange)
  expect(regions).toEqual([0, 0, 0, 0, 0])
  expect(tasksToRestart('region', regions, RUNNING(5), 4)).toEqual([1, 2, 3, 4, 5])
})

test('F133: a task that has not been scheduled is not restarted', () => {
  const states = (['RUNNING', 'RUNNING', 'FAILED', 'RUNNING', 'CREATED', 'CREATED'] as const).slice()
  expect(tasksToRestart('region', regionsOf(CHAIN, FORWARD), states, 3)).toEqual([1, 3])
})

test('the strategy full restarts everything', () => {
  expect(tasksToRestart('full', regionsOf(CHAIN, FORWARD), RUNNING(6), 3)).toEqual(CHAIN)
})

const CONFIG: Config = {
  'parallelism.default': '2',
  'execution.buffer-timeout.interval': '0 ms',
  'execution.checkpointing.interval': '20 ms',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '100',
  'restart-strategy.fixed-delay.delay': '5 ms',
  'weir.task.record-cost': '1 ms',
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz'
const ALL = LETTERS.toUpperCase().split('').sort().join('')

/** Two subtasks of a source, each before its own transactional sink: two regions. */
function forwardRun(config: Config = {}, restoreFrom?: Snapshot): Run {
  const env = new StreamExecutionEnvironment({ ...CONFIG, ...config })
  const letters = partitionedLog(LETTERS.split(''), {
    topic: 'in',
    partitions: 2,
    arrivals: { intervalUs: 1000 },
  })
  env
    .fromSource(letters, WatermarkStrategy.noWatermarks(), 'in')
    .uid('in')
    .map(letter => letter.toUpperCase())
    .uid('upper')
    .disableChaining()
    .sinkTo(new TransactionalSink())
    .uid('out')
  const run = createRun(
    {
      pipeline: 'test',
      config: {},
      workload: {},
      seed: 1,
      epochMs: 0,
      commands: [],
      ...(restoreFrom === undefined ? {} : { restoreFrom }),
    },
    { graph: env.getStreamGraph('test') },
    registry,
  )
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

const LOOK = { stateRows: 0, queueItems: 0, stateFilter: null }

/** By region, the attempts of its three tasks. */
function attemptsOf(run: Run): number[][] {
  const attempts = run.frame(LOOK).tasks.map(task => task.attempt)
  return [0, 1].map(region => attempts.filter((_, i) => i % 2 === region))
}

const committed = (run: Run): unknown[] =>
  [0, 1]
    .flatMap(subtask => run.outputs('out', subtask).map(record => record.value))
    .sort((a, b) => (String(a) < String(b) ? -1 : 1))

test('only the region of the task that failed starts again, from the checkpoint; the other runs on', () => {
  const run = forwardRun()
  run.seek(400)
  const before = run.frame(LOOK)
  run.act('kill-task', 'upper-1')
  expect(run.advanceToEnd(60_000)).toBe(true)
  expect(attemptsOf(run)).toEqual([
    [0, 0, 0],
    [1, 1, 1],
  ])
  const restored = run.rows(before.cursor.step, run.step, new Set(['StateRestored']))
  expect(restored.map(row => run.scene.actors[row.actor]!.subtask)).toEqual([1, 1, 1])
  expect(restored.map(row => row.checkpoint)).toEqual(Array(3).fill(before.storage.completed.at(-1)))
  const states = run.rows(0, run.step, new Set(['JobStatusChanged'])).map(row => row.reason)
  expect(states).toEqual(['RUNNING', 'RESTARTING', 'RUNNING', 'FINISHED'])
  expect(committed(run).join('')).toBe(ALL)
})

test('with the strategy full, or after a checkpoint failure too many, all start again', () => {
  const run = forwardRun({ 'jobmanager.execution.failover-strategy': 'full' })
  run.seek(400)
  run.act('kill-task', 'upper-1')
  expect(run.advanceToEnd(60_000)).toBe(true)
  expect(attemptsOf(run)).toEqual([
    [1, 1, 1],
    [1, 1, 1],
  ])
  const slow = forwardRun({
    'execution.checkpointing.timeout': '10 ms',
    'weir.storage.latency': '15 ms',
    'restart-strategy.fixed-delay.attempts': '1',
  })
  expect(slow.advanceToEnd(60_000)).toBe(true)
  expect(slow.jobStatus()).toBe('FAILED')
  expect(attemptsOf(slow).flat()).toEqual([1, 1, 1, 1, 1, 1])
})

test('a failure of the second region while the first one waits makes a restart of its own', () => {
  const run = forwardRun({ 'restart-strategy.fixed-delay.delay': '50 ms' })
  run.seek(400)
  run.act('kill-task', 'upper-1')
  run.seek(run.step + 40)
  expect(run.jobStatus()).toBe('RESTARTING')
  run.act('kill-task', 'in-0')
  expect(run.advanceToEnd(60_000)).toBe(true)
  const rows = run.rows(0, run.step, new Set(['JobStatusChanged', 'RestartScheduled']))
  expect(rows.map(row => row.reason ?? 'restart scheduled')).toEqual([
    'RUNNING',
    'RESTARTING',
    'restart scheduled',
    'restart scheduled',
    'RUNNING',
    'FINISHED',
  ])
  expect(committed(run).join('')).toBe(ALL)
})

test('whatever is killed when, the invariants hold, and the committed output is exact', () => {
  const tasks = ['in-0', 'upper-1', 'out-0', 'in-1', 'upper-0', 'out-1']
  for (let step = 30; step < 800; step += 35) {
    const run = forwardRun()
    run.seek(step)
    const first = tasks[step % tasks.length]!
    if (run.refusal('kill-task', first) === null) run.act('kill-task', first)
    run.seek(run.step + 30)
    const second = tasks[(step + 3) % tasks.length]!
    if (run.refusal('kill-task', second) === null) run.act('kill-task', second)
    for (let look = 0; look < 30; look++) {
      run.seek(run.step + 13)
      expect(brokenInvariants(run.plan, run.world), `${first} at ${step}, look ${look}`).toEqual([])
      expect(run.verdict().committed.verdict, `${first} at ${step}, look ${look}`).toBe('exact')
    }
    expect(run.advanceToEnd(60_000)).toBe(true)
    expect(run.jobStatus()).toBe('FINISHED')
    expect(committed(run).join(''), `${first} at ${step}`).toBe(ALL)
  }
})

test('the checkpoint that a task was restored from is not the one that lets it end', () => {
  const first = forwardRun({ 'execution.checkpointing.num-retained': '20' })
  first.advanceToEnd()
  let untouched = 0
  for (const { id } of first.completedCheckpoints()) {
    const snapshot = first.snapshot(id)
    if (!snapshot.ok) throw new Error(snapshot.error.message)
    // Nothing is triggered before the few records that are left have been read.
    const run = forwardRun({ 'weir.rpc.latency': '200 ms' }, snapshot.value)
    while (run.seek(run.step + 5)) {
      for (const actor of run.world.actors) {
        if (actor.kind !== 'task' || !actor.finish.dataEnded || actor.finish.onRestore) continue
        expect(actor.finish.finalCheckpointMin).toBeGreaterThan(actor.restoredCheckpoint)
        if (actor.lastCheckpointId === 0) untouched += 1
      }
    }
  }
  expect(untouched).toBeGreaterThan(0)
})

test('behind the savepoint that stops a job all start again, from the last checkpoint: what was committed comes twice', () => {
  const run = forwardRun()
  run.seek(400)
  run.act('stop-with-savepoint', null, { mode: 'suspend' })
  run.act('fail-commit', 'out-1', { answer: 'unknown-reason', times: 1 })
  const inStore = new Set<number>()
  const verdicts = new Set<string>()
  while (run.seek(run.step + 1)) {
    const { completed } = jobManagerOf(run.world).coordinator
    inStore.add(completed.at(-1)?.id ?? 0)
    if (run.step % 20 > 0) continue
    expect(brokenInvariants(run.plan, run.world)).toEqual([])
    const verdict = run.verdict()
    expect(['exact', 'off']).toContain(verdict.state.verdict)
    verdicts.add(verdict.committed.verdict)
  }
  expect(run.jobStatus()).toBe('FINISHED')
  expect(attemptsOf(run)).toEqual([
    [1, 1, 1],
    [1, 1, 1],
  ])
  const completions = run.rows(1, run.step, new Set(['CheckpointCompleted']))
  const savepoint = completions.find(row => row.reason !== null)!
  const restored = run
    .rows(1, run.step, new Set(['StateRestored']))
    .filter(row => row.checkpoint > 0)
    .map(row => row.checkpoint)
  expect(inStore).not.toContain(savepoint.checkpoint)
  const before = completions.filter(row => row.checkpoint < savepoint.checkpoint).at(-1)!
  expect(new Set(restored)).toEqual(new Set([before.checkpoint]))
  expect([...verdicts]).toEqual(['exact', 'duplicated'])
  expect(run.verdict().committed.lost).toBe(0)
  expect([...new Set(committed(run))].join('')).toBe([...new Set(ALL)].join(''))
})

test('what a savepoint committed in another order is twice there once it is committed again, and never wrong or lost', () => {
  const run = forwardRun()
  run.seek(400)
  run.act('stop-with-savepoint', null, { mode: 'suspend' })
  run.act('fail-commit', 'out-1', { answer: 'unknown-reason', times: 1 })
  while (jobManagerOf(run.world).status !== 'RESTARTING') run.seek(run.step + 1)
  const last = jobManagerOf(run.world).coordinator.completed.at(-1)!.id
  const again = run
    .brokerTransactions()
    .filter(({ content, status }) => content.checkpoint > last && status === 'committed')
  expect(again.length).toBeGreaterThan(0)
  for (const transaction of again) {
    const { id, sink, subtask, checkpoint, attempt, records } = transaction.content
    const others = records.map(record => ({ ...record, value: `other ${String(record.value)}` }))
    Object.assign(transaction, {
      content: new TransactionContent(id, sink, subtask, checkpoint, attempt, others),
    })
  }
  const verdicts = new Set<string>()
  while (run.seek(run.step + 5)) verdicts.add(judgeAfresh(run.plan, run.world).committed.verdict)
  expect(run.jobStatus()).toBe('FINISHED')
  expect([...verdicts]).toEqual(['exact', 'duplicated'])
})
