/** Where "next barrier", "next ack" … stop: the kinds of rows that each looks for. */
import type { TraceKind } from './trace.ts'

export const NEXT_STOPS = {
  barrier: new Set<TraceKind>([
    'BarrierBroadcast',
    'BarrierArrived',
    'BarrierCounted',
    'ChannelBlocked',
    'AlignmentTimedOut',
    'AlignmentCompleted',
    'UnalignedCheckpointStarted',
    'BarrierCollected',
  ]),
  ack: new Set<TraceKind>(['AckReceived']),
  complete: new Set<TraceKind>(['CheckpointCompleted']),
  watermark: new Set<TraceKind>(['WatermarkAdvanced']),
  timer: new Set<TraceKind>(['TimerFired']),
  failure: new Set<TraceKind>(['TaskFailed', 'FailureNoticed', 'CheckpointAborted']),
} as const satisfies Readonly<Record<string, ReadonlySet<TraceKind>>>
