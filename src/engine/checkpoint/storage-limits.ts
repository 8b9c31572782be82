/**
 * What a checkpoint storage allows, and which files it makes: the JobManager's heap takes no state beyond a size, the
 * file system keeps small state inside `_metadata`. Rules of Flink's JobManagerCheckpointStorage and
 * FsCheckpointStreamFactory. Nothing here acts.
 */
import { Hasher } from '../../base/hash.ts'
import type { StateFile } from '../api/state-backend.ts'
import type { Plan } from '../kernel/plan.ts'
import type { SubtaskState } from '../state/subtask-state.ts'
import type { CompletedCheckpoint } from './coordinator-state.ts'

/** Bytes of one state at most, where the JobManager keeps it; no option of Flink's changes it. */
const HEAP_STATE_MAX = 5 * 1048576

/** Why a state of so many bytes cannot be stored, in Flink's words; null: it can. */
export function heapRefusal(plan: Plan, bytes: number): string | null {
  if (plan.settings.checkpointStorage !== 'jobmanager' || bytes <= HEAP_STATE_MAX) return null
  return (
    'Size of the state is larger than the maximum permitted memory-backed state. ' +
    `Size=${bytes}, maxSize=${HEAP_STATE_MAX}. ` +
    'Consider using a different checkpoint storage, like the FileSystemCheckpointStorage.'
  )
}

export interface CheckpointFile {
  readonly path: string
  readonly bytes: number
}

/** Made by counting and hashing, where Flink draws a UUID. */
function uuidOf(...parts: readonly string[]): string {
  const hex = [1, 2].map(lane =>
    parts.reduce((hasher, part) => hasher.string(part), new Hasher().word(lane)).hex(),
  )
  const all = hex.join('')
  return [8, 4, 4, 4, 12]
    .map((length, i, lengths) => {
      const from = lengths.slice(0, i).reduce((sum, other) => sum + other, 0)
      return all.slice(from, from + length)
    })
    .join('-')
}

/** The files of a completed checkpoint, `_metadata` first. What is no larger than the threshold is inside that. */
export function filesOfCheckpoint(plan: Plan, checkpoint: CompletedCheckpoint): CheckpointFile[] {
  const { inlineThreshold, createSubdir } = plan.settings
  const root = createSubdir ? `${plan.jobId}/` : ''
  const own = `${root}${checkpoint.path ?? `chk-${checkpoint.id}`}`
  let metadata = METADATA_BYTES
  const files: CheckpointFile[] = []
  const add = (path: string, bytes: number) => {
    if (bytes <= inlineThreshold) metadata += bytes
    else files.push({ path, bytes })
  }
  checkpoint.states.forEach((state, index) => {
    if (state === null) return
    for (const { id, bytes } of sharedOf(state)) add(`${root}shared/${uuidOf(plan.jobId, id)}`, bytes)
    const rest = state.bytes - sharedOf(state).reduce((sum, { bytes }) => sum + bytes, 0)
    add(`${own}/${uuidOf(plan.jobId, String(checkpoint.id), String(index))}`, rest)
  })
  return [{ path: `${own}/_metadata`, bytes: metadata }, ...files]
}

const METADATA_BYTES = 512

const sharedOf = (state: SubtaskState): StateFile[] =>
  state.parts.keyed.flatMap(({ files }) => files?.list ?? [])
