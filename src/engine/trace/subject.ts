/** What the refusal of a command may look at, made when it is looked at. */
import type { Subject } from '../api/command.ts'
import { clusterFrame } from './frame-cluster.ts'
import { coordinatorFrame, jobFrame, storageFrame } from './frame.ts'
import { taskFrame } from './frame-task.ts'
import type { Run } from './run.ts'

const NOTHING_LISTED = { stateRows: 0, queueItems: 0, stateFilter: null }

/** `target`: the actor it is aimed at; -1: none. */
export function subjectOf(run: Run, target: number): Subject {
  return {
    scene: run.scene,
    get job() {
      return jobFrame(run)
    },
    get coordinator() {
      return coordinatorFrame(run)
    },
    get cluster() {
      return clusterFrame(run)
    },
    get taskManager() {
      return clusterFrame(run).taskManagers.find(({ actor }) => actor === target) ?? null
    },
    get storage() {
      return storageFrame(run)
    },
    get task() {
      const plan = run.plan.tasks.find(task => task.actor === target)
      return plan === undefined ? null : taskFrame(run, plan, NOTHING_LISTED)
    },
  }
}
