/** What sinks hold against what Flink wrote, by the order that is determined there. */
import type { SinkRecord } from '../../src/engine/index.ts'
import { canonicalJson, expectEqual, Mismatch, notYet } from './golden-case.ts'
import {
  outputsOf,
  type ExpectedRecord,
  type ExpectedSink,
  type JobExpected,
  type JobRun,
} from './job-run.ts'

type Arrange = (records: readonly string[], timestamps: readonly (number | null)[]) => readonly string[]

const exact: Arrange = records => records
const sorted: Arrange = records => [...records].sort()
const sortedDistinct: Arrange = records => [...new Set(records)].sort()

/** Neighbours with one timestamp may come in any order. */
const sortedTies: Arrange = (records, timestamps) => {
  const runs: string[][] = []
  records.forEach((record, i) => {
    if (i > 0 && timestamps[i] === timestamps[i - 1]) runs[runs.length - 1]!.push(record)
    else runs.push([record])
  })
  return runs.flatMap(run => run.sort())
}

const PER_SUBTASK: Readonly<Record<string, Arrange>> = {
  perSubtask: exact,
  perSubtaskTies: sortedTies,
  perSubtaskMultiset: sorted,
}
const TOGETHER: Readonly<Record<string, Arrange>> = { multiset: sorted, distinct: sortedDistinct }
/** Orders under which nothing is said about sinks. */
const UNSAID = ['none', 'rebalance']

export function compareSinks(job: JobRun, { order, sinks = {} }: JobExpected): void {
  const known = order in PER_SUBTASK || order in TOGETHER || UNSAID.includes(order)
  if (!known) notYet(`order ${order}`)
  for (const [uid, expected] of Object.entries(sinks)) compareSink(job, uid, order, expected)
}

function compareSink(job: JobRun, uid: string, order: string, { perSubtask, all }: ExpectedSink): void {
  const got = outputsOf(job.run, uid)
  if (all !== undefined) {
    const arrange = TOGETHER[order] ?? sorted
    expectSame(`sink ${uid}`, got.flat(), all, arrange)
    return
  }
  const arrange = PER_SUBTASK[order] ?? sorted
  const subtasks = Object.keys(perSubtask ?? {})
  const beyond = subtasks.find(subtask => got[Number(subtask)] === undefined)
  if (beyond !== undefined)
    throw new Mismatch(`sink ${uid}: expected a subtask ${beyond}, got ${got.length} subtasks`)
  got.forEach((records, subtask) => {
    expectSame(`sink ${uid}, subtask ${subtask}`, records, perSubtask?.[String(subtask)] ?? [], arrange)
  })
}

function expectSame(
  what: string,
  got: readonly SinkRecord[],
  expected: readonly ExpectedRecord[],
  arrange: Arrange,
): void {
  const withAttempt = expected.some(record => record.attempt !== undefined)
  const textOf = (records: readonly ExpectedRecord[]) =>
    records.map(({ value, timestamp, attempt }) =>
      canonicalJson(withAttempt ? { value, timestamp, attempt } : { value, timestamp }),
    )
  const timesOf = (records: readonly ExpectedRecord[]) => records.map(record => record.timestamp)
  const gotTexts = arrange(textOf(got), timesOf(got))
  const expectedTexts = arrange(textOf(expected), timesOf(expected))
  const differs = expectedTexts.findIndex((text, i) => text !== gotTexts[i])
  if (differs !== -1) {
    throw new Mismatch(
      `${what}, record ${differs}: expected ${expectedTexts[differs]}, got ${gotTexts[differs] ?? 'nothing'}`,
    )
  }
  expectEqual(`${what}, number of records`, gotTexts.length, expectedTexts.length)
}
