/** Broadcast state: one stream goes to every subtask of an operator and is kept there; Flink's BroadcastStream. */
import { broadcastProcess } from '../operators/broadcast-process/operator.ts'
import { keyedBroadcastProcess } from '../operators/keyed-broadcast-process/operator.ts'
import type { KeyValue } from '../engine/api/state.ts'
import { BroadcastProcessFunction, type KeyedBroadcastProcessFunction } from './broadcast-functions.ts'
import { isKeyed } from './connected-streams.ts'
import type { DataStream, SingleOutputStreamOperator } from './data-stream.ts'
import type { MapStateDescriptor } from './descriptors.ts'
import { refuse } from './error.ts'

export type BroadcastDescriptor = MapStateDescriptor<string | number | boolean, unknown>

export class BroadcastStream<T> {
  readonly stream: DataStream<T>
  readonly descriptors: readonly BroadcastDescriptor[]

  constructor(stream: DataStream<T>, descriptors: readonly BroadcastDescriptor[]) {
    this.stream = stream
    this.descriptors = descriptors
  }
}

export class BroadcastConnectedStream<T, S> {
  readonly #stream: DataStream<T>
  readonly #broadcast: BroadcastStream<S>

  constructor(stream: DataStream<T>, broadcast: BroadcastStream<S>) {
    this.#stream = stream
    this.#broadcast = broadcast
  }

  process<K extends KeyValue, R>(
    processor: BroadcastProcessFunction<T, S, R> | KeyedBroadcastProcessFunction<K, T, S, R>,
  ): SingleOutputStreamOperator<R> {
    const keyed = isKeyed(this.#stream)
    const isPlain = processor instanceof BroadcastProcessFunction
    if (keyed && isPlain) {
      const message = 'A BroadcastProcessFunction can only be used on a non-keyed stream.'
      return refuse('keyed', 'process', message)
    }
    if (!keyed && !isPlain) {
      const message = 'A KeyedBroadcastProcessFunction can only be used on a keyed stream.'
      return refuse('not-keyed', 'process', message)
    }
    const states = this.#broadcast.descriptors.map(({ name }) => name)
    return this.#stream.transform(
      {
        label: keyed ? 'Co-Process-Broadcast-Keyed' : 'Co-Process-Broadcast',
        kind: keyed ? keyedBroadcastProcess.kind : broadcastProcess.kind,
        functions: [processor],
        paramsOf: () => ({ function: processor, states }),
        keyed,
        stateful: true,
      },
      this.#broadcast.stream,
    )
  }
}
