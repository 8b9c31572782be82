/** What one step made an operator do, against what it did in Flink. */
import { canonicalJson, expectEqual, Mismatch, notYet } from './golden-case.ts'
import type { Long } from './long.ts'
import { exact, sorted, sortedTies, type Arrange } from './order.ts'
import type { Mark } from './probe.ts'

/** As a case has it. `subtask` is left out where there is one. */
export interface StepResult {
  readonly out?: readonly Placed[]
  readonly side?: Readonly<Record<string, readonly Placed[]>>
  readonly marks?: readonly ({ readonly subtask?: number } & Mark)[]
  readonly restored?: Readonly<Record<string, readonly unknown[]>>
  readonly eventTimers?: number
  readonly processingTimers?: number
  readonly entries?: number
  readonly subtasks?: readonly ({ readonly subtask: number } & Counts)[]
}

interface Placed {
  readonly subtask?: number
  readonly value: unknown
  readonly timestamp: Long | null
}

interface Counts {
  readonly eventTimers?: number
  readonly processingTimers?: number
  /** Rows of keyed state; a backend may keep them in another way. */
  readonly entries?: number
}

/** As Weir did it, in one subtask. */
export interface SubtaskResult {
  readonly out: readonly Written[]
  readonly side: Readonly<Record<string, readonly Written[]>>
  readonly marks: readonly Mark[]
  /** Null: what the step is not about. */
  readonly restored: readonly unknown[] | null
}

/** How many timers there are, by subtask. Asked for where a case tells them: it takes a look at the whole world. */
export type TimersOf = () => readonly {
  readonly eventTimers: number
  readonly processingTimers: number
}[]

export interface Written {
  readonly value: unknown
  readonly timestamp: Long | null
}

const ORDERS: Readonly<Record<string, Arrange>> = { ties: sortedTies, none: sorted, exact }

export function compareStep(
  what: string,
  order: string,
  got: readonly SubtaskResult[],
  timersOf: TimersOf,
  expected: StepResult,
): void {
  const arrange = ORDERS[order] ?? notYet(`order ${order}`)
  const beyond = [...(expected.out ?? []), ...(expected.marks ?? [])].find(
    ({ subtask = 0 }) => subtask >= got.length,
  )
  if (beyond !== undefined)
    throw new Mismatch(`${what}: expected a subtask ${beyond.subtask}, got ${got.length}`)
  got.forEach((result, subtask) => {
    const place = got.length > 1 ? `${what}, subtask ${subtask}` : what
    compareSubtask(place, arrange, result, expected, subtask)
  })
  compareTimers(what, timersOf, expected)
}

function compareSubtask(
  what: string,
  arrange: Arrange,
  got: SubtaskResult,
  expected: StepResult,
  subtask: number,
): void {
  const own = <T extends { readonly subtask?: number }>(placed: readonly T[] | undefined) =>
    (placed ?? []).filter(item => (item.subtask ?? 0) === subtask)
  compareRecords(`${what}: output`, arrange, got.out, own(expected.out))
  for (const tag of new Set([...Object.keys(got.side), ...Object.keys(expected.side ?? {})]))
    compareRecords(`${what}: side output ${tag}`, arrange, got.side[tag] ?? [], own(expected.side?.[tag]))
  const marks = own(expected.marks).map(mark =>
    'watermark' in mark ? { watermark: mark.watermark } : { status: mark.status },
  )
  expectEqual(`${what}: marks`, got.marks, marks)
  if (expected.restored !== undefined)
    expectEqual(`${what}: restored`, got.restored, expected.restored[String(subtask)] ?? [])
}

function compareTimers(what: string, timersOf: TimersOf, expected: StepResult): void {
  const all: readonly Counts[] = expected.subtasks ?? [expected]
  if (all.every(counts => counts.eventTimers === undefined)) return
  const countsIn = ({ eventTimers, processingTimers }: Counts) => ({ eventTimers, processingTimers })
  expectEqual(`${what}: timers by subtask`, timersOf().map(countsIn), all.map(countsIn))
}

function compareRecords(
  what: string,
  arrange: Arrange,
  got: readonly Written[],
  expected: readonly Placed[],
): void {
  const textsOf = (records: readonly Written[]) =>
    arrange(
      records.map(({ value, timestamp }) => canonicalJson({ value, timestamp })),
      records.map(({ timestamp }) => timestamp),
    )
  expectEqual(what, { records: textsOf(got) }, { records: textsOf(expected) })
}
