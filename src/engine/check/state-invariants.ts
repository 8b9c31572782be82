/** Invariants 8 to 10: whose rows, whose attempt, and one hash however it is made. Null: it holds. */
import type { StateTable } from '../api/state-backend.ts'
import { parseKey } from '../graph/canonical-key.ts'
import { keyGroupOf } from '../graph/key-groups.ts'
import type { Plan, TaskPlan } from '../kernel/plan.ts'
import type { TaskActor, World } from '../kernel/world.ts'
import { parseRow } from '../state/row-key.ts'
import { judgeNow } from './oracle.ts'
import { attemptOf, jobManagerOf, taskOf } from './view.ts'

/** Rows up to which the full hash is made at every look. */
const FULL_HASH_ROWS_MAX = 1000

/** A key that was in its range stays there, so each is looked at once. */
const seen = new WeakMap<StateTable, Set<string>>()

function tablesOf(task: TaskActor): StateTable[] {
  return task.runtime?.wiring.tables() ?? []
}

/** 8: a row lies with the subtask that its key group belongs to. */
export function rowsAreAtHome(plan: Plan, world: World): string | null {
  for (const task of plan.tasks) {
    for (const table of tablesOf(taskOf(world, task.actor))) {
      const known = seen.get(table) ?? new Set<string>()
      seen.set(table, known)
      for (const key of table.rows.keys()) {
        if (known.has(key)) continue
        if (!isAtHome(task, parseRow(table.scope, key).key))
          return `${key} of ${table.state} lies with ${task.name}`
        known.add(key)
      }
    }
  }
  return null
}

function isAtHome(task: TaskPlan, key: string): boolean {
  if (task.key === null) return false
  const { type } = task.key
  const group = keyGroupOf(type, parseKey(type, key), task.vertex.maxParallelism)
  return group >= task.keyGroups[0] && group <= task.keyGroups[1]
}

/** 9: only the attempt that the JobManager means holds anything. */
export function oldAttemptsAreStill(plan: Plan, world: World): string | null {
  for (const { actor, name } of plan.tasks) {
    const task = taskOf(world, actor)
    const attempt = attemptOf(world, actor)
    if (task.attempt > attempt) return `${name} is in attempt ${task.attempt} of ${attempt}`
    const other = plan.tasks.find(mate => plan.regions[mate.actor - 1] === plan.regions[actor - 1])!
    if (attemptOf(world, other.actor) !== attempt)
      return `${name} is in attempt ${attempt}, ${other.name} of the same region in ${attemptOf(world, other.actor)}`
    const runs = task.life === 'INITIALIZING' || task.life === 'RUNNING'
    if (task.attempt < attempt && runs && !isOutOfReach(world, task))
      return `${name} still runs in attempt ${task.attempt}`
    if (task.early.some(message => message.attempt <= task.attempt))
      return `${name} keeps a message of attempt ${task.attempt} for later`
  }
  return null
}

/** It belongs to a leader that is gone, or to a process on which the JobManager no longer counts. */
function isOutOfReach(world: World, task: TaskActor): boolean {
  const { session, cluster } = jobManagerOf(world)
  return task.session < session || task.incarnation < cluster.taskManagers[task.taskManager]!.incarnation
}

/** 10: the hash kept up to date is that of the rows, and every record of the log counts once. */
export function hashAndLogAgree(plan: Plan, world: World): string | null {
  const tables = plan.tasks.flatMap(task => tablesOf(taskOf(world, task.actor)))
  if (tables.reduce((sum, table) => sum + table.rows.size, 0) <= FULL_HASH_ROWS_MAX) {
    world.clock.next()
    for (const table of tables) {
      if (!table.hashIsKept()) return `the hash of ${table.state} is not that of its rows`
    }
  }
  const { verdict, examples } = judgeNow(plan, world).state
  const failed = plan.tasks.some(task => taskOf(world, task.actor).past.length > 0)
  const loses = failed && plan.partitions.some(({ replayable }) => !replayable)
  const repeats = !plan.settings.exactlyOnce && jobManagerOf(world).attempt > 0
  return verdict === 'exact' ||
    verdict === 'off' ||
    (repeats && verdict === 'duplicated') ||
    (loses && verdict === 'lost')
    ? null
    : `${verdict}: ${examples.map(({ record, where }) => `${record} ${where}`).join(', ')}`
}
