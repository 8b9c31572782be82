/** The context of functions with broadcast state: the same on both sides, but that one of them may only read. */
import { Shared } from '../../base/copy.ts'
import type { OperatorContext } from '../../engine/api/operator.ts'
import type { BroadcastState, ReadOnlyBroadcastState } from '../../engine/api/state.ts'
import { FunctionContext } from './function-context.ts'

type Key = string | number | boolean
export type StatesByName = ReadonlyMap<string, BroadcastState<Key, unknown>>

/** All states that were given to `broadcast(…)`. */
export function broadcastStates(operator: OperatorContext, names: readonly string[]): StatesByName {
  return new Map(names.map(name => [name, operator.getBroadcastState(name)]))
}

abstract class BroadcastFunctionContext extends FunctionContext {
  readonly #states: StatesByName

  constructor(operator: OperatorContext, states: StatesByName, keyed: boolean) {
    super(operator, keyed)
    this.#states = states
  }

  currentProcessingTime(): number {
    return this.operator.timers.currentProcessingTime()
  }

  currentWatermark(): number {
    return this.operator.timers.currentWatermark()
  }

  protected stateOf(name: string): BroadcastState<Key, unknown> {
    const state = this.#states.get(name)
    if (state !== undefined) return state
    throw new Error(
      'The requested state does not exist. Check for typos in your state descriptor, or specify the state ' +
        'descriptor in the datastream.broadcast(...) call if you forgot to register it.',
    )
  }
}

/** Of the side that is broadcast. */
export class WritingContext extends BroadcastFunctionContext {
  getBroadcastState<K extends Key, V>({ name }: { readonly name: string }): BroadcastState<K, V> {
    return this.stateOf(name) as BroadcastState<K, V>
  }
}

export class ReadingContext extends BroadcastFunctionContext {
  getBroadcastState<K extends Key, V>({ name }: { readonly name: string }): ReadOnlyBroadcastState<K, V> {
    return new ReadOnly<K, V>(this.stateOf(name) as BroadcastState<K, V>)
  }
}

class ReadOnly<K extends Key, V> extends Shared implements ReadOnlyBroadcastState<K, V> {
  readonly #state: BroadcastState<K, V>

  constructor(state: BroadcastState<K, V>) {
    super()
    this.#state = state
  }

  get(key: K): V | null {
    return this.#state.get(key)
  }

  contains(key: K): boolean {
    return this.#state.contains(key)
  }

  entries(): [K, V][] {
    return this.#state.entries()
  }
}
