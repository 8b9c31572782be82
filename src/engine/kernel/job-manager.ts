/** The JobManager: its coordinator and its scheduler in one actor, as they share one thread in Flink. */
import { unreachable } from '../../base/assert.ts'
import {
  onAck,
  onDecline,
  onEndOfData,
  onMetadataWritten,
  onTimeout,
  onTriggerTimer,
  requestCheckpoint,
} from '../checkpoint/coordinator.ts'
import {
  failGlobally,
  isJobOver,
  onCancelJob,
  onExecutionState,
  onRestartDue,
  onSubmit,
} from '../recovery/failover.ts'
import type { JobManagerEffect } from '../api/effect.ts'
import type { JobManagerRpc } from './rpc.ts'
import { row, type Sim } from './sim.ts'
import type { JobManagerActor } from './world.ts'

const TOO_MANY_FAILURES =
  'Exceeded checkpoint tolerable failure threshold. The latest checkpoint failed due to Checkpoint expired before completing., view the Checkpoint History tab or the Job Manager log to find out why continuous checkpoints failed.'

export function onJobManagerMessage(sim: Sim, jobManager: JobManagerActor, message: JobManagerRpc): void {
  switch (message.type) {
    case 'submit':
      onSubmit(sim, jobManager)
      break
    case 'execution-state':
      onExecutionState(sim, jobManager, message)
      break
    case 'ack':
      onAck(sim, jobManager, message)
      break
    case 'decline':
      onDecline(sim, jobManager, message)
      break
    case 'end-of-data':
      onEndOfData(sim, jobManager, message.task, message.attempt)
      break
    case 'metadata-written':
      onMetadataWritten(sim, jobManager, message.checkpoint)
      break
    case 'checkpoint-timer':
      onTriggerTimer(sim, jobManager, message.timer)
      break
    case 'checkpoint-timeout':
      if (onTimeout(sim, jobManager, message.checkpoint)) failGlobally(sim, jobManager, TOO_MANY_FAILURES)
      break
    case 'restart':
      onRestartDue(sim, jobManager, message.number)
      break
    case 'command':
      onCommand(sim, jobManager, message.effect)
      break
    default:
      unreachable(message)
  }
}

function onCommand(sim: Sim, jobManager: JobManagerActor, effect: JobManagerEffect): void {
  if (isJobOver(jobManager.status)) {
    row(sim, 'MessageIgnored', { reason: effect.type })
    return
  }
  switch (effect.type) {
    case 'trigger-checkpoint':
      requestCheckpoint(sim, jobManager, 'manual')
      break
    case 'cancel-job':
      onCancelJob(sim, jobManager)
      break
    default:
      unreachable(effect)
  }
}
