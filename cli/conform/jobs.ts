/** Runner `job`: a whole pipeline through the engine, its sinks and its job graph compared. */
import type { Run, SinkRecord } from '../../src/engine/index.ts'
import { compareSinks } from './compare-sinks.ts'
import { expectEqual, Mismatch, notYet, type GoldenCase } from './golden-case.ts'
import {
  outputsOf,
  type ExpectedVertex,
  type JobExpected,
  type JobRun,
  type ScriptedCheckpoint,
} from './job-run.ts'
import { advanceBefore, graphFrom, openRun } from './open-run.ts'
import { configOf, programOf } from './pipeline.ts'
import { compareRecovery } from './recovery.ts'
import { runRescaleCase } from './rescale-jobs.ts'
import { addSource, scheduleOf } from './schedule.ts'

/** Kinds that are nothing but a job whose results are compared. */
const KINDS = ['seed', 'job', 'partitioner', 'recovery']

export function runJobCase(golden: GoldenCase): void {
  if (golden.kind === 'rescale-job') {
    runRescaleCase(golden)
    return
  }
  if (!KINDS.includes(golden.kind)) notYet(`kind ${golden.kind}`)
  const schedule = scheduleOf(golden.pipeline, golden.input)
  const config = configOf(golden)
  const graph = graphFrom(() => programOf(golden, config, addSource(schedule)))
  const run = openRun(golden, graph, config)
  const checkpoints = schedule.checkpoints.map(time => takeCheckpoint(run, time))
  if (!run.advanceToEnd()) throw new Mismatch('expected the job to end, got one that goes on')
  const job: JobRun = { golden, schedule, run, checkpoints: checkpoints.flat() }
  compare(job, golden.expected as JobExpected)
}

/** Goes to the last step until `time`, triggers a checkpoint there and lets it complete. */
function takeCheckpoint(run: Run, time: number): ScriptedCheckpoint[] {
  advanceBefore(run, time + 1)
  const from = run.step
  run.act('trigger-checkpoint')
  advanceBefore(run, time + 1)
  const completed = run.rows(from, run.step, new Set(['CheckpointCompleted']))
  return completed.map(row => ({ id: row.checkpoint, positions: positionsIn(run, row.checkpoint) }))
}

function positionsIn(run: Run, checkpoint: number): Record<string, number> {
  const snapshot = run.snapshot(checkpoint)
  if (!snapshot.ok) return {}
  const splits = snapshot.value.operators.flatMap(operator =>
    operator.subtasks.flatMap(subtask => subtask.splits),
  )
  return Object.fromEntries(splits.map(split => [split.id, split.offset]))
}

function compare(job: JobRun, expected: JobExpected): void {
  if (expected.jobGraph !== undefined) compareJobGraph(job.run, expected.jobGraph)
  if (expected.status !== undefined) expectEqual('status', job.run.jobStatus(), expected.status)
  if (expected.relativeTargets !== undefined) compareTargets(job, expected.relativeTargets)
  compareSinks(job.run, expected)
  if (job.golden.kind === 'recovery') compareRecovery(job)
}

function compareJobGraph(run: Run, expected: readonly ExpectedVertex[]): void {
  const { vertices, edges } = run.jobGraph()
  const got = vertices.map(({ index, name, parallelism, maxParallelism }) => ({
    name,
    parallelism,
    maxParallelism,
    inputs: edges
      .filter(edge => edge.to === index)
      .map(({ from, partitioner, pattern }) => ({ from: vertices[from]!.name, ship: partitioner, pattern })),
  }))
  const wanted = expected.map(({ name, parallelism, maxParallelism, inputs }) => ({
    name,
    parallelism,
    maxParallelism,
    inputs: inputs.map(({ from, ship, pattern }) => ({ from, ship, pattern })),
  }))
  const byName = <T extends { readonly name: string }>(list: readonly T[]) =>
    [...list].sort((a, b) => (a.name < b.name ? -1 : 1))
  expectEqual('job graph', byName(got), byName(wanted))
}

/** Each source subtask's targets, relative to its first: the first target itself is random. */
function compareTargets(job: JobRun, expected: Readonly<Record<string, readonly number[]>>): void {
  const { operators: nodes = [] } = job.golden.pipeline
  const source = nodes.find(node => node.type === 'source')!
  const sink = nodes.find(node => node.type === 'sink')!
  const targets = targetsByValue(outputsOf(job.run, sink.id).flat())
  const { parallelism } = job.run
    .jobGraph()
    .vertices.find(vertex => vertex.nodes.some(node => node.uid === sink.id))!
  const sourceParallelism = source.parallelism ?? job.golden.pipeline.parallelism ?? 1
  const got: Record<string, number[]> = {}
  for (const element of job.schedule.elements) {
    const target = targets.get(JSON.stringify(element.value))?.shift()
    if (target === undefined)
      throw new Mismatch(`expected ${JSON.stringify(element.value)} in the sink, got nothing`)
    const own = (got[`s${element.split % sourceParallelism}`] ??= [])
    own.push(target)
  }
  const relative = Object.entries(got).map(([name, own]) => {
    return [name, own.map(target => (target - own[0]! + parallelism) % parallelism)] as const
  })
  expectEqual('relative targets', Object.fromEntries(relative), expected)
}

function targetsByValue(records: readonly SinkRecord[]): Map<string, number[]> {
  const targets = new Map<string, number[]>()
  for (const { value } of records) {
    const { element, subtask } = value as { readonly element: unknown; readonly subtask: number }
    const key = JSON.stringify(element)
    targets.set(key, [...(targets.get(key) ?? []), subtask])
  }
  return targets
}
