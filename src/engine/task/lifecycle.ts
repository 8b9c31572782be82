/**
 * Life and death of a task attempt: deployed, restored, running, failed, cancelled, finished. Each state is told to
 * the JobManager by message. Counterpart of Flink's Task and StreamTask.
 */
import { assert } from '../../base/assert.ts'
import { copyPlain } from '../../base/copy.ts'
import type { ExecutionState } from '../api/frame.ts'
import type { StreamOperator } from '../api/operator.ts'
import { JOB_MANAGER, type TaskPlan } from '../kernel/plan.ts'
import type { TaskRpc } from '../kernel/rpc.ts'
import { forgetConnection, row, send, type Sim } from '../kernel/sim.ts'
import type { TaskActor, TaskRuntime } from '../kernel/world.ts'
import type { SubtaskState } from '../state/subtask-state.ts'
import { buildChain } from './chain.ts'
import { closeChainState } from './chain-state.ts'
import { fetchState } from './local-recovery.ts'
import { lineageRefs, noteMoment, TaskLineage } from './lineage.ts'
import { freshAttempt } from './new-task.ts'
import { errorText, isUnrecoverable } from './error-text.ts'
import { ArtificialFailure, takePhase } from './faults.ts'
import { setClock } from './clock.ts'
import { beginDebloating } from './debloating.ts'
import { restoreInFlight } from './in-flight.ts'
import { takeFresh } from './marks.ts'
import { endSplit, newSourceWatermarks, wakeUpNext } from './source-watermarks.ts'
import { sendRequests } from './requests.ts'
import { newUsage, recordsOut } from './usage.ts'

export function isUp(task: TaskActor): boolean {
  return task.life === 'INITIALIZING' || task.life === 'RUNNING'
}

export function tell(sim: Sim, task: TaskActor, state: ExecutionState): void {
  task.life = state
  const { rpcLatency } = sim.plan.settings
  const { attempt, errorText } = task
  send(sim, task, JOB_MANAGER, rpcLatency, {
    type: 'execution-state',
    task: task.index,
    attempt,
    state,
    errorText,
    recoverable: !isUnrecoverable(errorText),
  })
}

export function onDeploy(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  message: Extract<TaskRpc, { type: 'deploy' }>,
): void {
  assert(message.attempt > task.attempt, 'attempts count up')
  // A new leader may deploy it before its TaskManager has told it that the old one is gone.
  if (isUp(task)) failTask(sim, task, 'another attempt takes its place')
  endAttempt(sim, task, plan)
  // Copies lie with the process that the last attempt ran in.
  if (task.taskManager !== message.taskManager || task.incarnation !== message.incarnation) {
    task.localCopies = []
    forgetConnection(sim, task, JOB_MANAGER, task)
  }
  task.attempt = message.attempt
  task.taskManager = message.taskManager
  task.incarnation = message.incarnation
  task.session = message.session
  task.peers = message.peers
  task.errorText = null
  task.slowFactor = 1
  task.pausedUntil = -1
  task.returnsAt = -1
  task.usage = newUsage(task.processed)
  task.restoring = message.state
  task.restoresInFlight = message.inFlight === true
  task.restoredCheckpoint = message.checkpoint
  task.finish.onRestore = message.finished
  tell(sim, task, 'INITIALIZING')
  row(sim, 'TaskDeployed', { checkpoint: message.checkpoint, amount: message.attempt })
  fetchState(sim, task, message)
}

/** The state is here: operators are made and opened, inputs granted their credits. */
export function onFetched(sim: Sim, task: TaskActor, plan: TaskPlan, checkpoint: number): void {
  assert(task.life === 'INITIALIZING', 'state arrives while the task initialises')
  const { restoring } = task
  task.restoring = null
  try {
    if (takePhase(task, 'restore')) throw new ArtificialFailure('the state cannot be restored')
    openChain(sim, task, plan, restoring)
  } catch (error) {
    failTask(sim, task, errorText(error))
    return
  }
  restoreSource(sim, task, plan, restoring)
  row(sim, 'StateRestored', { checkpoint, amount: restoredRows(restoring) })
  restoreInFlight(sim, task, restoring?.parts.inFlight, task.restoresInFlight)
  if (!task.recovering) tell(sim, task, 'RUNNING')
  setClock(sim, task)
  takeFresh(task)
  if (!task.recovering) row(sim, 'TaskStarted', { amount: task.attempt })
  sendRequests(sim, task)
  if (!task.recovering) grantCredits(sim, task, plan)
}

/** All that the inputs were restored with is processed: from here on the senders may send. */
export function beginRunning(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  assert(task.recovering && task.life === 'INITIALIZING', 'a task that recovers begins to run once')
  task.recovering = false
  tell(sim, task, 'RUNNING')
  row(sim, 'TaskStarted', { amount: task.attempt })
  grantCredits(sim, task, plan)
}

function grantCredits(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  beginDebloating(sim, task)
  for (const channel of plan.inputs) {
    const { networkLatency, credits } = sim.plan.settings
    send(sim, task, channel.from, networkLatency, {
      type: 'credit',
      attempt: task.attempt,
      channel: channel.index,
      count: credits,
    })
  }
}

/** Flink's FinishedOperatorChain: the operators had finished for good, and are not opened again. */
const FINISHED_OPERATOR: StreamOperator = {
  processElement() {
    assert(false, 'no record comes to an operator that has finished')
  },
}

function openChain(sim: Sim, task: TaskActor, plan: TaskPlan, state: SubtaskState | null): void {
  const restored = (uid: string, name: string) =>
    state?.parts.keyed.find(part => part.uid === uid && part.state === name)
  const { world } = sim
  const chain = buildChain(sim.plan, plan, task, world.clock, () => world.now, restored)
  const { operators: made, wiring, ...kept } = chain
  const { onRestore } = task.finish
  const operators = onRestore ? made.map(() => FINISHED_OPERATOR) : made
  task.runtime = { operators, ...restoredLists(state), ...kept, wiring }
  if (plan.tracksLineage) task.lineage = new TaskLineage(state?.parts.lineage ?? [])
  if (!onRestore) noteMoment(task.lineage, 'opened', task.restoredCheckpoint, NaN, task.attempt)
  // Tail to head, as Flink opens a chain: an operator may emit only to one that is open.
  for (let i = operators.length - 1; i >= 0; i--) operators[i]!.open?.(wiring.contexts[i]!)
  for (const part of state?.parts.keyed ?? []) {
    const position = plan.vertex.nodes.findIndex(node => node.uid === part.uid)
    if (position >= 0) wiring.stores[position]!.keep(part.state, part.kind, part.scope)
  }
  // Flink's chain that had finished has no timer service.
  if (!onRestore) for (const timers of wiring.timers) timers.noteRestored()
  if (sim.planted === 'lost-notify') return
  if (task.restoredCheckpoint === 0) return
  for (const operator of operators) operator.restored?.(task.restoredCheckpoint)
}

function restoredLists(state: SubtaskState | null): Pick<TaskRuntime, 'lists' | 'broadcasts'> {
  const lists: TaskRuntime['lists'] = {}
  const broadcasts: TaskRuntime['broadcasts'] = {}
  for (const { uid, name, mode, values } of state?.parts.lists ?? []) {
    if (mode === 'broadcast') broadcasts[`${uid}/${name}`] = new Map(copyPlain(values) as [string, unknown][])
    else lists[`${uid}/${name}`] = { mode, values: copyPlain(values) }
  }
  return { lists, broadcasts }
}

function restoredRows(state: SubtaskState | null): number {
  return state === null ? 0 : state.parts.keyed.reduce((sum, part) => sum + part.rows.size, 0)
}

/** A source goes back to the offsets of the checkpoint, or to the start; one that cannot be replayed stays where it is. */
function restoreSource(sim: Sim, task: TaskActor, plan: TaskPlan, state: SubtaskState | null): void {
  if (task.source === null) return
  task.source.wakeAt = -1
  task.source.unreported = { records: 0, bytes: 0 }
  task.source.offsetsToCommit = []
  for (const split of task.source.splits) {
    const { split: log, replayable } = sim.plan.partitions[split.partition]!
    const kept = state?.parts.splits.find(other => other.id === log.id)?.offset ?? 0
    const stored = replayable ? kept : Math.max(kept, split.furthest)
    split.offset = sim.planted === 'restore-offset-minus-one' ? Math.max(0, stored - 1) : stored
    split.from = split.offset
    split.replayUntil = split.furthest
  }
  task.source.watermarks = newSourceWatermarks(plan, task.source.splits.length)
  wakeUpNext(sim, task)
  task.source.splits.forEach((split, index) => {
    if (split.offset >= sim.plan.partitions[split.partition]!.split.values.length) endSplit(task, index)
  })
}

export function failTask(sim: Sim, task: TaskActor, message: string): void {
  assert(isUp(task), 'only a living task fails')
  dropAll(sim, task)
  task.errorText = message
  tell(sim, task, 'FAILED')
  row(sim, 'TaskFailed', { reason: message, amount: task.attempt })
}

/** What an attempt held is lost: its working state, its queues, its open transaction. */
export function dropAll(sim: Sim, task: TaskActor): void {
  task.inbox.dropTimers(task.index)
  for (const operator of task.runtime?.operators ?? []) {
    const open = operator.inspect?.()['open'] as { checkpoint: number; records: number } | null | undefined
    if (open)
      row(sim, 'TransactionAborted', { checkpoint: open.checkpoint, amount: open.records, reason: 'open' })
  }
  endAttempt(sim, task, sim.plan.task(task.index))
}

/** A task that has finished keeps what it held, to be looked at, until another attempt takes its place. */
function endAttempt(sim: Sim, task: TaskActor, plan: TaskPlan): void {
  notePast(task)
  task.usage.sentAtEnd += recordsOut(task, plan)
  closeChainState(sim.plan, plan, task)
  Object.assign(task, freshAttempt(plan, sim.plan.settings))
}

/** What an attempt has taken and read stays known to the oracle when the attempt ends. */
function notePast(task: TaskActor): void {
  const read = task.source?.splits.filter(split => split.offset > split.from) ?? []
  if (read.length === 0 && task.lineage === null) return
  const reads = read.map(({ partition, from, offset }) => ({ partition, from, to: offset }))
  for (const split of read) split.from = split.offset
  task.past = [...task.past, { attempt: task.attempt, lineage: lineageRefs(task.lineage), reads }]
}
