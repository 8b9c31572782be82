/**
 * One subtask of a station in one attempt, replayed: the records it took, in the order it took them, through the same
 * user functions run alone. What it computed stays, so that a later step costs only what is new, and an earlier step
 * is a shorter prefix. A history that parts from what was replayed is cut back to where they part.
 */
import { copyPlain } from '../../base/copy.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { SubtaskState } from '../state/subtask-state.ts'
import type { LineageRef } from '../task/lineage.ts'
import { AloneChain, type Made } from './alone-chain.ts'
import type { AloneRows, AloneState } from './alone-state.ts'
import { arrivalId, tallyOf, type Arrival, type Flow } from './flow.ts'
import { SinkColumn } from './sink-column.ts'
import { addRecord, emptyTally, PrefixTally, recordId } from './tally.ts'
import { TakenColumn } from './taken-column.ts'

/** Records between two copies of the replayed state. */
const MARK_SPACING = 1024

interface Mark {
  readonly at: number
  readonly rows: readonly AloneRows[]
}

/** Finds the record that a station should have got. */
export type FindArrival = (
  station: number,
  partition: number,
  offset: number,
  path: number,
) => Arrival | undefined

export class Replay {
  readonly station: number
  readonly task: TaskPlan
  readonly taken = new TakenColumn()
  /** What it took, and of that what it had taken before. */
  readonly tally = new PrefixTally()
  readonly repeats = new PrefixTally()
  /** What it made for the stations below, by station. */
  readonly made: readonly PrefixTally[]
  readonly sinks: readonly SinkColumn[]
  /** Counts how often it was cut back: what was computed from it then no longer holds. */
  generation = 0
  /** How much of it is looked at. */
  length = 0
  readonly #flow: Flow
  readonly #chain: AloneChain
  readonly #stateful: boolean
  readonly #seen = new Set<number>()
  readonly #outputs = new Map<number, Arrival>()
  /** Outputs in order, and how many there were after each record. */
  #outputIds: number[] = []
  #outputEnds: number[] = []
  #marks: Mark[]
  /** The state is that after this many records. */
  #position = 0
  #find: FindArrival = () => undefined

  constructor(flow: Flow, station: number, task: TaskPlan, start: SubtaskState | null) {
    this.station = station
    this.task = task
    const { vertex, stateful, sinks } = flow.stations[station]!
    this.#flow = flow
    this.#stateful = stateful
    this.#chain = new AloneChain(flow.plan, vertex, task.subtask)
    this.made = flow.stations.map(() => new PrefixTally())
    this.sinks = sinks.map(({ node, transactional }) => new SinkColumn(node, transactional))
    for (const part of start?.parts.keyed ?? []) {
      const position = vertex.nodes.findIndex(node => node.uid === part.uid)
      if (position >= 0) this.#chain.states[position]!.rows.set(part.state, copyPlain(new Map(part.rows)))
    }
    this.#marks = [{ at: 0, rows: this.#copyRows() }]
  }

  #copyRows(): AloneRows[] {
    return this.#chain.states.map(state => state.copyRows())
  }

  get chain(): AloneChain {
    return this.#chain
  }

  /** The state of each operator of the chain after the records looked at. */
  get states(): readonly AloneState[] {
    if (this.#stateful) this.#placeState()
    return this.#chain.states
  }

  output(id: number): Arrival | undefined {
    return this.#outputs.get(id)
  }

  /** What the records looked at made for other stations. */
  outputs(): Arrival[] {
    const count = this.length === 0 ? 0 : this.#outputEnds[this.length - 1]!
    return this.#outputIds.slice(0, count).map(id => this.#outputs.get(id)!)
  }

  /** The state after the first `length` records, for a look; the records looked at stay. */
  stateAt(length: number): readonly AloneState[] {
    const here = this.length
    this.length = length
    this.#placeState()
    this.length = here
    return this.#chain.states
  }

  /** Looks at the records of `refs`, and replays those that are new. */
  moveTo(refs: readonly LineageRef[], find: FindArrival): void {
    this.#find = find
    const common = this.taken.commonLength(refs)
    const wanted = refs.reduce((sum, ref) => sum + ref.length, 0)
    if (common < Math.min(wanted, this.taken.length)) this.truncate(common)
    if (wanted > this.taken.length) {
      this.length = this.taken.length
      if (this.#stateful) this.#placeState()
      this.taken.append(refs)
      while (this.#outputEnds.length < wanted) this.#take(this.#outputEnds.length)
    }
    this.length = wanted
  }

  #take(i: number): void {
    const [partition, offset, path] = this.taken.at(i)
    const one = emptyTally()
    addRecord(one, partition, offset, path)
    this.tally.push(one)
    const id = recordId(partition, offset, path)
    const repeated = this.#seen.has(id)
    this.#seen.add(id)
    this.repeats.push(repeated ? one : emptyTally())
    const made = this.#run(i)
    const arrivals = repeated ? [] : this.#arrivals(made, partition, offset)
    for (const arrival of arrivals) {
      this.#outputIds.push(arrivalId(arrival))
      this.#outputs.set(arrivalId(arrival), arrival)
    }
    this.#outputEnds.push(this.#outputIds.length)
    if (this.#stateful) this.made.forEach((tally, station) => tally.push(tallyOf(arrivals, station)))
    const plain = made.sunk.filter(input =>
      this.sinks.some(sink => sink.node.id === input.node && !sink.transactional),
    )
    for (const sink of this.sinks)
      sink.add(sink.transactional ? made.sunk : plain, { partition, offset, path }, repeated)
  }

  /** Runs the functions on record i; the state must be that before it. */
  #run(i: number): Made {
    const [partition, offset, path] = this.taken.at(i)
    const arrival = this.#find(this.station, partition, offset, path)
    const made =
      arrival === undefined
        ? { outputs: [], sunk: [] }
        : this.#chain.run(arrival.value, arrival.timestamp, arrival.key, path)
    this.#position = i + 1
    if (this.#stateful && this.#position >= this.#marks[this.#marks.length - 1]!.at + this.#spacing()) {
      this.#marks.push({ at: this.#position, rows: this.#copyRows() })
    }
    return made
  }

  /** Copies of a large state are taken less often. */
  #spacing(): number {
    let rows = 0
    for (const state of this.#chain.states) for (const column of state.rows.values()) rows += column.size
    return Math.max(MARK_SPACING, 4 * rows)
  }

  #arrivals(made: Made, partition: number, offset: number): Arrival[] {
    const arrivals: Arrival[] = []
    if (!this.#stateful) return arrivals
    for (const output of made.outputs) {
      if (this.#flow.carries(output.edge))
        this.#flow.follow(output, partition, offset, arrival => void arrivals.push(arrival))
    }
    return arrivals
  }

  #placeState(): void {
    if (this.#position > this.length) {
      const mark = this.#marks.findLast(other => other.at <= this.length)!
      mark.rows.forEach((rows, i) => (this.#chain.states[i]!.rows = copyPlain(rows)))
      this.#position = mark.at
    }
    while (this.#position < this.length) this.#run(this.#position)
  }

  /** Forgets all after the first `length` records. */
  truncate(length: number): void {
    if (length >= this.taken.length) return
    this.generation += 1
    this.length = length
    for (let i = length; i < this.taken.length; i++) {
      if (this.repeats.countAt(i + 1) === this.repeats.countAt(i))
        this.#seen.delete(recordId(...this.taken.at(i)))
    }
    const kept = length === 0 ? 0 : this.#outputEnds[length - 1]!
    for (let i = kept; i < this.#outputIds.length; i++) this.#outputs.delete(this.#outputIds[i]!)
    this.#outputIds.length = kept
    this.#outputEnds.length = length
    for (const column of [this.taken, this.tally, this.repeats, ...this.made, ...this.sinks])
      column.truncate(length)
    this.#marks = this.#marks.filter(mark => mark.at <= length)
    if (this.#stateful) this.#placeState()
  }
}
