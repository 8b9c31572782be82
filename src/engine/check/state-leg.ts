/** State: every record is counted once at each station that holds state, and its values are what the functions give. */
import type { LegVerdict } from '../api/verdict.ts'
import { valueText } from '../trace/describe.ts'
import type { Balance } from './balance.ts'
import { wrongRows, type WrongRow } from './compare-state.ts'
import type { Flow } from './flow.ts'
import { exampleOf, legOf, offLeg, unreadOf, type Example } from './leg.ts'
import type { ReplaySet } from './replay-set.ts'
import type { View } from './view.ts'

export function judgeState(flow: Flow, set: ReplaySet, view: View, balances: readonly Balance[]): LegVerdict {
  const { plan, stations } = flow
  const stateful = stations.flatMap((station, index) => (station.stateful ? [{ station, index }] : []))
  if (stateful.length === 0) return offLeg()
  const lost = stateful.flatMap(({ station, index }) =>
    balances[index]!.lost.map(fault => exampleOf(plan, fault, station.vertex.shortName)),
  )
  const duplicated = stateful.flatMap(({ station, index }) =>
    balances[index]!.duplicated.map(fault => exampleOf(plan, fault, station.vertex.shortName)),
  )
  const rows = stateful.flatMap(({ index }) =>
    set.replays[index]!.flatMap(replay => wrongRows(replay, view.state[replay.task.actor - 1]!)),
  )
  const inFlight = stateful.reduce((sum, { index }) => sum + balances[index]!.inFlight, 0)
  const sources = new Set(stateful.flatMap(({ station }) => station.sources))
  const wrong = rows.map(row => wrongExample(plan.task(row.task).name, row))
  return legOf({ lost, duplicated, wrong }, inFlight + unreadOf(flow, view, sources))
}

function wrongExample(task: string, { state, key, expected, actual }: WrongRow): Example {
  const where = `${task} ${state}: expected ${textOf(expected)}, got ${textOf(actual)}`
  return { record: key, where, times: 1 }
}

const textOf = (value: unknown): string => (value === undefined ? 'nothing' : valueText(value))
