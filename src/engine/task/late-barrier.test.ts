import { expect, test } from 'vitest'
import { CHECKPOINT } from '../api/snapshot-type.ts'
import { taskOf } from '../check/view.ts'
import { jobForTests, seekRow } from '../checkpoint/job-for-tests.suite.ts'
import { isBuffer } from '../network/buffer.ts'
import { randomRun } from '../trace/random-run.suite.ts'
import type { Run } from '../trace/run.ts'
import { onTaskMessage } from './on-message.ts'

/** A barrier that is next at a receiver which has not heard of its checkpoint. */
function barrierToCome(run: Run) {
  for (const { index, from, to, input, output } of run.plan.channels) {
    const receiver = taskOf(run.world, to)
    const item = receiver.inputs[input]?.queue[0]
    if (item === undefined || isBuffer(item) || item.type !== 'barrier') continue
    if (receiver.life !== 'RUNNING' || receiver.barriers.current >= item.checkpoint) continue
    const sender = taskOf(run.world, from)
    if (sender.outputs[output]!.blocked === item.checkpoint)
      return { index, sender, receiver, output, checkpoint: item.checkpoint }
  }
  return null
}

test('a barrier of a checkpoint that its receiver has given up opens its channel at the sender again', () => {
  for (let seed = 300; ; seed++) {
    const run = randomRun(seed)
    let found = barrierToCome(run)
    for (let step = 60; found === null && step < 500; step++) {
      run.seek(step)
      found = barrierToCome(run)
    }
    if (found === null) continue
    const { sender, receiver, output, checkpoint } = found
    // As after a cancel-barrier on another channel.
    receiver.barriers.current = checkpoint
    receiver.barriers.lastSettled = checkpoint
    const { attempt } = sender
    for (let i = 0; i < 200 && sender.outputs[output]!.blocked === checkpoint; i++) run.seek(run.step + 1)
    expect(sender.attempt).toBe(attempt)
    expect(sender.outputs[output]!.blocked).not.toBe(checkpoint)
    return
  }
})

/** A barrier out of the blue, and all steps until it is taken. */
function bringBarrier(run: Run, index: number, input: number, checkpoint: number): void {
  const task = taskOf(run.world, index)
  onTaskMessage(run.timeline.sim, task, run.plan.task(index), {
    type: 'item',
    attempt: task.attempt,
    channel: task.inputs[input]!.channel,
    item: { type: 'barrier', checkpoint, triggeredAt: run.world.now, options: { snapshot: CHECKPOINT } },
  })
  while (task.inputs[input]!.queue.length > 0) run.seek(run.step + 1)
}

for (const mode of ['EXACTLY_ONCE', 'AT_LEAST_ONCE']) {
  test(`${mode}: a barrier of an older checkpoint does not touch the alignment under way`, () => {
    const run = jobForTests({ config: { 'execution.checkpointing.mode': mode } })
    seekRow(run, 'RecordProcessed')
    const { actor } = run.plan.tasks.find(task => task.inputs.length === 2)!
    const task = taskOf(run.world, actor)
    bringBarrier(run, actor, 0, 5)
    const alignment = task.alignment!
    expect(alignment.checkpoint).toBe(5)
    for (let i = 0; i < 10; i++) run.seek(run.step + 1)
    bringBarrier(run, actor, 1, 3)
    expect(task.alignment).toBe(alignment)
    bringBarrier(run, actor, 1, 5)
    expect(task.snapshot?.checkpoint).toBe(5)
    expect(task.snapshot?.alignmentStartedAt).toBe(alignment.startedAt)
    expect(task.snapshot?.alignment).toBeGreaterThan(0)
  })
}
