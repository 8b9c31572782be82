/**
 * An operator chain in one attempt of one subtask: the operators, and the collectors that hand a record from one to
 * the next by a call or stage it for the network. Records are copied between operators, as Flink does without
 * object reuse. Counterpart of Flink's RegularOperatorChain.
 */
import { copyPlain, Shared } from '../../base/copy.ts'
import type {
  Collector,
  ExternalEffects,
  Lineage,
  OperatorContext,
  OperatorListState,
  StagedRecord,
  StreamOperator,
} from '../api/operator.ts'
import type { RuntimeContext } from '../api/state.ts'
import type { StreamNode } from '../api/stream-graph.ts'
import { canonicalKey, parseKey } from '../graph/canonical-key.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { Plan } from '../kernel/plan.ts'
import type { TaskActor } from '../kernel/world.ts'
import { HeapKeyedStateStore, KeyContext } from '../state/keyed-state.ts'
import type { EpochClock, Table } from '../state/table.ts'

/** Most outputs one call may make; more is a runaway function. */
const OUTPUTS_MAX = 100_000

/** What an operator asked of the outside world during the current mailbox step. */
export type ExternalRequest =
  | {
      readonly type: 'prepare'
      readonly transaction: string
      readonly uid: string
      readonly records: readonly StagedRecord[]
    }
  | { readonly type: 'commit'; readonly transaction: string }
  | { readonly type: 'rollback'; readonly uid: string; readonly keep: readonly string[] }

/** The fixed wiring of a chain; by reference in keyframes. */
export class ChainWiring extends Shared {
  readonly keyContext: KeyContext
  readonly stores: readonly HeapKeyedStateStore[]
  readonly collectors: readonly ChainCollector[]
  readonly contexts: readonly ChainOperatorContext[]
  readonly requests: ExternalRequest[]

  constructor(
    keyContext: KeyContext,
    stores: readonly HeapKeyedStateStore[],
    collectors: readonly ChainCollector[],
    contexts: readonly ChainOperatorContext[],
    requests: ExternalRequest[],
  ) {
    super()
    this.keyContext = keyContext
    this.stores = stores
    this.collectors = collectors
    this.contexts = contexts
    this.requests = requests
  }

  tables(): Table[] {
    return this.stores.flatMap(store => [...store.registered.values()].map(state => state.table))
  }
}

export class ChainCollector extends Shared implements Collector {
  /** Timestamp of the record its operator has in hand. */
  timestamp: number | null = null
  readonly #task: TaskActor
  readonly #plan: TaskPlan
  readonly #wiring: { collectors: readonly ChainCollector[] }
  readonly #chained: readonly { readonly position: number; readonly tag: string | null }[]
  readonly #edges: readonly { readonly index: number; readonly tag: string | null }[]

  constructor(
    task: TaskActor,
    plan: TaskPlan,
    position: number,
    wiring: { collectors: readonly ChainCollector[] },
  ) {
    super()
    this.#task = task
    this.#plan = plan
    this.#wiring = wiring
    this.#chained = plan.vertex.chained[position]!
    const node = plan.vertex.nodes[position]!.id
    this.#edges = plan.edges.flatMap(({ edge }, index) =>
      edge.fromNode === node ? [{ index, tag: edge.tag }] : [],
    )
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

  #emit(tag: string | null, value: unknown, timestamp: number | null): void {
    for (let i = 0; i < this.#chained.length; i++) {
      const link = this.#chained[i]!
      if (link.tag !== tag) continue
      const next = this.#wiring.collectors[link.position]!
      next.timestamp = timestamp
      this.#task.runtime!.operators[link.position]!.processElement(copyPlain(value), timestamp, next)
    }
    for (let i = 0; i < this.#edges.length; i++) {
      const edge = this.#edges[i]!
      if (edge.tag === tag) this.#stage(edge.index, value, timestamp)
    }
  }

  #stage(edge: number, value: unknown, timestamp: number | null): void {
    const staged = this.#task.staged
    if (staged.count >= OUTPUTS_MAX) throw new Error(`More than ${OUTPUTS_MAX} outputs for one record.`)
    const selection = this.#plan.edges[edge]!.edge.key
    const key = selection === null ? null : canonicalKey(selection.type, selection.selector(value as never))
    staged.add(edge, copyPlain(value), key, timestamp)
  }
}

class ChainExternalEffects extends Shared implements ExternalEffects {
  readonly #task: TaskActor
  readonly #node: StreamNode
  readonly #requests: ExternalRequest[]

  constructor(task: TaskActor, node: StreamNode, requests: ExternalRequest[]) {
    super()
    this.#task = task
    this.#node = node
    this.#requests = requests
  }

  write(value: unknown, timestamp: number | null): void {
    this.#task.staged.writes.push({ sink: this.#node.id, value: copyPlain(value), timestamp })
  }

  prepareTransaction(transaction: string, records: readonly StagedRecord[]): void {
    this.#requests.push({ type: 'prepare', transaction, uid: this.#node.uid, records: copyPlain(records) })
  }

  commitTransaction(transaction: string): void {
    this.#requests.push({ type: 'commit', transaction })
  }

  abortTransactions(writerUid: string, keep: readonly string[]): void {
    this.#requests.push({ type: 'rollback', uid: writerUid, keep: [...keep] })
  }

  lineage(): Lineage {
    return { partition: this.#task.hand.partition, offset: this.#task.hand.offset }
  }
}

class ChainListState extends Shared implements OperatorListState {
  readonly #task: TaskActor
  readonly #name: string

  constructor(task: TaskActor, name: string) {
    super()
    this.#task = task
    this.#name = name
  }

  get(): readonly unknown[] {
    return this.#task.runtime!.lists[this.#name] ?? []
  }

  update(values: readonly unknown[]): void {
    this.#task.runtime!.lists[this.#name] = copyPlain(values)
  }
}

export class ChainOperatorContext extends Shared implements OperatorContext {
  readonly runtime: RuntimeContext
  readonly external: ExternalEffects
  readonly #task: TaskActor
  readonly #plan: TaskPlan
  readonly #node: StreamNode
  readonly #keyContext: KeyContext

  constructor(
    task: TaskActor,
    plan: TaskPlan,
    node: StreamNode,
    store: HeapKeyedStateStore,
    keyContext: KeyContext,
    requests: ExternalRequest[],
  ) {
    super()
    this.#task = task
    this.#plan = plan
    this.#node = node
    this.#keyContext = keyContext
    this.external = new ChainExternalEffects(task, node, requests)
    this.runtime = new ChainRuntimeContext(task, plan, store)
  }

  getOperatorListState(name: string): OperatorListState {
    return new ChainListState(this.#task, `${this.#node.uid}/${name}`)
  }

  currentKey(): unknown {
    const { key } = this.#keyContext
    const selection = this.#plan.key
    if (key === null || selection === null) throw new Error('There is no current key; use keyBy first.')
    return parseKey(selection.type, key)
  }
}

class ChainRuntimeContext extends Shared implements RuntimeContext {
  readonly #task: TaskActor
  readonly #plan: TaskPlan
  readonly #store: HeapKeyedStateStore

  constructor(task: TaskActor, plan: TaskPlan, store: HeapKeyedStateStore) {
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

  #keyed(): HeapKeyedStateStore {
    if (this.#plan.key === null)
      throw new Error('Keyed state can only be used on a keyed stream, after keyBy.')
    return this.#store
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

/** A source has no operator object of its own; it stands at the head of its chain and is driven by the task. */
class SourceHead implements StreamOperator {
  processElement(): void {
    throw new Error('A source takes no records.')
  }
}

/** Makes the operators of an attempt, not yet opened. `restored` fills a table the checkpoint has state for. */
export function buildChain(
  plan: Plan,
  taskPlan: TaskPlan,
  task: TaskActor,
  clock: EpochClock,
  restored: (uid: string, state: string, table: Table) => void,
): { operators: StreamOperator[]; wiring: ChainWiring } {
  const { nodes } = taskPlan.vertex
  const keyContext = new KeyContext()
  const requests: ExternalRequest[] = []
  const late: { collectors: readonly ChainCollector[] } = { collectors: [] }
  const stores = nodes.map(
    node =>
      new HeapKeyedStateStore(node.uid, keyContext, clock, (state, table) =>
        restored(node.uid, state, table),
      ),
  )
  const collectors = nodes.map((_, position) => new ChainCollector(task, taskPlan, position, late))
  late.collectors = collectors
  const contexts = nodes.map(
    (node, i) => new ChainOperatorContext(task, taskPlan, node, stores[i]!, keyContext, requests),
  )
  const operators = nodes.map(node =>
    node.role === 'source' ? new SourceHead() : plan.definitions.get(node.kind).create(node.params as never),
  )
  return { operators, wiring: new ChainWiring(keyContext, stores, collectors, contexts, requests) }
}
