/**
 * The operators of one vertex, run alone: fresh instances, state in plain maps, no queues, no barriers, no time. What
 * goes into a sink is captured instead of written. The engine's own chain is not used.
 */
import { copyPlain, Shared } from '../../base/copy.ts'
import { Hasher } from '../../base/hash.ts'
import type { TimerService } from '../api/event-time.ts'
import type { Collector, OperatorContext, StreamOperator } from '../api/operator.ts'
import type { RuntimeContext, StateDescriptor } from '../api/state.ts'
import type { StreamNode } from '../api/stream-graph.ts'
import { canonicalKey, parseKey } from '../graph/canonical-key.ts'
import type { JobEdge, JobVertex } from '../graph/job-graph.ts'
import type { Plan } from '../kernel/plan.ts'
import { outputPath } from '../task/lineage.ts'
import { AloneState } from './alone-state.ts'

/** A record as it arrives at the head of a vertex. */
export interface Travelling {
  readonly edge: JobEdge
  readonly value: unknown
  readonly timestamp: number | null
  readonly key: string | null
  readonly path: number
}

export interface SinkInput {
  readonly node: number
  readonly value: unknown
  readonly timestamp: number | null
}

export interface Made {
  readonly outputs: Travelling[]
  readonly sunk: SinkInput[]
}

const NOTHING: Made = { outputs: [], sunk: [] }

/** Operators with data in their fields are watched at every record, the others at first and now and then. */
const ALWAYS_WATCHED = 64
const WATCHED_EVERY = 64

/** State handles and contexts are shared, and no content. */
const fieldsOf = (operator: StreamOperator): string => new Hasher().value({ ...operator }).hex()

function hasData(value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'function' || value instanceof Shared)
    return false
  return typeof value !== 'object' || Object.values(value).some(hasData)
}

export class AloneChain {
  readonly vertex: JobVertex
  readonly states: readonly AloneState[]
  /** Why what it says depends on what was run before, beyond all state; null while nothing of the kind was seen. */
  memory: string | null = null
  /** Why what it says may differ from what the job does. */
  doubt: string | null = null
  readonly #edges: readonly JobEdge[]
  readonly #operators: (StreamOperator | null)[] = []
  readonly #collectors: readonly AloneCollector[]
  readonly #keyType: NonNullable<JobEdge['key']>['type'] | null
  #hasFields: readonly boolean[] = []
  #runs = 0
  #made: Made = NOTHING
  #path = 0
  #key: string | null = null
  #opened = false

  /** `subtask` -1: not known. */
  constructor(plan: Plan, vertex: JobVertex, subtask: number) {
    this.vertex = vertex
    this.#edges = plan.graph.edges.filter(edge => edge.from === vertex.index)
    this.#keyType =
      plan.graph.edges.find(edge => edge.to === vertex.index && edge.key !== null)?.key?.type ?? null
    this.states = vertex.nodes.map(() => new AloneState())
    this.#collectors = vertex.nodes.map((node, position) => new AloneCollector(this, node, position))
    try {
      this.#open(plan, subtask)
      this.#hasFields = this.#operators.map(operator => operator !== null && hasData(operator))
      this.#opened = true
    } catch {
      // A job whose operators cannot be opened never gets a record through.
    }
  }

  #open(plan: Plan, subtask: number): void {
    for (const node of this.vertex.nodes) {
      const runs = node.role === 'operator'
      this.#operators.push(runs ? plan.definitions.get(node.kind).create(node.params as never) : null)
    }
    for (let i = this.#operators.length - 1; i >= 0; i--) {
      this.#operators[i]?.open?.(new AloneContext(this, this.states[i]!, subtask))
    }
  }

  /** What the vertex makes of one record; nothing when a function throws, as then the task fails. */
  run(value: unknown, timestamp: number | null, key: string | null, path: number): Made {
    if (!this.#opened) return NOTHING
    const made: Made = { outputs: [], sunk: [] }
    this.#made = made
    this.#path = path
    this.#key = key
    for (const state of this.states) state.key = key
    try {
      this.deliver(0, copyPlain(value), timestamp)
    } catch {
      return NOTHING
    }
    return made
  }

  get keyed(): boolean {
    return this.#keyType !== null
  }

  currentKey(): unknown {
    if (this.#key === null || this.#keyType === null) throw new Error('no current key')
    return parseKey(this.#keyType, this.#key)
  }

  /** Called by collectors. */
  deliver(position: number, value: unknown, timestamp: number | null): void {
    const node = this.vertex.nodes[position]!
    const collector = this.#collectors[position]!
    collector.timestamp = timestamp
    if (node.role === 'sink') this.#made.sunk.push({ node: node.id, value, timestamp })
    else if (node.role === 'source') collector.collect(value)
    else this.#process(position, value, timestamp, collector)
  }

  #process(position: number, value: unknown, timestamp: number | null, out: Collector): void {
    const operator = this.#operators[position]!
    this.#runs += 1
    const watched =
      this.#hasFields[position]! || this.#runs <= ALWAYS_WATCHED || this.#runs % WATCHED_EVERY === 0
    const before = watched ? fieldsOf(operator) : ''
    operator.processElement(value, timestamp, out)
    if (watched && fieldsOf(operator) !== before) {
      this.memory ??= `${this.vertex.nodes[position]!.uid} remembers in its fields, which a failover loses`
    }
  }

  /** Called by collectors: records go down the chain first, then into the network. */
  emit(
    node: StreamNode,
    position: number,
    tag: string | null,
    value: unknown,
    timestamp: number | null,
  ): void {
    for (const link of this.vertex.chained[position]!) {
      if (link.tag === tag) this.deliver(link.position, copyPlain(value), timestamp)
    }
    for (const edge of this.#edges) {
      if (edge.fromNode !== node.id || edge.tag !== tag) continue
      const key = edge.key === null ? null : canonicalKey(edge.key.type, edge.key.selector(value as never))
      const path = outputPath(this.#path, edge.index, this.#made.outputs.length)
      this.#made.outputs.push({ edge, value: copyPlain(value), timestamp, key, path })
    }
  }
}

class AloneCollector extends Shared implements Collector {
  timestamp: number | null = null
  readonly #chain: AloneChain
  readonly #node: StreamNode
  readonly #position: number

  constructor(chain: AloneChain, node: StreamNode, position: number) {
    super()
    this.#chain = chain
    this.#node = node
    this.#position = position
  }

  collect(value: unknown): void {
    this.#chain.emit(this.#node, this.#position, null, value, this.timestamp)
  }

  collectWithTimestamp(value: unknown, timestamp: number | null): void {
    this.#chain.emit(this.#node, this.#position, null, value, timestamp)
  }

  output(tag: string, value: unknown, timestamp: number | null = this.timestamp): void {
    this.#chain.emit(this.#node, this.#position, tag, value, timestamp)
  }

  emitWatermark(): void {}

  emitWatermarkStatus(): void {}
}

/** Kept by reference, as the engine's are. */
class AloneTimers extends Shared {}

class AloneContext extends Shared implements OperatorContext {
  readonly runtime: RuntimeContext
  readonly #chain: AloneChain

  constructor(chain: AloneChain, state: AloneState, subtask: number) {
    super()
    this.#chain = chain
    this.runtime = new AloneRuntime(chain, state, subtask)
  }

  getOperatorListState(): never {
    return this.#notAlone('keeps operator list state')
  }

  getBroadcastState(): never {
    return this.#notAlone('keeps broadcast state')
  }

  get namespaced(): never {
    return this.#notAlone('keeps state by window')
  }

  get timers(): TimerService {
    const notAlone = () => this.#notAlone('depends on time')
    return Object.assign(new AloneTimers(), {
      currentProcessingTime: notAlone,
      currentWatermark: notAlone,
      registerEventTimeTimer: notAlone,
      deleteEventTimeTimer: notAlone,
      registerProcessingTimeTimer: notAlone,
      deleteProcessingTimeTimer: notAlone,
      wakeUpAt: () => {},
    })
  }

  /** Such an operator cannot be run alone on its records; what it says then is not judged. */
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

class AloneRuntime extends Shared implements RuntimeContext {
  readonly #chain: AloneChain
  readonly #state: AloneState
  readonly #subtask: number

  constructor(chain: AloneChain, state: AloneState, subtask: number) {
    super()
    this.#chain = chain
    this.#state = state
    this.#subtask = subtask
  }

  #keyed({ name, ttl }: Pick<StateDescriptor, 'name' | 'ttl'>): AloneState {
    if (!this.#chain.keyed) throw new Error('keyed state needs a keyed stream')
    if (ttl) this.#chain.memory ??= `${this.#chain.vertex.name} has state that expires: ${name}`
    return this.#state
  }

  getState: RuntimeContext['getState'] = descriptor => this.#keyed(descriptor).getState(descriptor)
  getListState: RuntimeContext['getListState'] = descriptor =>
    this.#keyed(descriptor).getListState(descriptor)
  getMapState: RuntimeContext['getMapState'] = descriptor => this.#keyed(descriptor).getMapState(descriptor)
  getReducingState: RuntimeContext['getReducingState'] = descriptor =>
    this.#keyed(descriptor).getReducingState(descriptor)
  getAggregatingState: RuntimeContext['getAggregatingState'] = descriptor =>
    this.#keyed(descriptor).getAggregatingState(descriptor)

  getTaskName(): string {
    return this.#chain.vertex.name
  }

  getIndexOfThisSubtask(): number {
    if (this.#subtask < 0) this.#chain.doubt ??= `${this.#chain.vertex.name} asks which subtask it is`
    return Math.max(0, this.#subtask)
  }

  getNumberOfParallelSubtasks(): number {
    return this.#chain.vertex.parallelism
  }

  getMaxNumberOfParallelSubtasks(): number {
    return this.#chain.vertex.maxParallelism
  }

  getAttemptNumber(): number {
    this.#chain.doubt ??= `${this.#chain.vertex.name} asks for its attempt number`
    return 0
  }
}
