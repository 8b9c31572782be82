/**
 * Where playing pauses, if asked to: the same that `next` of the engine looks for, of which the store may know no value.
 * A test compares them.
 */
import type { TraceKind } from '../engine/api/trace.ts'
import type { NextKind } from '../worker/protocol.ts'

export const STOP_KINDS: Readonly<Record<NextKind, readonly TraceKind[]>> = {
  barrier: [
    'BarrierBroadcast',
    'BarrierArrived',
    'BarrierCounted',
    'ChannelBlocked',
    'AlignmentTimedOut',
    'AlignmentCompleted',
    'UnalignedCheckpointStarted',
    'BarrierCollected',
  ],
  ack: ['AckReceived'],
  complete: ['CheckpointCompleted'],
  failure: ['TaskFailed', 'FailureNoticed', 'CheckpointAborted'],
  watermark: ['WatermarkAdvanced'],
  timer: ['TimerFired'],
}
