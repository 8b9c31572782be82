/** The sums that a person can check against the verdict, in records as they reach the first operators that count. */
import type { VerdictSums } from '../api/verdict.ts'
import type { BrokerActor, World } from '../kernel/world.ts'
import type { LineageRef } from '../task/lineage.ts'
import { arrivalsUnderWay, type Balance } from './balance.ts'
import { countingStations, type Flow } from './flow.ts'
import type { PastAttempts } from './past-attempts.ts'
import type { ReplaySet } from './replay-set.ts'
import { emptyTally } from './tally.ts'
import { taskOf, type View } from './view.ts'

interface Range {
  readonly partition: number
  readonly from: number
  readonly to: number
}

export function sumsOf(
  flow: Flow,
  set: ReplaySet,
  view: View,
  balances: readonly Balance[],
  world: World,
  past: PastAttempts | null,
): VerdictSums {
  const counting = countingStations(flow)
  const worth = (ranges: readonly Range[]) => worthOf(flow, counting, ranges)
  const reads = readsOf(flow, view, world)
  const furthest = furthestOf(view, reads)
  const distinctRead = worth(furthest)
  const totalReads = worth(reads)
  const begun = arrivalsUnderWay(flow, view.begun)
  const readBefore = counting.reduce((sum, station) => sum + begun[station]!.length, 0)
  const tasks = flow.plan.tasks.filter(task =>
    counting.some(station => flow.stations[station]!.vertex === task.vertex),
  )
  const over = (pick: (balance: Balance) => number) =>
    counting.reduce((sum, station) => sum + pick(balances[station]!), 0)
  return {
    distinctRead: distinctRead + readBefore,
    totalReads: totalReads + readBefore,
    readAgain: totalReads - distinctRead,
    processed: tasks.reduce((sum, task) => sum + processedBy(world, task.actor), 0),
    counted: over(balance => balance.taken),
    inFlight: over(balance => balance.inFlight),
    toReplay: worth(furthest.map(({ partition, to }) => ({ partition, from: view.offsets[partition]!, to }))),
    ...outputSums(flow, set, view, world, past),
  }
}

function worthOf(flow: Flow, stations: readonly number[], ranges: readonly Range[]): number {
  const tally = emptyTally()
  for (const station of stations) {
    for (const { partition, from, to } of ranges) flow.addRange(tally, station, partition, from, to)
  }
  return tally.count
}

/** What every attempt read, this one last. */
function readsOf(flow: Flow, view: View, world: World): Range[] {
  return flow.plan.tasks.flatMap(plan => {
    const task = taskOf(world, plan.actor)
    const now = (task.source?.splits ?? []).map(({ partition, from, offset }) => ({
      partition,
      from,
      to: offset,
    }))
    return [...task.past.flatMap(past => past.reads), ...now]
  })
}

function furthestOf(view: View, reads: readonly Range[]): Range[] {
  return view.origins.map((from, partition) => {
    const ends = reads.filter(read => read.partition === partition).map(read => read.to)
    return { partition, from, to: Math.max(from, ...ends) }
  })
}

function ownRecords(lineage: readonly LineageRef[]): number {
  const own = lineage[lineage.length - 1]
  return own === undefined ? 0 : own.length - own.moments
}

function processedBy(world: World, actor: number): number {
  const { past, lineage } = taskOf(world, actor)
  const now = lineage === null ? 0 : lineage.length - lineage.moments
  return past.reduce((sum, attempt) => sum + ownRecords(attempt.lineage), now)
}

/** Of transactional sinks. What a failed attempt had taken beyond its last checkpoint is rolled back with it. */
function outputSums(
  flow: Flow,
  set: ReplaySet,
  view: View,
  world: World,
  past: PastAttempts | null,
): Pick<VerdictSums, 'committed' | 'openTransactions' | 'rolledBack'> {
  const broker = world.actors[flow.plan.broker] as BrokerActor
  const committed = broker.transactions.reduce(
    (sum, { status, content }) => sum + (status === 'committed' ? content.records.length : 0),
    0,
  )
  const writers = set.replays.flat().filter(replay => replay.sinks.some(sink => sink.transactional))
  const due = writers.reduce(
    (sum, replay) =>
      sum +
      replay.sinks.reduce((own, sink) => own + (sink.transactional ? sink.countAt(replay.length) : 0), 0),
    0,
  )
  const rolledBack = writers.reduce((sum, replay) => sum + (past?.rolledBack(world, view, replay) ?? 0), 0)
  return { committed, openTransactions: Math.max(0, due - committed), rolledBack }
}
