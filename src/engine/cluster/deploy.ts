/**
 * From the decision to run tasks to their deployment: a new execution each, slots for a whole region, and the state to
 * restore. A region whose slots are not all there waits, SCHEDULED, and fails when it has waited too long. Counterpart
 * of Flink's PipelinedRegionSchedulingStrategy, SlotSharingExecutionSlotAllocator and DefaultExecutionDeployer.
 */
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { JobManagerActor } from '../kernel/world.ts'
import { executionOf, newExecution, setState } from '../recovery/executions.ts'
import { hasInFlight, restoredState } from '../recovery/union-state.ts'
import { withSlots, type SlotPlace } from './slots.ts'

type WaitingRegion = JobManagerActor['cluster']['waiting'][number]

/** New attempts of `tasks`, to begin with the state of the last completed checkpoint. */
export function schedule(sim: Sim, jobManager: JobManagerActor, tasks: readonly number[]): void {
  const { coordinator, cluster } = jobManager
  const latest = coordinator.completed[coordinator.completed.length - 1]
  jobManager.attempt += 1
  coordinator.finalTriggered = false
  if (latest !== undefined) {
    coordinator.counts.restored += 1
    jobManager.restoredAt = sim.world.now
  }
  jobManager.restoredFrom = latest?.id ?? 0
  for (const task of tasks) {
    jobManager.executions[task - 1] = newExecution(executionOf(jobManager, task).attempt + 1)
    for (const state of ['CREATED', 'SCHEDULED'] as const) setState(sim, jobManager, task, state)
  }
  const { regions } = sim.plan
  const asked = [...new Set(tasks.map(task => regions[task - 1]!))].map(region => ({
    number: (cluster.requests += 1),
    tasks: tasks.filter(task => regions[task - 1] === region),
  }))
  cluster.waiting = [...cluster.waiting, ...asked]
  deployWaiting(sim, jobManager)
  for (const region of asked.filter(one => cluster.waiting.includes(one)))
    waitForSlots(sim, jobManager, region)
}

function waitForSlots(sim: Sim, jobManager: JobManagerActor, region: WaitingRegion): void {
  const { slotRequestTimeout } = sim.plan.settings
  const missing = missingSlots(sim, jobManager, region)
  row(sim, 'SlotsMissing', {
    amount: missing,
    total: groupsOf(sim, region).length,
    duration: slotRequestTimeout,
  })
  timer(sim, jobManager, sim.world.now + slotRequestTimeout, { type: 'slot-timeout', number: region.number })
}

const groupsOf = (sim: Sim, { tasks }: WaitingRegion): number[] => [
  ...new Set(tasks.map(task => sim.plan.slotGroups[task - 1]!)),
]

function missingSlots(sim: Sim, jobManager: JobManagerActor, region: WaitingRegion): number {
  return groupsOf(sim, region).filter(group => jobManager.cluster.slots[group] === null).length
}

/** Deploys the regions that have all their slots, the one that asked first before the others. */
export function deployWaiting(sim: Sim, jobManager: JobManagerActor): void {
  const { cluster } = jobManager
  for (const region of cluster.waiting) {
    const groups = groupsOf(sim, region)
    cluster.slots = withSlots(
      cluster.slots,
      groups,
      cluster.taskManagers,
      sim.plan.settings.slotsPerTaskManager,
    )
    if (missingSlots(sim, jobManager, region) > 0) continue
    cluster.waiting = cluster.waiting.filter(other => other !== region)
    for (const task of region.tasks) deploy(sim, jobManager, task)
  }
}

function deploy(sim: Sim, jobManager: JobManagerActor, task: number): void {
  const { coordinator, cluster, session } = jobManager
  const latest = coordinator.completed[coordinator.completed.length - 1]
  const execution = executionOf(jobManager, task)
  const { taskManager, incarnation } = cluster.slots[sim.plan.slotGroups[task - 1]!]!
  Object.assign(execution, { taskManager, incarnation })
  setState(sim, jobManager, task, 'DEPLOYING')
  send(sim, jobManager, task, sim.plan.settings.rpcLatency, {
    type: 'deploy',
    attempt: execution.attempt,
    checkpoint: latest?.id ?? 0,
    state: latest === undefined ? null : restoredState(sim.plan, latest, task),
    finished: latest?.fullyFinished.includes(task) ?? false,
    ...(latest !== undefined && hasInFlight(sim.plan, latest) ? { inFlight: true as const } : {}),
    taskManager,
    incarnation,
    session,
    peers: peersOf(sim, jobManager, task),
  })
}

/** They are in its region, and so have their slots. Flink tells where producers are; consumers are learnt from their requests. */
function peersOf(sim: Sim, { cluster }: JobManagerActor, task: number): Record<number, SlotPlace> {
  const { inputs, outputs } = sim.plan.task(task)
  const actors = [...inputs.map(channel => channel.from), ...outputs.map(channel => channel.to)]
  return Object.fromEntries(
    actors.map(actor => {
      const { taskManager, incarnation } = cluster.slots[sim.plan.slotGroups[actor - 1]!]!
      return [actor, { taskManager, incarnation }]
    }),
  )
}

/** Tasks that end no longer wait for slots. */
export function stopWaiting(jobManager: JobManagerActor, tasks: readonly number[]): void {
  const { cluster } = jobManager
  cluster.waiting = cluster.waiting.filter(region => !region.tasks.some(task => tasks.includes(task)))
}
