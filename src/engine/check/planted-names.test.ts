import { expect, test } from 'vitest'
import { buildPipeline } from '../../pipelines/build.ts'
import { pipelines } from '../../pipelines/index.ts'
import { registry } from '../../worker/registry.ts'
import { createRun, type PlantedBug } from '../index.ts'
import type { CompletedCheckpoint } from '../kernel/world.ts'
import type { Run } from '../trace/run.ts'

const wordCount = pipelines.find(({ id }) => id === 'word-count')!

function runOf(planted: PlantedBug, seed: number): Run {
  const jitter = { 'weir.sim.jitter': '4 ms', 'weir.task.record-cost.count': '6 ms' }
  const spec = {
    pipeline: 'word-count',
    config: { ...wordCount.defaultConfig, ...jitter },
    workload: {},
    seed,
    epochMs: 0,
    commands: [],
  }
  const graph = buildPipeline(spec)
  if (!graph.ok) throw new Error(graph.error.message)
  const run = createRun(spec, { graph: graph.value }, registry, { planted })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

interface Caught {
  readonly run: Run
  readonly examples: readonly { readonly record: string; readonly where: string }[]
  /** The checkpoint that the job was restored from. */
  readonly restored: CompletedCheckpoint | null
}

const lastCompleted = (run: Run): CompletedCheckpoint | null => run.completedCheckpoints().at(-1) ?? null

/** Kills a task some time after a checkpoint, and goes on until a verdict is red. */
function caught(planted: PlantedBug, wanted: 'state' | 'committed'): Caught {
  for (let seed = 1; seed <= 200; seed++) {
    const run = runOf(planted, seed)
    while (run.completedCheckpoints().length === 0) run.seek(run.step + 1)
    run.seek(run.step + 30 + (seed % 40) * 8)
    if (run.refusal('kill-task', 'count-1') === null) run.act('kill-task', 'count-1')
    const restored = lastCompleted(run)
    const red = () => ['lost', 'duplicated', 'wrong'].includes(run.verdict()[wanted].verdict)
    while (!red() && run.seek(run.step + 7)) continue
    if (red()) return { run, examples: run.verdict()[wanted].examples, restored }
  }
  throw new Error(`${planted} was not found within 200 seeds`)
}

/** Partition and offset of `text-1@44`. */
const placeOf = (record: string): [number, number] =>
  /^text-(\d)@(\d+)$/.exec(record)!.slice(1).map(Number) as [number, number]

function offsetsIn(checkpoint: CompletedCheckpoint | null): number[] {
  const splits = checkpoint!.states.flatMap(state => state!.parts.splits)
  return [0, 1].map(partition => splits.find(({ id }) => id === `text-${partition}`)!.offset)
}

test('restored one offset too early, the records before the restored offsets are named', () => {
  const { examples, restored } = caught('restore-offset-minus-one', 'state')
  const offsets = offsetsIn(restored)
  for (const { record } of examples) {
    const [partition, offset] = placeOf(record)
    expect(offset).toBe(offsets[partition]! - 1)
  }
})

test('without blocking, records are named that the snapshot holds although the source was to read them again', () => {
  const { examples, restored } = caught('no-blocking', 'state')
  const offsets = offsetsIn(restored)
  const held = new Set(
    restored!.states.flatMap(state =>
      state!.parts.lineage.flatMap(({ log, length }) =>
        Array.from({ length }, (_, i) => `text-${log.partitionAt(i)}@${log.offsetAt(i)}`),
      ),
    ),
  )
  for (const { record } of examples) {
    const [partition, offset] = placeOf(record)
    expect(offset).toBeGreaterThanOrEqual(offsets[partition]!)
    expect(held.has(record)).toBe(true)
  }
})

test('with state read too late, the key is named whose row holds more than was counted', () => {
  const { examples, restored } = caught('ack-before-sync', 'state')
  for (const { record, where } of examples) {
    const [, expected, got] = /expected (\w+), got (\d+)$/.exec(where)!
    expect(Number(got)).toBeGreaterThan(expected === 'nothing' ? 0 : Number(expected))
    const rows = restored!.states.flatMap(state => state!.parts.keyed.flatMap(part => [...part.rows.keys()]))
    expect(rows).toContain(record)
  }
})

test('committed at the ack, records of a checkpoint that never completed are named', () => {
  const { run, examples, restored } = caught('commit-on-ack', 'committed')
  const early = run
    .brokerTransactions()
    .filter(({ status, content }) => status === 'committed' && content.checkpoint > restored!.id)
  const names = early.flatMap(({ content }) =>
    content.records.map(({ partition, offset }) => `text-${partition}@${offset}`),
  )
  for (const { record } of examples) expect(names).toContain(record)
})

test('when a notification is lost, records of a transaction that nobody commits are named', () => {
  const { run, examples } = caught('lost-notify', 'committed')
  expect(run.jobStatus()).toBe('FINISHED')
  const left = run.brokerTransactions().filter(({ status }) => status === 'prepared')
  const names = left.flatMap(({ content }) =>
    content.records.map(({ partition, offset }) => `text-${partition}@${offset}`),
  )
  for (const { record } of examples) expect(names).toContain(record)
})
