/**
 * What the stateless functions make of the source log, run alone: for every source record the records that must
 * arrive at each station. Computed as far as it is asked for, and kept.
 */
import { ensure } from '../../base/assert.ts'
import { copyPlain } from '../../base/copy.ts'
import type { WatermarkParams } from '../api/event-time.ts'
import type { SourceParams } from '../api/operator.ts'
import type { PartitionPlan, Plan } from '../kernel/plan.ts'
import { ROOT_PATH } from '../task/lineage.ts'
import { AloneChain, type Travelling } from './alone-chain.ts'
import { carriesRecords, stationsOf, type Station } from './stations.ts'
import { addRecord, emptyTally, PrefixTally, recordId, type Tally } from './tally.ts'

/** A record that a station must get. */
export interface Arrival {
  readonly station: number
  /** The input of its head operator. */
  readonly input: number
  /** The subtask that is to get it, where that is fixed by a broadcast; -1 else. */
  readonly target: number
  readonly value: unknown
  readonly timestamp: number | null
  readonly key: string | null
  readonly partition: number
  readonly offset: number
  readonly path: number
}

type TimestampAssigner = NonNullable<WatermarkParams['assignTimestamp']>

interface PartitionFlow {
  /** By offset. */
  readonly arrivals: Arrival[][]
  /** By station. */
  readonly tallies: PrefixTally[]
  /** Null: the reader holds state, so what it makes is not told by the record alone. */
  readonly chain: AloneChain | null
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
      chain: this.#readerChain(partition),
    }))
  }

  #readerChain({ number, vertex }: PartitionPlan): AloneChain | null {
    const own = this.#stationAt.get(vertex)
    if (own !== undefined && this.stations[own]!.stateful) return null
    return new AloneChain(this.plan, this.plan.graph.vertices[vertex]!, this.#reader(number))
  }

  #reader(partition: number): number {
    return ensure(
      this.plan.tasks.find(task => task.partitions.includes(partition)),
      'the reader of a partition',
    ).subtask
  }

  get chains(): AloneChain[] {
    const readers = this.#partitions.flatMap(({ chain }) => (chain === null ? [] : [chain]))
    return [...this.#chains.values(), ...readers]
  }

  /** Follows a record through stateless functions to the stations that must get it. */
  follow(record: Travelling, partition: number, offset: number, visit: (arrival: Arrival) => void): void {
    const { edge, value, timestamp, key, path, target } = record
    const { input } = edge
    const station = this.#stationAt.get(edge.to)
    if (station !== undefined) {
      visit({ station, input, target, value, timestamp, key, partition, offset, path })
      if (this.stations[station]!.stateful) return
    }
    const made = this.#chainOf(edge.to).run({ value, timestamp, key, input }, path)
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

  #timestampOf(vertex: number, value: unknown, given: number | null): number | null {
    const { watermarks } = this.plan.graph.vertices[vertex]!.nodes[0]!.params as SourceParams
    return assigned(watermarks?.assignTimestamp ?? null, value, given)
  }

  #read(partition: number, flow: PartitionFlow): void {
    const { split, vertex } = this.plan.partitions[partition]!
    const offset = flow.arrivals.length
    const arrivals: Arrival[] = []
    const visit = (arrival: Arrival) => void arrivals.push(arrival)
    const value = split.values[offset]
    const timestamp = this.#timestampOf(vertex, value, split.timestamps?.[offset] ?? null)
    const own = this.#stationAt.get(vertex)
    const root = { value, timestamp, key: null, input: 0 }
    if (own !== undefined) visit({ ...root, station: own, target: -1, partition, offset, path: ROOT_PATH })
    for (const output of flow.chain?.run(root, ROOT_PATH).outputs ?? [])
      if (this.carries(output.edge)) this.follow(output, partition, offset, visit)
    flow.arrivals.push(arrivals)
    flow.tallies.forEach((tally, station) => tally.push(tallyOf(arrivals, station)))
  }
}

function assigned(assign: TimestampAssigner | null, value: unknown, given: number | null): number | null {
  if (assign === null) return given
  try {
    return assign(copyPlain(value) as never, given)
  } catch {
    // The source fails at this record.
    return given
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
