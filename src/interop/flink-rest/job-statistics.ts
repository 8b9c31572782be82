/** A run's job as Flink's REST interface answers for it: overview, details, plan, configuration, exceptions, accumulators. */
import type { ExecutionState, JobException, JobStatus } from '../../engine/api/frame.ts'
import { slotSharingGroupId } from '../flink-log/flink-ids.ts'
import {
  aggregatedState,
  byState,
  countsOf,
  spanOf,
  stateTimestamp,
  vertexId,
  whereabouts,
  type Execution,
  type Graph,
} from './executions.ts'
import { ioMetricsOf } from './io-metrics.ts'
import { JOB_STATUSES } from './job-answers.ts'
import type {
  accumulatorsAnswer,
  exceptionsAnswer,
  jobAnswer,
  jobConfigAnswer,
  jobIdsAnswer,
  jobsAnswer,
  planAnswer,
} from './job-answers.ts'
import { planOf } from './plan-answer.ts'
import { restartText } from './restart-text.ts'
import { momentOf, nowOf, type RunData } from './run-data.ts'

type Job = ReturnType<typeof jobAnswer>
type JobOverview = ReturnType<typeof jobsAnswer>['jobs'][number]
type Exceptions = ReturnType<typeof exceptionsAnswer>
type ExceptionEntry = Exceptions['exceptionHistory']['entries'][number]
export type JobAnswer =
  | ReturnType<typeof jobIdsAnswer>
  | ReturnType<typeof jobsAnswer>
  | Job
  | ReturnType<typeof planAnswer>
  | ReturnType<typeof jobConfigAnswer>
  | Exceptions
  | ReturnType<typeof accumulatorsAnswer>

/** By the paths at which Flink gives them. */
export function jobAnswers(graph: Graph): Readonly<Record<string, JobAnswer>> {
  const { scene, frame } = graph.data
  const root = `/jobs/${scene.jobId}`
  return {
    '/jobs': { jobs: [{ id: scene.jobId, status: frame.job.status }] },
    '/jobs/overview': { jobs: [overviewOf(graph)] },
    [root]: detailsOf(graph),
    [`${root}/plan`]: { plan: planOf(scene) },
    [`${root}/config`]: configOf(graph.data),
    [`${root}/exceptions`]: exceptionsOf(graph),
    [`${root}/accumulators`]: NO_ACCUMULATORS,
  }
}

/** As of a job whose functions have none; there is no way to make one here. */
const NO_ACCUMULATORS = {
  'job-accumulators': [],
  'user-task-accumulators': [],
  'serialized-user-task-accumulators': {},
}

const GLOBALLY_TERMINAL: ReadonlySet<JobStatus> = new Set(['FINISHED', 'FAILED', 'CANCELED'])

/** Its submission is the beginning of virtual time. */
function lifetimeOf({ data, past }: Graph) {
  const { status } = data.frame.job
  const start = momentOf(data, 0)
  const isOver = GLOBALLY_TERMINAL.has(status)
  const end = isOver ? momentOf(data, past.since.get(status) ?? data.frame.cursor.time) : -1
  return { 'start-time': start, 'end-time': end, duration: (isOver ? end : nowOf(data)) - start }
}

const all = ({ vertices }: Graph): readonly Execution[] => vertices.flat()

const statesOf = (executions: readonly Execution[]): readonly ExecutionState[] =>
  executions.map(({ past }) => past.state)

function overviewOf(graph: Graph): JobOverview {
  const { scene, frame } = graph.data
  const lifetime = lifetimeOf(graph)
  const changes = all(graph).map(({ past }) => stateTimestamp(graph, past, past.state))
  const counts = countsOf(statesOf(all(graph)))
  return {
    jid: scene.jobId,
    name: scene.jobName,
    jobType: 'STREAMING',
    schedulerType: 'Default',
    ...lifetime,
    state: frame.job.status,
    'last-modification': Math.max(lifetime['end-time'], ...changes),
    tasks: {
      total: scene.vertices.reduce((sum, vertex) => sum + vertex.parallelism, 0),
      created: counts.CREATED,
      scheduled: counts.SCHEDULED,
      deploying: counts.DEPLOYING,
      running: counts.RUNNING,
      finished: counts.FINISHED,
      canceling: counts.CANCELING,
      canceled: counts.CANCELED,
      failed: counts.FAILED,
      reconciling: counts.RECONCILING,
      initializing: counts.INITIALIZING,
    },
    'pending-operators': 0,
  }
}

function detailsOf(graph: Graph): Job {
  const { data } = graph
  const { scene, frame, config } = data
  const vertices = scene.vertices.map(vertex => vertexOf(graph, vertex))
  return {
    jid: scene.jobId,
    'application-id': scene.jobId,
    name: scene.jobName,
    isStoppable: false,
    state: frame.job.status,
    'job-type': 'STREAMING',
    schedulerType: 'Default',
    ...lifetimeOf(graph),
    maxParallelism: Number(config['pipeline.max-parallelism'] ?? -1),
    now: nowOf(data),
    timestamps: timestampsOf(graph),
    vertices,
    'status-counts': countsOf(vertices.map(vertex => vertex.status)),
    plan: planOf(scene),
    'pending-operators': 0,
  }
}

/** 0: it was never in this status. It was submitted and created at once. */
function timestampsOf({ data, past }: Graph): Job['timestamps'] {
  const since = new Map<string, number>([['INITIALIZING', 0], ['CREATED', 0], ...past.since])
  const entries = JOB_STATUSES.map(status => {
    const at = since.get(status)
    return [status, at === undefined ? 0 : momentOf(data, at)]
  })
  return Object.fromEntries(entries) as Job['timestamps']
}

function vertexOf(graph: Graph, vertex: RunData['scene']['vertices'][number]): Job['vertices'][number] {
  const executions = graph.vertices[vertex.index] ?? []
  const states = statesOf(executions)
  return {
    id: vertexId(vertex),
    slotSharingGroupId: slotSharingGroupId(graph.data.scene.jobId),
    name: vertex.name,
    maxParallelism: vertex.maxParallelism,
    parallelism: vertex.parallelism,
    status: aggregatedState(states),
    ...spanOf(graph, executions),
    tasks:
      executions.length === 0
        ? byState(state => (state === 'CREATED' ? vertex.parallelism : 0))
        : countsOf(states),
    metrics: ioMetricsOf(executions),
  }
}

function configOf({ scene, config }: RunData): ReturnType<typeof jobConfigAnswer> {
  return {
    jid: scene.jobId,
    name: scene.jobName,
    'execution-config': {
      'restart-strategy': restartText(config),
      'job-parallelism': Number(config['parallelism.default'] ?? 1),
      'object-reuse-mode': config['pipeline.object-reuse'] === 'true',
      'user-config': {},
    },
  }
}

// Exceptions

/** web.exception-history-size */
const HISTORY_SIZE = 16

function exceptionsOf(graph: Graph): Exceptions {
  const { exceptions } = graph.data.frame.job
  const size = Number(graph.data.config['web.exception-history-size'] ?? HISTORY_SIZE)
  const entries = exceptions.slice(0, size).map(exception => entryOf(graph, exception))
  return { exceptionHistory: { entries, truncated: entries.length < exceptions.length } }
}

/** `java.io.IOException: message`; what a user function has thrown has a class of JavaScript's. */
const JAVA_CLASS = /^((?:[a-z]\w*\.)+[A-Z]\w*)(?::|$)/

function entryOf(graph: Graph, { time, actor, message }: JobException): ExceptionEntry {
  const named = JAVA_CLASS.exec(message)?.[1]
  return {
    exceptionName: named ?? 'java.lang.Exception',
    // Of a stack there is only the first line: no Java code has run.
    stacktrace: `${named === undefined ? 'java.lang.Exception: ' : ''}${message}\n`,
    timestamp: momentOf(graph.data, time),
    failureLabels: {},
    ...taskOf(graph, actor, time),
    concurrentExceptions: [],
  }
}

function taskOf({ data, past }: Graph, actor: number, time: number) {
  const own = data.scene.actors.find(other => other.index === actor && other.kind === 'task')
  if (own === undefined) return {}
  const attempts = past.executions.get(actor) ?? []
  const failed = attempts.findLast(({ since }) => (since.get('CREATED') ?? 0) <= time)
  const vertex = data.scene.vertices[own.vertex]
  const subtask = `${vertex?.name} (${own.subtask + 1}/${vertex?.parallelism})`
  // Where an attempt that is over has been is not kept.
  const isLast = failed === attempts.at(-1)
  const frame = data.frame.tasks.find(task => task.actor === actor)
  const { endpoint, taskManager } = whereabouts(data, isLast ? (frame?.taskManager ?? -1) : -1)
  return {
    taskName: `${subtask} - execution #${failed?.attempt ?? 0}`,
    endpoint,
    taskManagerId: taskManager,
  }
}
