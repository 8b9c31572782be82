/** What travels with a trigger and with its barriers: Flink's CheckpointOptions. */
import { CHECKPOINT, isSavepoint, type SnapshotType } from '../api/snapshot-type.ts'

/**
 * How a barrier travels; Flink's AlignmentType. `aligned` never overtakes; `timeoutable` is announced and may become
 * unaligned on its way; `forced-aligned` is that of an unaligned checkpoint on an edge where none may overtake.
 */
export type BarrierKind = 'aligned' | 'timeoutable' | 'forced-aligned' | 'unaligned'

export interface CheckpointOptions {
  readonly snapshot: SnapshotType
  /** Left out where it is aligned, and stays so. */
  readonly kind?: Exclude<BarrierKind, 'aligned'>
}

export const PLAIN_OPTIONS: CheckpointOptions = { snapshot: CHECKPOINT }

/** What the settings make of a checkpoint; a savepoint never overtakes. Flink's CheckpointOptions.forConfig. */
export function optionsOf(
  { unaligned, alignedTimeout }: { readonly unaligned: boolean; readonly alignedTimeout: number },
  snapshot: SnapshotType,
): CheckpointOptions {
  if (!unaligned || isSavepoint(snapshot)) return { snapshot }
  return { snapshot, kind: alignedTimeout > 0 ? 'timeoutable' : 'unaligned' }
}

/** The same checkpoint on another kind of way. */
export function withKind({ snapshot }: CheckpointOptions, kind: BarrierKind): CheckpointOptions {
  return kind === 'aligned' ? { snapshot } : { snapshot, kind }
}
