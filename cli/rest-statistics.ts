/** The checkpoint statistics of a run at its cursor, as Flink's REST interface answers them, by path. */
import type { Run } from '../src/engine/index.ts'
import { STATISTICS_KINDS } from '../src/interop/flink-rest/checkpoint-past.ts'
import { restStatistics, type StatisticsAnswer } from '../src/interop/flink-rest/statistics.ts'

export function statisticsOf(run: Run): Readonly<Record<string, StatisticsAnswer>> {
  const { coordinator, job } = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })
  return restStatistics({
    scene: run.scene,
    epochMs: run.state.spec.epochMs,
    config: run.state.spec.config,
    coordinator,
    restoredFrom: job.restoredFrom,
    rows: run.rows(0, run.step, STATISTICS_KINDS),
  })
}
