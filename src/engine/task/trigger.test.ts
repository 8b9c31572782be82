/** What a task does with a trigger: Flink's SourceStreamTask and StreamTask.triggerCheckpointAsync. */
import { describe, expect, test } from 'vitest'
import type { SnapshotType } from '../api/snapshot-type.ts'
import { PLAIN_OPTIONS, withKind } from '../checkpoint/options.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import { COUNT, endInput, kindsTold, resumed, SOURCE, taskForTests } from './task-for-tests.suite.ts'
import { beginSnapshot, onTrigger } from './trigger.ts'

const stop = (after: 'suspend' | 'terminate'): SnapshotType => ({
  kind: 'savepoint',
  format: 'CANONICAL',
  after,
})

const mail = (snapshot: SnapshotType = PLAIN_OPTIONS.snapshot) =>
  ({ type: 'trigger', attempt: 0, checkpoint: 5, triggeredAt: 3, options: { snapshot } }) as const

describe('a task that closes', () => {
  const triggered = (partitionsEnded: boolean, finalCompleted: boolean, ended: readonly boolean[]) => {
    const it = taskForTests(COUNT)
    Object.assign(it.task.finish, { partitionsEnded, finalCompleted })
    for (const [input, isEnded] of ended.entries()) if (isEnded) endInput(it, input)
    return { it, done: it.doing(sim => onTrigger(sim, it.task, it.plan, mail())) }
  }

  test.each([
    [true, false, [false, false]],
    [true, true, [true, true]],
    [false, true, [true, true]],
  ])('takes no part: ended %s, final %s, inputs %s', (partitionsEnded, finalCompleted, ended) => {
    const { it, done } = triggered(partitionsEnded, finalCompleted, ended)
    const reason = 'CHECKPOINT_DECLINED_TASK_CLOSING'
    const body = { type: 'decline', task: COUNT, attempt: 0, checkpoint: 5, reason }
    expect(done.sent).toEqual([{ to: JOB_MANAGER, at: it.run.plan.settings.rpcLatency, body }])
    expect([kindsTold(done), it.task.snapshot]).toEqual([['CheckpointDeclined'], null])
  })

  test.each([
    [false, false, [true, true]],
    [false, true, [true, false]],
    [false, true, [false, false]],
  ])('is not one that has %s, %s, %s', (partitionsEnded, finalCompleted, ended) => {
    const { it } = triggered(partitionsEnded, finalCompleted, ended)
    expect(it.task.snapshot?.checkpoint).toBe(5)
  })
})

test('a source begins at once', () => {
  const it = taskForTests(SOURCE)
  const { task, now } = it
  const done = it.doing(sim => onTrigger(sim, task, it.plan, mail()))
  expect(task.snapshot).toMatchObject({
    checkpoint: 5,
    triggeredAt: 3,
    alignmentStartedAt: now,
    startDelay: now - 3,
    alignment: 0,
    processed: 0,
  })
  expect([task.alignment, done.sent, task.cpu]).toEqual([null, [], 'prepare'])
})

test.each([
  ['suspend', true],
  ['terminate', false],
] as const)('a savepoint that is to %s the job stops its source first', (after, suspended) => {
  const it = taskForTests(SOURCE)
  const { task, now } = it
  it.doing(sim => onTrigger(sim, task, it.plan, mail(stop(after))))
  expect(task.snapshot).toBeNull()
  expect(task.finish).toMatchObject({ syncSavepoint: 5, suspended })
  const options = { snapshot: stop(after) }
  expect(task.finish.stop).toEqual({ checkpoint: 5, startedAt: now, triggeredAt: 3, options, processed: 0 })
})

test('a source that has ended already takes it as any other, and so does a task that is none', () => {
  const source = taskForTests(SOURCE)
  source.task.finish.dataEnded = true
  source.doing(sim => onTrigger(sim, source.task, source.plan, mail(stop('suspend'))))
  expect([source.task.finish.stop, source.task.snapshot?.checkpoint]).toEqual([null, 5])
  expect(source.task.finish.suspended).toBe(false)
  const behind = taskForTests(COUNT)
  for (const input of behind.task.inputs.keys()) endInput(behind, input)
  behind.doing(sim => onTrigger(sim, behind.task, behind.plan, mail(stop('suspend'))))
  expect([behind.task.finish.stop, behind.task.snapshot?.checkpoint]).toEqual([null, 5])
})

test('where what is above has finished, the trigger stands for the barriers that can come no more', () => {
  const it = taskForTests(COUNT)
  const { task } = it
  endInput(it, 0)
  it.doing(sim => onTrigger(sim, task, it.plan, mail()))
  expect(task.snapshot?.checkpoint).toBe(5)
  expect(task.inputs.map(({ barrier }) => barrier.checkpoint)).toEqual([0, 5])
})

test('and nobody waits for a resume behind it', () => {
  const it = taskForTests(COUNT)
  const { task } = it
  const done = it.doing(sim => onTrigger(sim, task, it.plan, mail()))
  expect(task.snapshot?.checkpoint).toBe(5)
  expect([task.inputs.map(({ blocked }) => blocked), task.heldResumes, resumed(it, done)]).toEqual([
    [0, 0],
    [],
    [],
  ])
  expect(task.inputs.map(({ barrier }) => barrier)).toEqual([
    { checkpoint: 5, arrived: task.events },
    { checkpoint: 5, arrived: task.events },
  ])
})

test('an unaligned one does not either', () => {
  const it = taskForTests(COUNT, { 'execution.checkpointing.unaligned.enabled': 'true' })
  const { task } = it
  const options = withKind(PLAIN_OPTIONS, 'timeoutable')
  const done = it.doing(sim => onTrigger(sim, task, it.plan, { ...mail(), options }))
  expect(task.snapshot?.checkpoint).toBe(5)
  expect([task.inputs.map(({ blocked }) => blocked), task.heldResumes, resumed(it, done)]).toEqual([
    [0, 0],
    [],
    [],
  ])
})

test('a snapshot begins by itself with the kind that its options name', () => {
  for (const kind of [undefined, 'timeoutable', 'unaligned'] as const) {
    const it = taskForTests(SOURCE)
    const options = kind === undefined ? PLAIN_OPTIONS : withKind(PLAIN_OPTIONS, kind)
    const alignment = { checkpoint: 5, startedAt: it.now, triggeredAt: 3, options, processed: 0 }
    it.doing(sim => beginSnapshot(sim, it.task, alignment))
    expect(it.task.snapshot?.options).toEqual(options)
    expect(it.task.snapshot?.awaitsInFlight).toBe(kind !== undefined)
  }
})
