/** What the refusal of a command may look at, made when it is looked at. */
import type { Subject } from '../api/command.ts'
import { clusterFrame } from './frame-cluster.ts'
import { coordinatorFrame, jobFrame, storageFrame } from './frame.ts'
import { taskFrame } from './frame-task.ts'
import type { Run } from './run.ts'

const NOTHING_LISTED = { stateRows: 0, queueItems: 0, stateFilter: null }

/** Made when it is first asked for. */
function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => (made ??= { value: make() }).value
}

/** `target`: the actor it is aimed at; -1: none. */
export function subjectOf(run: Run, target: number): Subject {
  const cluster = lazy(() => clusterFrame(run))
  const job = lazy(() => jobFrame(run))
  const task = lazy(() => {
    const plan = run.plan.tasks.find(other => other.actor === target)
    return plan === undefined ? null : taskFrame(run, plan, NOTHING_LISTED)
  })
  return {
    scene: run.scene,
    get job() {
      return job()
    },
    get coordinator() {
      return coordinatorFrame(run)
    },
    get cluster() {
      return cluster()
    },
    get taskManager() {
      return cluster().taskManagers.find(({ actor }) => actor === target) ?? null
    },
    get storage() {
      return storageFrame(run)
    },
    get task() {
      return task()
    },
  }
}
