/**
 * The files that incremental checkpoints share, as the JobManager knows them: which checkpoint brought a file, and
 * which one used it last. A file that no retained checkpoint can use any more is deleted. Rules of Flink's
 * SharedStateRegistryImpl, which counts no references either.
 */
import { assert, ensure } from '../../base/assert.ts'
import { isSavepoint } from '../api/snapshot-type.ts'
import type { KeyedStatePart, StateFile } from '../api/state-backend.ts'
import { SubtaskState } from '../state/subtask-state.ts'
import type { CompletedCheckpoint, CoordinatorState } from './coordinator-state.ts'

export interface SharedFile {
  readonly file: StateFile
  readonly createdBy: number
  lastUsed: number
}

const filesOf = (state: SubtaskState): StateFile[] =>
  state.parts.keyed.flatMap(({ files }) => files?.list ?? [])

/** An acknowledged state with the registered file in place of each placeholder. */
export function registerShared(
  coordinator: CoordinatorState,
  checkpoint: number,
  state: SubtaskState,
): SubtaskState {
  const files = filesOf(state)
  if (files.length === 0) return state
  const registry = (coordinator.shared ??= registryOf(coordinator.completed))
  for (const file of files) register(registry, checkpoint, file)
  if (files.every(({ content }) => content !== null)) return state
  const fileOf = (id: string) => registry[id]!.file
  const keyed = state.parts.keyed.map((part): KeyedStatePart => part.files?.resolved(part, fileOf) ?? part)
  return new SubtaskState({ ...state.parts, keyed }, state.bytes)
}

function register(registry: Record<string, SharedFile>, checkpoint: number, file: StateFile): void {
  const known = registry[file.id]
  if (known === undefined) {
    assert(file.content !== null, `a placeholder stands for a file that is registered: ${file.id}`)
    registry[file.id] = { file, createdBy: checkpoint, lastUsed: checkpoint }
    return
  }
  known.lastUsed = Math.max(known.lastUsed, checkpoint)
}

/** What the checkpoints in the store use: a JobManager that takes a job over begins with that. */
function registryOf(store: readonly CompletedCheckpoint[]): Record<string, SharedFile> {
  const registry: Record<string, SharedFile> = {}
  for (const checkpoint of store)
    for (const file of sharedFilesOf(checkpoint)) register(registry, checkpoint.id, file)
  return registry
}

/** A savepoint's files are its own. */
const sharedFilesOf = ({ snapshot, states }: CompletedCheckpoint): StateFile[] =>
  isSavepoint(snapshot) ? [] : states.flatMap(state => (state === null ? [] : filesOf(state)))

/** Forgets what no checkpoint from `lowest` on has used. Returns the ids of the files, to be deleted. */
export function unregisterUnused(coordinator: CoordinatorState, lowest: number): string[] {
  const registry = coordinator.shared
  if (registry === undefined) return []
  const unused = Object.keys(registry).filter(id => registry[id]!.lastUsed < lowest)
  for (const id of unused) delete registry[id]
  return unused
}

/** Every file of a checkpoint in the store is registered, so that it is there. */
export function sharedFilesAreThere(coordinator: CoordinatorState): string | null {
  for (const checkpoint of coordinator.completed) {
    const { id } = checkpoint
    for (const file of sharedFilesOf(checkpoint)) {
      if (file.content === null) return `checkpoint ${id} holds a placeholder for ${file.id}`
      const known = coordinator.shared?.[file.id]
      if (known === undefined) return `file ${file.id} of checkpoint ${id} is not registered`
      if (ensure(known.file.content, 'content of a registered file') !== file.content)
        return `file ${file.id} of checkpoint ${id} is another than the registered one`
    }
  }
  return null
}
