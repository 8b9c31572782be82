/**
 * What the engine gives to an operator of a chain: its place, its state, its timers, and the way to the outside
 * world. Everything here is wiring, shared by reference; what it reaches is in the world.
 */
import { copyPlain, Shared } from '../../base/copy.ts'
import { isEventTime, MICROS_PER_MS, type VirtualTime } from '../../base/time.ts'
import type { TimerService } from '../api/event-time.ts'
import type {
  ExternalEffects,
  Lineage,
  ListStateMode,
  OperatorContext,
  OperatorListState,
  StagedRecord,
} from '../api/operator.ts'
import type {
  BroadcastState,
  KeyedStateStore,
  NamespacedStateStore,
  RuntimeContext,
  StateKind,
} from '../api/state.ts'
import type { StreamNode } from '../api/stream-graph.ts'
import { parseKey } from '../graph/canonical-key.ts'
import type { Plan, TaskPlan } from '../kernel/plan.ts'
import type { TaskActor } from '../kernel/world.ts'
import { sortedEntries, type OperatorKeyedState, type KeyContext } from '../state/keyed-state.ts'
import { TimerQueue } from '../time/timer-queue.ts'
import type { ExternalRequest } from './chain.ts'

class ChainExternalEffects extends Shared implements ExternalEffects {
  readonly #task: TaskActor
  readonly #node: StreamNode
  readonly #requests: ExternalRequest[]
  readonly #now: () => VirtualTime

  constructor({ task, node, requests, now }: ContextParts) {
    super()
    this.#task = task
    this.#node = node
    this.#requests = requests
    this.#now = now
  }

  write(value: unknown, timestamp: number | null): void {
    this.#task.staged.writes.push({ sink: this.#node.id, value: copyPlain(value), timestamp })
  }

  prepareTransaction(
    transaction: string,
    records: readonly StagedRecord[],
    begunAt: VirtualTime | null,
  ): void {
    const { uid } = this.#node
    this.#requests.push({ type: 'prepare', transaction, uid, records: copyPlain(records), begunAt })
  }

  commitTransaction(transaction: string): void {
    this.#requests.push({ type: 'commit', transaction, uid: this.#node.uid })
  }

  abortTransactions(writerUid: string, keep: readonly string[]): void {
    this.#requests.push({ type: 'rollback', uid: writerUid, keep: [...keep] })
  }

  lineage(): Lineage {
    return { partition: this.#task.hand.partition, offset: this.#task.hand.offset }
  }

  now(): VirtualTime {
    return this.#now()
  }
}

class ChainListState extends Shared implements OperatorListState {
  readonly #task: TaskActor
  readonly #name: string
  readonly #mode: ListStateMode

  constructor(task: TaskActor, name: string, mode: ListStateMode) {
    super()
    this.#task = task
    this.#name = name
    this.#mode = mode
  }

  get(): readonly unknown[] {
    return this.#task.runtime!.lists[this.#name]?.values ?? []
  }

  update(values: readonly unknown[]): void {
    this.#task.runtime!.lists[this.#name] = { mode: this.#mode, values: copyPlain(values) }
  }
}

type BroadcastKey = string | number | boolean

/** A map on the heap of every subtask, in its snapshots from when it is asked for; Flink's HeapBroadcastState. */
class ChainBroadcastState<K extends BroadcastKey, V> extends Shared implements BroadcastState<K, V> {
  readonly #task: TaskActor
  readonly #name: string

  constructor(task: TaskActor, name: string) {
    super()
    this.#task = task
    this.#name = name
    this.#map()
  }

  #map(): Map<K, V> {
    const { broadcasts } = this.#task.runtime!
    broadcasts[this.#name] ??= new Map()
    return broadcasts[this.#name] as Map<K, V>
  }

  get(key: K): V | null {
    return this.#map().get(key) ?? null
  }

  contains(key: K): boolean {
    return this.#map().has(key)
  }

  entries(): [K, V][] {
    return sortedEntries(this.#map())
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

/** Processing time in ms at a virtual time. */
export const processingTime = (plan: Plan, now: number): number =>
  plan.epochMs + Math.floor(now / MICROS_PER_MS)

/** Whether anything in a chain waits for processing time; it is never taken back. */
export interface ClockUse {
  used: boolean
}

interface TimerWiring {
  readonly task: TaskActor
  readonly position: number
  readonly store: OperatorKeyedState
  readonly keyContext: KeyContext
  /** Processing time in ms. */
  readonly clock: () => number
  readonly keyGroupOf: (key: string) => number
  readonly clockUse: ClockUse
}

/** Timers of one operator; Flink's InternalTimerServiceImpl. The queues are there from the first registration on. */
export class OperatorTimers extends Shared implements TimerService {
  readonly #wiring: TimerWiring
  #event: TimerQueue | null = null
  #processing: TimerQueue | null = null

  constructor(wiring: TimerWiring) {
    super()
    this.#wiring = wiring
  }

  /** Null: no timer of this domain was ever registered. */
  get eventTime(): TimerQueue | null {
    return (this.#event ??= this.#known(EVENT_TIMERS, 'event-time-timers'))
  }

  get processingTime(): TimerQueue | null {
    return (this.#processing ??= this.#known(PROCESSING_TIMERS, 'processing-time-timers'))
  }

  /** Timers that were restored count from the start. */
  noteRestored(): void {
    if (this.processingTime !== null) this.#wiring.clockUse.used = true
  }

  #known(name: string, kind: StateKind): TimerQueue | null {
    return this.#wiring.store.registered.has(name) ? this.#queue(name, kind) : null
  }

  #queue(name: string, kind: StateKind): TimerQueue {
    return new TimerQueue(this.#wiring.store.timers(name, kind), this.#wiring.keyGroupOf)
  }

  #key(): string {
    const { key } = this.#wiring.keyContext
    if (key === null) throw new Error('Setting timers is only supported on a keyed stream.')
    return key
  }

  currentProcessingTime(): number {
    return this.#wiring.clock()
  }

  currentWatermark(): number {
    return this.#wiring.task.eventTime.operators[this.#wiring.position]!.inputs.watermark
  }

  registerEventTimeTimer(timestamp: number, namespace = ''): void {
    this.#event ??= this.#queue(EVENT_TIMERS, 'event-time-timers')
    this.#event.register(wholeTime(timestamp), namespace, this.#key(), this.#wiring.keyContext.event)
  }

  deleteEventTimeTimer(timestamp: number, namespace = ''): void {
    this.eventTime?.delete(wholeTime(timestamp), namespace, this.#key())
  }

  registerProcessingTimeTimer(timestamp: number, namespace = ''): void {
    this.#processing ??= this.#queue(PROCESSING_TIMERS, 'processing-time-timers')
    this.#wiring.clockUse.used = true
    this.#processing.register(wholeTime(timestamp), namespace, this.#key(), this.#wiring.keyContext.event)
  }

  deleteProcessingTimeTimer(timestamp: number, namespace = ''): void {
    this.processingTime?.delete(wholeTime(timestamp), namespace, this.#key())
  }

  wakeUpAt(timestamp: number): void {
    this.#wiring.task.eventTime.wakeUps.push({ position: this.#wiring.position, at: wholeTime(timestamp) })
  }
}

/** Flink's names of these states. */
const EVENT_TIMERS = '_timer_state/event_user-timers'
const PROCESSING_TIMERS = '_timer_state/processing_user-timers'

function wholeTime(timestamp: number): number {
  if (isEventTime(timestamp)) return timestamp
  throw new Error(`expected the time of a timer in whole milliseconds, got ${timestamp}`)
}

/** What the context of one operator is made of. */
interface ContextParts {
  readonly task: TaskActor
  readonly plan: TaskPlan
  readonly node: StreamNode
  readonly store: OperatorKeyedState
  readonly keyContext: KeyContext
  readonly requests: ExternalRequest[]
  readonly now: () => VirtualTime
}

export class ChainOperatorContext extends Shared implements OperatorContext {
  readonly runtime: RuntimeContext
  readonly external: ExternalEffects
  readonly timers: OperatorTimers
  readonly #parts: ContextParts

  constructor(parts: ContextParts, timers: OperatorTimers) {
    super()
    const { task, plan, store } = parts
    this.#parts = parts
    this.timers = timers
    this.external = new ChainExternalEffects(parts)
    this.runtime = new ChainRuntimeContext(task, plan, store)
  }

  get namespaced(): NamespacedStateStore {
    return keyedOnly(this.#parts.plan, this.#parts.store).byNamespace
  }

  get restoredCheckpointId(): number | null {
    const { restoredCheckpoint } = this.#parts.task
    return restoredCheckpoint === 0 ? null : restoredCheckpoint
  }

  getOperatorListState(name: string, mode: ListStateMode = 'split'): OperatorListState {
    return new ChainListState(this.#parts.task, `${this.#parts.node.uid}/${name}`, mode)
  }

  getBroadcastState<K extends BroadcastKey, V>(name: string): BroadcastState<K, V> {
    return new ChainBroadcastState<K, V>(this.#parts.task, `${this.#parts.node.uid}/${name}`)
  }

  currentKey(): unknown {
    const { key } = this.#parts.keyContext
    const selection = this.#parts.plan.key
    if (key === null || selection === null) throw new Error('There is no current key; use keyBy first.')
    return parseKey(selection.type, key)
  }
}

function keyedOnly(plan: TaskPlan, store: OperatorKeyedState): OperatorKeyedState {
  if (plan.key === null) throw new Error('Keyed state can only be used on a keyed stream, after keyBy.')
  return store
}

class ChainRuntimeContext extends Shared implements RuntimeContext {
  readonly #task: TaskActor
  readonly #plan: TaskPlan
  readonly #store: OperatorKeyedState

  constructor(task: TaskActor, plan: TaskPlan, store: OperatorKeyedState) {
    super()
    this.#task = task
    this.#plan = plan
    this.#store = store
  }

  getState: RuntimeContext['getState'] = descriptor => this.#keyed().getState(descriptor)
  getListState: RuntimeContext['getListState'] = descriptor => this.#keyed().getListState(descriptor)
  getMapState: RuntimeContext['getMapState'] = descriptor => this.#keyed().getMapState(descriptor)
  getReducingState: RuntimeContext['getReducingState'] = descriptor =>
    this.#keyed().getReducingState(descriptor)
  getAggregatingState: RuntimeContext['getAggregatingState'] = descriptor =>
    this.#keyed().getAggregatingState(descriptor)

  #keyed(): KeyedStateStore {
    return keyedOnly(this.#plan, this.#store).byKey
  }

  getTaskName(): string {
    return this.#plan.vertex.name
  }

  getIndexOfThisSubtask(): number {
    return this.#plan.subtask
  }

  getNumberOfParallelSubtasks(): number {
    return this.#plan.vertex.parallelism
  }

  getMaxNumberOfParallelSubtasks(): number {
    return this.#plan.vertex.maxParallelism
  }

  getAttemptNumber(): number {
    return this.#task.attempt
  }
}
