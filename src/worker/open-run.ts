/** A spec becomes a run, standing at its first interesting moment. */
import { fail, type Result } from '../base/result.ts'
import type { Branch, RunSpec } from '../engine/api/spec.ts'
import { createRun, type Run } from '../engine/index.ts'
import { buildPipeline } from '../pipelines/build.ts'
import { registry } from './registry.ts'

/** A first moment is looked for within this many steps. */
const LOOK_AHEAD_MAX = 20_000

export function openRun(spec: RunSpec, branches?: readonly Branch[]): Result<Run> {
  const graph = buildPipeline(spec)
  if (!graph.ok) return graph
  return createRun(spec, { graph: graph.value }, registry, branches === undefined ? {} : { branches })
}

/**
 * Just before a checkpoint is triggered while records flow, so that the next steps show a barrier move. Where there
 * is none, the beginning. It looks ahead in a run of its own: the run that is opened has no future yet, so that a
 * first action continues it.
 */
export function firstMoment(spec: RunSpec): number {
  const scout = openRun(spec)
  if (!scout.ok) return 0
  const run = scout.value
  let processed = false
  for (let step = 1; step <= LOOK_AHEAD_MAX; step++) {
    if (!run.seek(step)) return 0
    const kinds = run.rows(step, step).map(row => row.kind)
    processed ||= kinds.includes('RecordProcessed')
    if (processed && kinds.includes('CheckpointTriggered')) return step - 1
  }
  return 0
}

export function checkCursor(
  run: Run,
  cursor: { readonly branch: number; readonly step: number },
): Result<null> {
  if (run.state.branches.every(branch => branch.id !== cursor.branch)) {
    return fail('unknown-branch', 'cursor.branch', `expected one of the branches, got ${cursor.branch}`)
  }
  return { ok: true, value: null }
}
