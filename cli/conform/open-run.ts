/** Runs of golden cases: the engine of the page, with the operators of the page and the probe. */
import { connectors } from '../../src/connectors/index.ts'
import { DataStreamError } from '../../src/datastream/index.ts'
import type { Snapshot } from '../../src/engine/api/snapshot.ts'
import type { RunSpec } from '../../src/engine/api/spec.ts'
import type { StreamGraph } from '../../src/engine/api/stream-graph.ts'
import { createRun, type Run } from '../../src/engine/index.ts'
import { commands } from '../../src/commands/index.ts'
import { backends } from '../../src/backends/index.ts'
import { operators } from '../../src/operators/index.ts'
import { notYet, type GoldenCase } from './golden-case.ts'
import { probe } from './probe.ts'

const REGISTRY = { operators: [...operators, ...connectors, probe], commands, backends }

/** How the engine refuses a setting that it will know one day. */
const NOT_THERE = /\bnot (modelled|run|built) yet\b/

/** The graph of a program; what `datastream` does not have yet is refused as that. */
export function graphFrom(make: () => StreamGraph): StreamGraph {
  try {
    return make()
  } catch (error) {
    if (error instanceof DataStreamError && error.problem.code === 'not-yet') notYet(error.problem.message)
    throw error
  }
}

export function openRun(
  golden: GoldenCase,
  graph: StreamGraph,
  config: Record<string, string>,
  start: Pick<RunSpec, 'restoreFrom'> & { readonly epochMs?: number } = {},
): Run {
  const spec = { pipeline: golden.case, config, workload: {}, seed: 1, epochMs: 0, commands: [], ...start }
  const run = createRun(spec, { graph }, REGISTRY)
  if (run.ok) return run.value
  const { code, path, message } = run.error
  if (code === 'not-yet' || NOT_THERE.test(message)) notYet(message)
  throw new Error(`${path}: ${message}`)
}

/** Handles every event before `time`. */
export function advanceBefore(run: Run, time: number): void {
  while (run.nextTime() < time && run.seek(run.step + 1)) continue
}

/** Takes a checkpoint now, and waits for it. */
export function snapshotNow(run: Run): Snapshot {
  const before = run.completedCheckpoints().length
  run.act('trigger-checkpoint')
  while (run.completedCheckpoints().length === before && run.seek(run.step + 1)) continue
  const snapshot = run.snapshot(null)
  if (!snapshot.ok) throw new Error(snapshot.error.message)
  return snapshot.value
}

/** Items in the list state of an operator, by subtask. */
export function listItemsOf(snapshot: Snapshot, uid: string): (readonly unknown[])[] {
  const operator = snapshot.operators.find(other => other.uid === uid)
  return (operator?.subtasks ?? []).map(({ lists, unionLists }) =>
    [lists, unionLists].flatMap(states => Object.values(states).flat()),
  )
}
