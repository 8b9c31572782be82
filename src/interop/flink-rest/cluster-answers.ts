/**
 * The processes of a run's cluster, and what they are configured with, as Flink's REST interface answers for them.
 * A process here has slots and a life; it has no memory, ports or processors, and of these Flink's own values for
 * what is not known are told.
 */
import type { JobStatus, TaskManagerFrame } from '../../engine/api/frame.ts'
import { whereabouts, type Graph } from './executions.ts'
import type {
  dashboardAnswer,
  jobManagerConfigAnswer,
  overviewAnswer,
  taskManagerAnswer,
  taskManagersAnswer,
} from './job-answers.ts'
import { momentOf, nowOf, type RunData } from './run-data.ts'

type TaskManager = ReturnType<typeof taskManagersAnswer>['taskmanagers'][number]
type TaskManagerDetails = ReturnType<typeof taskManagerAnswer>
type Overview = ReturnType<typeof overviewAnswer>
export type ProcessAnswer =
  | ReturnType<typeof taskManagersAnswer>
  | TaskManagerDetails
  | Overview
  | ReturnType<typeof dashboardAnswer>
  | ReturnType<typeof jobManagerConfigAnswer>

const FLINK_VERSION = '2.3.0'
/** Of no build of Flink's. */
const FLINK_REVISION = 'weir'

/** By the paths at which Flink gives them. */
export function processAnswers({ data }: Graph): Readonly<Record<string, ProcessAnswer>> {
  const registered = data.frame.cluster.taskManagers.filter(process => process.registered)
  const answers: Record<string, ProcessAnswer> = {
    '/overview': overviewOf(data, registered),
    '/config': dashboardOf(data),
    '/jobmanager/config': Object.entries(data.config).map(([key, value]) => ({ key, value })),
    '/taskmanagers': { taskmanagers: registered.map(process => taskManagerOf(data, process)) },
  }
  for (const process of registered) {
    const info = taskManagerOf(data, process)
    answers[`/taskmanagers/${info.id}`] = detailsOf(data, info, process)
  }
  return answers
}

function overviewOf({ frame }: RunData, registered: readonly TaskManagerFrame[]): Overview {
  const { cluster, job } = frame
  const total = registered.length * cluster.slotsEach
  const used = registered.reduce((sum, process) => sum + process.slotsUsed, 0)
  const ended: Readonly<Partial<Record<JobStatus, 'finished' | 'cancelled' | 'failed'>>> = {
    FINISHED: 'finished',
    CANCELED: 'cancelled',
    FAILED: 'failed',
  }
  const state = ended[job.status] ?? 'running'
  return {
    taskmanagers: registered.length,
    'slots-total': total,
    'slots-available': Math.max(0, total - used),
    'jobs-running': Number(state === 'running'),
    'jobs-finished': Number(state === 'finished'),
    'jobs-cancelled': Number(state === 'cancelled'),
    'jobs-failed': Number(state === 'failed'),
    'flink-version': FLINK_VERSION,
    'flink-commit': FLINK_REVISION,
  }
}

/** The clock of a run is UTC, and nothing can be asked of it over HTTP. */
const dashboardOf = ({ config }: RunData): ReturnType<typeof dashboardAnswer> => ({
  'refresh-interval': Number(config['web.refresh-interval'] ?? 3000),
  'timezone-name': 'UTC',
  'timezone-offset': 0,
  'flink-version': FLINK_VERSION,
  'flink-revision': FLINK_REVISION,
  features: { 'web-submit': false, 'web-cancel': false, 'web-rescale': false, 'web-history': false },
})

/** ResourceProfileInfo of a resource that is not known. */
const UNKNOWN_RESOURCE = {
  cpuCores: -1,
  taskHeapMemory: -1,
  taskOffHeapMemory: -1,
  managedMemory: -1,
  networkMemory: -1,
  extendedResources: {},
}

function taskManagerOf(data: RunData, process: TaskManagerFrame): TaskManager {
  const { cluster, tasks } = data.frame
  const { taskManager, endpoint } = whereabouts(data, process.actor)
  const heard =
    process.cutOffUntil < 0 ? nowOf(data) : Math.min(nowOf(data), momentOf(data, process.cutOffUntil))
  return {
    id: taskManager,
    path: `pekko.tcp://flink@${endpoint}/user/rpc/taskmanager_0`,
    dataPort: -1,
    jmxPort: -1,
    timeSinceLastHeartbeat: heard,
    slotsNumber: cluster.slotsEach,
    freeSlots: Math.max(0, cluster.slotsEach - process.slotsUsed),
    assignedTasks: tasks.filter(task => task.taskManager === process.actor).length,
    totalResource: UNKNOWN_RESOURCE,
    freeResource: UNKNOWN_RESOURCE,
    hardware: { cpuCores: -1, physicalMemory: -1, freeMemory: -1, managedMemory: -1 },
    memoryConfiguration: {
      frameworkHeap: -1,
      taskHeap: -1,
      frameworkOffHeap: -1,
      taskOffHeap: -1,
      networkMemory: -1,
      managedMemory: -1,
      jvmMetaspace: -1,
      jvmOverhead: -1,
      totalFlinkMemory: -1,
      totalProcessMemory: -1,
    },
  }
}

const NO_METRICS: TaskManagerDetails['metrics'] = {
  heapUsed: -1,
  heapCommitted: -1,
  heapMax: -1,
  nonHeapUsed: -1,
  nonHeapCommitted: -1,
  nonHeapMax: -1,
  directCount: -1,
  directUsed: -1,
  directMax: -1,
  mappedCount: -1,
  mappedUsed: -1,
  mappedMax: -1,
  nettyShuffleMemorySegmentsAvailable: -1,
  nettyShuffleMemorySegmentsUsed: -1,
  nettyShuffleMemorySegmentsTotal: -1,
  nettyShuffleMemoryAvailable: -1,
  nettyShuffleMemoryUsed: -1,
  nettyShuffleMemoryTotal: -1,
  garbageCollectors: [],
}

const detailsOf = (data: RunData, info: TaskManager, process: TaskManagerFrame): TaskManagerDetails => ({
  ...info,
  allocatedSlots: Array.from({ length: process.slotsUsed }, () => ({
    jobId: data.scene.jobId,
    resource: UNKNOWN_RESOURCE,
  })),
  metrics: NO_METRICS,
})
