/** What travels with a trigger and with its barriers: Flink's CheckpointOptions. */
import { CHECKPOINT, type SnapshotType } from '../api/snapshot-type.ts'

export interface CheckpointOptions {
  readonly snapshot: SnapshotType
}

export const PLAIN_OPTIONS: CheckpointOptions = { snapshot: CHECKPOINT }
