/** The run's checkpoint statistics at the cursor, as the answers of Flink's REST interface, by their paths. */
import { STATISTICS_KINDS } from '../interop/flink-rest/checkpoint-past.ts'
import { restStatistics, type StatisticsAnswer } from '../interop/flink-rest/statistics.ts'
import { loadLog } from './driver.ts'
import { session } from './session.ts'

export type Statistics = Readonly<Record<string, StatisticsAnswer>>

/** More than the trace of any run keeps. */
const ROWS_MAX = 10_000_000

/** Null: the cursor has moved on while the rows came. */
export async function readStatistics(): Promise<Statistics | null> {
  const { scene, frame, state } = session.getState()
  if (scene === null || frame === null || state === null) return null
  const rows = await loadLog({
    fromStep: 0,
    toStep: frame.cursor.step,
    kinds: [...STATISTICS_KINDS],
    limit: ROWS_MAX,
  })
  if (session.getState().frame?.cursor.branch !== frame.cursor.branch) return null
  return restStatistics({
    scene,
    epochMs: state.spec.epochMs,
    config: state.spec.config,
    coordinator: frame.coordinator,
    restoredFrom: frame.job.restoredFrom,
    rows,
  })
}
