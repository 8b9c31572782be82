/** What holds for every fault in the list, and for each of these two. */
import { describe, expect, it } from 'vitest'
import type { ExecutionState, TaskFrame } from '../engine/api/frame.ts'
import { Registry } from '../base/registry.ts'
import { killTask } from './kill-task/kill-task.ts'
import { slowTask } from './slow-task/slow-task.ts'
import { faults } from './index.ts'

const STATES: readonly ExecutionState[] = [
  'CREATED',
  'SCHEDULED',
  'DEPLOYING',
  'INITIALIZING',
  'RUNNING',
  'CANCELING',
  'CANCELED',
  'FAILED',
  'FINISHED',
]

const taskIn = (state: ExecutionState, slowFactor = 1): TaskFrame => ({
  actor: 3,
  state,
  attempt: 0,
  activity: 'idle',
  inHand: null,
  busyUntil: 0,
  slowFactor,
  waiting: null,
  checkpoint: null,
  checkpointId: 0,
  keyGroups: null,
  keyCount: 0,
  stateRows: [],
  operatorState: [],
  source: null,
  sink: null,
  mailbox: [],
  failure: null,
  processed: 0,
  usage: {
    busyTimeMsPerSecond: -1,
    idleTimeMsPerSecond: -1,
    backPressuredTimeMsPerSecond: -1,
    busyTime: 0,
    idleTime: 0,
    backPressuredTime: 0,
    numRecordsIn: 0,
    numRecordsOut: 0,
  },
  eventTime: {
    watermark: 0,
    idle: false,
    processingTime: 0,
    eventTimers: 0,
    processingTimers: 0,
    timers: [],
    lateDropped: 0,
    pendingMarks: 0,
  },
})

describe('every fault', () => {
  it('has a kind of its own', () => {
    expect(new Registry('fault', faults).kinds()).toHaveLength(faults.length)
  })

  it.each(faults.map(fault => [fault.kind, fault] as const))(
    '%s acts on a running task, and on none that is down or has finished',
    (_kind, fault) => {
      expect(fault.refusal(taskIn('RUNNING'))).toBeNull()
      expect(fault.refusal(taskIn('FINISHED'))).toBe('task-has-finished')
      for (const state of ['CREATED', 'SCHEDULED', 'DEPLOYING', 'CANCELING', 'CANCELED', 'FAILED'] as const) {
        expect(fault.refusal(taskIn(state))).toBe('task-is-down')
      }
    },
  )

  it.each(faults.map(fault => [fault.kind, fault] as const))('%s answers for every state', (_kind, fault) => {
    for (const state of STATES) expect(fault.refusal(taskIn(state))).not.toBeUndefined()
  })
})

describe('kill-task', () => {
  it('kills a task that is still restoring, and one that is slow', () => {
    expect(killTask.refusal(taskIn('INITIALIZING'))).toBeNull()
    expect(killTask.refusal(taskIn('RUNNING', 8))).toBeNull()
  })
})

describe('slow-task', () => {
  it('slows a task once', () => {
    expect(slowTask.refusal(taskIn('RUNNING', 8))).toBe('task-is-slow')
    expect(slowTask.refusal(taskIn('INITIALIZING'))).toBe('task-is-down')
  })

  it('costs more, never less', () => {
    const effect = slowTask.effect({})
    expect(effect.type === 'slow-task' && effect.factor).toBeGreaterThan(1)
  })
})
