import { expect, test } from 'vitest'
import { StreamExecutionEnvironment } from '../../datastream/environment.ts'
import { RichMapFunction } from '../../datastream/functions.ts'
import { heldRows } from '../../backends/shared/held-rows.suite.ts'
import { pipelines } from '../../pipelines/index.ts'
import { openRun } from '../../worker/open-run.ts'
import { registry } from '../../worker/registry.ts'
import type { Verdict } from '../api/verdict.ts'
import { TransactionContent } from '../kernel/transaction.ts'
import type { Run } from '../trace/run.ts'
import { createRun } from '../trace/run.ts'
import { judgeAfresh } from './oracle.ts'
import { taskOf, viewOf } from './view.ts'

function shipped(id: string, config: Readonly<Record<string, string>> = {}, limit = 60): Run {
  const { defaultConfig } = pipelines.find(pipeline => pipeline.id === id)!
  const spec = {
    pipeline: id,
    config: { ...defaultConfig, ...config },
    workload: { limit },
    seed: 1,
    epochMs: 0,
    commands: [],
  }
  const run = openRun(spec)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

/** What the oracle says of the world as it stands, tampered with or not. */
const now = (run: Run): Verdict => judgeAfresh(run.plan, run.world)

const firstExample = (leg: Verdict['state']) => leg.examples[0]!

/** Steps on until `holds`. */
function until(run: Run, holds: (run: Run) => boolean): Run {
  while (!holds(run)) if (!run.seek(run.step + 1)) throw new Error('the moment never came')
  return run
}

const committed = (run: Run) => run.brokerTransactions().filter(({ status }) => status === 'committed')

function countTask(run: Run) {
  const task = run.plan.tasks.find(({ actor }) =>
    (taskOf(run.world, actor).runtime?.wiring.tables() ?? []).some(table => table.rows.size > 0),
  )
  return task === undefined ? null : taskOf(run.world, task.actor)
}

test('a row that is changed is wrong, and its key is named', () => {
  const run = until(shipped('word-count'), run => countTask(run) !== null)
  const [key, row] = [...heldRows(countTask(run)!.runtime!.wiring.tables()[0]!)][0]!
  row.value = 77
  const { state } = now(run)
  expect(state.verdict).toBe('wrong')
  expect(firstExample(state).record).toBe(key)
  expect(firstExample(state).where).toMatch(/^count-\d count: expected 1, got 77$/)
})

test('a row that vanishes is wrong', () => {
  const run = until(shipped('word-count'), run => countTask(run) !== null)
  heldRows(countTask(run)!.runtime!.wiring.tables()[0]!).clear()
  expect(firstExample(now(run).state).where).toMatch(/expected 1, got nothing/)
})

/** A buffer that waits at a receiver, and what is in it. */
function waiting(run: Run) {
  for (const { actor, name } of run.plan.tasks) {
    if (!name.startsWith('count')) continue
    for (const input of taskOf(run.world, actor).inputs) {
      const buffer = input.queue[0]
      if (buffer !== undefined && 'values' in buffer) return { input, buffer }
    }
  }
  return null
}

test('a record that is dropped on its way is lost, and is named', () => {
  const run = until(shipped('word-count'), run => waiting(run) !== null)
  const { input, buffer } = waiting(run)!
  input.queue.shift()
  const { state } = now(run)
  expect([state.verdict, state.lost]).toEqual(['lost', 1])
  expect(firstExample(state)).toEqual({
    record: `text-${buffer.partitionAt(0)}@${buffer.offsetAt(0)}`,
    where: 'count',
    times: 0,
  })
})

test('a record that comes twice is duplicated, and is named', () => {
  const run = until(shipped('word-count'), run => waiting(run) !== null)
  const { input, buffer } = waiting(run)!
  input.queue.push(buffer)
  const { state } = now(run)
  expect([state.verdict, state.duplicated]).toEqual(['duplicated', 1])
  expect(firstExample(state).record).toBe(`text-${buffer.partitionAt(0)}@${buffer.offsetAt(0)}`)
  expect(firstExample(state).times).toBe(2)
})

/** Replaces the records of the first committed transaction. */
function rewrite(
  run: Run,
  change: (content: TransactionContent) => TransactionContent['records'],
): TransactionContent {
  const transaction = committed(run)[0]! as { content: TransactionContent }
  const { content } = transaction
  const { id, sink, subtask, checkpoint, attempt } = content
  transaction.content = new TransactionContent(id, sink, subtask, checkpoint, attempt, change(content))
  return content
}

test('committed output: a record too few, too many and another one are told apart', () => {
  const run = shipped('word-count')
  run.advanceToEnd()
  expect(run.jobStatus()).toBe('FINISHED')
  const { records } = committed(run)[0]!.content
  const name = `text-${records[0]!.partition}@${records[0]!.offset}`
  rewrite(run, () => records.slice(1))
  expect([
    now(run).committed.verdict,
    now(run).committed.lost,
    firstExample(now(run).committed).record,
  ]).toEqual(['lost', 1, name])
  rewrite(run, () => [records[0]!, ...records])
  expect([now(run).committed.verdict, firstExample(now(run).committed).record]).toEqual(['duplicated', name])
  rewrite(run, () => [{ ...records[0]!, value: { word: 'boat', count: 1000 } }, ...records.slice(1)])
  const { verdict, examples } = now(run).committed
  expect([verdict, examples.some(({ where }) => where.includes('boat'))]).toEqual(['lost', true])
  rewrite(run, () => records)
  expect(now(run).committed).toEqual({ verdict: 'exact', lost: 0, duplicated: 0, pending: 0, examples: [] })
})

test('plain output: what is replayed stands there twice, and what is missing in the end is lost', () => {
  const run = until(shipped('flights'), run => run.outputs('print', 0).length > 12)
  run.act('kill-task', 'delay-1')
  run.advanceToEnd()
  const { plain, state, committed: leg } = run.verdict()
  expect([state.verdict, leg.verdict, plain.verdict]).toEqual(['exact', 'exact', 'duplicated'])
  expect(plain.duplicated).toBe(run.outputs('print', 0).length - 60)
  expect(firstExample(plain).times).toBe(2)
  const output = run.world.outputs.find(({ length }) => length > 0)!
  const { partition, offset } = output.log.at(output.length - 1)
  output.length -= 1
  expect([now(run).plain.verdict, firstExample(now(run).plain).record]).toEqual([
    'lost',
    `flights-${partition}@${offset}`,
  ])
})

test('the sums add up at every step, before a failure, between it and the restore, and after', () => {
  const run = shipped('word-count')
  const moments = new Set<string>()
  for (let step = 1; run.seek(step); step++) {
    if (step === 500) run.act('kill-task', 'count-1')
    const { sums, state, restored } = run.verdict()
    expect(sums.counted + sums.inFlight + sums.toReplay, `step ${step}`).toBe(sums.distinctRead)
    expect(sums.totalReads - sums.readAgain).toBe(sums.distinctRead)
    expect(state.verdict, `step ${step}`).toBe('exact')
    moments.add(
      `${!viewOf(run.plan, run.world).live.includes(false)} ${restored !== null} ${sums.readAgain > 0}`,
    )
    if (step > 3000) break
  }
  expect([...moments]).toEqual(
    expect.arrayContaining(['true false false', 'false false false', 'true true true']),
  )
})

test('the summary of a restore tells offsets and keys at the failure, restored, and now', () => {
  const run = until(shipped('word-count'), run => run.completedCheckpoints().length === 2)
  run.seek(run.step + 60)
  const before = [0, 1].map(split => viewOf(run.plan, run.world).offsets[split])
  run.act('kill-task', 'count-1')
  until(run, () => run.verdict().restored !== null)
  const { checkpoint, rows } = run.verdict().restored!
  expect(checkpoint).toBe(run.completedCheckpoints().at(-1)!.id)
  expect(rows.slice(0, 2).map(({ label }) => label)).toEqual(['source-0 offset', 'source-1 offset'])
  rows.slice(0, 2).forEach(({ atFailure, restored }, i) => {
    expect(Number(atFailure)).toBeGreaterThanOrEqual(before[i]!)
    expect(Number(restored)).toBeLessThan(Number(atFailure))
  })
  expect(rows.length).toBeGreaterThan(2)
  for (const { label, atFailure, restored } of rows.slice(2)) {
    expect(label).toMatch(/^count-\d .+/)
    expect(Number(atFailure)).toBeGreaterThan(restored === '–' ? 0 : Number(restored))
  }
})

class RunningTotal extends RichMapFunction<number, number> {
  total = 0

  map(value: number): number {
    this.total += value
    return this.total
  }
}

test('where a function remembers in its fields the oracle says so and judges nothing', () => {
  const env = new StreamExecutionEnvironment({ 'weir.task.record-cost': '1 ms' })
  env.fromElements(1, 2, 3).map(new RunningTotal()).uid('total').print()
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  run.value.advanceToEnd()
  const { plain } = run.value.verdict()
  expect(plain.verdict).toBe('off')
  expect(firstExample(plain).where).toBe('total remembers in its fields, which a failover loses')
})

test('without lineage nothing is judged', () => {
  const run = shipped('word-count', { 'weir.lineage.enabled': 'false' })
  run.advanceToEnd()
  const { state, committed: leg, plain } = run.verdict()
  expect([state.verdict, leg.verdict, plain.verdict]).toEqual(['off', 'off', 'off'])
  expect(firstExample(state).where).toBe('weir.lineage.enabled is false')
})

test('what is kept between looks changes no answer, on any branch and in any direction', () => {
  const run = shipped('flights')
  run.seek(700)
  run.act('kill-task', 'delay-0')
  run.seek(1500)
  const { branch } = run
  run.seek(600)
  run.act('slow-task', 'delay-2')
  run.seek(1400)
  for (const step of [1390, 610, 1200, 599, 601, 1399, 5]) {
    for (const other of [run.branch, branch]) {
      run.switchBranch(other, step)
      expect(run.verdict(), `branch ${other} step ${step}`).toEqual(now(run))
    }
  }
})
