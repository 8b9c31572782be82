/** What sinks hold against what Flink wrote, by the order that is determined there. */
import type { Run, SinkRecord } from '../../src/engine/index.ts'
import { canonicalJson, expectEqual, Mismatch, notYet } from './golden-case.ts'
import { outputsOf, type ExpectedRecord, type ExpectedSink, type JobExpected } from './job-run.ts'
import { exact, sorted, sortedDistinct, sortedTies, type Arrange } from './order.ts'

const PER_SUBTASK: Readonly<Record<string, Arrange>> = {
  perSubtask: exact,
  perSubtaskTies: sortedTies,
  perSubtaskMultiset: sorted,
}
const TOGETHER: Readonly<Record<string, Arrange>> = { multiset: sorted, distinct: sortedDistinct }
/** Orders under which nothing is said about sinks. */
const UNSAID = ['none', 'rebalance']

export function compareSinks(run: Run, { order, sinks = {} }: JobExpected): void {
  const known = order in PER_SUBTASK || order in TOGETHER || UNSAID.includes(order)
  if (!known) notYet(`order ${order}`)
  for (const [uid, expected] of Object.entries(sinks)) compareSink(run, uid, order, expected)
}

function compareSink(run: Run, uid: string, order: string, { perSubtask, all }: ExpectedSink): void {
  const got = outputsOf(run, uid)
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
  const withTimestamp = expected.some(record => record.timestamp !== undefined)
  const textOf = (records: readonly ExpectedRecord[]) =>
    records.map(({ value, timestamp, attempt }) =>
      canonicalJson({
        value,
        ...(withTimestamp ? { timestamp } : {}),
        ...(withAttempt ? { attempt } : {}),
      }),
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
