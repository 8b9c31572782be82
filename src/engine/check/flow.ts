/**
 * What the stateless functions make of the source log, run alone: for every source record the records that must
 * arrive at each station. Computed as far as it is asked for, and kept.
 */
import { ensure } from '../../base/assert.ts'
import type { Plan } from '../kernel/plan.ts'
import { ROOT_PATH } from '../task/lineage.ts'
import { AloneChain, type Travelling } from './alone-chain.ts'
import { carriesRecords, stationsOf, type Station } from './stations.ts'
import { addRecord, emptyTally, PrefixTally, recordId, type Tally } from './tally.ts'

/** A record that a station must get. `edge` null: the station is its source. */
export interface Arrival {
  readonly station: number
  readonly value: unknown
  readonly timestamp: number | null
  readonly key: string | null
  readonly partition: number
  readonly offset: number
  readonly path: number
}

interface PartitionFlow {
  /** By offset. */
  readonly arrivals: Arrival[][]
  /** By station. */
  readonly tallies: PrefixTally[]
  readonly chain: AloneChain
}

export class Flow {
  readonly plan: Plan
  readonly stations: readonly Station[]
  readonly #stationAt = new Map<number, number>()
  readonly #chains = new Map<number, AloneChain>()
  readonly #partitions: PartitionFlow[]

  constructor(plan: Plan) {
    this.plan = plan
    this.stations = stationsOf(plan.graph)
    this.stations.forEach((station, index) => this.#stationAt.set(station.vertex.index, index))
    this.#partitions = plan.partitions.map(partition => ({
      arrivals: [],
      tallies: this.stations.map(() => new PrefixTally()),
      chain: new AloneChain(plan, plan.graph.vertices[partition.vertex]!, this.#reader(partition.number)),
    }))
  }

  #reader(partition: number): number {
    return ensure(
      this.plan.tasks.find(task => task.partitions.includes(partition)),
      'the reader of a partition',
    ).subtask
  }

  get chains(): AloneChain[] {
    return [...this.#chains.values(), ...this.#partitions.map(partition => partition.chain)]
  }

  /** Follows a record through stateless functions to the stations that must get it. */
  follow(record: Travelling, partition: number, offset: number, visit: (arrival: Arrival) => void): void {
    const { edge, value, timestamp, key, path } = record
    const station = this.#stationAt.get(edge.to)
    if (station !== undefined) {
      visit({ station, value, timestamp, key, partition, offset, path })
      if (this.stations[station]!.stateful) return
    }
    const made = this.#chainOf(edge.to).run(value, timestamp, key, path)
    for (const output of made.outputs) this.follow(output, partition, offset, visit)
  }

  #chainOf(vertex: number): AloneChain {
    const known = this.#chains.get(vertex)
    if (known !== undefined) return known
    const { parallelism } = this.plan.graph.vertices[vertex]!
    const chain = new AloneChain(this.plan, this.plan.graph.vertices[vertex]!, parallelism === 1 ? 0 : -1)
    this.#chains.set(vertex, chain)
    return chain
  }

  carries(edge: Travelling['edge']): boolean {
    return carriesRecords(this.plan.graph, edge)
  }

  /** Adds what the records of a partition from … to, the last left out, send to a station. */
  addRange(into: Tally, station: number, partition: number, from: number, to: number): void {
    this.#extend(partition, to)
    this.#partitions[partition]!.tallies[station]!.addRange(into, from, to)
  }

  arrivalsOf(partition: number, offset: number): readonly Arrival[] {
    this.#extend(partition, offset + 1)
    return this.#partitions[partition]?.arrivals[offset] ?? []
  }

  find(station: number, partition: number, offset: number, path: number): Arrival | undefined {
    return this.arrivalsOf(partition, offset).find(
      arrival => arrival.path === path && arrival.station === station,
    )
  }

  #extend(partition: number, to: number): void {
    const flow = this.#partitions[partition]
    if (flow === undefined) return
    const { split } = this.plan.partitions[partition]!
    const end = Math.min(to, split.values.length)
    while (flow.arrivals.length < end) this.#read(partition, flow)
  }

  #read(partition: number, flow: PartitionFlow): void {
    const { split, vertex } = this.plan.partitions[partition]!
    const offset = flow.arrivals.length
    const arrivals: Arrival[] = []
    const visit = (arrival: Arrival) => void arrivals.push(arrival)
    const timestamp = split.timestamps?.[offset] ?? null
    const value = split.values[offset]
    const own = this.#stationAt.get(vertex)
    if (own !== undefined)
      visit({ station: own, value, timestamp, key: null, partition, offset, path: ROOT_PATH })
    const made = flow.chain.run(value, timestamp, null, ROOT_PATH)
    for (const output of made.outputs)
      if (this.carries(output.edge)) this.follow(output, partition, offset, visit)
    flow.arrivals.push(arrivals)
    flow.tallies.forEach((tally, station) => tally.push(tallyOf(arrivals, station)))
  }
}

export function tallyOf(arrivals: readonly Arrival[], station: number): Tally {
  const tally = emptyTally()
  for (const arrival of arrivals) {
    if (arrival.station === station) addRecord(tally, arrival.partition, arrival.offset, arrival.path)
  }
  return tally
}

export const arrivalId = (arrival: Arrival): number =>
  recordId(arrival.partition, arrival.offset, arrival.path)

/** The first stations that hold state; in a job without any, the sinks. */
export function countingStations(flow: Flow): number[] {
  const first = flow.stations.flatMap((station, index) => (station.first ? [index] : []))
  const stateful = first.filter(index => flow.stations[index]!.stateful)
  return stateful.length > 0 ? stateful : first
}
