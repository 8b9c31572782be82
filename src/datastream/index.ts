/** What a pipeline's author imports, in one place, as from Flink's DataStream API. */
export {
  DataStream,
  DataStreamSink,
  DataStreamSource,
  KeyedStream,
  SingleOutputStreamOperator,
} from './data-stream.ts'
export { BroadcastConnectedStream, BroadcastStream } from './broadcast-stream.ts'
export { BroadcastProcessFunction, KeyedBroadcastProcessFunction } from './broadcast-functions.ts'
export type {
  BroadcastContext,
  KeyedBroadcastOnTimerContext,
  KeyedReadOnlyBroadcastContext,
  ReadOnlyBroadcastContext,
} from './broadcast-functions.ts'
export type {
  CheckpointedFunction,
  FunctionInitializationContext,
  FunctionSnapshotContext,
  OperatorStateStore,
} from './checkpointed-function.ts'
export {
  CoProcessFunction,
  KeyedCoProcessFunction,
  ProcessJoinFunction,
  RichCoFlatMapFunction,
  RichCoMapFunction,
} from './co-functions.ts'
export type { CoFlatMapFunction, CoMapFunction, ProcessJoinContext } from './co-functions.ts'
export { ConnectedStreams } from './connected-streams.ts'
export { SuppressRestartsException } from './suppress-restarts.ts'
export {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
} from './descriptors.ts'
export {
  EmbeddedRocksDBStateBackend,
  FsStateBackend,
  HashMapStateBackend,
  MemoryStateBackend,
  RocksDBStateBackend,
} from './state-backends.ts'
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
  KeyedOnTimerContext,
  KeyedProcessContext,
  KeySelector,
  MapFunction,
  OnTimerContext,
  OpenContext,
  Partitioner,
  ProcessContext,
  ReduceFunction,
  TimeDomain,
  TimerService,
} from './functions.ts'
export { IntervalJoin, IntervalJoined } from './interval-join.ts'
export { OutputTag } from './output-tag.ts'
export { CollectSink, FileSink, PrintSink, Sink, TransactionalSink, UpsertSink } from './sinks.ts'
export {
  columns,
  csvRecords,
  dataGenerator,
  elements,
  partitionedLog,
  socket,
  textLines,
  type Source,
} from './sources.ts'
export { StateTtlConfig, StateVisibility, UpdateType } from './state-ttl.ts'
export { Types, type TypeInformation } from './types.ts'
export {
  AscendingTimestampsWatermarks,
  BoundedOutOfOrdernessWatermarks,
  EveryEventWatermarks,
  NoWatermarksGenerator,
  PunctuatedWatermarks,
  WatermarksWithIdleness,
} from './watermark-generators.ts'
export { WatermarkStrategy, type TimestampAssigner } from './watermark-strategy.ts'
export * from './windowing/index.ts'
export type { WatermarkGenerator, WatermarkOutput } from '../engine/api/event-time.ts'
export type {
  AggregatingState,
  BroadcastState,
  KeyValue,
  ListState,
  MapState,
  ReadOnlyBroadcastState,
  ReducingState,
  RuntimeContext,
  ValueState,
} from '../engine/api/state.ts'
