/**
 * An operator chain in one attempt of one subtask: the operators, and the collectors that hand a record from one to
 * the next by a call or stage it for the network. Records are copied between operators, as Flink does without
 * object reuse. Counterpart of Flink's RegularOperatorChain.
 */
import type { VirtualTime } from '../../base/time.ts'
import { ensure } from '../../base/assert.ts'
import { copyPlain, Shared } from '../../base/copy.ts'
import type { EpochClock } from '../../base/versioned-map.ts'
import type { Collector, StagedRecord, StreamOperator } from '../api/operator.ts'
import type { BackendData, KeyedStatePart, StateTable, Upkeep } from '../api/state-backend.ts'
import type { KeySelection } from '../api/stream-graph.ts'
import { canonicalKey } from '../graph/canonical-key.ts'
import type { OutputEdgePlan, Plan, TaskPlan } from '../kernel/plan.ts'
import type { Mark, TaskActor } from '../kernel/world.ts'
import { KeyContext, OperatorKeyedState } from '../state/keyed-state.ts'
import { noteClock } from './lineage.ts'
import { chainUpkeep, keyGroups, openChainState, type AccessMeter } from './chain-state.ts'
import { ChainOperatorContext, OperatorTimers, processingTime, type ClockUse } from './chain-context.ts'

/** Most outputs one call may make; more is a runaway function. */
const OUTPUTS_MAX = 100_000

/** What an operator asked of the outside world during the current mailbox step. */
export type ExternalRequest =
  | {
      readonly type: 'prepare'
      readonly transaction: string
      readonly uid: string
      readonly records: readonly StagedRecord[]
      readonly begunAt: VirtualTime | null
    }
  | { readonly type: 'commit'; readonly transaction: string; readonly uid: string }
  | { readonly type: 'rollback'; readonly uid: string; readonly keep: readonly string[] }

/** The fixed wiring of a chain; by reference in keyframes. */
export class ChainWiring extends Shared {
  readonly keyContext: KeyContext
  readonly stores: readonly OperatorKeyedState[]
  readonly collectors: readonly ChainCollector[]
  readonly contexts: readonly ChainOperatorContext[]
  readonly timers: readonly OperatorTimers[]
  readonly clock: ClockUse
  readonly meter: AccessMeter
  readonly upkeep: Upkeep | null
  readonly requests: ExternalRequest[]

  constructor(
    parts: Pick<
      ChainWiring,
      | 'keyContext'
      | 'stores'
      | 'collectors'
      | 'contexts'
      | 'timers'
      | 'clock'
      | 'meter'
      | 'upkeep'
      | 'requests'
    >,
  ) {
    super()
    this.keyContext = parts.keyContext
    this.stores = parts.stores
    this.collectors = parts.collectors
    this.contexts = parts.contexts
    this.timers = parts.timers
    this.clock = parts.clock
    this.meter = parts.meter
    this.upkeep = parts.upkeep
    this.requests = parts.requests
  }

  tables(): StateTable[] {
    return this.stores.flatMap(store => [...store.registered.values()].map(state => state.table))
  }
}

interface OutgoingEdge {
  readonly index: number
  readonly plan: OutputEdgePlan
  readonly tag: string | null
  readonly keyOf: ((value: unknown) => string) | null
}

export class ChainCollector extends Shared implements Collector {
  /** Timestamp of the record its operator has in hand. */
  timestamp: number | null = null
  readonly #task: TaskActor
  readonly #position: number
  readonly #wiring: { collectors: readonly ChainCollector[] }
  readonly #chained: readonly { readonly position: number; readonly tag: string | null }[]
  readonly #edges: readonly OutgoingEdge[]

  constructor(
    task: TaskActor,
    plan: TaskPlan,
    position: number,
    wiring: { collectors: readonly ChainCollector[] },
  ) {
    super()
    this.#task = task
    this.#position = position
    this.#wiring = wiring
    this.#chained = plan.vertex.chained[position]!
    const node = plan.vertex.nodes[position]!.id
    this.#edges = plan.edges.flatMap((edgePlan, index) => {
      const { fromNode, key, tag } = edgePlan.edge
      return fromNode === node
        ? [{ index, plan: edgePlan, tag, keyOf: key === null ? null : keyTextOf(key) }]
        : []
    })
  }

  collect(value: unknown): void {
    this.#emit(null, value, this.timestamp)
  }

  collectWithTimestamp(value: unknown, timestamp: number | null): void {
    this.#emit(null, value, timestamp)
  }

  output(tag: string, value: unknown, timestamp: number | null = this.timestamp): void {
    this.#emit(tag, value, timestamp)
  }

  emitWatermark(timestamp: number): void {
    this.#mark({ type: 'emit', position: this.#position, timestamp })
  }

  emitWatermarkStatus(idle: boolean): void {
    this.#mark({ type: 'emit-status', position: this.#position, idle })
  }

  #mark(mark: Mark): void {
    this.#task.eventTime.fresh.push(mark)
  }

  #emit(tag: string | null, value: unknown, timestamp: number | null): void {
    const chained = this.#chained
    for (let i = 0; i < chained.length; i++) {
      const link = chained[i]!
      if (link.tag !== tag) continue
      const next = this.#wiring.collectors[link.position]!
      next.timestamp = timestamp
      this.#task.runtime!.operators[link.position]!.processElement(copyPlain(value), timestamp, next)
    }
    const edges = this.#edges
    for (let i = 0; i < edges.length; i++) {
      const edge = edges[i]!
      if (edge.tag === tag) this.#stage(edge, value, timestamp)
    }
  }

  #stage({ index, plan, keyOf }: OutgoingEdge, value: unknown, timestamp: number | null): void {
    const staged = this.#task.staged
    if (staged.count >= OUTPUTS_MAX) throw new Error(`More than ${OUTPUTS_MAX} outputs for one record.`)
    const key = keyOf === null ? null : keyOf(value)
    const target = plan.edge.partition === null ? -1 : customTarget(plan, value)
    staged.add(index, copyPlain(value), key, timestamp, target)
  }
}

/** The canonical key of a record. Texts, which most keys are, stand as they are. */
function keyTextOf({ type, selector }: KeySelection): (value: unknown) => string {
  if (type !== 'STRING') return value => canonicalKey(type, selector(value as never))
  return value => {
    const key: unknown = selector(value as never)
    return typeof key === 'string' ? key : canonicalKey(type, key)
  }
}

/** What a user's partitioner says; Flink's CustomPartitionerWrapper. */
function customTarget(plan: OutputEdgePlan, value: unknown): number {
  const target = ensure(plan.edge.partition, 'the partitioner of a custom edge')(value as never, plan.width)
  if (!Number.isInteger(target) || target < 0 || target >= plan.width)
    throw new Error(`expected a custom partitioner to say 0 to ${plan.width - 1}, got ${target}`)
  return target
}

/** A source has no operator object of its own; it stands at the head of its chain and is driven by the task. */
class SourceHead implements StreamOperator {
  processElement(): void {
    throw new Error('A source takes no records.')
  }
}

/** Makes the operators of an attempt, not yet opened. `restored` is what the checkpoint has for a state. */
export function buildChain(
  plan: Plan,
  taskPlan: TaskPlan,
  task: TaskActor,
  clock: EpochClock,
  now: () => number,
  restored: (uid: string, state: string) => KeyedStatePart | undefined,
): { operators: StreamOperator[]; wiring: ChainWiring; backends?: BackendData[] } {
  const { nodes } = taskPlan.vertex
  const keyContext = new KeyContext()
  const requests: ExternalRequest[] = []
  const late: { collectors: readonly ChainCollector[] } = { collectors: [] }
  const clockUse: ClockUse = { used: false }
  const clockMs = () => {
    const time = processingTime(plan, now())
    noteClock(task.lineage, time)
    return time
  }
  // They are made by what the job says, which may fail: no store is open yet that would be nobody's.
  const operators = nodes.map(node =>
    node.role === 'source' ? new SourceHead() : plan.definitions.get(node.kind).create(node.params as never),
  )
  const { backends, data, meter } = openChainState(plan, taskPlan, task, clock, restored)
  const stores = backends.map(backend => new OperatorKeyedState(backend, keyContext, clockMs))
  const collectors = nodes.map((_, position) => new ChainCollector(task, taskPlan, position, late))
  late.collectors = collectors
  const timers = stores.map(
    (store, position) =>
      new OperatorTimers({
        task,
        position,
        store,
        keyContext,
        clock: clockMs,
        keyGroupOf: keyGroups(taskPlan),
        clockUse,
      }),
  )
  const contexts = nodes.map(
    (node, i) =>
      new ChainOperatorContext(
        { task, plan: taskPlan, node, store: stores[i]!, keyContext, requests, now },
        timers[i]!,
      ),
  )
  const wiring = new ChainWiring({
    keyContext,
    stores,
    collectors,
    contexts,
    timers,
    clock: clockUse,
    meter,
    upkeep: chainUpkeep(backends),
    requests,
  })
  return { operators, wiring, ...(data === null ? {} : { backends: data }) }
}
