/**
 * The settings of the cluster: TaskManagers and their slots, how long what is lost takes to come back, and how its loss
 * is noticed. Flink's keys and defaults; what a resource provider would decide has keys of Weir's own.
 */
import type { Reader } from './settings.ts'

export type HighAvailability = 'none' | 'zookeeper' | 'kubernetes'

export interface ClusterSettings {
  readonly slotsPerTaskManager: number
  /** 0: as many as the job needs. */
  readonly taskManagers: number
  /** From the loss of a TaskManager to its successor's being up. */
  readonly taskManagerStart: number
  /** How long tasks wait for slots before they fail. */
  readonly slotRequestTimeout: number
  readonly heartbeatInterval: number
  readonly heartbeatTimeout: number
  /** How often a thread that does not end is interrupted, and how long its TaskManager puts up with it; 0: for ever. */
  readonly cancellationInterval: number
  readonly cancellationTimeout: number
  /** Failures that the JobManager remembers. */
  readonly exceptionHistory: number
  /** Keyed state is copied to the disk of the TaskManager, and read from there. */
  readonly localBackup: boolean
  readonly localRecovery: boolean
  readonly localBandwidth: number
  readonly highAvailability: HighAvailability
  /** From the loss of the JobManager to the next leader. */
  readonly jobManagerStart: number
}

/** Accepted as Flink accepts it; a class name of one's own is not. */
const HIGH_AVAILABILITY = ['none', 'zookeeper', 'kubernetes']

export function clusterSettings(reader: Reader): ClusterSettings {
  const heartbeatInterval = reader.duration('heartbeat.interval', 10_000_000)
  const heartbeatTimeout = reader.duration('heartbeat.timeout', 50_000_000)
  if (heartbeatInterval <= 0) reader.reject('heartbeat.interval', 'expected more than 0 ms')
  if (heartbeatTimeout <= heartbeatInterval)
    reader.reject('heartbeat.timeout', 'expected more than heartbeat.interval')
  return {
    heartbeatInterval,
    heartbeatTimeout,
    slotsPerTaskManager: reader.count('taskmanager.numberOfTaskSlots', 1, 1),
    taskManagers: reader.count('weir.cluster.taskmanagers', 0, 0),
    taskManagerStart: Math.max(1, reader.duration('weir.cluster.taskmanager-start-time', 500_000)),
    slotRequestTimeout: Math.max(1, reader.duration('slot.request.timeout', 300_000_000)),
    cancellationInterval: Math.max(1, reader.duration('task.cancellation.interval', 30_000_000)),
    cancellationTimeout: reader.duration('task.cancellation.timeout', 180_000_000),
    exceptionHistory: reader.count('web.exception-history-size', 16, 1),
    localBackup: reader.flag('execution.checkpointing.local-backup.enabled', false),
    localRecovery: reader.flag('execution.state-recovery.from-local', false),
    localBandwidth: Math.max(1, reader.memory('weir.cluster.local-disk-bandwidth', 1024 * 1048576)),
    highAvailability: reader.word('high-availability.type', 'none', HIGH_AVAILABILITY) as HighAvailability,
    jobManagerStart: Math.max(1, reader.duration('weir.cluster.jobmanager-start-time', 500_000)),
  }
}
