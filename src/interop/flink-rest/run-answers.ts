/** Every answer of Flink's REST interface that a run can give at one step, by the path at which Flink gives it. */
import { processAnswers, type ProcessAnswer } from './cluster-answers.ts'
import { graphOf } from './executions.ts'
import { jobAnswers, type JobAnswer } from './job-statistics.ts'
import type { RunData } from './run-data.ts'
import { restStatistics, type StatisticsAnswer } from './statistics.ts'
import { vertexAnswers, type VertexAnswer } from './vertex-statistics.ts'

type RunAnswer = ProcessAnswer | JobAnswer | VertexAnswer | StatisticsAnswer
export type RunAnswers = Readonly<Record<string, RunAnswer>>

export function runAnswers(data: RunData): RunAnswers {
  const { scene, epochMs, config, frame, rows } = data
  const graph = graphOf(data)
  const checkpoints = restStatistics({
    scene,
    epochMs,
    config,
    coordinator: frame.coordinator,
    restoredFrom: frame.job.restoredFrom,
    rows,
  })
  return { ...processAnswers(graph), ...jobAnswers(graph), ...checkpoints, ...vertexAnswers(graph) }
}
