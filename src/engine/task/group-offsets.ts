/**
 * How far a source tells its broker that it has come, as Flink's KafkaSourceReader does: the offsets of each snapshot
 * wait for the word that its checkpoint is complete, and are committed then. They are for monitoring; no restart reads
 * them. Simpler than in Flink: the broker has them at once, and no commit fails.
 */
import type { TaskActor } from '../kernel/world.ts'

export function keepOffsets({ source }: TaskActor, checkpoint: number): void {
  if (source === null) return
  const offsets = source.splits.map(split => split.offset)
  source.offsetsToCommit = [...source.offsetsToCommit, { checkpoint, offsets }]
}

export function commitOffsets({ source }: TaskActor, checkpoint: number): void {
  if (source === null) return
  const kept = source.offsetsToCommit.find(one => one.checkpoint === checkpoint)
  // Of an attempt that is over: they went with it.
  if (kept === undefined) return
  source.groupOffsets = kept.offsets
  source.offsetsToCommit = source.offsetsToCommit.filter(one => one.checkpoint > checkpoint)
}
