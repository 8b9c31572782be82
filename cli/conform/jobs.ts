/** Runner `job`: a whole pipeline through the engine, its sinks and its job graph compared. */
import { DataStreamError } from '../../src/datastream/index.ts'
import { connectors } from '../../src/connectors/index.ts'
import type { StreamGraph } from '../../src/engine/api/stream-graph.ts'
import { createRun, type Run, type SinkRecord } from '../../src/engine/index.ts'
import { faults } from '../../src/faults/index.ts'
import { operators } from '../../src/operators/index.ts'
import { compareSinks } from './compare-sinks.ts'
import { expectEqual, Mismatch, notYet, type GoldenCase } from './golden-case.ts'
import {
  outputsOf,
  type ExpectedVertex,
  type JobExpected,
  type JobRun,
  type ScriptedCheckpoint,
} from './job-run.ts'
import { configOf, programOf } from './pipeline.ts'
import { compareRecovery, refuseRegions } from './recovery.ts'
import { scheduleOf, sourceFrom, type Schedule } from './schedule.ts'

const REGISTRY = { operators: [...operators, ...connectors], faults }

/** Kinds that are nothing but a job whose results are compared. */
const KINDS = ['seed', 'job', 'partitioner', 'recovery']

/** How the engine refuses a setting that it will know one day. */
const NOT_THERE = /\bnot (modelled|run|built) yet\b/

export function runJobCase(golden: GoldenCase): void {
  if (!KINDS.includes(golden.kind)) notYet(`kind ${golden.kind}`)
  const schedule = scheduleOf(golden.pipeline, golden.input)
  const config = configOf(golden)
  const graph = graphOf(golden, schedule, config)
  const run = openRun(golden, graph, config)
  if (golden.kind === 'recovery') refuseRegions(run)
  const checkpoints = schedule.checkpoints.map(time => takeCheckpoint(run, time))
  if (!run.advanceToEnd()) throw new Mismatch('expected the job to end, got one that goes on')
  const job: JobRun = { golden, schedule, run, checkpoints: checkpoints.flat() }
  compare(job, golden.expected as JobExpected)
}

function graphOf(golden: GoldenCase, schedule: Schedule, config: Record<string, string>): StreamGraph {
  try {
    return programOf(golden, config, operator => sourceFrom(schedule, operator))
  } catch (error) {
    if (error instanceof DataStreamError && error.problem.code === 'not-yet') notYet(error.problem.message)
    throw error
  }
}

function openRun(golden: GoldenCase, graph: StreamGraph, config: Record<string, string>): Run {
  const spec = { pipeline: golden.case, config, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph }, REGISTRY)
  if (run.ok) return run.value
  const { code, path, message } = run.error
  return code === 'not-yet' || NOT_THERE.test(message) ? notYet(message) : fault(`${path}: ${message}`)
}

function fault(message: string): never {
  throw new Error(message)
}

/** Goes to the last step before `time`, triggers a checkpoint there and lets it complete. */
function takeCheckpoint(run: Run, time: number): ScriptedCheckpoint[] {
  seekTime(run, time)
  const from = run.step
  run.act('trigger-checkpoint')
  seekTime(run, time)
  const completed = run.rows(from, run.step, new Set(['CheckpointCompleted']))
  return completed.map(row => ({ id: row.checkpoint, positions: positionsIn(run, row.checkpoint) }))
}

function seekTime(run: Run, time: number): void {
  for (;;) {
    const before = run.step
    if (!run.seek(before + 1)) return
    if (run.world.now <= time) continue
    run.seek(before)
    return
  }
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
  compareSinks(job, expected)
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
