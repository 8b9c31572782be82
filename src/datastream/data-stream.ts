/** Streams and what can be done with them, under Flink's names. Each call adds a node or changes how one is reached. */
import { filter } from '../operators/filter/operator.ts'
import { flatMap } from '../operators/flat-map/operator.ts'
import { keyedProcess } from '../operators/keyed-process/operator.ts'
import { map } from '../operators/map/operator.ts'
import { plainProcess } from '../operators/process/operator.ts'
import { reduce } from '../operators/reduce/operator.ts'
import { timestampsAndWatermarks } from '../operators/timestamps-and-watermarks/operator.ts'
import type { GlobalWindow, Window } from '../operators/window/time-window.ts'
import type { KeyTypeName, KeyValue } from '../engine/api/state.ts'
import type { KeySelection, Partitioner } from '../engine/api/stream-graph.ts'
import { BroadcastConnectedStream, BroadcastStream, type BroadcastDescriptor } from './broadcast-stream.ts'
import { ConnectedStreams } from './connected-streams.ts'
import { DataStreamSink } from './data-stream-sink.ts'
import type { Addition, AnyStream, Draft, KeyedBy, Origin } from './draft.ts'
import type { StreamExecutionEnvironment } from './environment.ts'
import { refuse } from './error.ts'
import {
  ProcessFunction,
  type FilterFunction,
  type FlatMapFunction,
  type KeyedProcessFunction,
  type KeySelector,
  type MapFunction,
  type Partitioner as CustomPartitioner,
  type ReduceFunction,
} from './functions.ts'
import { IntervalJoin } from './interval-join.ts'
import { extremeRecord, extremeValue, sumOf } from './keyed-aggregations.ts'
import type { OutputTag } from './output-tag.ts'
import { PrintSink, type Sink } from './sinks.ts'
import type { TypeInformation } from './types.ts'
import type { WatermarkStrategy } from './watermark-strategy.ts'
import { AllWindowedStream } from './windowing/all-windowed-stream.ts'
import { countWindows } from './windowing/count-windows.ts'
import { GlobalWindows } from './windowing/global-windows.ts'
import type { WindowAssigner } from './windowing/window-assigner.ts'
import { WindowedStream } from './windowing/windowed-stream.ts'

export { DataStreamSink } from './data-stream-sink.ts'

export class DataStream<T> {
  readonly environment: StreamExecutionEnvironment
  /** For other streams; an author has no use for it. */
  readonly origins: readonly Origin[]
  /** Never there at run time; carries the type of the records. */
  declare readonly of?: T

  constructor(environment: StreamExecutionEnvironment, origins: readonly Origin[]) {
    this.environment = environment
    this.origins = origins
  }

  map<R>(mapper: MapFunction<T, R>): SingleOutputStreamOperator<R> {
    return this.transform({ label: 'Map', kind: map.kind, functions: [mapper] })
  }

  flatMap<R>(mapper: FlatMapFunction<T, R>): SingleOutputStreamOperator<R> {
    return this.transform({ label: 'Flat Map', kind: flatMap.kind, functions: [mapper] })
  }

  filter(condition: FilterFunction<T>): SingleOutputStreamOperator<T> {
    return this.transform({ label: 'Filter', kind: filter.kind, functions: [condition] })
  }

  process<R>(processor: ProcessFunction<T, R>): SingleOutputStreamOperator<R> {
    return this.transform({ label: 'Process', kind: plainProcess.kind, functions: [processor] })
  }

  /** A string or boolean key needs no type; a number does, because the type decides its hash code. */
  keyBy<K extends string | boolean>(selector: KeySelector<T, K>): KeyedStream<T, K>
  keyBy<K extends KeyValue>(selector: KeySelector<T, K>, type: TypeInformation<K>): KeyedStream<T, K>
  keyBy<K extends KeyValue>(selector: KeySelector<T, K>, type?: TypeInformation<K>): KeyedStream<T, K> {
    const key = keyedBy(selector, type)
    const origins = this.origins.map(({ draft, tag }) => ({ draft, tag, key, partitioner: 'HASH' as const }))
    return new KeyedStream<T, K>(this.environment, origins)
  }

  union(...others: readonly DataStream<T>[]): DataStream<T> {
    return new DataStream<T>(
      this.environment,
      [this, ...others].flatMap(stream => stream.origins),
    )
  }

  rebalance(): DataStream<T> {
    return this.partition('REBALANCE')
  }

  forward(): DataStream<T> {
    return this.partition('FORWARD')
  }

  rescale(): DataStream<T> {
    return this.partition('RESCALE')
  }

  /** Without descriptors each record goes to every subtask; with them it can be connected as broadcast state. */
  broadcast(): DataStream<T>
  broadcast(...descriptors: readonly BroadcastDescriptor[]): BroadcastStream<T>
  broadcast(...descriptors: readonly BroadcastDescriptor[]): DataStream<T> | BroadcastStream<T> {
    const everywhere = this.partition('BROADCAST')
    return descriptors.length === 0 ? everywhere : new BroadcastStream<T>(everywhere, descriptors)
  }

  global(): DataStream<T> {
    return this.partition('GLOBAL')
  }

  shuffle(): DataStream<T> {
    return this.partition('SHUFFLE')
  }

  partitionCustom<K>(partitioner: CustomPartitioner<K>, selector: KeySelector<T, K>): DataStream<T> {
    const subtaskOf =
      typeof partitioner === 'function'
        ? partitioner
        : (key: K, parallelism: number) => partitioner.partition(key, parallelism)
    const keyOf = typeof selector === 'function' ? selector : (value: T) => selector.getKey(value)
    const partition = (value: T, parallelism: number) => subtaskOf(keyOf(value), parallelism)
    const custom = { partition, code: [partitioner, selector] }
    return this.partition('CUSTOM', custom)
  }

  /** Two streams of any types into one operator. With a broadcast stream the operator has broadcast state. */
  connect<S>(other: DataStream<S>): ConnectedStreams<T, S>
  connect<S>(other: BroadcastStream<S>): BroadcastConnectedStream<T, S>
  connect<S>(
    other: DataStream<S> | BroadcastStream<S>,
  ): ConnectedStreams<T, S> | BroadcastConnectedStream<T, S> {
    if (other instanceof BroadcastStream) return new BroadcastConnectedStream<T, S>(this, other)
    return new ConnectedStreams<T, S>(this, other)
  }

  /** As parallel as the stream is, so that each split keeps its way; Flink does the same. */
  assignTimestampsAndWatermarks(strategy: WatermarkStrategy<T>): SingleOutputStreamOperator<T> {
    const assigned = this.transform<T>({
      label: 'Timestamps/Watermarks',
      kind: timestampsAndWatermarks.kind,
      functions: strategy.functions,
      paramsOf: ({ autoWatermarkInterval }) => ({
        watermarks: strategy.params,
        intervalMs: autoWatermarkInterval,
      }),
      stateful: false,
    })
    return assigned.setParallelism(this.origins[0]!.draft.parallelism)
  }

  /** All records in windows, whatever their keys; one subtask does it. */
  windowAll<W extends Window>(assigner: WindowAssigner<T, W>): AllWindowedStream<T, W> {
    return new AllWindowedStream<T, W>(this, assigner)
  }

  countWindowAll(size: number, slide?: number): AllWindowedStream<T, GlobalWindow> {
    return countWindows(this.windowAll(GlobalWindows.create()), size, slide)
  }

  print(identifier = ''): DataStreamSink<T> {
    const own = new PrintSink<T>(identifier)
    const used = this.environment.sinkFor(own)
    if (used !== own) return this.sinkTo(used).name('Print to Std. Out')
    const { kind, paramsOf } = own.nodes[0]!
    const nameOf = (label: string) => `Sink: ${label}`
    const sink = {
      label: 'Print to Std. Out',
      nameOf,
      kind,
      paramsOf,
      role: 'sink',
      inputs: this.origins,
    } as const
    return new DataStreamSink<T>([this.environment.add(sink)])
  }

  sinkTo(sink: Sink<T>): DataStreamSink<T> {
    const drafts: Draft[] = []
    let inputs = this.origins
    for (const { part, kind, paramsOf, stateful, functions = [] } of this.environment.sinkFor(sink).nodes) {
      const nameOf = (label: string) => `${label}: ${part}`
      const writer = drafts[0] ?? null
      const draft = this.environment.add({
        label: 'Sink',
        nameOf,
        kind,
        paramsOf,
        stateful,
        role: 'sink',
        inputs,
        writer,
        functions,
      })
      drafts.push(draft)
      inputs = [{ draft, partitioner: null, tag: null, key: null }]
    }
    return new DataStreamSink<T>(drafts)
  }

  protected partition(partitioner: Partitioner, custom?: Origin['custom']): DataStream<T> {
    const origins = this.origins.map(({ draft, tag }) => ({
      draft,
      tag,
      partitioner,
      key: null,
      ...(custom === undefined ? {} : { custom }),
    }))
    return new DataStream<T>(this.environment, origins)
  }

  /** Adds an operator behind this stream, and `second` as its second input; Flink's transform. */
  transform<R>(addition: Addition, second?: AnyStream): SingleOutputStreamOperator<R> {
    const { label, kind, functions, parallelism } = addition
    const isKeyed = this.origins.every(origin => origin.key !== null)
    const keyed = addition.keyed ?? false
    const others = second?.origins.map((origin): Origin => ({ ...origin, input: 1 })) ?? []
    const draft = this.environment.add(
      {
        label,
        kind,
        functions,
        keyed,
        paramsOf: addition.paramsOf ?? (() => ({ function: functions[0] })),
        inputs: [...this.origins, ...others],
        stateful: addition.stateful ?? (keyed || keepsState(functions[0], isKeyed)),
        ...(parallelism === undefined ? {} : { maxParallelism: parallelism }),
      },
      parallelism,
    )
    return new SingleOutputStreamOperator<R>(this.environment, draft)
  }
}

/** A stream that is the output of one node, whose settings can be changed. */
export class SingleOutputStreamOperator<T> extends DataStream<T> {
  protected readonly draft: Draft

  constructor(environment: StreamExecutionEnvironment, draft: Draft) {
    super(environment, [{ draft, partitioner: null, tag: null, key: null }])
    this.draft = draft
  }

  getSideOutput<X>(tag: OutputTag<X>): DataStream<X> {
    return new DataStream<X>(this.environment, [
      { draft: this.draft, partitioner: null, tag: tag.id, key: null },
    ])
  }

  uid(uid: string): this {
    this.draft.uid = uid
    return this
  }

  name(name: string): this {
    this.draft.label = name
    return this
  }

  setParallelism(parallelism: number): this {
    this.draft.parallelism = parallelism
    return this
  }

  setMaxParallelism(maxParallelism: number): this {
    this.draft.maxParallelism = maxParallelism
    return this
  }

  startNewChain(): this {
    this.draft.chaining = 'HEAD'
    return this
  }

  disableChaining(): this {
    this.draft.chaining = 'NEVER'
    return this
  }

  slotSharingGroup(group: string): this {
    this.draft.slotSharingGroup = group
    return this
  }
}

export class DataStreamSource<T> extends SingleOutputStreamOperator<T> {}

export class KeyedStream<T, K extends KeyValue> extends DataStream<T> {
  reduce(reducer: ReduceFunction<T>): SingleOutputStreamOperator<T> {
    return this.transform({ label: 'Keyed Reduce', kind: reduce.kind, functions: [reducer], keyed: true })
  }

  override process<R>(
    processor: KeyedProcessFunction<K, T, R> | ProcessFunction<T, R>,
  ): SingleOutputStreamOperator<R> {
    const label = processor instanceof ProcessFunction ? 'Process' : 'KeyedProcess'
    return this.transform({ label, kind: keyedProcess.kind, functions: [processor], keyed: true })
  }

  window<W extends Window>(assigner: WindowAssigner<T, W>): WindowedStream<T, K, W> {
    return new WindowedStream<T, K, W>(this, assigner)
  }

  /** The last `size` records of a key, at every `slide`-th; without it, each record is in one window. */
  countWindow(size: number, slide?: number): WindowedStream<T, K, GlobalWindow> {
    return countWindows(this.window(GlobalWindows.create()), size, slide)
  }

  /** Joins records of one key whose timestamps are within an interval of each other. */
  intervalJoin<S>(other: KeyedStream<S, K>): IntervalJoin<T, S> {
    return new IntervalJoin<T, S>(this, other)
  }

  /** The running sum of a numeric field, or of the records themselves; all else is of the key's first record. */
  sum(field?: keyof T & string): SingleOutputStreamOperator<T> {
    return this.#aggregate(sumOf(field))
  }

  min(field?: keyof T & string): SingleOutputStreamOperator<T> {
    return this.#aggregate(extremeValue('min', field))
  }

  max(field?: keyof T & string): SingleOutputStreamOperator<T> {
    return this.#aggregate(extremeValue('max', field))
  }

  /** The record with the least value so far; of equals the first, or the last. */
  minBy(field?: keyof T & string, first = true): SingleOutputStreamOperator<T> {
    return this.#aggregate(extremeRecord('min', field, first))
  }

  maxBy(field?: keyof T & string, first = true): SingleOutputStreamOperator<T> {
    return this.#aggregate(extremeRecord('max', field, first))
  }

  #aggregate(aggregation: (first: T, second: T) => T): SingleOutputStreamOperator<T> {
    const addition = { label: 'Keyed Aggregation', kind: reduce.kind, functions: [aggregation], keyed: true }
    return this.transform<T>(addition)
  }

  protected override partition(partitioner: Partitioner): DataStream<T> {
    return refuse(
      'keyed-partitioning',
      partitioner.toLowerCase(),
      'Cannot override partitioning for KeyedStream.',
    )
  }
}

/** A rich function can keep something, where it is keyed or says so itself. */
function keepsState(userFunction: unknown, isKeyed: boolean): boolean {
  if (typeof userFunction !== 'object' || userFunction === null) return false
  return isKeyed || 'snapshotState' in userFunction
}

function keyedBy<T, K>(selector: KeySelector<T, K>, type: TypeInformation<K> | undefined): KeyedBy {
  const keyType: KeyTypeName | null = type === undefined ? 'STRING_OR_BOOLEAN' : type.keyType
  if (keyType === null) {
    const accepted = 'Types.STRING, INT, LONG, DOUBLE, BOOLEAN or TUPLE(STRING, INT)'
    return refuse('key-type', 'keyBy', `expected a key of ${accepted}, got ${type?.name ?? 'none'}`)
  }
  const select = typeof selector === 'function' ? selector : (value: T) => selector.getKey(value)
  return { selection: { selector: select as KeySelection['selector'], type: keyType }, code: selector }
}
