/** What Flink's REST interface would answer about a run at its cursor, by path. */
import type { Run } from '../src/engine/index.ts'
import { REST_KINDS } from '../src/interop/flink-rest/run-data.ts'
import { runAnswers, type RunAnswers } from '../src/interop/flink-rest/run-answers.ts'

export function statisticsOf(run: Run): RunAnswers {
  const { epochMs, config } = run.state.spec
  return runAnswers({
    scene: run.scene,
    epochMs,
    config,
    frame: run.frame({ stateRows: 0, queueItems: 0, stateFilter: null }),
    rows: run.rows(0, run.step, REST_KINDS),
  })
}
