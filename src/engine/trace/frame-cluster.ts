/** The processes of the cluster as they are drawn: which are up, what the JobManager makes of them, and their slots. */
import { assert } from '../../base/assert.ts'
import type { ClusterFrame } from '../api/frame.ts'
import { isIsolated } from '../cluster/isolation.ts'
import { isCutOff } from '../cluster/heartbeat.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import type { Run } from './run.ts'

export function clusterFrame({ world, plan, timeline: { sim } }: Run): ClusterFrame {
  const jobManager = world.actors[JOB_MANAGER]!
  assert(jobManager.kind === 'jobmanager', 'the first actor is the JobManager')
  const { cluster, isDown, session } = jobManager
  const { highAvailability, slotsPerTaskManager } = plan.settings
  const waiting = new Set(
    cluster.waiting.flatMap(({ tasks }) => tasks.map(task => plan.slotGroups[task - 1]!)),
  )
  return {
    jobManager: { isUp: !isDown, session, highAvailability },
    slotsEach: slotsPerTaskManager,
    taskManagers: plan.taskManagers.map((index, number) => {
      const actor = world.actors[index]!
      assert(actor.kind === 'taskmanager', 'the plan names the TaskManagers')
      const { life, incarnation } = actor
      const { registered } = cluster.taskManagers[number]!
      const slotsUsed = cluster.slots.filter(place => place?.taskManager === number).length
      return {
        actor: index,
        life,
        incarnation,
        registered,
        slotsUsed,
        cutOffUntil: isCutOff(sim, actor) ? actor.cut!.until : -1,
        isolatedUntil: isIsolated(sim, actor) ? actor.isolation!.until : -1,
      }
    }),
    missingSlots: [...waiting].filter(group => cluster.slots[group] === null).length,
  }
}
