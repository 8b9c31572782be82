/**
 * Records that never came to a station and never will. What is missing may come again as long as a restart would read
 * it; it is lost for good where the job is over, where its source cannot be read again, or where the last completed
 * checkpoint is behind it already.
 */
import type { Balance, Fault } from './balance.ts'
import type { Flow } from './flow.ts'
import { exampleOf, type Example } from './leg.ts'
import { recordId } from './tally.ts'

/** By station. */
export type Losses = readonly (readonly Fault[])[]

/** `atCut`: the balances at the last completed checkpoint; null: there is none. */
export function lossesForGood(
  flow: Flow,
  balances: readonly Balance[],
  finished: boolean,
  atCut: () => readonly Balance[] | null,
): Losses {
  if (finished || balances.every(({ lost }) => lost.length === 0)) return balances.map(({ lost }) => lost)
  const cut = atCut()
  return balances.map(({ lost }, station) => {
    const missing = new Set(cut?.[station]!.lost.map(idOf))
    return lost.filter(fault => !canBeReadAgain(flow, fault) || missing.has(idOf(fault)))
  })
}

const idOf = ({ partition, offset, path }: Fault): number => recordId(partition, offset, path)

/** What a timer made comes again if what set the timer does. */
const canBeReadAgain = (flow: Flow, { partition }: Fault): boolean =>
  flow.plan.partitions[partition]?.replayable !== false

/** A record that a station above has lost brings no results. */
export function lostBefore(flow: Flow, losses: Losses, stations: readonly number[]): Example[] {
  return flow.stations.flatMap((station, index) => {
    const above = station.stateful && stations.some(other => other > index)
    if (!above && !stations.includes(index)) return []
    return losses[index]!.map(fault => exampleOf(flow.plan, fault, station.vertex.shortName))
  })
}
