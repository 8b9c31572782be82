/**
 * The operators of one vertex, run alone: fresh instances, state in plain maps, no queues and no barriers. Time moves
 * when it is told that it did. What goes into a sink is captured instead of written. The engine's own chain is not
 * used.
 */
import { copyPlain, Shared } from '../../base/copy.ts'
import { Hasher } from '../../base/hash.ts'
import { EVENT_TIME_MIN } from '../../base/time.ts'
import type { Collector, StreamOperator } from '../api/operator.ts'
import type { StreamNode } from '../api/stream-graph.ts'
import { canonicalKey, parseKey } from '../graph/canonical-key.ts'
import type { JobEdge, JobVertex } from '../graph/job-graph.ts'
import { keyGroupOf } from '../graph/key-groups.ts'
import type { Plan } from '../kernel/plan.ts'
import type { SubtaskState } from '../state/subtask-state.ts'
import { broadcastPlace, outputPath, timerPath, type Moment } from '../task/lineage.ts'
import { AloneContext } from './alone-context.ts'
import { AloneState, type AloneContent, type BroadcastKey } from './alone-state.ts'
import { timerText, type AloneTimer } from './alone-timers.ts'

/** A record as it arrives at the head of a vertex. */
export interface Travelling {
  readonly edge: JobEdge
  readonly value: unknown
  readonly timestamp: number | null
  readonly key: string | null
  readonly path: number
  /** The subtask that is to get it, where that is fixed by a broadcast; -1 else. */
  readonly target: number
}

export interface SinkInput {
  readonly node: number
  readonly value: unknown
  readonly timestamp: number | null
}

export interface Made {
  /** The path that its outputs go on from. */
  readonly path: number
  readonly outputs: readonly Travelling[]
  readonly sunk: readonly SinkInput[]
}

interface Making {
  readonly path: number
  readonly outputs: Travelling[]
  readonly sunk: SinkInput[]
  /** Outputs as the task counts them, a broadcast one once. */
  staged: number
}

export interface Taken {
  readonly value: unknown
  readonly timestamp: number | null
  readonly key: string | null
  readonly input: number
}

/** A moment at a task, as its lineage has it. */
export interface TakenMoment {
  readonly moment: Moment
  readonly at: number
  readonly path: number
  readonly time: number
}

/** All that what comes next depends on. */
export interface AloneMark {
  readonly states: readonly AloneContent[]
  readonly operators: readonly (StreamOperator | null)[]
  readonly watermarks: readonly number[]
  readonly attempt: number
  readonly checkpoint: number
}

const NOTHING: Made = { path: 0, outputs: [], sunk: [] }
const NO_PATH = -1

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
  readonly plan: Plan
  readonly vertex: JobVertex
  readonly subtask: number
  readonly states: readonly AloneState[]
  /** It is told all that its task saw, in order; so fields and clocks are as they are there. */
  readonly observed: boolean
  /** Why what it says depends on what was run before, beyond all state; null while nothing of the kind was seen. */
  memory: string | null = null
  /** Why what it says may differ from what the job does. */
  doubt: string | null = null
  watermarks: number[]
  /** Processing time; NaN: not known. */
  clock = NaN
  attempt = 0
  /** The checkpoint that its attempt was restored from; 0: none. */
  checkpoint = 0
  opening = false
  readonly #edges: readonly JobEdge[]
  #operators: (StreamOperator | null)[] = []
  readonly #collectors: readonly AloneCollector[]
  readonly #keyType: NonNullable<JobEdge['key']>['type'] | null
  readonly #makesTime: readonly boolean[]
  #hasFields: readonly boolean[] = []
  #runs = 0
  #made: Making = { path: 0, outputs: [], sunk: [], staged: 0 }
  #key: string | null = null
  #opened = false

  /** `subtask` -1: not known. */
  constructor(plan: Plan, vertex: JobVertex, subtask: number, observed = false) {
    this.plan = plan
    this.vertex = vertex
    this.subtask = subtask
    this.observed = observed
    this.#edges = plan.graph.edges.filter(edge => edge.from === vertex.index)
    this.#keyType =
      plan.graph.edges.find(edge => edge.to === vertex.index && edge.key !== null)?.key?.type ?? null
    this.states = vertex.nodes.map(
      () => new AloneState(() => this.processingTime(false), plan.backend.isLive),
    )
    this.watermarks = vertex.nodes.map(() => EVENT_TIME_MIN)
    this.#collectors = vertex.nodes.map((node, position) => new AloneCollector(this, node, position))
    this.#makesTime = vertex.nodes.map(
      node => node.role === 'operator' && plan.definitions.get(node.kind).makesTime === true,
    )
    if (!observed) this.#open()
  }

  /** Begins with what a snapshot gave its subtask. */
  restore(start: SubtaskState): void {
    for (const part of start.parts.keyed) this.#stateOf(part.uid)?.fill(part.state, part.rows, this.groupOf)
    for (const { uid, name, mode, values } of start.parts.lists) {
      const state = this.#stateOf(uid)
      if (mode === 'broadcast')
        state?.broadcasts.set(name, new Map(copyPlain(values) as [BroadcastKey, unknown][]))
      else state?.lists.set(name, copyPlain(values))
    }
  }

  #stateOf(uid: string): AloneState | undefined {
    return this.states[this.vertex.nodes.findIndex(node => node.uid === uid)]
  }

  mark(): AloneMark {
    const { attempt, checkpoint } = this
    const watermarks = [...this.watermarks]
    const states = this.states.map(state => state.copy())
    return { states, operators: copyPlain(this.#operators), watermarks, attempt, checkpoint }
  }

  goTo(mark: AloneMark): void {
    mark.states.forEach((content, i) => this.states[i]!.place(content))
    this.#operators = copyPlain(mark.operators) as (StreamOperator | null)[]
    this.watermarks = [...mark.watermarks]
    this.attempt = mark.attempt
    this.checkpoint = mark.checkpoint
    this.#opened = this.#operators.length > 0
  }

  /** Fresh instances over the state there is. */
  #open(): void {
    this.#opened = false
    this.opening = true
    this.watermarks = this.vertex.nodes.map(() => EVENT_TIME_MIN)
    try {
      this.#operators = this.vertex.nodes.map(({ role, kind, params }) =>
        role === 'operator' ? this.plan.definitions.get(kind).create(params as never) : null,
      )
      for (let i = this.#operators.length - 1; i >= 0; i--)
        this.#operators[i]?.open?.(new AloneContext(this, this.states[i]!, i))
      this.#hasFields = this.#operators.map(operator => operator !== null && hasData(operator))
      this.#opened = true
    } catch {
      // A job whose operators cannot be opened never gets a record through.
    }
    this.opening = false
  }

  /** What the vertex makes of one record; nothing when a function throws, as then the task fails. */
  run({ value, timestamp, key, input }: Taken, path: number, time = NaN): Made {
    return this.#call(path, key, time, () => {
      if (input === 1)
        this.#operators[0]!.processElement2!(copyPlain(value), timestamp, this.#at(0, timestamp))
      else this.deliver(0, copyPlain(value), timestamp)
    })
  }

  #call(path: number, key: string | null, time: number, run: () => void): Made {
    if (!this.#opened) return NOTHING
    const made: Making = { path, outputs: [], sunk: [], staged: 0 }
    this.#made = made
    this.clock = time
    this.#setKey(key)
    try {
      run()
    } catch {
      return NOTHING
    }
    return made
  }

  #setKey(key: string | null): void {
    this.#key = key
    for (const state of this.states) state.key = key
  }

  #at(position: number, timestamp: number | null): AloneCollector {
    const collector = this.#collectors[position]!
    collector.timestamp = timestamp
    return collector
  }

  /** What a moment at the task makes of its own. */
  pass({ moment, at, path, time }: TakenMoment): Made {
    switch (moment) {
      case 'opened':
        this.clock = time
        this.checkpoint = at
        this.attempt = path
        this.#open()
        return NOTHING
      case 'watermark':
        this.watermarks[at] = time
        return NOTHING
      case 'eventTimer':
        return this.#fire(at, this.states[at]!.eventTimers.takeDue(this.watermarks[at]!), time, true)
      case 'processingTimer':
        return this.#fire(at, this.states[at]!.processingTimers.takeDue(time), time, false)
      case 'advanced':
        // What is still due should have fired.
        while (this.states[at]!.eventTimers.takeDue(this.watermarks[at]!) !== null) continue
        return this.#each([at], time, (operator, out) =>
          operator.processWatermark?.(this.watermarks[at]!, out),
        )
      case 'wakeUp':
        return this.#each([at], time, (operator, out) => operator.onWakeUp?.(time, out))
      case 'snapshot':
        return this.#each(this.#operators.map((_, i) => i).reverse(), time, operator =>
          operator.snapshotState?.(at),
        )
      case 'finish':
        return this.#each(
          this.#operators.map((_, i) => i),
          time,
          (operator, out) => operator.finish?.(out),
        )
    }
  }

  #each(
    positions: readonly number[],
    time: number,
    act: (operator: StreamOperator, out: AloneCollector) => void,
  ): Made {
    return this.#call(NO_PATH, null, time, () => {
      for (const position of positions) {
        const operator = this.#operators[position] ?? null
        if (operator !== null) act(operator, this.#at(position, null))
      }
    })
  }

  #fire(position: number, timer: AloneTimer | null, time: number, isEventTime: boolean): Made {
    if (timer === null) return NOTHING
    const { time: timestamp, namespace, key } = timer
    return this.#call(timerPath(position, timerText(timer)), key, time, () => {
      const operator = this.#operators[position]!
      const out = this.#at(position, isEventTime ? timestamp : null)
      if (isEventTime) operator.onEventTime!({ timestamp, namespace }, out)
      else operator.onProcessingTime!({ timestamp, namespace }, out)
    })
  }

  get keyed(): boolean {
    return this.#keyType !== null
  }

  currentKey(): unknown {
    if (this.#key === null || this.#keyType === null) throw new Error('no current key')
    return parseKey(this.#keyType, this.#key)
  }

  get currentKeyText(): string {
    if (this.#key === null) throw new Error('timers need a key')
    return this.#key
  }

  readonly groupOf = (key: string): number =>
    this.#keyType === null
      ? 0
      : keyGroupOf(this.#keyType, parseKey(this.#keyType, key), this.vertex.maxParallelism)

  /** `makesTime`: who asks makes watermarks with it and no record. */
  processingTime(makesTime: boolean): number {
    if (makesTime) return 0
    if (!this.observed)
      this.memory ??= `${this.vertex.name} asks for the time, which is known only where state is`
    else if (Number.isNaN(this.clock))
      this.doubt ??= `${this.vertex.name} asks for the time where its task did not`
    return this.clock
  }

  watermarkAt(position: number): number {
    if (!this.observed && !this.#makesTime[position]!)
      this.memory ??= `${this.vertex.name} asks for the watermark, which is known only where state is`
    return this.watermarks[position]!
  }

  makesTime(position: number): boolean {
    return this.#makesTime[position]!
  }

  /** Called by collectors. */
  deliver(position: number, value: unknown, timestamp: number | null): void {
    const node = this.vertex.nodes[position]!
    const collector = this.#at(position, timestamp)
    if (node.role === 'sink') this.#made.sunk.push({ node: node.id, value, timestamp })
    else if (node.role === 'source') collector.collect(value)
    else this.#process(position, value, timestamp, collector)
  }

  #process(position: number, value: unknown, timestamp: number | null, out: Collector): void {
    const operator = this.#operators[position]!
    if (this.observed || this.#makesTime[position]!) {
      operator.processElement(value, timestamp, out)
      return
    }
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
      this.#send(edge, value, timestamp, key)
    }
  }

  #send(edge: JobEdge, value: unknown, timestamp: number | null, key: string | null): void {
    const { path, outputs } = this.#made
    const place = this.#made.staged
    this.#made.staged += 1
    const add = (target: number, at: number) =>
      void outputs.push({
        edge,
        value: copyPlain(value),
        timestamp,
        key,
        path: outputPath(path, edge.index, at),
        target,
      })
    if (edge.partitioner !== 'BROADCAST') {
      add(-1, place)
      return
    }
    const { parallelism } = this.plan.graph.vertices[edge.to]!
    for (let target = 0; target < parallelism; target++) add(target, broadcastPlace(place, target))
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
