/** The replays of one attempt: all subtasks of all stations, each fed with what the functions make of the log. */
import { parseKey } from '../graph/canonical-key.ts'
import { keyGroupOf } from '../graph/key-groups.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { World } from '../kernel/world.ts'
import { NO_RECORD, type LineageRef } from '../task/lineage.ts'
import type { AloneChain } from './alone-chain.ts'
import { sameValue } from './compare-state.ts'
import { arrivalsUnderWay } from './balance.ts'
import { arrivalId, type Arrival, type Flow } from './flow.ts'
import { Replay, type FindArrival } from './replay.ts'
import { recordId } from './tally.ts'
import { begunInFlight } from './view.ts'

export class ReplaySet {
  readonly attempt: number
  /** By station, then subtask. */
  readonly replays: readonly (readonly Replay[])[]
  readonly #flow: Flow
  /** What the replays above a station were at when its own were computed. */
  readonly #basis: number[]
  /** What was in flight when the job began: nothing in this run makes it. */
  readonly #begun = new Map<number, Arrival[]>()

  constructor(flow: Flow, world: World, attempt: number) {
    this.attempt = attempt
    this.#flow = flow
    const { tasks } = flow.plan
    this.replays = flow.stations.map(({ vertex }, station) =>
      tasks
        .filter(task => task.vertex === vertex)
        .map(task => new Replay(flow, station, task, world.start?.states[task.actor - 1] ?? null)),
    )
    this.#basis = flow.stations.map(() => 0)
    for (const arrival of arrivalsUnderWay(flow, begunInFlight(flow.plan, world)).flat()) {
      const id = arrivalId(arrival)
      this.#begun.set(id, [...(this.#begun.get(id) ?? []), arrival])
    }
  }

  /** `lineage` is by task. */
  moveTo(lineage: readonly (readonly LineageRef[])[]): void {
    this.replays.forEach((replays, station) => {
      const basis = this.#generationsAbove(station)
      if (basis !== this.#basis[station]) for (const replay of replays) replay.truncate(0)
      this.#basis[station] = basis
      for (const replay of replays) replay.moveTo(lineage[replay.task.actor - 1]!, this.find)
    })
  }

  #generationsAbove(station: number): number {
    if (this.#flow.stations[station]!.first) return 0
    return this.replays
      .slice(0, station)
      .flat()
      .reduce((sum, replay) => sum + replay.generation, 0)
  }

  readonly find: FindArrival = (station, task, partition, offset, path, occurrence) => {
    const direct = this.#flow.find(station, partition, offset, path)
    if (direct !== undefined) return direct
    const id = recordId(partition, offset, path)
    const begun = (this.#begun.get(id) ?? []).filter(
      arrival => arrival.station === station && (arrival.key === null || isOf(task, arrival.key)),
    )
    if (partition === NO_RECORD && begun.length > 1) this.#noteAlike(station, begun)
    if (occurrence < begun.length) return begun[occurrence]
    return this.#flow.stations[station]!.first
      ? undefined
      : this.#findMade(station, task, partition, id, occurrence - begun.length)
  }

  #findMade(
    station: number,
    task: TaskPlan,
    partition: number,
    id: number,
    occurrence: number,
  ): Arrival | undefined {
    for (const replay of this.replays.slice(0, station).flat()) {
      const made = replay.madeAs(id).filter(arrival => arrival.station === station)
      if (made.length === 0) continue
      if (partition !== NO_RECORD) return made[0]
      const own = made.filter(({ key }) => key === null || isOf(task, key))
      if (own.length > 1) this.#noteAlike(station, own)
      return own[occurrence]
    }
    return undefined
  }

  /**
   * A timer that fires twice makes records that are told apart by their order alone, which several readers lose, and
   * several ways to one.
   */
  #noteAlike(station: number, made: readonly Arrival[]): void {
    const { chain } = this.replays[station]![0]!
    const { inOrder } = this.#flow.stations[station]!
    if ((inOrder && this.replays[station]!.length === 1) || chain.doubt !== null) return
    const differs = ({ value, timestamp, key }: Arrival) =>
      (key === null || !inOrder) && (timestamp !== made[0]!.timestamp || !sameValue(value, made[0]!.value))
    if (made.some(differs))
      chain.doubt = `${chain.vertex.name} gets records of a timer that fired more than once`
  }

  get chains(): AloneChain[] {
    return this.replays.flat().map(replay => replay.chain)
  }
}

function isOf({ key: selection, vertex, keyGroups }: TaskPlan, key: string): boolean {
  if (selection === null) return true
  const group = keyGroupOf(selection.type, parseKey(selection.type, key), vertex.maxParallelism)
  return group >= keyGroups[0] && group <= keyGroups[1]
}
