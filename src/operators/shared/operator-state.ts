/** What a CheckpointedFunction is given to set up its state; Flink's StateInitializationContext. */
import { Shared } from '../../base/copy.ts'
import type {
  FunctionInitializationContext,
  OperatorStateStore,
} from '../../datastream/checkpointed-function.ts'
import type { OperatorContext, OperatorListState } from '../../engine/api/operator.ts'
import type { BroadcastState, KeyedStateStore, ListState } from '../../engine/api/state.ts'

interface Named {
  readonly name: string
}

export class InitializationContext
  extends Shared
  implements FunctionInitializationContext, OperatorStateStore
{
  readonly #context: OperatorContext

  constructor(context: OperatorContext) {
    super()
    this.#context = context
  }

  isRestored(): boolean {
    return this.getRestoredCheckpointId() !== null
  }

  getRestoredCheckpointId(): number | null {
    return this.#context.restoredCheckpointId ?? null
  }

  getOperatorStateStore(): OperatorStateStore {
    return this
  }

  getKeyedStateStore(): KeyedStateStore {
    return this.#context.runtime
  }

  getListState<T>({ name }: Named): ListState<T> {
    return new ListStateOfOperator<T>(this.#context.getOperatorListState(name))
  }

  getUnionListState<T>({ name }: Named): ListState<T> {
    return new ListStateOfOperator<T>(this.#context.getOperatorListState(name, 'union'))
  }

  getBroadcastState<K extends string | number | boolean, V>({ name }: Named): BroadcastState<K, V> {
    return this.#context.getBroadcastState<K, V>(name)
  }
}

class ListStateOfOperator<T> extends Shared implements ListState<T> {
  readonly #list: OperatorListState

  constructor(list: OperatorListState) {
    super()
    this.#list = list
  }

  get(): readonly T[] {
    return this.#list.get() as readonly T[]
  }

  add(value: T): void {
    this.addAll([value])
  }

  addAll(values: Iterable<T>): void {
    this.update([...this.get(), ...values])
  }

  update(values: readonly T[]): void {
    if (values.some(value => value === null || value === undefined)) {
      throw new Error('You cannot add null to a ListState.')
    }
    this.#list.update(values)
  }

  clear(): void {
    this.#list.update([])
  }
}
