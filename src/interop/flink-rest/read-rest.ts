/**
 * Reads an answer of Flink's REST interface, whichever it is: the fields that no other answer has tell its kind, its
 * strict reader the rest. An answer that is no such thing has no kind.
 */
import type { Result } from '../../base/result.ts'
import { parseJavaJson, type Json } from '../json-text.ts'
import { attempt, refuseValue, ROOT, type Place } from '../problems.ts'
import type { Reader } from '../readers.ts'
import {
  checkpointAnswer,
  checkpointConfigAnswer,
  checkpointsAnswer,
  checkpointSubtasksAnswer,
  operationAnswer,
  triggerAnswer,
} from './checkpoint-answers.ts'
import {
  accumulatorsAnswer,
  aggregatedMetricsAnswer,
  backPressureAnswer,
  dashboardAnswer,
  emptyAnswer,
  errorsAnswer,
  exceptionsAnswer,
  jobAnswer,
  jobConfigAnswer,
  jobIdsAnswer,
  jobManagerConfigAnswer,
  jobsAnswer,
  metricsAnswer,
  overviewAnswer,
  planAnswer,
  subtaskAnswer,
  subtasksAccumulatorsAnswer,
  subtaskTimesAnswer,
  taskManagerAnswer,
  taskManagersAnswer,
  vertexAccumulatorsAnswer,
  vertexAnswer,
  vertexTaskManagersAnswer,
} from './job-answers.ts'

const READERS = {
  checkpoints: checkpointsAnswer,
  checkpoint: checkpointAnswer,
  'checkpoint-subtasks': checkpointSubtasksAnswer,
  'checkpoint-config': checkpointConfigAnswer,
  trigger: triggerAnswer,
  operation: operationAnswer,
  'job-ids': jobIdsAnswer,
  jobs: jobsAnswer,
  job: jobAnswer,
  plan: planAnswer,
  'job-config': jobConfigAnswer,
  accumulators: accumulatorsAnswer,
  vertex: vertexAnswer,
  subtask: subtaskAnswer,
  'subtask-times': subtaskTimesAnswer,
  'vertex-taskmanagers': vertexTaskManagersAnswer,
  'vertex-accumulators': vertexAccumulatorsAnswer,
  'subtasks-accumulators': subtasksAccumulatorsAnswer,
  'back-pressure': backPressureAnswer,
  metrics: metricsAnswer,
  'aggregated-metrics': aggregatedMetricsAnswer,
  exceptions: exceptionsAnswer,
  taskmanagers: taskManagersAnswer,
  taskmanager: taskManagerAnswer,
  dashboard: dashboardAnswer,
  'jobmanager-config': jobManagerConfigAnswer,
  overview: overviewAnswer,
  errors: errorsAnswer,
  empty: emptyAnswer,
} as const satisfies Readonly<Record<string, Reader<unknown>>>

export type RestKind = keyof typeof READERS
export type RestAnswer = {
  readonly [Kind in RestKind]: {
    readonly kind: Kind
    readonly answer: ReturnType<(typeof READERS)[Kind]>
  }
}[RestKind]

/** The first whose fields are all there; a kind whose fields are among another's stands behind it. */
const MARKS: readonly (readonly [RestKind, readonly string[]])[] = [
  ['checkpoints', ['counts', 'history']],
  ['checkpoint-subtasks', ['num_subtasks', 'subtasks']],
  ['checkpoint', ['className', 'trigger_timestamp']],
  ['checkpoint-config', ['externalization', 'checkpoint_storage']],
  ['trigger', ['request-id']],
  ['jobs', ['jobs']],
  ['job', ['vertices', 'plan']],
  ['plan', ['plan']],
  ['job-config', ['execution-config']],
  ['accumulators', ['job-accumulators']],
  ['vertex', ['subtasks', 'aggregated']],
  ['subtask', ['subtask', 'status-duration']],
  ['subtask-times', ['subtasks', 'now']],
  ['vertex-accumulators', ['id', 'user-accumulators']],
  ['subtasks-accumulators', ['parallelism', 'subtasks']],
  ['taskmanager', ['allocatedSlots', 'metrics']],
  ['dashboard', ['refresh-interval', 'flink-version']],
  ['vertex-taskmanagers', ['id', 'taskmanagers']],
  ['back-pressure', ['subtasks', 'backpressure-level']],
  ['exceptions', ['exceptionHistory']],
  ['overview', ['flink-version', 'slots-total']],
  ['taskmanagers', ['taskmanagers']],
  ['errors', ['errors']],
]

const isObject = (json: Json | undefined): json is Readonly<Record<string, Json>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

/** Which answer this is, by its fields; null: none of Flink's. */
export function detectRest(json: Json): RestKind | null {
  if (Array.isArray(json)) return detectList(json as readonly Json[])
  if (!isObject(json)) return null
  if (Object.keys(json).length === 0) return 'empty'
  const marked = MARKS.find(([, marks]) => marks.every(mark => Object.hasOwn(json, mark)))
  if (marked !== undefined) return marked[0] === 'jobs' ? detectJobs(json['jobs']) : marked[0]
  if (json['status'] === 'deprecated') return 'back-pressure'
  return isObject(json['status']) ? 'operation' : null
}

/** Ids with a status each, or all about each. */
function detectJobs(jobs: Json | undefined): RestKind {
  const [first] = Array.isArray(jobs) ? (jobs as readonly Json[]) : []
  return isObject(first) && Object.hasOwn(first, 'id') ? 'job-ids' : 'jobs'
}

/** An empty list tells of no metrics of either kind. */
function detectList([first]: readonly Json[]): RestKind | null {
  if (first === undefined) return 'metrics'
  if (isObject(first) && Object.hasOwn(first, 'key')) return 'jobmanager-config'
  if (!isObject(first) || !Object.hasOwn(first, 'id')) return null
  return Object.hasOwn(first, 'value') ? 'metrics' : 'aggregated-metrics'
}

/** The first thing wrong is named with its place. */
export function readRest(text: string): Result<RestAnswer> {
  return attempt(() => read(parseJavaJson(text), ROOT))
}

/** As `readRest`, but fields that Flink 2.3 does not have are listed by their paths, and kept by whoever has the JSON. */
export function readTolerant(json: Json): Result<RestAnswer & { readonly unknown: readonly string[] }> {
  const unknown: string[] = []
  return attempt(() => ({
    ...read(json, { ...ROOT, tolerate: path => unknown.push(path) }),
    unknown,
  }))
}

function read(json: Json, root: Place): RestAnswer {
  const kind = detectRest(json)
  if (kind === null) refuseValue('an answer of Flink’s REST interface', json, root, 'wrong-format')
  return { kind, answer: READERS[kind](json, root) } as RestAnswer
}
