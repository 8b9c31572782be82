/** Snapshot and run files, between a run and their text. Reading changes nothing: it makes a new run or a problem. */
import { AssertionError } from '../base/assert.ts'
import { fail, ok, type Result } from '../base/result.ts'
import { commands } from '../commands/index.ts'
import { canonicalKey } from '../engine/graph/canonical-key.ts'
import { keyGroupOf } from '../engine/graph/key-groups.ts'
import type { Run } from '../engine/index.ts'
import { detect } from '../interop/detect.ts'
import { readRunFile } from '../interop/run-file/read-run-file.ts'
import { writeRunFile } from '../interop/run-file/run-file.ts'
import { readSnapshotFile } from '../interop/snapshot-file/read-snapshot-file.ts'
import { graphOf, streamSnapshotFile } from '../interop/snapshot-file/snapshot-file.ts'
import { buildPipeline } from '../pipelines/build.ts'
import { checkCursor, openRun } from './open-run.ts'
import { pack } from './packing.ts'
import type { Packing } from './protocol.ts'

export type FileRead =
  | {
      readonly type: 'run'
      readonly run: Run
      readonly cursor: { readonly branch: number; readonly step: number }
      readonly hash: string
    }
  | { readonly type: 'snapshot'; readonly run: Run; readonly checkpoint: number }

const keyRules = { canonicalKey, keyGroupOf }

export function writeRun(run: Run): string {
  const { spec, branches } = run.state
  return writeRunFile({ spec, branches, cursor: { branch: run.branch, step: run.step }, hash: run.hash() })
}

export async function writeSnapshot(
  run: Run,
  checkpoint: number | null,
  packing: Packing,
): Promise<Result<Blob>> {
  const snapshot = run.snapshot(checkpoint)
  if (!snapshot.ok) return snapshot
  const { spec } = run.state
  const graph = buildPipeline(spec)
  if (!graph.ok) return graph
  const { pipeline, config, workload, seed, epochMs } = spec
  const job = { pipeline, config, workload, seed, epochMs, graph: graphOf(graph.value) }
  try {
    const pieces = streamSnapshotFile(snapshot.value, job)
    return ok(await pack(pieces, `chk-${snapshot.value.checkpointId}.snapshot.json`, packing))
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error
    return fail(
      'value-not-plain',
      'operators',
      `expected state of plain data, got a value that no file can hold: ${error.message}`,
    )
  }
}

export function readFile(text: string): Result<FileRead> {
  const kind = detect(text)
  if (!kind.ok) return kind
  return kind.value === 'run' ? readRun(text) : readSnapshot(text)
}

function readRun(text: string): Result<FileRead> {
  const file = readRunFile(text, commands, keyRules)
  if (!file.ok) return file
  const { spec, branches, cursor, hash } = file.value
  const run = openRun(spec, branches)
  if (!run.ok) return run
  const checked = checkCursor(run.value, cursor)
  return checked.ok ? ok({ type: 'run', run: run.value, cursor, hash }) : checked
}

/** A run that begins from the snapshot: Flink's start from a savepoint. */
function readSnapshot(text: string): Result<FileRead> {
  const file = readSnapshotFile(text, keyRules)
  if (!file.ok) return file
  const { snapshot, job } = file.value
  const { pipeline, config, workload, seed, epochMs } = job
  const run = openRun({ pipeline, config, workload, seed, epochMs, commands: [], restoreFrom: snapshot })
  if (!run.ok) return run
  return ok({ type: 'snapshot', run: run.value, checkpoint: snapshot.checkpointId })
}
