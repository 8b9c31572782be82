/** What operators that the oracle runs alone are given: their state, their timers, and the time as it was observed. */
import { copyPlain, Shared } from '../../base/copy.ts'
import { compare } from '../../base/order.ts'
import { isEventTime } from '../../base/time.ts'
import type { TimerService } from '../api/event-time.ts'
import type { ListStateMode, OperatorContext, OperatorListState } from '../api/operator.ts'
import type { BroadcastState, NamespacedStateStore, RuntimeContext } from '../api/state.ts'
import type { AloneChain } from './alone-chain.ts'
import type { AloneState, BroadcastKey } from './alone-state.ts'
import type { AloneTimer } from './alone-timers.ts'

export class AloneContext extends Shared implements OperatorContext {
  readonly runtime: RuntimeContext
  readonly timers: TimerService
  readonly #chain: AloneChain
  readonly #state: AloneState

  constructor(chain: AloneChain, state: AloneState, position: number) {
    super()
    this.#chain = chain
    this.#state = state
    this.runtime = new AloneRuntime(chain, state)
    this.timers = new AloneTimerService(chain, state, position)
  }

  get restoredCheckpointId(): number | null {
    return this.#chain.checkpoint === 0 ? null : this.#chain.checkpoint
  }

  getOperatorListState(name: string, mode: ListStateMode = 'split'): OperatorListState {
    if (!this.#chain.observed) return this.#notAlone('keeps operator list state')
    if (mode === 'union' && this.#chain.checkpoint > 0)
      this.#chain.memory ??= `${this.#chain.vertex.name} keeps union list state, which a restore takes from all subtasks`
    return new AloneOperatorList(this.#state, name)
  }

  getBroadcastState<K extends BroadcastKey, V>(name: string): BroadcastState<K, V> {
    if (!this.#chain.observed) return this.#notAlone('keeps broadcast state')
    return new AloneBroadcast<K, V>(this.#state, name)
  }

  get namespaced(): NamespacedStateStore {
    if (!this.#chain.keyed) throw new Error('keyed state needs a keyed stream')
    return this.#state.namespaced
  }

  /** Such an operator cannot be run on its records alone; what it says then is not judged. */
  #notAlone(why: string): never {
    this.#chain.memory ??= `${this.#chain.vertex.name} ${why}`
    throw new Error(`${why}, and is not judged`)
  }

  currentKey(): unknown {
    return this.#chain.currentKey()
  }

  get external(): never {
    throw new Error('only sinks act on the outside')
  }
}

class AloneTimerService extends Shared implements TimerService {
  readonly #chain: AloneChain
  readonly #state: AloneState
  readonly #position: number

  constructor(chain: AloneChain, state: AloneState, position: number) {
    super()
    this.#chain = chain
    this.#state = state
    this.#position = position
  }

  currentProcessingTime(): number {
    return this.#chain.processingTime(this.#chain.makesTime(this.#position))
  }

  currentWatermark(): number {
    return this.#chain.watermarkAt(this.#position)
  }

  #timer(time: number, namespace = ''): AloneTimer {
    if (!isEventTime(time)) throw new Error('no whole time')
    const key = this.#chain.currentKeyText
    return { time, namespace, key, group: this.#chain.groupOf(key) }
  }

  registerEventTimeTimer(timestamp: number, namespace?: string): void {
    this.#state.eventTimers.add(this.#timer(timestamp, namespace))
  }

  deleteEventTimeTimer(timestamp: number, namespace?: string): void {
    this.#state.eventTimers.remove(this.#timer(timestamp, namespace))
  }

  registerProcessingTimeTimer(timestamp: number, namespace?: string): void {
    this.#state.processingTimers.add(this.#timer(timestamp, namespace))
  }

  deleteProcessingTimeTimer(timestamp: number, namespace?: string): void {
    this.#state.processingTimers.remove(this.#timer(timestamp, namespace))
  }

  wakeUpAt(): void {}
}

class AloneOperatorList extends Shared implements OperatorListState {
  readonly #state: AloneState
  readonly #name: string

  constructor(state: AloneState, name: string) {
    super()
    this.#state = state
    this.#name = name
  }

  get(): readonly unknown[] {
    return this.#state.lists.get(this.#name) ?? []
  }

  update(values: readonly unknown[]): void {
    this.#state.lists.set(this.#name, copyPlain(values))
  }
}

class AloneBroadcast<K extends BroadcastKey, V> extends Shared implements BroadcastState<K, V> {
  readonly #state: AloneState
  readonly #name: string

  constructor(state: AloneState, name: string) {
    super()
    this.#state = state
    this.#name = name
  }

  #map(): Map<K, V> {
    const { broadcasts } = this.#state
    if (!broadcasts.has(this.#name)) broadcasts.set(this.#name, new Map())
    return broadcasts.get(this.#name) as Map<K, V>
  }

  get(key: K): V | null {
    return this.#map().get(key) ?? null
  }

  contains(key: K): boolean {
    return this.#map().has(key)
  }

  entries(): [K, V][] {
    return [...this.#map()].sort(([a], [b]) => compare<BroadcastKey>(a, b))
  }

  put(key: K, value: V): void {
    this.#map().set(key, value)
  }

  remove(key: K): void {
    this.#map().delete(key)
  }

  clear(): void {
    this.#map().clear()
  }
}

class AloneRuntime extends Shared implements RuntimeContext {
  readonly #chain: AloneChain
  readonly #state: AloneState

  constructor(chain: AloneChain, state: AloneState) {
    super()
    this.#chain = chain
    this.#state = state
  }

  get #keyed(): AloneState {
    if (!this.#chain.keyed) throw new Error('keyed state needs a keyed stream')
    return this.#state
  }

  getState: RuntimeContext['getState'] = descriptor => this.#keyed.getState(descriptor)
  getListState: RuntimeContext['getListState'] = descriptor => this.#keyed.getListState(descriptor)
  getMapState: RuntimeContext['getMapState'] = descriptor => this.#keyed.getMapState(descriptor)
  getReducingState: RuntimeContext['getReducingState'] = descriptor =>
    this.#keyed.getReducingState(descriptor)
  getAggregatingState: RuntimeContext['getAggregatingState'] = descriptor =>
    this.#keyed.getAggregatingState(descriptor)

  getTaskName(): string {
    return this.#chain.vertex.name
  }

  getIndexOfThisSubtask(): number {
    const { subtask, vertex } = this.#chain
    if (subtask < 0) this.#chain.doubt ??= `${vertex.name} asks which subtask it is`
    return Math.max(0, subtask)
  }

  getNumberOfParallelSubtasks(): number {
    return this.#chain.vertex.parallelism
  }

  getMaxNumberOfParallelSubtasks(): number {
    return this.#chain.vertex.maxParallelism
  }

  getAttemptNumber(): number {
    if (!this.#chain.observed) this.#chain.doubt ??= `${this.#chain.vertex.name} asks for its attempt number`
    return this.#chain.attempt
  }
}
