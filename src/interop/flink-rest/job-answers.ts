/**
 * What Flink's REST interface tells of jobs and of the cluster: JobDetailsInfo, JobVertexDetailsInfo,
 * JobVertexBackPressureInfo, JobExceptionsInfoWithHistory, metrics, TaskManagersInfo, ClusterOverview and their like.
 * No field may be missing, none unknown.
 */
import { NAME_LENGTH_MAX } from '../limits.ts'
import { dictionary, fields, integer, list, oneOf, optional, present, type Reader } from '../readers.ts'
import {
  anyText,
  byExecutionState,
  count,
  double,
  EXECUTION_STATES,
  flag,
  flinkId,
  measure,
  only,
  tagged,
} from './rest-readers.ts'

const ACCUMULATORS_MAX = 10_000

export const JOB_STATUSES = [
  'INITIALIZING',
  'CREATED',
  'RUNNING',
  'FAILING',
  'FAILED',
  'CANCELLING',
  'CANCELED',
  'FINISHED',
  'RESTARTING',
  'SUSPENDED',
  'RECONCILING',
] as const

const jobStatus = oneOf(JOB_STATUSES)
const executionState = oneOf(EXECUTION_STATES)

const jobTasks = fields({
  total: count,
  created: count,
  scheduled: count,
  deploying: count,
  running: count,
  finished: count,
  canceling: count,
  canceled: count,
  failed: count,
  reconciling: count,
  initializing: count,
})

/** `/jobs` */
export const jobIdsAnswer = fields({ jobs: list(fields({ id: flinkId, status: jobStatus })) })

/** `/jobs/overview` */
export const jobsAnswer = fields({
  jobs: list(
    fields({
      jid: flinkId,
      name: anyText,
      jobType: anyText,
      schedulerType: anyText,
      'start-time': measure,
      'end-time': measure,
      duration: measure,
      state: jobStatus,
      'last-modification': measure,
      tasks: jobTasks,
      'pending-operators': count,
    }),
  ),
})

const plan = fields({
  jid: flinkId,
  name: anyText,
  type: anyText,
  nodes: list(
    fields({
      id: flinkId,
      operator: anyText,
      parallelism: integer(1),
      operator_strategy: anyText,
      description: anyText,
      optimizer_properties: fields({}),
      inputs: optional(
        list(
          fields({
            id: flinkId,
            num: count,
            exchange: anyText,
            ship_strategy: anyText,
          }),
        ),
      ),
    }),
  ),
})

/** `/jobs/:jobid/plan` */
export const planAnswer = fields({ plan })

/** IOMetricsInfo. */
const ioMetrics = fields({
  'read-bytes': count,
  'read-bytes-complete': flag,
  'write-bytes': count,
  'write-bytes-complete': flag,
  'read-records': count,
  'read-records-complete': flag,
  'write-records': count,
  'write-records-complete': flag,
  'accumulated-backpressured-time': count,
  'accumulated-idle-time': count,
  'accumulated-busy-time': double,
})

/** `/jobs/:jobid` */
export const jobAnswer = fields({
  jid: flinkId,
  'application-id': flinkId,
  name: anyText,
  isStoppable: flag,
  state: jobStatus,
  'job-type': anyText,
  schedulerType: anyText,
  'start-time': measure,
  'end-time': measure,
  duration: measure,
  maxParallelism: measure,
  now: count,
  timestamps: fields({
    INITIALIZING: count,
    CREATED: count,
    RUNNING: count,
    FAILING: count,
    FAILED: count,
    CANCELLING: count,
    CANCELED: count,
    FINISHED: count,
    RESTARTING: count,
    SUSPENDED: count,
    RECONCILING: count,
  }),
  vertices: list(
    fields({
      id: flinkId,
      slotSharingGroupId: flinkId,
      name: anyText,
      maxParallelism: integer(1),
      parallelism: integer(1),
      status: executionState,
      'start-time': measure,
      'end-time': measure,
      duration: measure,
      tasks: byExecutionState,
      metrics: ioMetrics,
    }),
  ),
  'status-counts': byExecutionState,
  plan,
  'pending-operators': count,
})

/** `/jobs/:jobid/config` */
export const jobConfigAnswer = fields({
  jid: flinkId,
  name: anyText,
  'execution-config': fields({
    'restart-strategy': anyText,
    'job-parallelism': integer(-1),
    'object-reuse-mode': flag,
    'user-config': dictionary(anyText, 100_000),
  }),
})

/** One metric over the subtasks of a vertex. */
const spread = fields({
  min: measure,
  max: measure,
  avg: measure,
  sum: integer(Number.MIN_SAFE_INTEGER),
  median: measure,
  p25: measure,
  p75: measure,
  p95: measure,
})
const durations = dictionary(measure, EXECUTION_STATES.length)
const aggregated = fields({
  metrics: fields({
    'read-bytes': spread,
    'write-bytes': spread,
    'read-records': spread,
    'write-records': spread,
    'accumulated-backpressured-time': spread,
    'accumulated-idle-time': spread,
    'accumulated-busy-time': spread,
  }),
  'status-duration': dictionary(spread, EXECUTION_STATES.length),
})

/** SubtaskExecutionAttemptDetailsInfo; `…/vertices/:vertexid/subtasks/:subtaskindex` */
export const subtaskAnswer = fields({
  subtask: count,
  status: executionState,
  attempt: count,
  endpoint: anyText,
  'start-time': measure,
  'end-time': measure,
  duration: measure,
  metrics: ioMetrics,
  'taskmanager-id': anyText,
  'status-duration': durations,
  start_time: measure,
})

/** `/jobs/:jobid/vertices/:vertexid` */
export const vertexAnswer = fields({
  id: flinkId,
  name: anyText,
  parallelism: integer(1),
  maxParallelism: integer(1),
  now: count,
  subtasks: list(subtaskAnswer),
  aggregated,
})

/** `/jobs/:jobid/vertices/:vertexid/subtasktimes` */
export const subtaskTimesAnswer = fields({
  id: flinkId,
  name: anyText,
  now: count,
  subtasks: list(
    fields({ subtask: count, endpoint: anyText, duration: measure, timestamps: byExecutionState }),
  ),
})

/** `/jobs/:jobid/vertices/:vertexid/taskmanagers` */
export const vertexTaskManagersAnswer = fields({
  id: flinkId,
  name: anyText,
  now: count,
  taskmanagers: list(
    fields({
      endpoint: anyText,
      status: executionState,
      'start-time': measure,
      'end-time': measure,
      duration: measure,
      metrics: ioMetrics,
      'status-counts': byExecutionState,
      'taskmanager-id': anyText,
      aggregated,
    }),
  ),
})

const level = oneOf(['ok', 'low', 'high'] as const)
const deprecatedBackPressure = fields({ status: only('deprecated') })
const knownBackPressure = fields({
  status: only('ok'),
  backpressureLevel: level,
  'end-timestamp': count,
  subtasks: list(
    fields({
      subtask: count,
      backpressureLevel: level,
      ratio: double,
      idleRatio: double,
      busyRatio: double,
      'backpressure-level': level,
    }),
  ),
  'backpressure-level': level,
})
type BackPressure = ReturnType<typeof knownBackPressure> | ReturnType<typeof deprecatedBackPressure>

/** `/jobs/:jobid/vertices/:vertexid/backpressure` */
export const backPressureAnswer: Reader<BackPressure> = tagged<BackPressure>('status', {
  ok: knownBackPressure,
  deprecated: deprecatedBackPressure,
})

/** `…/watermarks` and `…/metrics?get=`: each a text. */
export const metricsAnswer = list(fields({ id: anyText, value: anyText }))

/** `…/subtasks/metrics?get=`; only what was asked for is there. */
export const aggregatedMetricsAnswer = list(
  fields({
    id: anyText,
    min: optional(double),
    max: optional(double),
    avg: optional(double),
    sum: optional(double),
    skew: optional(double),
  }),
)

const exceptionShape = {
  exceptionName: anyText,
  stacktrace: anyText,
  timestamp: count,
  failureLabels: dictionary(anyText, 1_000),
  /** Not there where the failure is not one of a task. */
  taskName: optional(anyText),
  endpoint: optional(anyText),
  taskManagerId: optional(anyText),
}

/** `/jobs/:jobid/exceptions` */
export const exceptionsAnswer = fields({
  exceptionHistory: fields({
    entries: list(fields({ ...exceptionShape, concurrentExceptions: list(fields(exceptionShape)) })),
    truncated: flag,
  }),
})

/** ResourceProfileInfo; all -1 where a resource is not known. */
const resources = fields({
  cpuCores: double,
  taskHeapMemory: measure,
  taskOffHeapMemory: measure,
  managedMemory: measure,
  networkMemory: measure,
  extendedResources: dictionary(double, NAME_LENGTH_MAX),
})

const taskManagerShape = {
  id: anyText,
  path: anyText,
  dataPort: measure,
  jmxPort: measure,
  timeSinceLastHeartbeat: count,
  slotsNumber: count,
  freeSlots: count,
  assignedTasks: count,
  totalResource: resources,
  freeResource: resources,
  hardware: fields({
    cpuCores: measure,
    physicalMemory: measure,
    freeMemory: measure,
    managedMemory: measure,
  }),
  memoryConfiguration: fields({
    frameworkHeap: measure,
    taskHeap: measure,
    frameworkOffHeap: measure,
    taskOffHeap: measure,
    networkMemory: measure,
    managedMemory: measure,
    jvmMetaspace: measure,
    jvmOverhead: measure,
    totalFlinkMemory: measure,
    totalProcessMemory: measure,
  }),
  /** Only of one on which nothing may be placed any more. */
  blocked: optional(flag),
}

/** `/taskmanagers` */
export const taskManagersAnswer = fields({ taskmanagers: list(fields(taskManagerShape)) })

/** `/taskmanagers/:taskmanagerid` */
export const taskManagerAnswer = fields({
  ...taskManagerShape,
  allocatedSlots: list(fields({ jobId: flinkId, resource: resources, assignedTasks: optional(count) })),
  metrics: fields({
    heapUsed: measure,
    heapCommitted: measure,
    heapMax: measure,
    nonHeapUsed: measure,
    nonHeapCommitted: measure,
    nonHeapMax: measure,
    directCount: measure,
    directUsed: measure,
    directMax: measure,
    mappedCount: measure,
    mappedUsed: measure,
    mappedMax: measure,
    nettyShuffleMemorySegmentsAvailable: measure,
    nettyShuffleMemorySegmentsUsed: measure,
    nettyShuffleMemorySegmentsTotal: measure,
    nettyShuffleMemoryAvailable: measure,
    nettyShuffleMemoryUsed: measure,
    nettyShuffleMemoryTotal: measure,
    garbageCollectors: list(fields({ name: anyText, count: measure, time: measure })),
  }),
})

/** `/config` */
export const dashboardAnswer = fields({
  'refresh-interval': count,
  'timezone-name': anyText,
  'timezone-offset': integer(Number.MIN_SAFE_INTEGER),
  'flink-version': anyText,
  'flink-revision': anyText,
  features: fields({ 'web-submit': flag, 'web-cancel': flag, 'web-rescale': flag, 'web-history': flag }),
})

/** `/jobmanager/config` */
export const jobManagerConfigAnswer = list(fields({ key: anyText, value: anyText }))

const userAccumulators = list(fields({ name: anyText, type: anyText, value: anyText }))

/** `/jobs/:jobid/accumulators` */
export const accumulatorsAnswer = fields({
  'job-accumulators': list(fields({})),
  'user-task-accumulators': userAccumulators,
  'serialized-user-task-accumulators': dictionary(present, ACCUMULATORS_MAX),
})

/** `…/vertices/:vertexid/accumulators` */
export const vertexAccumulatorsAnswer = fields({ id: flinkId, 'user-accumulators': userAccumulators })

/** `…/vertices/:vertexid/subtasks/accumulators` */
export const subtasksAccumulatorsAnswer = fields({
  id: flinkId,
  parallelism: integer(1),
  subtasks: list(
    fields({ subtask: count, attempt: count, endpoint: anyText, 'user-accumulators': userAccumulators }),
  ),
})

/** `/overview` */
export const overviewAnswer = fields({
  taskmanagers: count,
  'slots-total': count,
  'slots-available': count,
  'jobs-running': count,
  'jobs-finished': count,
  'jobs-cancelled': count,
  'jobs-failed': count,
  'flink-version': anyText,
  'flink-commit': anyText,
})

/** What is not there, or not allowed. */
export const errorsAnswer = fields({ errors: list(anyText) })

/** A cancellation has nothing to tell. */
export const emptyAnswer = fields({})
