/** Flink's CheckpointFailureReason as a log has it: a reason that is none of Flink's is its own sentence. */
import {
  CHECKPOINT_FAILURE_REASONS,
  failureFacts,
  isFailureReason,
} from '../../engine/api/checkpoint-failure-reason.ts'

/** Sentences by the names of the reasons. */
export const FAILURE_REASONS: Readonly<Record<string, string>> = Object.fromEntries(
  CHECKPOINT_FAILURE_REASONS.map(reason => [reason, failureFacts(reason).message]),
)

export const failureMessage = (reason: string): string => FAILURE_REASONS[reason] ?? reason

export const isCounted = (reason: string): boolean => isFailureReason(reason) && failureFacts(reason).counted
