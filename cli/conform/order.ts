/** Which order of records a case determines: both sides are arranged alike before they are compared. */

export type Arrange = (records: readonly string[], timestamps: readonly unknown[]) => readonly string[]

export const exact: Arrange = records => records
export const sorted: Arrange = records => [...records].sort()
export const sortedDistinct: Arrange = records => [...new Set(records)].sort()

/** Neighbours with one timestamp may come in any order. */
export const sortedTies: Arrange = (records, timestamps) => {
  const runs: string[][] = []
  records.forEach((record, i) => {
    if (i > 0 && timestamps[i] === timestamps[i - 1]) runs[runs.length - 1]!.push(record)
    else runs.push([record])
  })
  return runs.flatMap(run => run.sort())
}
