/**
 * Runs one operator without an engine, for its tests: records in, results out, keyed state in plain maps. It is a
 * stand-in of the contract, not a model of Flink.
 */
import { copyPlain, Shared } from '../../base/copy.ts'
import type {
  AnyOperatorDefinition,
  Collector,
  ExternalEffects,
  OperatorContext,
  StagedRecord,
  StreamOperator,
} from '../../engine/api/operator.ts'
import type { KeyedStateStore, RuntimeContext, StateDescriptor } from '../../engine/api/state.ts'

export interface Emitted {
  readonly value: unknown
  readonly timestamp: number | null
  readonly tag?: string
}

export interface HarnessOptions {
  readonly subtask?: number
  readonly parallelism?: number
  readonly attempt?: number
  /** What an earlier harness left: keyed state and list state. */
  readonly state?: HarnessState
}

export interface HarnessState {
  readonly keyed: ReadonlyMap<string, unknown>
  readonly lists: Readonly<Record<string, readonly unknown[]>>
}

export class Harness {
  readonly operator: StreamOperator
  readonly emitted: Emitted[] = []
  readonly effects: unknown[] = []
  readonly keyed: Map<string, unknown>
  readonly lists: Record<string, readonly unknown[]>
  key: unknown = null
  #timestamp: number | null = null
  #offset = -1
  readonly #out: Collector

  constructor(definition: AnyOperatorDefinition, params: unknown, options: HarnessOptions = {}) {
    this.keyed = copyPlain(new Map(options.state?.keyed))
    this.lists = copyPlain({ ...options.state?.lists })
    this.#out = this.#collector()
    this.operator = definition.create(params as never)
    this.operator.open?.(this.#context(options))
  }

  element(value: unknown, timestamp: number | null = null, key: unknown = null): this {
    this.key = key
    this.#timestamp = timestamp
    this.#offset += 1
    this.operator.processElement(value, timestamp, this.#out)
    return this
  }

  prepare(checkpoint: number): this {
    this.operator.prepareSnapshotPreBarrier?.(checkpoint, this.#out)
    return this
  }

  snapshot(checkpoint: number): HarnessState {
    this.operator.snapshotState?.(checkpoint)
    return copyPlain({ keyed: this.keyed, lists: this.lists })
  }

  finish(): this {
    this.operator.finish?.(this.#out)
    return this
  }

  get values(): unknown[] {
    return this.emitted.map(({ value }) => value)
  }

  #collector(): Collector {
    const emit = (value: unknown, timestamp: number | null, tag?: string) =>
      this.emitted.push(copyPlain(tag === undefined ? { value, timestamp } : { value, timestamp, tag }))
    return {
      collect: value => emit(value, this.#timestamp),
      collectWithTimestamp: (value, timestamp) => emit(value, timestamp),
      output: (tag, value, timestamp = this.#timestamp) => emit(value, timestamp, tag),
    }
  }

  #context({ subtask = 0, parallelism = 1, attempt = 0 }: HarnessOptions): OperatorContext {
    return sharing({
      runtime: sharing({
        ...this.#store(),
        getTaskName: () => 'task',
        getIndexOfThisSubtask: () => subtask,
        getNumberOfParallelSubtasks: () => parallelism,
        getMaxNumberOfParallelSubtasks: () => 128,
        getAttemptNumber: () => attempt,
      }) as RuntimeContext,
      external: this.#external(),
      currentKey: () => this.key,
      getOperatorListState: (name: string) => ({
        get: () => this.lists[name] ?? [],
        update: (values: readonly unknown[]) => void (this.lists[name] = copyPlain(values)),
      }),
    })
  }

  #external(): ExternalEffects {
    const note = (...effect: unknown[]) => void this.effects.push(copyPlain(effect))
    return sharing({
      write: (value: unknown, timestamp: number | null) => note('write', value, timestamp),
      prepareTransaction: (id: string, records: readonly StagedRecord[]) => note('prepare', id, records),
      commitTransaction: (id: string) => note('commit', id),
      abortTransactions: (uid: string, keep: readonly string[]) => note('abort', uid, keep),
      lineage: () => ({ partition: 0, offset: this.#offset }),
    })
  }

  #store(): KeyedStateStore {
    const cell = ({ name }: Pick<StateDescriptor, 'name'>) => {
      const place = () => `${name}/${JSON.stringify(this.key)}`
      return {
        value: () => this.keyed.get(place()) ?? null,
        update: (value: unknown) => void this.keyed.set(place(), value),
        clear: () => void this.keyed.delete(place()),
      }
    }
    const notHere = () => {
      throw new Error('not in this harness')
    }
    const store = { getState: cell, getListState: notHere, getMapState: notHere }
    return { ...store, getReducingState: notHere, getAggregatingState: notHere } as unknown as KeyedStateStore
  }
}

/** Contexts and handles are shared by reference, as the engine's are. */
function sharing<T extends object>(fields: T): T {
  class Context extends Shared {}
  return Object.assign(new Context(), fields)
}
