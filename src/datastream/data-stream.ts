/** Streams and what can be done with them, under Flink's names. Each call adds a node or changes how one is reached. */
import { filter } from '../operators/filter/operator.ts'
import { flatMap } from '../operators/flat-map/operator.ts'
import { keyedProcess } from '../operators/keyed-process/operator.ts'
import { map } from '../operators/map/operator.ts'
import { plainProcess } from '../operators/process/operator.ts'
import { reduce } from '../operators/reduce/operator.ts'
import type { KeyTypeName, KeyValue } from '../engine/api/state.ts'
import type { KeySelection, Partitioner } from '../engine/api/stream-graph.ts'
import type { Draft, KeyedBy, Origin } from './draft.ts'
import type { StreamExecutionEnvironment } from './environment.ts'
import { refuse } from './error.ts'
import {
  ProcessFunction,
  type FilterFunction,
  type FlatMapFunction,
  type KeyedProcessFunction,
  type KeySelector,
  type MapFunction,
  type ReduceFunction,
} from './functions.ts'
import type { OutputTag } from './output-tag.ts'
import { PrintSink, type Sink } from './sinks.ts'
import type { TypeInformation } from './types.ts'

/** What a stream method adds: Flink's default name, the kind of operator, the user's function. */
interface Addition {
  readonly label: string
  readonly kind: string
  readonly function: unknown
  readonly keyed?: boolean
}

export class DataStream<T> {
  protected readonly environment: StreamExecutionEnvironment
  protected readonly origins: readonly Origin[]
  /** Never there at run time; carries the type of the records. */
  declare readonly of?: T

  constructor(environment: StreamExecutionEnvironment, origins: readonly Origin[]) {
    this.environment = environment
    this.origins = origins
  }

  map<R>(mapper: MapFunction<T, R>): SingleOutputStreamOperator<R> {
    return this.transform({ label: 'Map', kind: map.kind, function: mapper })
  }

  flatMap<R>(mapper: FlatMapFunction<T, R>): SingleOutputStreamOperator<R> {
    return this.transform({ label: 'Flat Map', kind: flatMap.kind, function: mapper })
  }

  filter(condition: FilterFunction<T>): SingleOutputStreamOperator<T> {
    return this.transform({ label: 'Filter', kind: filter.kind, function: condition })
  }

  process<R>(processor: ProcessFunction<T, R>): SingleOutputStreamOperator<R> {
    refuseTimers(processor)
    return this.transform({ label: 'Process', kind: plainProcess.kind, function: processor })
  }

  /** A string or boolean key needs no type; a number does, because the type decides its hash code. */
  keyBy<K extends string | boolean>(selector: KeySelector<T, K>): KeyedStream<T, K>
  keyBy<K extends KeyValue>(selector: KeySelector<T, K>, type: TypeInformation<K>): KeyedStream<T, K>
  keyBy<K extends KeyValue>(selector: KeySelector<T, K>, type?: TypeInformation<K>): KeyedStream<T, K> {
    const key = keyedBy(selector, type)
    const origins = this.origins.map(origin => ({ ...origin, partitioner: 'HASH' as const, key }))
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

  broadcast(): DataStream<T> {
    return this.partition('BROADCAST')
  }

  global(): DataStream<T> {
    return this.partition('GLOBAL')
  }

  shuffle(): DataStream<T> {
    return this.partition('SHUFFLE')
  }

  print(identifier = ''): DataStreamSink<T> {
    const { kind, paramsOf } = new PrintSink<T>(identifier).nodes[0]!
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
    for (const { part, kind, paramsOf, stateful } of sink.nodes) {
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
      })
      drafts.push(draft)
      inputs = [{ draft, partitioner: null, tag: null, key: null }]
    }
    return new DataStreamSink<T>(drafts)
  }

  protected partition(partitioner: Partitioner): DataStream<T> {
    const origins = this.origins.map(origin => ({ ...origin, partitioner, key: null }))
    return new DataStream<T>(this.environment, origins)
  }

  protected transform<R>(addition: Addition): SingleOutputStreamOperator<R> {
    const isKeyed = this.origins.every(origin => origin.key !== null)
    const keyed = addition.keyed ?? false
    const draft = this.environment.add({
      label: addition.label,
      kind: addition.kind,
      paramsOf: () => ({ function: addition.function }),
      inputs: this.origins,
      keyed,
      stateful: keyed || (isKeyed && typeof addition.function !== 'function'),
      functions: [addition.function],
    })
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
    return this.transform({ label: 'Keyed Reduce', kind: reduce.kind, function: reducer, keyed: true })
  }

  override process<R>(
    processor: KeyedProcessFunction<K, T, R> | ProcessFunction<T, R>,
  ): SingleOutputStreamOperator<R> {
    if (processor instanceof ProcessFunction) return super.process(processor)
    refuseTimers(processor)
    return this.transform({
      label: 'KeyedProcess',
      kind: keyedProcess.kind,
      function: processor,
      keyed: true,
    })
  }
}

/** The end of a stream. Settings go to the writer and the committer alike. */
export class DataStreamSink<T> {
  readonly #drafts: readonly Draft[]
  declare readonly of?: T

  constructor(drafts: readonly Draft[]) {
    this.#drafts = drafts
  }

  uid(uid: string): this {
    this.#drafts[0]!.uid = uid
    return this
  }

  name(name: string): this {
    return this.#all(draft => (draft.label = name))
  }

  setParallelism(parallelism: number): this {
    return this.#all(draft => (draft.parallelism = parallelism))
  }

  setMaxParallelism(maxParallelism: number): this {
    return this.#all(draft => (draft.maxParallelism = maxParallelism))
  }

  startNewChain(): this {
    this.#drafts[0]!.chaining = 'HEAD'
    return this
  }

  disableChaining(): this {
    return this.#all(draft => (draft.chaining = 'NEVER'))
  }

  slotSharingGroup(group: string): this {
    return this.#all(draft => (draft.slotSharingGroup = group))
  }

  #all(change: (draft: Draft) => void): this {
    this.#drafts.forEach(change)
    return this
  }
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

function refuseTimers(processor: object): void {
  if (!('onTimer' in processor)) return
  refuse('not-yet', 'process', 'expected a process function without onTimer; timers are not run yet')
}
