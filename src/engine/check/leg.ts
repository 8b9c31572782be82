/** What the legs of a verdict have in common. */
import type { LegVerdict, VerdictState } from '../api/verdict.ts'
import type { Plan } from '../kernel/plan.ts'
import { NO_RECORD } from '../task/lineage.ts'
import type { Fault } from './balance.ts'
import type { Flow } from './flow.ts'
import type { View } from './view.ts'

export const EXAMPLES_MAX = 8

export type Example = LegVerdict['examples'][number]

/** A leg that is not judged; `reason` null: there is nothing of the kind in the job. */
export function offLeg(reason: string | null = null): LegVerdict {
  const examples = reason === null ? [] : [{ record: '', where: reason, times: 0 }]
  return { verdict: 'off', lost: 0, duplicated: 0, pending: 0, examples }
}

export interface Findings {
  readonly lost: readonly Example[]
  readonly duplicated: readonly Example[]
  readonly wrong: readonly Example[]
}

export function legOf({ lost, duplicated, wrong }: Findings, pending: number): LegVerdict {
  const verdict: VerdictState =
    lost.length > 0 ? 'lost' : duplicated.length > 0 ? 'duplicated' : wrong.length > 0 ? 'wrong' : 'exact'
  const examples = distinct([...lost, ...duplicated, ...wrong]).slice(0, EXAMPLES_MAX)
  return { verdict, lost: lost.length, duplicated: duplicated.length, pending, examples }
}

function distinct(examples: readonly Example[]): Example[] {
  const seen = new Set<string>()
  return examples.filter(
    ({ record, where }) => !seen.has(`${record} ${where}`) && seen.add(`${record} ${where}`),
  )
}

/** `origin-1@44`; what a timer made has no source record behind it. */
export function recordName(plan: Plan, partition: number, offset: number): string {
  if (partition === NO_RECORD) return 'timer'
  return `${plan.partitions[partition]?.split.id ?? '?'}@${offset}`
}

export function exampleOf(plan: Plan, fault: Fault, where: string): Example {
  return {
    record: recordName(plan, fault.partition, fault.offset),
    where: fault.task > 0 ? plan.task(fault.task).name : where,
    times: fault.times,
  }
}

/** Source records of the given source vertices that have not been read. */
export function unreadOf(flow: Flow, view: View, sources: ReadonlySet<number>): number {
  return flow.plan.partitions.reduce((sum, { number, vertex, split }) => {
    return sum + (sources.has(vertex) ? split.values.length - view.offsets[number]! : 0)
  }, 0)
}
