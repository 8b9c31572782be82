/** Single rules of Flink's DefaultScheduler and ExecutionFailureHandler, one call each. */
import { describe, expect, test } from 'vitest'
import type { ExecutionState, JobStatus } from '../api/frame.ts'
import { coordinatorOf, jobForTests, jobManagerOf, seekRow } from '../checkpoint/job-for-tests.suite.ts'
import type { CompletedCheckpoint } from '../checkpoint/coordinator-state.ts'
import type { Run } from '../index.ts'
import { doing } from '../kernel/actor-for-tests.suite.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import type { JobManagerRpc } from '../kernel/rpc.ts'
import type { Sim } from '../kernel/sim.ts'
import type { JobManagerActor } from '../kernel/world.ts'
import { allTasks, executionOf, isTerminal, newExecution, setState, setStatus } from './executions.ts'
import {
  failGlobally,
  noteFailure,
  onCancelJob,
  onExecutionState,
  onRestartDue,
  onSubmit,
} from './failover.ts'

/** All tasks run, in one region. */
function runningRun(config: Readonly<Record<string, string>> = {}): Run {
  const run = jobForTests({ config: { 'execution.checkpointing.min-pause': '1 h', ...config } })
  for (let i = 0; i < run.plan.tasks.length; i++) seekRow(run, 'ExecutionStateChanged', 'RUNNING')
  return run
}

function act(run: Run, what: (sim: Sim, jobManager: JobManagerActor) => void) {
  const done = doing(run, JOB_MANAGER, sim => what(sim, jobManagerOf(run)))
  const cancelled = done.sent.flatMap(({ to, body }) => (body.type === 'cancel' ? [to] : []))
  const restarts = done.sent.flatMap(({ at, body }) => (body.type === 'restart' ? [[at, body.number]] : []))
  return {
    ...done,
    cancelled,
    restarts,
    kinds: done.told.map(({ kind }) => kind),
    jobManager: jobManagerOf(run),
  }
}

const statesOf = (run: Run) => jobManagerOf(run).executions.map(({ state }) => state)

const setAll = (run: Run, ...states: readonly ExecutionState[]): void =>
  states.forEach((state, i) => (jobManagerOf(run).executions[i]!.state = state))

const told = (
  task: number,
  state: ExecutionState,
  change: object = {},
): Extract<JobManagerRpc, { type: 'execution-state' }> => ({
  type: 'execution-state',
  task,
  attempt: 0,
  state,
  errorText: null,
  recoverable: true,
  ...change,
})

describe('executions', () => {
  test('are terminal when they can change no more', () => {
    const states = [
      'CREATED',
      'SCHEDULED',
      'DEPLOYING',
      'INITIALIZING',
      'RUNNING',
      'CANCELING',
      'FINISHED',
      'CANCELED',
      'FAILED',
    ] as const
    expect(states.filter(isTerminal)).toEqual(['FINISHED', 'CANCELED', 'FAILED'])
  })

  test('begin without a place', () => {
    expect(newExecution(4)).toEqual({
      state: 'CREATED',
      attempt: 4,
      dataEnded: false,
      taskManager: -1,
      incarnation: -1,
    })
  })

  test('are one for each task, and their changes are told', () => {
    const run = runningRun()
    expect(allTasks(run.timeline.sim)).toEqual([1, 2, 3])
    expect(executionOf(jobManagerOf(run), 2)).toBe(jobManagerOf(run).executions[1])
    const done = act(run, (sim, one) => setState(sim, one, 2, 'FAILED'))
    expect([statesOf(run), done.told]).toEqual([
      ['RUNNING', 'FAILED', 'RUNNING'],
      [{ kind: 'ExecutionStateChanged', peer: 2, reason: 'FAILED', amount: 0 }],
    ])
  })

  test.each([
    ['FINISHED', true, true],
    ['FAILED', true, true],
    ['CANCELED', true, true],
    ['CANCELLING', false, false],
    ['RESTARTING', false, false],
  ] as const)(
    'a job that is %s has no timers any more %s, and discards what is not retained %s',
    (status, over, discards) => {
      const run = runningRun()
      coordinatorOf(run).completed = [
        { id: 3, snapshot: { kind: 'checkpoint', full: false }, path: 'chk-3' } as CompletedCheckpoint,
      ]
      const done = act(run, (sim, one) => setStatus(sim, one, status))
      expect(jobManagerOf(run).status).toBe(status)
      expect(jobManagerOf(run).inbox.items.some(({ from }) => from === JOB_MANAGER)).toBe(!over)
      expect(done.sent.some(({ body }) => body.type === 'discard')).toBe(discards)
      expect(done.told[0]).toEqual({ kind: 'JobStatusChanged', reason: status, amount: 0 })
    },
  )
})

test('a job that is submitted runs, and all its tasks are scheduled', () => {
  const run = jobForTests()
  const { jobManager } = act(run, onSubmit)
  expect(jobManager.status).toBe('RUNNING')
  expect(statesOf(run).every(state => state !== 'CREATED')).toBe(true)
})

describe('what a task says of itself', () => {
  test('is written down', () => {
    const run = runningRun()
    setAll(run, 'INITIALIZING', 'RUNNING', 'RUNNING')
    coordinatorOf(run).scheduling = false
    act(run, (sim, one) => onExecutionState(sim, one, told(1, 'RUNNING')))
    expect(statesOf(run)).toEqual(['RUNNING', 'RUNNING', 'RUNNING'])
    expect(coordinatorOf(run).scheduling).toBe(true)
  })

  test.each<[string, ExecutionState, Parameters<typeof told>]>([
    ['of another attempt', 'RUNNING', [1, 'FINISHED', { attempt: 1 }]],
    ['when it has ended', 'CANCELED', [1, 'RUNNING']],
    ['that it runs, while it is being cancelled', 'CANCELING', [1, 'RUNNING']],
  ])('is ignored: %s', (_, before, message) => {
    const run = runningRun()
    setAll(run, before)
    const { kinds } = act(run, (sim, one) => onExecutionState(sim, one, told(...message)))
    expect([kinds, statesOf(run)[0]]).toEqual([['MessageIgnored'], before])
  })

  test('that it has been cancelled is taken while it is being so', () => {
    const run = runningRun()
    setAll(run, 'CANCELING')
    act(run, (sim, one) => onExecutionState(sim, one, told(1, 'CANCELED')))
    expect(statesOf(run)[0]).toBe('CANCELED')
  })

  test('periodic triggering does not begin while another one starts, or the job restarts', () => {
    const begins = (states: readonly ExecutionState[], status: JobStatus) => {
      const run = runningRun()
      setAll(run, ...states)
      Object.assign(jobManagerOf(run), { status })
      coordinatorOf(run).scheduling = false
      act(run, (sim, one) => onExecutionState(sim, one, told(1, 'RUNNING')))
      return coordinatorOf(run).scheduling
    }
    expect(begins(['INITIALIZING', 'RUNNING', 'FINISHED'], 'RUNNING')).toBe(true)
    expect(begins(['INITIALIZING', 'INITIALIZING', 'RUNNING'], 'RUNNING')).toBe(false)
    expect(begins(['INITIALIZING', 'RUNNING', 'RUNNING'], 'RESTARTING')).toBe(false)
  })

  test('the job has finished with the last of them', () => {
    const run = runningRun()
    setAll(run, 'RUNNING', 'FINISHED', 'FINISHED')
    const { jobManager } = act(run, (sim, one) => onExecutionState(sim, one, told(1, 'FINISHED')))
    expect([jobManager.status, jobManager.coordinator.scheduling]).toEqual(['FINISHED', false])
  })

  test.each([
    ['FAILING', 'FAILED'],
    ['CANCELLING', 'CANCELED'],
  ] as const)('a job that is %s is over with the last of them', (status, end) => {
    const ended = (second: ExecutionState) => {
      const run = runningRun()
      setAll(run, 'CANCELING', second, 'FINISHED')
      Object.assign(jobManagerOf(run), { status })
      act(run, (sim, one) => onExecutionState(sim, one, told(1, 'CANCELED')))
      return jobManagerOf(run).status
    }
    expect([ended('CANCELED'), ended('CANCELING')]).toEqual([end, status])
  })
})

describe('a failure', () => {
  const FAST = { 'restart-strategy.fixed-delay.delay': '7 ms' }

  test('of a task cancels its region, and restarts it after the delay', () => {
    const run = runningRun(FAST)
    const { cancelled, restarts, jobManager, kinds } = act(run, (sim, one) =>
      onExecutionState(sim, one, told(2, 'FAILED', { errorText: 'no' })),
    )
    expect([cancelled, restarts]).toEqual([[1, 3], [[7000, 1]]])
    expect(statesOf(run)).toEqual(['CANCELING', 'FAILED', 'CANCELING'])
    expect(jobManager).toMatchObject({ status: 'RESTARTING', errorText: 'no', restartRequests: 1 })
    expect(jobManager.pendingRestarts).toEqual([
      { number: 1, at: run.world.now + 7000, due: false, tasks: [1, 2, 3] },
    ])
    expect(jobManager.exceptions).toEqual([{ at: run.world.now, task: 2, restarted: 3, errorText: 'no' }])
    expect(jobManager.coordinator.scheduling).toBe(false)
    expect(kinds).toContain('FailureNoticed')
  })

  test('without a text is an unknown one, and one that no restart can help fails the job', () => {
    const run = runningRun(FAST)
    act(run, (sim, one) => onExecutionState(sim, one, told(2, 'FAILED')))
    expect(jobManagerOf(run).errorText).toBe('unknown failure')
    const over = runningRun(FAST)
    const { restarts, cancelled } = act(over, (sim, one) =>
      onExecutionState(sim, one, told(2, 'FAILED', { recoverable: false })),
    )
    expect([restarts, cancelled, jobManagerOf(over).status]).toEqual([[], [1, 3], 'FAILING'])
  })

  test('of a task that is being cancelled has cancelled it', () => {
    const run = runningRun(FAST)
    setAll(run, 'CANCELING')
    const { restarts, kinds } = act(run, (sim, one) => noteFailure(sim, one, 1, 'no'))
    expect([statesOf(run)[0], restarts, kinds]).toEqual(['CANCELED', [], ['ExecutionStateChanged']])
  })

  test('comes at least a microsecond later, and within the history that is kept', () => {
    const run = runningRun({
      'restart-strategy.fixed-delay.delay': '0 ms',
      'web.exception-history-size': '2',
    })
    jobManagerOf(run).exceptions = [1, 2, 3].map(task => ({ at: 0, task, restarted: 1, errorText: 'old' }))
    const { restarts, jobManager } = act(run, (sim, one) => noteFailure(sim, one, 1, 'no'))
    expect(restarts).toEqual([[1, 1]])
    expect(jobManager.exceptions.map(({ task, errorText }) => [task, errorText])).toEqual([
      [1, 'no'],
      [1, 'old'],
    ])
  })

  test('that is one too many fails the job, and nothing restarts any more', () => {
    const run = runningRun({ 'restart-strategy.type': 'none' })
    jobManagerOf(run).pendingRestarts = [{ number: 5, at: 0, due: false, tasks: [3] }]
    const { restarts, jobManager, cancelled } = act(run, (sim, one) => noteFailure(sim, one, 1, 'no'))
    expect([restarts, cancelled, jobManager.status, jobManager.pendingRestarts]).toEqual([
      [],
      [2, 3],
      'FAILING',
      [],
    ])
  })

  test.each(['FAILING', 'CANCELLING'] as const)('of a job that is %s ends that task only', status => {
    const run = runningRun(FAST)
    setAll(run, 'RUNNING', 'CANCELED', 'CANCELED')
    Object.assign(jobManagerOf(run), { status })
    const { restarts, jobManager } = act(run, (sim, one) => noteFailure(sim, one, 1, 'no'))
    expect([restarts, jobManager.exceptions, jobManager.status]).toEqual([
      [],
      [],
      status === 'FAILING' ? 'FAILED' : 'CANCELED',
    ])
  })

  test('of no task restarts all', () => {
    const run = runningRun({ ...FAST, 'parallelism.default': '2' })
    const { jobManager, cancelled } = act(run, (sim, one) => failGlobally(sim, one, 'no'))
    expect([cancelled, jobManager.pendingRestarts[0]!.tasks]).toEqual([
      allTasks(run.timeline.sim),
      allTasks(run.timeline.sim),
    ])
    expect(jobManager.exceptions[0]).toMatchObject({ task: 0, errorText: 'no' })
  })

  test('takes its tasks over from restarts that wait; what has not been deployed is cancelled at once', () => {
    const run = runningRun(FAST)
    Object.assign(jobManagerOf(run), {
      status: 'RESTARTING',
      restartRequests: 6,
      pendingRestarts: [
        { number: 5, at: 9, due: true, tasks: [3] },
        { number: 6, at: 9, due: false, tasks: [1, 7] },
      ],
    })
    setAll(run, 'RUNNING', 'SCHEDULED', 'CANCELING')
    const { jobManager, cancelled, kinds } = act(run, (sim, one) => noteFailure(sim, one, 1, 'no'))
    expect(jobManager.pendingRestarts).toEqual([
      { number: 6, at: 9, due: false, tasks: [7] },
      { number: 7, at: run.world.now + 7000, due: false, tasks: [1, 2, 3] },
    ])
    expect([cancelled, statesOf(run)]).toEqual([[], ['FAILED', 'CANCELED', 'CANCELING']])
    expect(kinds).not.toContain('JobStatusChanged')
    const created = runningRun(FAST)
    setAll(created, 'RUNNING', 'CREATED', 'FINISHED')
    act(created, (sim, one) => failGlobally(sim, one, 'no'))
    expect(statesOf(created)).toEqual(['CANCELING', 'CANCELED', 'FINISHED'])
  })
})

describe('a restart', () => {
  function waiting(
    states: readonly ExecutionState[],
    restarts = [{ number: 4, at: 0, due: false, tasks: [1, 2, 3] }],
  ) {
    const run = runningRun()
    setAll(run, ...states)
    Object.assign(jobManagerOf(run), { status: 'RESTARTING', pendingRestarts: restarts })
    return run
  }

  test('begins when its delay has passed and its tasks have ended', () => {
    const run = waiting(['CANCELED', 'FAILED', 'FINISHED'])
    const { jobManager } = act(run, (sim, one) => onRestartDue(sim, one, 4))
    expect([jobManager.status, jobManager.pendingRestarts]).toEqual(['RUNNING', []])
    expect(statesOf(run).every(state => state !== 'CANCELED' && state !== 'FAILED')).toBe(true)
    const early = waiting(['CANCELED', 'CANCELING', 'FAILED'])
    act(early, (sim, one) => onRestartDue(sim, one, 4))
    expect(jobManagerOf(early)).toMatchObject({ status: 'RESTARTING', pendingRestarts: [{ due: true }] })
    act(early, (sim, one) => onExecutionState(sim, one, told(2, 'CANCELED')))
    expect(jobManagerOf(early)).toMatchObject({ status: 'RUNNING', pendingRestarts: [] })
  })

  test('does not begin before its delay has passed', () => {
    const run = waiting(['CANCELED', 'CANCELING', 'FAILED'])
    act(run, (sim, one) => onExecutionState(sim, one, told(2, 'CANCELED')))
    expect(jobManagerOf(run).status).toBe('RESTARTING')
  })

  test('of one region leaves the others, and the job restarts until none waits', () => {
    const run = waiting(
      ['CANCELED', 'CANCELED', 'CANCELED'],
      [
        { number: 4, at: 0, due: false, tasks: [1] },
        { number: 5, at: 0, due: false, tasks: [2, 3] },
      ],
    )
    act(run, (sim, one) => onRestartDue(sim, one, 4))
    expect(jobManagerOf(run)).toMatchObject({
      status: 'RESTARTING',
      pendingRestarts: [{ number: 5, due: false }],
    })
    expect(statesOf(run).slice(1)).toEqual(['CANCELED', 'CANCELED'])
    expect(statesOf(run)[0]).not.toBe('CANCELED')
  })

  test('that is no longer wanted does nothing', () => {
    const run = waiting(['CANCELED', 'CANCELED', 'CANCELED'])
    expect(act(run, (sim, one) => onRestartDue(sim, one, 3)).told).toMatchObject([{ reason: 'old restart' }])
    expect(jobManagerOf(run).status).toBe('RESTARTING')
  })
})

describe('a job that is cancelled', () => {
  const cancelled = (status: JobStatus, states: readonly ExecutionState[] = []) => {
    const run = runningRun()
    setAll(run, ...states)
    Object.assign(jobManagerOf(run), {
      status,
      pendingRestarts: [{ number: 4, at: 0, due: false, tasks: [1] }],
    })
    const done = act(run, onCancelJob)
    return { ...done, status: done.jobManager.status, pending: done.jobManager.pendingRestarts.length }
  }

  test('cancels its tasks, and ends with the last of them', () => {
    const running = cancelled('RUNNING')
    expect(running).toMatchObject({ status: 'CANCELLING', cancelled: [1, 2, 3], pending: 0 })
    expect(running.jobManager.coordinator.scheduling).toBe(false)
    expect(cancelled('RESTARTING', ['CANCELED', 'FAILED', 'FINISHED'])).toMatchObject({
      status: 'CANCELED',
      cancelled: [],
    })
  })

  test('before it was submitted is over at once, and after its end it stays what it is', () => {
    expect(cancelled('CREATED')).toMatchObject({ status: 'CANCELED', cancelled: [], pending: 1 })
    expect(cancelled('FINISHED')).toMatchObject({ status: 'FINISHED', kinds: ['MessageIgnored'] })
  })
})
