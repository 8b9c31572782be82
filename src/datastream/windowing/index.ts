/** Windows, for a pipeline's author: assigners, triggers, evictors and functions, under Flink's names. */
export { GlobalWindow, TimeWindow, type Window } from '../../operators/window/time-window.ts'
export {
  SlidingEventTimeWindows,
  SlidingProcessingTimeWindows,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
} from './aligned-windows.ts'
export { AllWindowedStream } from './all-windowed-stream.ts'
export { CountEvictor, Evictor, TimeEvictor, type EvictorContext, type TimestampedValue } from './evictors.ts'
export { GlobalWindows } from './global-windows.ts'
export {
  EventTimeSessionWindows,
  ProcessingTimeSessionWindows,
  type SessionWindowTimeGapExtractor,
} from './session-windows.ts'
export { Trigger, TriggerResult, type OnMergeContext, type TriggerContext } from './trigger.ts'
export {
  ContinuousEventTimeTrigger,
  ContinuousProcessingTimeTrigger,
  CountTrigger,
  EventTimeTrigger,
  ProcessingTimeTrigger,
  PurgingTrigger,
} from './triggers.ts'
export { MergingWindowAssigner, WindowAssigner } from './window-assigner.ts'
export {
  ProcessAllWindowFunction,
  ProcessWindowFunction,
  type AllWindowFunction,
  type ProcessAllWindowContext,
  type ProcessWindowContext,
  type WindowFunction,
} from './window-functions.ts'
export { WindowedStream } from './windowed-stream.ts'
