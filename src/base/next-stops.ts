/**
 * Where "next barrier", "next ack" … stop, and where playing pauses if asked to: the kinds of trace rows that each looks
 * for. It stands here because the engine's host and the page both need it; that the names are those of rows is checked
 * where it is used.
 */
export const NEXT_STOPS = {
  barrier: new Set([
    'BarrierBroadcast',
    'BarrierArrived',
    'BarrierCounted',
    'ChannelBlocked',
    'AlignmentTimedOut',
    'AlignmentCompleted',
    'UnalignedCheckpointStarted',
    'BarrierCollected',
  ] as const),
  ack: new Set(['AckReceived'] as const),
  complete: new Set(['CheckpointCompleted'] as const),
  watermark: new Set(['WatermarkAdvanced'] as const),
  timer: new Set(['TimerFired'] as const),
  failure: new Set(['TaskFailed', 'FailureNoticed', 'CheckpointAborted'] as const),
}

export type NextKind = keyof typeof NEXT_STOPS
