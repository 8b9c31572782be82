import { expect, test } from 'vitest'
import { clusterRun } from '../cluster/cluster-run.suite.ts'
import { taskOf } from '../check/view.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { TaskRpc } from '../kernel/rpc.ts'
import type { TaskActor } from '../kernel/world.ts'
import type { Run } from '../trace/run.ts'
import { onTaskMessage } from './on-message.ts'

const CREDITS = 2

/** A task in the middle of its work, and what reaches it out of the blue. */
function taskAtWork(isIt: (plan: TaskPlan) => boolean) {
  const run = clusterRun()
  run.seek(500)
  const plan = run.plan.tasks.find(isIt)!
  const task = taskOf(run.world, plan.actor)
  expect(task.life).toBe('RUNNING')
  const tell = (message: TaskRpc) => onTaskMessage(run.timeline.sim, task, plan, message)
  return { run, plan, task, tell }
}

const isSource = ({ vertex }: TaskPlan): boolean => vertex.role === 'source'

const creditFor = (attempt: number, { outputs }: TaskActor): TaskRpc => ({
  type: 'credit',
  attempt,
  channel: outputs[0]!.channel,
  count: CREDITS,
})

/** As the next leader deploys it. */
const deployOf = (attempt: number, { taskManager, incarnation, session, peers }: TaskActor): TaskRpc => ({
  type: 'deploy',
  attempt,
  checkpoint: 0,
  state: null,
  finished: false,
  taskManager,
  incarnation: incarnation + 1,
  session: session + 1,
  peers,
})

const ends: Record<string, (task: TaskActor) => TaskRpc> = {
  'it is cancelled': ({ attempt }) => ({ type: 'cancel', attempt }),
  'its TaskManager loses the leader': task => host(task, 'disconnected'),
  'its process dies': task => host(task, 'died'),
  'another attempt takes its place': task => deployOf(task.attempt + 1, task),
}

const host = ({ taskManager, incarnation, session }: TaskActor, event: 'disconnected' | 'died'): TaskRpc => ({
  type: 'host',
  taskManager,
  incarnation,
  event,
  session,
})

test.each(Object.keys(ends))(
  'a credit for the next attempt waits for it, however the last one ends: %s',
  how => {
    const { task, tell } = taskAtWork(isSource)
    const next = task.attempt + 1
    tell(creditFor(next, task))
    expect(task.early).toHaveLength(1)
    tell(ends[how]!(task))
    if (task.attempt < next) {
      expect(task.early).toHaveLength(1)
      tell(deployOf(next, task))
    }
    expect(task.attempt).toBe(next)
    expect(task.outputs[0]!.credits).toBe(CREDITS)
    expect(task.early).toEqual([])
  },
)

test('a deployment leaves what is for an attempt after it, and forgets what is for one before', () => {
  const { task, tell } = taskAtWork(isSource)
  const { attempt } = task
  for (const later of [1, 2, 3]) tell(creditFor(attempt + later, task))
  tell(deployOf(attempt + 2, task))
  expect(task.outputs[0]!.credits).toBe(CREDITS)
  expect(task.early.map(message => message.attempt)).toEqual([attempt + 3])
})

const failures = (run: Run): number => run.rows(1, run.step, new Set(['TaskFailed'])).length

test('an attempt whose connections were closed before it was deployed fails once', () => {
  const { run, task, tell } = taskAtWork(({ inputs }) => inputs.length > 1)
  const next = task.attempt + 1
  tell({ type: 'cancel', attempt: task.attempt })
  for (const { channel } of task.inputs) tell({ type: 'connection-reset', attempt: next, channel })
  tell(deployOf(next, task))
  run.seek(run.step + 1)
  expect(task.life).toBe('FAILED')
  expect(task.errorText).toMatch(/^Connection unexpectedly closed/)
  expect(failures(run)).toBe(1)
})

test('what a leader has sent is not deployed any more once the process has lost it, and what the next sends is', () => {
  const { task, tell } = taskAtWork(isSource)
  const { attempt, session } = task
  tell(host(task, 'disconnected'))
  tell({ ...deployOf(attempt + 1, task), session } as TaskRpc)
  expect([task.attempt, task.life]).toEqual([attempt, 'FAILED'])
  tell(deployOf(attempt + 1, task))
  expect(task.attempt).toBe(attempt + 1)
})
