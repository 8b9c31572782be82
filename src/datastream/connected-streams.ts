/** Two streams of different types that feed one operator, which may share state between them; Flink's ConnectedStreams. */
import { coFlatMap } from '../operators/co-flat-map/operator.ts'
import { coMap } from '../operators/co-map/operator.ts'
import { coProcess } from '../operators/co-process/operator.ts'
import { keyedCoProcess } from '../operators/keyed-co-process/operator.ts'
import type { KeyTypeName, KeyValue } from '../engine/api/state.ts'
import {
  CoProcessFunction,
  type CoFlatMapFunction,
  type CoMapFunction,
  type KeyedCoProcessFunction,
} from './co-functions.ts'
import type { DataStream, SingleOutputStreamOperator } from './data-stream.ts'
import type { Addition, AnyStream } from './draft.ts'
import { refuse } from './error.ts'
import type { KeySelector } from './functions.ts'
import type { TypeInformation } from './types.ts'

export class ConnectedStreams<T, S> {
  readonly #first: DataStream<T>
  readonly #second: DataStream<S>

  constructor(first: DataStream<T>, second: DataStream<S>) {
    this.#first = first
    this.#second = second
  }

  getFirstInput(): DataStream<T> {
    return this.#first
  }

  getSecondInput(): DataStream<S> {
    return this.#second
  }

  /** Both keys have one type, so that equal keys meet in one subtask. */
  keyBy<K extends string | boolean>(
    first: KeySelector<T, K>,
    second: KeySelector<S, K>,
  ): ConnectedStreams<T, S>
  keyBy<K extends KeyValue>(
    first: KeySelector<T, K>,
    second: KeySelector<S, K>,
    type: TypeInformation<K>,
  ): ConnectedStreams<T, S>
  keyBy<K extends KeyValue>(
    first: KeySelector<T, K>,
    second: KeySelector<S, K>,
    type?: TypeInformation<K>,
  ): ConnectedStreams<T, S> {
    if (type !== undefined) {
      return new ConnectedStreams(this.#first.keyBy(first, type), this.#second.keyBy(second, type))
    }
    const one = this.#first.keyBy(first as KeySelector<T, string>)
    return new ConnectedStreams<T, S>(one, this.#second.keyBy(second as KeySelector<S, string>))
  }

  map<R>(mapper: CoMapFunction<T, S, R>): SingleOutputStreamOperator<R> {
    return this.#transform({ label: 'Co-Map', kind: coMap.kind, functions: [mapper] })
  }

  flatMap<R>(mapper: CoFlatMapFunction<T, S, R>): SingleOutputStreamOperator<R> {
    return this.#transform({ label: 'Co-Flat Map', kind: coFlatMap.kind, functions: [mapper] })
  }

  process<K extends KeyValue, R>(
    processor: CoProcessFunction<T, S, R> | KeyedCoProcessFunction<K, T, S, R>,
  ): SingleOutputStreamOperator<R> {
    const functions = [processor]
    const keyed = isKeyed(this.#first) && isKeyed(this.#second)
    const kind = keyed ? keyedCoProcess.kind : coProcess.kind
    if (processor instanceof CoProcessFunction)
      return this.#transform({ label: 'Co-Process', kind, functions, keyed })
    if (keyed) return this.#transform({ label: 'Co-Keyed-Process', kind, functions, keyed })
    const message = 'KeyedCoProcessFunction can only be used when both input streams are of type KeyedStream.'
    return refuse('not-keyed', 'process', message)
  }

  #transform<R>(addition: Addition): SingleOutputStreamOperator<R> {
    checkKeyTypes(this.#first, this.#second)
    return this.#first.transform(addition, this.#second)
  }
}

export function isKeyed(stream: AnyStream): boolean {
  return stream.origins.every(origin => origin.key !== null)
}

const keyTypeOf = (stream: AnyStream): KeyTypeName | undefined => stream.origins[0]?.key?.selection.type

/** Two keyed streams that meet must agree in the type of their keys, which decides where a key goes. */
export function checkKeyTypes(first: AnyStream, second: AnyStream): void {
  if (!isKeyed(first) || !isKeyed(second)) return
  const [one, other] = [keyTypeOf(first), keyTypeOf(second)]
  if (one === other) return
  refuse('key-type', 'connect', `Key types if input KeyedStreams don't match: ${one} and ${other}.`)
}
