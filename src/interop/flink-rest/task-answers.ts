/**
 * How the tasks of a run spend their time and what goes through them, as Flink's REST interface answers it: the back
 * pressure of a vertex, and its metrics over the subtasks.
 */
import type { Scene, TaskFrame } from '../../engine/api/frame.ts'
import { operatorId } from '../flink-log/flink-ids.ts'
import type { aggregatedMetricsAnswer, backPressureAnswer } from './job-answers.ts'

export interface TaskData {
  readonly scene: Scene
  readonly tasks: readonly TaskFrame[]
  /** Ms since the epoch. */
  readonly now: number
}

type BackPressure = ReturnType<typeof backPressureAnswer>
/** What is not asked for is not there. */
type Metrics = readonly Omit<ReturnType<typeof aggregatedMetricsAnswer>[number], 'skew'>[]
export type TaskAnswer = BackPressure | Metrics

/** In the order in which they are asked for. */
const METRICS = [
  'numRecordsIn',
  'numRecordsOut',
  'busyTimeMsPerSecond',
  'backPressuredTimeMsPerSecond',
  'idleTimeMsPerSecond',
] as const
const AGGREGATIONS = 'min,max,sum,avg'

export const vertexId = (vertex: Scene['vertices'][number]): string =>
  operatorId(vertex.operators[0]?.uid ?? vertex.name)

/** By the path at which Flink gives them. */
export function taskAnswers(data: TaskData): Readonly<Record<string, TaskAnswer>> {
  const answers: Record<string, TaskAnswer> = {}
  for (const vertex of data.scene.vertices) {
    const root = `/jobs/${data.scene.jobId}/vertices/${vertexId(vertex)}`
    const tasks = tasksOf(data, vertex.index)
    answers[`${root}/backpressure`] = backPressureOf(tasks, data.now)
    answers[`${root}/subtasks/metrics?get=${METRICS.join(',')}&agg=${AGGREGATIONS}`] = metricsOf(tasks)
  }
  return answers
}

const tasksOf = ({ scene, tasks }: TaskData, vertex: number): readonly TaskFrame[] =>
  scene.actors
    .filter(actor => actor.vertex === vertex)
    .sort((a, b) => a.subtask - b.subtask)
    .flatMap(actor => tasks.find(task => task.actor === actor.index) ?? [])

/** JobVertexBackPressureHandler: a tenth of the time is nothing, half of it is low. */
const levelOf = (ratio: number): 'ok' | 'low' | 'high' =>
  ratio <= 0.1 ? 'ok' : ratio <= 0.5 ? 'low' : 'high'

/** A task that has no value yet counts as 0. */
const ratioOf = (msPerSecond: number): number => Math.max(0, msPerSecond) / 1000

function backPressureOf(tasks: readonly TaskFrame[], now: number): BackPressure {
  const subtasks = tasks.map(({ usage }, subtask) => {
    const ratio = ratioOf(usage.backPressuredTimeMsPerSecond)
    const level = levelOf(ratio)
    return {
      subtask,
      backpressureLevel: level,
      ratio,
      idleRatio: ratioOf(usage.idleTimeMsPerSecond),
      busyRatio: ratioOf(usage.busyTimeMsPerSecond),
      'backpressure-level': level,
    }
  })
  const level = levelOf(Math.max(0, ...subtasks.map(subtask => subtask.ratio)))
  return {
    status: 'ok',
    backpressureLevel: level,
    'end-timestamp': now,
    subtasks,
    'backpressure-level': level,
  }
}

/** Over the subtasks that have a value; Flink leaves out a metric that none has. */
function metricsOf(tasks: readonly TaskFrame[]): Metrics {
  return METRICS.flatMap(id => {
    const values = tasks.map(task => task.usage[id]).filter(value => value >= 0)
    if (values.length === 0) return []
    const sum = values.reduce((total, value) => total + value, 0)
    return [{ id, min: Math.min(...values), max: Math.max(...values), avg: sum / values.length, sum }]
  })
}
