/**
 * Everything that can be done to a run, in the order of menus: what is asked of the job, then the faults. A new
 * request is a folder beside these and a line here; a new fault, a folder and a line in `src/faults`.
 */
import type { CommandDefinition } from '../engine/api/command.ts'
import { faults } from '../faults/index.ts'
import { cancelJob } from './cancel-job/cancel-job.ts'
import { stopWithSavepoint } from './stop-with-savepoint/stop-with-savepoint.ts'
import { triggerCheckpoint } from './trigger-checkpoint/trigger-checkpoint.ts'
import { triggerSavepoint } from './trigger-savepoint/trigger-savepoint.ts'

export const commands: readonly CommandDefinition[] = [
  triggerCheckpoint,
  triggerSavepoint,
  stopWithSavepoint,
  cancelJob,
  ...faults,
]
