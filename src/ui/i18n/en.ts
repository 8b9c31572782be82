/** English words that several panels share. The type of this object is what `zh.ts` must fill. */
import type { CheckpointPhase, ExecutionState, Activity } from '../../engine/api/frame.ts'

const states: Readonly<Record<ExecutionState, string>> = {
  CREATED: 'CREATED',
  SCHEDULED: 'SCHEDULED',
  DEPLOYING: 'DEPLOYING',
  INITIALIZING: 'INITIALIZING',
  RUNNING: 'RUNNING',
  CANCELING: 'CANCELING',
  CANCELED: 'CANCELED',
  FAILED: 'FAILED',
  FINISHED: 'FINISHED',
}

const activities: Readonly<Record<Activity, string>> = {
  idle: 'idle',
  busy: 'busy',
  paused: 'paused',
  backpressured: 'backpressured',
  snapshotting: 'snapshotting',
  restoring: 'restoring',
  down: 'down',
}

const phases: Readonly<Record<CheckpointPhase, (seen: number, total: number) => string>> = {
  waiting: () => 'barrier not here yet',
  aligning: (seen, total) => `aligning ${seen} / ${total}`,
  preparing: () => 'broadcasting',
  sync: () => 'sync snapshot',
  async: () => 'async upload',
  'ack-in-flight': () => 'ack in flight',
  acknowledged: () => 'acknowledged',
  aborted: () => 'aborted',
}

export const en = {
  states,
  activities,
  phases,
  title: 'Weir: see a checkpoint happen',
  step: 'step',
  stepNumber: (step: number): string => `step ${step}`,
  simulated: 'simulated',
  eventTime: { none: 'none yet', end: 'end of input' },
}
