/**
 * Checkpoints by what was read since the last one: `weir.checkpointing.trigger.records` and `.bytes`, Weir's own. They
 * keep the minimum pause and the number of concurrent checkpoints, and stop with the periodic ones.
 */
import type { CheckpointOrigin } from '../api/snapshot-type.ts'
import type { EngineSettings } from '../kernel/settings.ts'
import type { JobManagerRpc } from '../kernel/rpc.ts'
import { row, type Sim } from '../kernel/sim.ts'
import type { JobManagerActor } from '../kernel/world.ts'
import type { CoordinatorState } from './coordinator-state.ts'

/** Returns whether the report is of this attempt. */
export function onSourceProgress(
  sim: Sim,
  jobManager: JobManagerActor,
  { task, attempt, records, bytes }: Extract<JobManagerRpc, { type: 'source-progress' }>,
): boolean {
  const { coordinator, executions } = jobManager
  if (attempt !== executions[task - 1]!.attempt) {
    row(sim, 'MessageIgnored', { reason: 'source-progress', peer: task })
    return false
  }
  const { progress } = coordinator
  coordinator.progress = { records: progress.records + records, bytes: progress.bytes + bytes }
  row(sim, 'Housekeeping', { reason: 'source progress', peer: task, amount: records })
  return true
}

/** What a checkpoint is due by; null: by nothing, or not yet. */
export function progressDue(
  { scheduling, progress, pending, queue, lastCompletionAt }: CoordinatorState,
  { triggerRecords, triggerBytes, maxConcurrent, minPause }: EngineSettings,
  now: number,
): CheckpointOrigin | null {
  if (!scheduling || pending.length >= maxConcurrent || queue.length > 0) return null
  if (lastCompletionAt >= 0 && lastCompletionAt + minPause > now) return null
  if (triggerRecords > 0 && progress.records >= triggerRecords) return 'records'
  return triggerBytes > 0 && progress.bytes >= triggerBytes ? 'bytes' : null
}
