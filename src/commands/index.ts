/**
 * Everything that can be done to a run, in the order of menus: what is asked of the job, then the faults. A new
 * request is a folder beside these and a line here; a new fault, a folder and a line in `src/faults`.
 */
import type { CommandDefinition } from '../engine/api/command.ts'
import { faults } from '../faults/index.ts'
import { cancelJob } from './cancel-job/cancel-job.ts'
import { triggerCheckpoint } from './trigger-checkpoint/trigger-checkpoint.ts'

export const commands: readonly CommandDefinition[] = [triggerCheckpoint, cancelJob, ...faults]
