/** Snapshot and run files, between a run and their text. Reading changes nothing: it makes a new run or a problem. */
import { AssertionError } from '../base/assert.ts'
import { fail, ok, type Result } from '../base/result.ts'
import { commands } from '../commands/index.ts'
import { canonicalKey } from '../engine/graph/canonical-key.ts'
import { keyGroupOf } from '../engine/graph/key-groups.ts'
import { inSnapshotOrder, type Run } from '../engine/index.ts'
import type { Snapshot } from '../engine/api/snapshot.ts'
import type { RunSpec } from '../engine/api/spec.ts'
import { detect } from '../interop/detect.ts'
import { readRunFile } from '../interop/run-file/read-run-file.ts'
import { writeRunFile } from '../interop/run-file/run-file.ts'
import { readSnapshotFile } from '../interop/snapshot-file/read-snapshot-file.ts'
import { diffSnapshots, type SnapshotDiff } from '../interop/snapshot-diff/diff.ts'
import {
  claimedTwice,
  planMapping,
  remapSnapshot,
  type MappingPlan,
  type UidMap,
} from '../interop/snapshot-file/remap.ts'
import { graphOf, streamSnapshotFile } from '../interop/snapshot-file/snapshot-file.ts'
import { buildPipeline } from '../pipelines/build.ts'
import { checkCursor, openRun } from './open-run.ts'
import { pack } from './packing.ts'
import type { Packing, SnapshotSource } from './protocol.ts'

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
  const { spec: own, branches } = run.state
  const { restoreFrom } = own
  const spec = restoreFrom === undefined ? own : { ...own, restoreFrom: inSnapshotOrder(restoreFrom) }
  return writeRunFile({ spec, branches, cursor: { branch: run.branch, step: run.step }, hash: run.hash() })
}

interface SnapshotText {
  readonly checkpoint: number
  readonly pieces: Iterable<string>
}

/** The snapshot of a completed checkpoint, the newest where null, as the pieces of its file. */
export function snapshotPieces(run: Run, checkpoint: number | null): Result<SnapshotText> {
  const snapshot = run.snapshot(checkpoint)
  if (!snapshot.ok) return snapshot
  const { spec } = run.state
  const graph = buildPipeline(spec)
  if (!graph.ok) return graph
  const { pipeline, config, workload, seed, epochMs } = spec
  const job = { pipeline, config, workload, seed, epochMs, graph: graphOf(graph.value) }
  return ok({
    checkpoint: snapshot.value.checkpointId,
    pieces: streamSnapshotFile(snapshot.value, job),
  })
}

export async function writeSnapshot(
  run: Run,
  checkpoint: number | null,
  packing: Packing,
): Promise<Result<Blob>> {
  const text = snapshotPieces(run, checkpoint)
  if (!text.ok) return text
  try {
    return ok(await pack(text.value.pieces, `chk-${text.value.checkpoint}.snapshot.json`, packing))
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error
    return fail(
      'value-not-plain',
      'operators',
      `expected state of plain data, got a value that no file can hold: ${error.message}`,
    )
  }
}

/** Rows of a comparison that are listed for each state. */
const ROWS_SHOWN = 50

export function compareSnapshots(
  run: Run,
  before: SnapshotSource,
  after: SnapshotSource,
): Result<SnapshotDiff> {
  const first = snapshotFrom(run, before)
  if (!first.ok) return first
  const second = snapshotFrom(run, after)
  return second.ok ? ok(diffSnapshots(first.value, second.value, ROWS_SHOWN)) : second
}

function snapshotFrom(run: Run, source: SnapshotSource): Result<Snapshot> {
  if (source.type === 'checkpoint') return run.snapshot(source.id)
  return readSnapshot(source.text)
}

export function readSnapshot(text: string): Result<Snapshot> {
  const file = readSnapshotFile(text, keyRules)
  return file.ok ? ok(file.value.snapshot) : file
}

export function readFile(text: string): Result<FileRead> {
  const kind = detect(text)
  if (!kind.ok) return kind
  return kind.value === 'run' ? readRun(text) : startFromSnapshot(text)
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

/** The job that a snapshot is opened into: the one in its file, or one that is given. */
export type SnapshotJobSpec = Omit<RunSpec, 'commands' | 'restoreFrom'>

function openInto(
  text: string,
  into: SnapshotJobSpec | null,
): Result<{ snapshot: Snapshot; spec: SnapshotJobSpec }> {
  const file = readSnapshotFile(text, keyRules)
  if (!file.ok) return file
  const { snapshot, job } = file.value
  const { pipeline, config, workload, seed, epochMs } = into ?? job
  return ok({ snapshot, spec: { pipeline, config, workload, seed, epochMs } })
}

/** Where the state of a snapshot could go in a job whose operators have other uids. */
export function planSnapshot(text: string, into: SnapshotJobSpec | null): Result<MappingPlan> {
  const opened = openInto(text, into)
  if (!opened.ok) return opened
  const { snapshot, spec } = opened.value
  const graph = buildPipeline(spec)
  if (!graph.ok) return graph
  const job = graph.value.nodes.map(({ uid, name, kind }) => ({ uid, name, kind }))
  return ok(planMapping(snapshot, job))
}

/** A run that begins from the snapshot, its state given to the operators of `uids`. */
export function startMapped(
  text: string,
  into: SnapshotJobSpec | null,
  uids: UidMap,
): Result<{ readonly run: Run; readonly checkpoint: number }> {
  const opened = openInto(text, into)
  if (!opened.ok) return opened
  const twice = claimedTwice(uids)
  if (twice !== null) return fail('claimed-twice', twice, `expected one state for operator ${twice}, got two`)
  const { snapshot, spec } = opened.value
  const run = openRun({ ...spec, commands: [], restoreFrom: remapSnapshot(snapshot, uids) })
  return run.ok ? ok({ run: run.value, checkpoint: snapshot.checkpointId }) : run
}

/** A run that begins from the snapshot: Flink's start from a savepoint. */
function startFromSnapshot(text: string): Result<FileRead> {
  const file = readSnapshotFile(text, keyRules)
  if (!file.ok) return file
  const { snapshot, job } = file.value
  const { pipeline, config, workload, seed, epochMs } = job
  const run = openRun({ pipeline, config, workload, seed, epochMs, commands: [], restoreFrom: snapshot })
  if (!run.ok) return run
  return ok({ type: 'snapshot', run: run.value, checkpoint: snapshot.checkpointId })
}
