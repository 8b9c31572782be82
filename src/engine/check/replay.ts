/**
 * One subtask of a station in one attempt, replayed: the records it took and the moments at which time moved, in the
 * order it saw them, through the same user functions run alone. What it computed stays, so that a later step costs only what is new, and an earlier step
 * is a shorter prefix. A history that parts from what was replayed is cut back to where they part.
 */
import type { TaskPlan } from '../kernel/plan.ts'
import type { SubtaskState } from '../state/subtask-state.ts'
import { NO_RECORD, type LineageRef } from '../task/lineage.ts'
import { AloneChain, type AloneMark, type Made } from './alone-chain.ts'
import type { AloneState } from './alone-state.ts'
import { arrivalId, tallyOf, type Arrival, type Flow } from './flow.ts'
import { SinkColumn } from './sink-column.ts'
import { addRecord, emptyTally, PrefixTally, recordId } from './tally.ts'
import { TakenColumn } from './taken-column.ts'

/** Entries between two copies of the replayed state. */
const MARK_SPACING = 1024

interface Placed {
  readonly at: number
  readonly mark: AloneMark
}

/** Finds the record that a station should have got; of those that are told apart by nothing, the n-th. */
export type FindArrival = (
  station: number,
  task: TaskPlan,
  partition: number,
  offset: number,
  path: number,
  occurrence: number,
) => Arrival | undefined

const NOTHING_MADE: Made = { path: 0, outputs: [], sunk: [] }

export class Replay {
  readonly station: number
  readonly task: TaskPlan
  /** What it took, records and moments, in order. All below goes by its entries. */
  readonly taken = new TakenColumn()
  /** The records among them, and of those the ones it had taken before. */
  readonly tally = new PrefixTally()
  readonly repeats = new PrefixTally()
  /** What it made for the stations below, by station. */
  readonly made: readonly PrefixTally[]
  readonly sinks: readonly SinkColumn[]
  readonly chain: AloneChain
  /** Counts how often it was cut back: what was computed from it then no longer holds. */
  generation = 0
  /** How much of it is looked at. */
  length = 0
  readonly #flow: Flow
  readonly #stateful: boolean
  /** Some of its records are meant for one subtask alone. */
  readonly #broadcast: boolean
  readonly #seen = new Map<number, number>()
  /** How often it had taken each entry's record before. */
  #occurrences: number[] = []
  readonly #outputs = new Map<number, Arrival[]>()
  /** Outputs in order, and how many there were after each entry. */
  #outputIds: number[] = []
  #outputEnds: number[] = []
  #marks: Placed[]
  /** The state is that after this many entries. */
  #position = 0
  #find: FindArrival = () => undefined

  constructor(flow: Flow, station: number, task: TaskPlan, start: SubtaskState | null) {
    this.station = station
    this.task = task
    const { vertex, stateful, sinks } = flow.stations[station]!
    this.#flow = flow
    this.#stateful = stateful
    this.#broadcast = flow.plan.graph.edges.some(
      edge => edge.to === vertex.index && edge.partitioner === 'BROADCAST',
    )
    this.chain = new AloneChain(flow.plan, vertex, task.subtask, stateful)
    this.made = flow.stations.map(() => new PrefixTally())
    this.sinks = sinks.map(({ node, transactional }) => new SinkColumn(node, transactional))
    if (start !== null) this.chain.restore(start)
    this.#marks = [{ at: 0, mark: this.chain.mark() }]
  }

  /** The state of each operator of the chain after the entries looked at. */
  get states(): readonly AloneState[] {
    if (this.#stateful) this.#placeState()
    return this.chain.states
  }

  /** All that it made with this id, in order. */
  madeAs(id: number): readonly Arrival[] {
    return this.#outputs.get(id) ?? []
  }

  /** What the entries looked at made for other stations. */
  outputs(): Arrival[] {
    const count = this.length === 0 ? 0 : this.#outputEnds[this.length - 1]!
    const nth = new Map<number, number>()
    return this.#outputIds.slice(0, count).map(id => {
      const n = nth.get(id) ?? 0
      nth.set(id, n + 1)
      return this.#outputs.get(id)![n]!
    })
  }

  /** The state after the first `length` entries, for a look; those looked at stay. */
  stateAt(length: number): readonly AloneState[] {
    const here = this.length
    this.length = length
    this.#placeState()
    this.length = here
    return this.chain.states
  }

  /** The record of entry i as the functions make it. */
  arrivalAt(i: number): Arrival | undefined {
    if (!this.taken.isRecord(i)) return undefined
    const [partition, offset, path] = this.taken.at(i)
    return this.#find(this.station, this.task, partition, offset, path, this.#occurrences[i]!)
  }

  /** The record of entry i as it counts: one that was meant for another subtask is none of those that are due. */
  countedAt(i: number): [partition: number, offset: number, path: number] {
    const [partition, offset, path] = this.taken.at(i)
    if (!this.#broadcast) return [partition, offset, path]
    const target = this.arrivalAt(i)?.target ?? -1
    return [partition, offset, target >= 0 && target !== this.task.subtask ? ~path : path]
  }

  /** Looks at the entries of `refs`, and replays those that are new. */
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
    if (this.taken.isRecord(i)) {
      const repeated = this.#count(i)
      this.#add(this.taken.at(i), this.#run(i), repeated)
      return
    }
    this.tally.push(emptyTally())
    this.repeats.push(emptyTally())
    const made = this.#run(i)
    this.#add([NO_RECORD, NO_RECORD, made.path], made, false)
  }

  /** Returns whether the record had been taken before. Those that a timer made are not told apart by where from. */
  #count(i: number): boolean {
    const [partition, offset, path] = this.taken.at(i)
    const id = recordId(partition, offset, path)
    const times = this.#seen.get(id) ?? 0
    this.#seen.set(id, times + 1)
    this.#occurrences[i] = times
    const one = emptyTally()
    addRecord(one, ...this.countedAt(i))
    this.tally.push(one)
    const repeated = times > 0 && partition !== NO_RECORD
    this.repeats.push(repeated ? one : emptyTally())
    return repeated
  }

  #add([partition, offset, path]: readonly [number, number, number], made: Made, repeated: boolean): void {
    const arrivals = repeated ? [] : this.#arrivals(made, partition, offset)
    for (const arrival of arrivals) {
      const id = arrivalId(arrival)
      this.#outputIds.push(id)
      const known = this.#outputs.get(id)
      if (known === undefined) this.#outputs.set(id, [arrival])
      else known.push(arrival)
    }
    this.#outputEnds.push(this.#outputIds.length)
    if (this.#stateful) this.made.forEach((tally, station) => tally.push(tallyOf(arrivals, station)))
    const plain = made.sunk.filter(input =>
      this.sinks.some(sink => sink.node.id === input.node && !sink.transactional),
    )
    for (const sink of this.sinks)
      sink.add(sink.transactional ? made.sunk : plain, { partition, offset, path }, repeated)
  }

  /** Runs the functions on entry i; the state must be that before it. */
  #run(i: number): Made {
    const made = this.#runAlone(i)
    this.#position = i + 1
    if (this.#stateful && this.#position >= this.#marks[this.#marks.length - 1]!.at + this.#spacing()) {
      this.#marks.push({ at: this.#position, mark: this.chain.mark() })
    }
    return made
  }

  #runAlone(i: number): Made {
    if (!this.taken.isRecord(i))
      return this.#stateful ? this.chain.pass(this.taken.momentAt(i)) : NOTHING_MADE
    const arrival = this.arrivalAt(i)
    return arrival === undefined ? NOTHING_MADE : this.chain.run(arrival, arrival.path, this.taken.timeAt(i))
  }

  /** Copies of a large state are taken less often. */
  #spacing(): number {
    let rows = 0
    for (const state of this.chain.states) for (const column of state.rows.values()) rows += column.size
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
      const { at, mark } = this.#marks.findLast(other => other.at <= this.length)!
      this.chain.goTo(mark)
      this.#position = at
    }
    while (this.#position < this.length) this.#run(this.#position)
  }

  /** Forgets all after the first `length` entries. */
  truncate(length: number): void {
    if (length >= this.taken.length) return
    this.generation += 1
    this.length = length
    for (let i = length; i < this.taken.length; i++) this.#forget(i)
    const kept = length === 0 ? 0 : this.#outputEnds[length - 1]!
    for (let i = this.#outputIds.length - 1; i >= kept; i--) {
      const id = this.#outputIds[i]!
      const known = this.#outputs.get(id)!
      known.pop()
      if (known.length === 0) this.#outputs.delete(id)
    }
    this.#outputIds.length = kept
    this.#outputEnds.length = length
    this.#occurrences.length = Math.min(this.#occurrences.length, length)
    for (const column of [this.taken, this.tally, this.repeats, ...this.made, ...this.sinks])
      column.truncate(length)
    this.#marks = this.#marks.filter(({ at }) => at <= length)
    if (this.#stateful) this.#placeState()
  }

  #forget(i: number): void {
    if (!this.taken.isRecord(i)) return
    const id = recordId(...this.taken.at(i))
    const times = this.#seen.get(id)! - 1
    if (times === 0) this.#seen.delete(id)
    else this.#seen.set(id, times)
  }
}
