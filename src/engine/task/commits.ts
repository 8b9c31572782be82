/**
 * Commits under way. As Flink's committers do, a task waits for the answer to each; it asks again when the broker says
 * later or nothing at all, and fails when it has asked too often. What the broker does not know any more, or has
 * aborted, is let go with its results, or fails the task, as it is set.
 */
import { assert, AssertionError, ensure, unreachable } from '../../base/assert.ts'
import type { CommitOutcome } from '../api/operator.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { CommitAnswer, TaskRpc } from '../kernel/rpc.ts'
import { row, type Sim } from '../kernel/sim.ts'
import type { PendingCommit, TaskActor } from '../kernel/world.ts'
import { errorText } from './error-text.ts'
import { failTask } from './lifecycle.ts'
import { askToCommit, sendRequests } from './requests.ts'

type Of<T extends TaskRpc['type']> = Extract<TaskRpc, { readonly type: T }>

export function onCommitAnswer(sim: Sim, task: TaskActor, plan: TaskPlan, message: Of<'committed'>): void {
  const commit = take(task, message)
  if (commit === null) {
    row(sim, 'MessageIgnored', { reason: 'committed' })
    return
  }
  task.inbox.dropTimer(task.index, body => body.type === 'commit-timeout' && body.number === commit.number)
  row(sim, 'CommitAnswered', { reason: message.answer, effect: commit.transaction, amount: commit.retries })
  settle(sim, task, plan, commit, message.answer)
}

/** Whether it was committed is not known; asking again is safe, since commits are idempotent. */
export function onCommitTimeout(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  message: Of<'commit-timeout'>,
): void {
  const commit = ensure(take(task, message), 'the commit that is waited for')
  row(sim, 'CommitAnswered', { reason: 'timeout', effect: commit.transaction, amount: commit.retries })
  settle(sim, task, plan, commit, 'retry-later')
}

/** The commit that this answer is for; null: it was asked again, or by an earlier attempt. */
function take(task: TaskActor, { number }: { readonly number: number }): PendingCommit | null {
  const commit = task.commits.find(other => other.number === number)
  if (commit === undefined) return null
  task.commits = task.commits.filter(other => other !== commit)
  return commit
}

function settle(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  commit: PendingCommit,
  answer: CommitAnswer,
): void {
  const { transaction, uid, retries } = commit
  const { committerRetries, ignoreTransactionFailures } = sim.plan.settings
  assert(retries <= committerRetries, 'a commit is tried as often as it is set')
  switch (answer) {
    case 'committed':
    case 'already-committed':
      tell(sim, task, plan, commit, answer)
      break
    case 'retry-later':
      if (retries < committerRetries) askToCommit(sim, task, transaction, uid, retries + 1)
      else failTask(sim, task, `IOException: Failed to commit 1 committables after ${retries} retries`)
      break
    case 'aborted':
    case 'unknown-transaction':
      if (ignoreTransactionFailures) tell(sim, task, plan, commit, 'lost')
      else failTask(sim, task, `FlinkRuntimeException: Committing ${transaction} failed: ${answer}`)
      break
    case 'unknown-reason':
      failTask(sim, task, `IOException: Failed to commit ${transaction}`)
      break
    default:
      unreachable(answer)
  }
}

/** The committer hears of it, and may go on with the next checkpoint. */
function tell(
  sim: Sim,
  task: TaskActor,
  plan: TaskPlan,
  { transaction, uid }: PendingCommit,
  outcome: CommitOutcome,
): void {
  const position = plan.vertex.nodes.findIndex(node => node.uid === uid)
  const { operators } = ensure(task.runtime, 'the runtime of a task that commits')
  try {
    operators[position]?.commitAnswered?.(transaction, outcome)
  } catch (error) {
    if (error instanceof AssertionError) throw error
    failTask(sim, task, errorText(error))
    return
  }
  sendRequests(sim, task)
}
