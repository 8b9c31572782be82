/** The JobManager: its coordinator and its scheduler in one actor, as they share one thread in Flink. */
import { unreachable } from '../../base/assert.ts'
import { onAck, onDiscarded, onMetadataFailed, onMetadataWritten } from '../checkpoint/completion.ts'
import {
  onDecline,
  onEndOfData,
  onSettled,
  onTimeout,
  onTriggerTimer,
  requestCheckpoint,
  requestSavepoint,
  stopWithSavepoint,
  triggerByProgress,
  triggerNext,
} from '../checkpoint/coordinator.ts'
import { onSourceProgress } from '../checkpoint/progress-trigger.ts'
import { failGlobally, onCancelJob, onExecutionState, onRestartDue, onSubmit } from '../recovery/failover.ts'
import { onHeartbeat, onSilence, onSilenceTimeout } from '../cluster/heartbeat.ts'
import { onRegister, onSlotTimeout, onTaskManagerLost } from '../cluster/membership.ts'
import { isOver } from '../api/job-status.ts'
import { killJobManager, onLeaderElected } from '../recovery/leadership.ts'
import type { JobManagerRpc } from './rpc.ts'
import { row, type Sim } from './sim.ts'
import { addTamper } from './tampering.ts'
import type { JobManagerActor } from './world.ts'

export function onJobManagerMessage(sim: Sim, jobManager: JobManagerActor, message: JobManagerRpc): void {
  if (jobManager.isDown && message.type !== 'leader-elected') {
    row(sim, 'MessageIgnored', { reason: message.type })
    return
  }
  handle(sim, jobManager, message)
  const { jobFailure } = jobManager.coordinator
  if (jobFailure === null) return
  jobManager.coordinator.jobFailure = null
  failGlobally(sim, jobManager, jobFailure)
}

function handle(sim: Sim, jobManager: JobManagerActor, message: JobManagerRpc): void {
  switch (message.type) {
    case 'submit':
      onSubmit(sim, jobManager)
      break
    case 'execution-state':
      onExecutionState(sim, jobManager, message)
      break
    case 'ack':
      if (onAck(sim, jobManager, message)) onSettled(sim, jobManager)
      break
    case 'decline':
      onDecline(sim, jobManager, message)
      break
    case 'end-of-data':
      onEndOfData(sim, jobManager, message.task, message.attempt)
      break
    case 'source-progress':
      if (onSourceProgress(sim, jobManager, message)) triggerByProgress(sim, jobManager)
      break
    case 'metadata-written':
      if (onMetadataWritten(sim, jobManager, message)) onSettled(sim, jobManager)
      break
    case 'metadata-failed':
      if (onMetadataFailed(sim, jobManager, message.checkpoint)) onSettled(sim, jobManager)
      break
    case 'discarded':
      onDiscarded(sim, jobManager, message.checkpoint)
      if (jobManager.coordinator.queue.length > 0) triggerNext(sim, jobManager)
      break
    case 'register':
      onRegister(sim, jobManager, message.taskManager, message.incarnation)
      break
    case 'task-manager-lost':
      onTaskManagerLost(sim, jobManager, message.taskManager, message.incarnation)
      break
    case 'silence':
      onSilence(sim, jobManager, message)
      break
    case 'silence-timeout':
      onSilenceTimeout(sim, jobManager, message.number)
      break
    case 'heartbeat':
      onHeartbeat(sim, jobManager, message)
      break
    case 'slot-timeout':
      onSlotTimeout(sim, jobManager, message.number)
      break
    case 'leader-elected':
      onLeaderElected(sim, jobManager, message.session)
      break
    case 'checkpoint-timer':
      onTriggerTimer(sim, jobManager, message.timer)
      break
    case 'checkpoint-timeout':
      onTimeout(sim, jobManager, message.checkpoint)
      break
    case 'restart':
      onRestartDue(sim, jobManager, message.number)
      break
    case 'command':
      onCommand(sim, jobManager, message)
      break
    default:
      unreachable(message)
  }
}

function onCommand(
  sim: Sim,
  jobManager: JobManagerActor,
  { effect, target }: Extract<JobManagerRpc, { type: 'command' }>,
): void {
  if (isOver(jobManager.status)) {
    row(sim, 'MessageIgnored', { reason: effect.type })
    return
  }
  switch (effect.type) {
    case 'trigger-checkpoint':
      requestCheckpoint(sim, jobManager, 'manual')
      break
    case 'trigger-savepoint':
      requestSavepoint(sim, jobManager, effect.format)
      break
    case 'stop-with-savepoint':
      if (jobManager.status === 'RUNNING') stopWithSavepoint(sim, jobManager, effect.format, effect.drain)
      else row(sim, 'MessageIgnored', { reason: effect.type })
      break
    case 'cancel-job':
      onCancelJob(sim, jobManager)
      break
    case 'kill-process':
      killJobManager(sim, jobManager)
      break
    case 'tamper':
      addTamper(jobManager, effect, target)
      break
    case 'fail-trigger':
      jobManager.coordinator.triggerFault = effect.reason
      break
    case 'fail-before-notify':
      jobManager.failBeforeNotify = [
        ...jobManager.failBeforeNotify,
        { task: target, message: effect.message },
      ]
      break
    default:
      unreachable(effect)
  }
}
