/** The statistics of checkpoints and tasks of a run at its cursor, as Flink's REST interface answers them, by path. */
import type { Run } from '../src/engine/index.ts'
import { STATISTICS_KINDS } from '../src/interop/flink-rest/checkpoint-past.ts'
import { restStatistics, type StatisticsAnswer } from '../src/interop/flink-rest/statistics.ts'
import { taskAnswers, type TaskAnswer } from '../src/interop/flink-rest/task-answers.ts'

export function statisticsOf(run: Run): Readonly<Record<string, StatisticsAnswer | TaskAnswer>> {
  const { coordinator, cursor, job, tasks } = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })
  const { epochMs } = run.state.spec
  const checkpoints = restStatistics({
    scene: run.scene,
    epochMs,
    config: run.state.spec.config,
    coordinator,
    restoredFrom: job.restoredFrom,
    rows: run.rows(0, run.step, STATISTICS_KINDS),
  })
  const now = epochMs + Math.floor(cursor.time / 1000)
  return { ...checkpoints, ...taskAnswers({ scene: run.scene, tasks, now }) }
}
