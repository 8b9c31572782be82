/**
 * What went through subtasks and how their threads spent their time: IOMetricsInfo, and the same over several
 * subtasks (AggregatedTaskDetailsInfo). Weir counts no bytes of channels, which is told as Flink tells a metric that
 * it has not got: 0, and not complete.
 */
import { stateTimestamp, type Execution, type Graph } from './executions.ts'
import { percentile } from './distribution.ts'
import type { vertexAnswer } from './job-answers.ts'
import { nowOf } from './run-data.ts'

type Vertex = ReturnType<typeof vertexAnswer>
export type IoMetrics = Vertex['subtasks'][number]['metrics']
type Aggregated = Vertex['aggregated']
type Spread = Aggregated['metrics']['read-bytes']

const MICROS_PER_MS = 1000

/** In whole ms, and busy what is left of the whole, so that nothing is lost by rounding. */
function accumulated({ busyTime, idleTime, backPressuredTime }: Execution['task']['usage']) {
  const ms = (micros: number) => Math.floor(micros / MICROS_PER_MS)
  const [idle, backPressured] = [ms(idleTime), ms(backPressuredTime)]
  return { idle, backPressured, busy: ms(busyTime + idleTime + backPressuredTime) - idle - backPressured }
}

export function ioMetricsOf(executions: readonly Execution[]): IoMetrics {
  const sum = (of: (execution: Execution) => number) =>
    executions.reduce((total, execution) => total + of(execution), 0)
  return {
    'read-bytes': 0,
    'read-bytes-complete': false,
    'write-bytes': 0,
    'write-bytes-complete': false,
    'read-records': sum(({ task }) => task.usage.numRecordsIn),
    'read-records-complete': true,
    'write-records': sum(({ task }) => task.usage.numRecordsOut),
    'write-records-complete': true,
    'accumulated-backpressured-time': sum(({ task }) => accumulated(task.usage).backPressured),
    'accumulated-idle-time': sum(({ task }) => accumulated(task.usage).idle),
    'accumulated-busy-time': sum(({ task }) => accumulated(task.usage).busy),
  }
}

/** A duration of each state up to RUNNING; -1: it was not in it. */
const TIMED_STATES = ['CREATED', 'SCHEDULED', 'DEPLOYING', 'INITIALIZING', 'RUNNING'] as const

export function stateDurations(graph: Graph, { past }: Execution): Readonly<Record<string, number>> {
  const changes = [...past.since.keys()]
  const durations = TIMED_STATES.map(state => {
    const start = stateTimestamp(graph, past, state)
    const next = changes[changes.indexOf(state) + 1]
    const end = next === undefined ? nowOf(graph.data) : stateTimestamp(graph, past, next)
    return [state, start === 0 ? -1 : end - start] as const
  })
  return Object.fromEntries(durations)
}

const SPREAD_METRICS = [
  'read-bytes',
  'write-bytes',
  'read-records',
  'write-records',
  'accumulated-backpressured-time',
  'accumulated-idle-time',
  'accumulated-busy-time',
] as const

export function aggregatedOf(graph: Graph, executions: readonly Execution[]): Aggregated {
  const each = executions.map(execution => ioMetricsOf([execution]))
  const durations = executions.map(execution => stateDurations(graph, execution))
  const metrics = SPREAD_METRICS.map(name => [name, spreadOf(each.map(one => Number(one[name])))])
  const states = TIMED_STATES.map(state => [state, spreadOf(durations.map(one => one[state] ?? -1))])
  return {
    metrics: Object.fromEntries(metrics) as Aggregated['metrics'],
    'status-duration':
      executions.length === 0 ? {} : (Object.fromEntries(states) as Aggregated['status-duration']),
  }
}

/** MetricStatistics: whole numbers, cut off. */
function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const sum = values.reduce((total, value) => total + value, 0)
  const at = (p: number) => Math.trunc(Number(percentile(sorted, p)) || 0)
  return {
    min: sorted[0] ?? 0,
    max: sorted.at(-1) ?? 0,
    avg: values.length === 0 ? 0 : Math.trunc(sum / values.length),
    sum,
    median: at(500),
    p25: at(250),
    p75: at(750),
    p95: at(950),
  }
}
