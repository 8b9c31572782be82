/**
 * The vertices of a run's job as Flink's REST interface answers for them: subtasks, times, TaskManagers, back
 * pressure, watermarks, metrics and accumulators.
 */
import type { TaskFrame, VertexScene } from '../../engine/api/frame.ts'
import { EVENT_TIME_MAX, EVENT_TIME_MIN, type EventTime } from '../../base/time.ts'
import {
  aggregatedState,
  byState,
  countsOf,
  isTerminal,
  spanOf,
  stateTimestamp,
  vertexId,
  type Execution,
  type Graph,
} from './executions.ts'
import { aggregatedOf, ioMetricsOf, stateDurations } from './io-metrics.ts'
import type {
  aggregatedMetricsAnswer,
  backPressureAnswer,
  metricsAnswer,
  subtaskAnswer,
  subtasksAccumulatorsAnswer,
  subtaskTimesAnswer,
  vertexAccumulatorsAnswer,
  vertexAnswer,
  vertexTaskManagersAnswer,
} from './job-answers.ts'
import { nowOf } from './run-data.ts'

type Subtask = ReturnType<typeof subtaskAnswer>
type BackPressure = ReturnType<typeof backPressureAnswer>
type SubtaskTimes = ReturnType<typeof subtaskTimesAnswer>
type VertexTaskManagers = ReturnType<typeof vertexTaskManagersAnswer>
type Watermarks = ReturnType<typeof metricsAnswer>
type Metrics = ReturnType<typeof aggregatedMetricsAnswer>
export type VertexAnswer =
  | ReturnType<typeof vertexAnswer>
  | Subtask
  | SubtaskTimes
  | VertexTaskManagers
  | BackPressure
  | Watermarks
  | Metrics
  | ReturnType<typeof vertexAccumulatorsAnswer>
  | ReturnType<typeof subtasksAccumulatorsAnswer>

/** In the order in which they are asked for. */
const METRICS = [
  'numRecordsIn',
  'numRecordsOut',
  'busyTimeMsPerSecond',
  'backPressuredTimeMsPerSecond',
  'idleTimeMsPerSecond',
] as const
const AGGREGATIONS = 'min,max,sum,avg'

/** By the paths at which Flink gives them. */
export function vertexAnswers(graph: Graph): Readonly<Record<string, VertexAnswer>> {
  const { scene } = graph.data
  const answers: Record<string, VertexAnswer> = {}
  for (const vertex of scene.vertices) {
    const executions = graph.vertices[vertex.index] ?? []
    const tasks = executions.map(({ task }) => task)
    const root = `/jobs/${scene.jobId}/vertices/${vertexId(vertex)}`
    const subtasks = executions.map(execution => subtaskOf(graph, execution))
    answers[root] = detailsOf(graph, vertex, executions, subtasks)
    answers[`${root}/subtasktimes`] = timesOf(graph, vertex, executions)
    answers[`${root}/taskmanagers`] = taskManagersOf(graph, vertex, executions)
    answers[`${root}/backpressure`] = backPressureOf(tasks, nowOf(graph.data))
    answers[`${root}/watermarks`] = vertex.role === 'source' ? [] : watermarksOf(tasks)
    answers[`${root}/subtasks/metrics?get=${METRICS.join(',')}&agg=${AGGREGATIONS}`] = metricsOf(tasks)
    answers[`${root}/accumulators`] = { id: vertexId(vertex), 'user-accumulators': [] }
    answers[`${root}/subtasks/accumulators`] = accumulatorsOf(vertex, executions)
    for (const subtask of subtasks) answers[`${root}/subtasks/${subtask.subtask}`] = subtask
  }
  return answers
}

const headOf = (graph: Graph, vertex: VertexScene) => ({
  id: vertexId(vertex),
  name: vertex.name,
  now: nowOf(graph.data),
})

function detailsOf(
  graph: Graph,
  vertex: VertexScene,
  executions: readonly Execution[],
  subtasks: readonly Subtask[],
): ReturnType<typeof vertexAnswer> {
  return {
    ...headOf(graph, vertex),
    parallelism: vertex.parallelism,
    maxParallelism: vertex.maxParallelism,
    subtasks,
    aggregated: aggregatedOf(graph, executions),
  }
}

function subtaskOf(graph: Graph, execution: Execution): Subtask {
  const { actor, past, at } = execution
  const span = spanOf(graph, [execution])
  return {
    subtask: actor.subtask,
    status: past.state,
    attempt: past.attempt,
    endpoint: at.endpoint,
    ...span,
    metrics: ioMetricsOf([execution]),
    'taskmanager-id': at.taskManager,
    'status-duration': stateDurations(graph, execution),
    start_time: span['start-time'],
  }
}

/** Here a subtask's time begins when it is scheduled. */
function timesOf(graph: Graph, vertex: VertexScene, executions: readonly Execution[]): SubtaskTimes {
  const now = nowOf(graph.data)
  const subtasks = executions.map(({ actor, past, at }) => {
    const scheduled = stateTimestamp(graph, past, 'SCHEDULED')
    const end = isTerminal(past.state) ? stateTimestamp(graph, past, past.state) : now
    return {
      subtask: actor.subtask,
      endpoint: at.endpoint,
      duration: scheduled === 0 ? -1 : end - scheduled,
      timestamps: byState(state => (state === 'RECONCILING' ? 0 : stateTimestamp(graph, past, state))),
    }
  })
  return { ...headOf(graph, vertex), subtasks }
}

function taskManagersOf(
  graph: Graph,
  vertex: VertexScene,
  executions: readonly Execution[],
): VertexTaskManagers {
  const ids = [...new Set(executions.map(({ at }) => at.taskManager))]
  const taskmanagers = ids.map(id => {
    const own = executions.filter(({ at }) => at.taskManager === id)
    const states = own.map(({ past }) => past.state)
    return {
      endpoint: own[0]!.at.endpoint,
      status: aggregatedState(states),
      ...spanOf(graph, own),
      metrics: ioMetricsOf(own),
      'status-counts': countsOf(states),
      'taskmanager-id': id,
      aggregated: aggregatedOf(graph, own),
    }
  })
  return { ...headOf(graph, vertex), taskmanagers }
}

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

const LONG_MIN = '-9223372036854775808'
const LONG_MAX = '9223372036854775807'

const longText = (time: EventTime): string =>
  time === EVENT_TIME_MIN ? LONG_MIN : time === EVENT_TIME_MAX ? LONG_MAX : String(time)

/** A source has no input, and so no watermark of it. */
const watermarksOf = (tasks: readonly TaskFrame[]): Watermarks =>
  tasks.map(({ eventTime }, subtask) => ({
    id: `${subtask}.currentInputWatermark`,
    value: longText(eventTime.watermark),
  }))

/** Over the subtasks that have a value; Flink leaves out a metric that none has. */
function metricsOf(tasks: readonly TaskFrame[]): Metrics {
  return METRICS.flatMap(id => {
    const values = tasks.map(task => task.usage[id]).filter(value => value >= 0)
    if (values.length === 0) return []
    const sum = values.reduce((total, value) => total + value, 0)
    return [{ id, min: Math.min(...values), max: Math.max(...values), avg: sum / values.length, sum }]
  })
}

const accumulatorsOf = (
  vertex: VertexScene,
  executions: readonly Execution[],
): ReturnType<typeof subtasksAccumulatorsAnswer> => ({
  id: vertexId(vertex),
  parallelism: vertex.parallelism,
  subtasks: executions.map(({ actor, past, at }) => ({
    subtask: actor.subtask,
    attempt: past.attempt,
    endpoint: at.endpoint,
    'user-accumulators': [],
  })),
})
