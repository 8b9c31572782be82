/**
 * Whether each station has got exactly what the functions send it: what was made for it is in what it took or on its
 * way, each record once. Sums tell whether; only when they differ are the records looked for one by one.
 */
import type { Flow, Arrival } from './flow.ts'
import type { ReplaySet } from './replay-set.ts'
import { addRecord, emptyTally, recordId, sameTally, type Tally } from './tally.ts'
import type { InFlight, View } from './view.ts'

/** A record that is at fault: how often it is there, and the task that has it; 0: none has. */
export interface Fault {
  readonly partition: number
  readonly offset: number
  readonly path: number
  readonly times: number
  readonly task: number
}

export interface Balance {
  readonly taken: number
  readonly inFlight: number
  readonly lost: readonly Fault[]
  readonly duplicated: readonly Fault[]
}

/** By station. */
export function balancesOf(flow: Flow, set: ReplaySet, view: View): Balance[] {
  const underWay = arrivalsUnderWay(flow, view.inFlight)
  const begun = arrivalsUnderWay(flow, view.begun)
  return flow.stations.map((_, station) =>
    balanceOf(flow, set, view, { station, underWay: underWay[station]!, begun: begun[station]! }),
  )
}

/** One station: what is on its way to it, and what was when the job began. */
interface Arriving {
  readonly station: number
  readonly underWay: readonly Arrival[]
  readonly begun: readonly Arrival[]
}

/** By station. */
export function arrivalsUnderWay(flow: Flow, inFlight: readonly InFlight[]): Arrival[][] {
  const found: Arrival[][] = flow.stations.map(() => [])
  for (const record of inFlight) {
    if (flow.carries(record.edge))
      flow.follow(
        record,
        record.partition,
        record.offset,
        arrival => void found[arrival.station]!.push(arrival),
      )
  }
  return found
}

function balanceOf(flow: Flow, set: ReplaySet, view: View, arriving: Arriving): Balance {
  const { station, underWay, begun } = arriving
  const due = dueTally(flow, set, view, station)
  for (const arrival of begun) addRecord(due, arrival.partition, arrival.offset, arrival.path)
  const there = emptyTally()
  for (const replay of set.replays[station]!) replay.tally.addRange(there, 0, replay.length)
  const taken = there.count
  for (const arrival of underWay) addRecord(there, arrival.partition, arrival.offset, arrival.path)
  const inFlight = underWay.length
  if (sameTally(due, there)) return { taken, inFlight, lost: [], duplicated: [] }
  return { taken, inFlight, ...faults(flow, set, view, arriving) }
}

function dueTally(flow: Flow, set: ReplaySet, view: View, station: number): Tally {
  const due = emptyTally()
  view.offsets.forEach((offset, partition) =>
    flow.addRange(due, station, partition, view.origins[partition]!, offset),
  )
  for (const replay of set.replays.slice(0, station).flat()) {
    if (flow.stations[replay.station]!.stateful) replay.made[station]!.addRange(due, 0, replay.length)
  }
  return due
}

interface Count {
  readonly partition: number
  readonly offset: number
  readonly path: number
  due: number
  there: number
  task: number
}

function faults(
  flow: Flow,
  set: ReplaySet,
  view: View,
  { station, underWay, begun }: Arriving,
): Pick<Balance, 'lost' | 'duplicated'> {
  const counts = new Map<number, Count>()
  const countOf = (partition: number, offset: number, path: number): Count => {
    const id = recordId(partition, offset, path)
    const known = counts.get(id) ?? { partition, offset, path, due: 0, there: 0, task: 0 }
    counts.set(id, known)
    return known
  }
  for (const { partition, offset, path } of [...begun, ...dueArrivals(flow, set, view, station)])
    countOf(partition, offset, path).due += 1
  for (const replay of set.replays[station]!) {
    for (let i = 0; i < replay.length; i++) {
      if (!replay.taken.isRecord(i)) continue
      const count = countOf(...replay.countedAt(i))
      count.there += 1
      count.task = replay.task.actor
    }
  }
  for (const { partition, offset, path } of underWay) countOf(partition, offset, path).there += 1
  const found = [...counts.values()]
  const fault = ({ partition, offset, path, there, task }: Count): Fault => ({
    partition,
    offset,
    path,
    times: there,
    task,
  })
  return {
    lost: found.filter(count => count.there < count.due).map(fault),
    duplicated: found.filter(count => count.there > count.due).map(fault),
  }
}

function dueArrivals(flow: Flow, set: ReplaySet, view: View, station: number): Arrival[] {
  const due: Arrival[] = []
  view.offsets.forEach((end, partition) => {
    for (let offset = view.origins[partition]!; offset < end; offset++)
      due.push(...flow.arrivalsOf(partition, offset))
  })
  for (const replay of set.replays.slice(0, station).flat()) due.push(...replay.outputs())
  return due.filter(arrival => arrival.station === station)
}
