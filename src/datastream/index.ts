/** What a pipeline's author imports, in one place, as from Flink's DataStream API. */
export {
  DataStream,
  DataStreamSink,
  DataStreamSource,
  KeyedStream,
  SingleOutputStreamOperator,
} from './data-stream.ts'
export {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
} from './descriptors.ts'
export { StreamExecutionEnvironment, type CheckpointingMode } from './environment.ts'
export { DataStreamError, refuse } from './error.ts'
export {
  AbstractRichFunction,
  KeyedProcessFunction,
  ProcessFunction,
  RichFilterFunction,
  RichFlatMapFunction,
  RichMapFunction,
} from './functions.ts'
export type {
  AggregateFunction,
  Collector,
  FilterFunction,
  FlatMapFunction,
  KeyedProcessContext,
  KeySelector,
  MapFunction,
  OpenContext,
  ProcessContext,
  ReduceFunction,
} from './functions.ts'
export { OutputTag } from './output-tag.ts'
export { CollectSink, PrintSink, Sink, TransactionalSink } from './sinks.ts'
export {
  columns,
  csvRecords,
  elements,
  partitionedLog,
  textLines,
  WatermarkStrategy,
  type NoWatermarks,
  type Source,
} from './sources.ts'
export { Types, type TypeInformation } from './types.ts'
export type {
  AggregatingState,
  KeyValue,
  ListState,
  MapState,
  ReducingState,
  RuntimeContext,
  ValueState,
} from '../engine/api/state.ts'
