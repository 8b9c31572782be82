import { expect, test } from 'vitest'
import { taskOf } from '../check/view.ts'
import { isBuffer } from '../network/buffer.ts'
import { randomRun } from '../trace/random-run.suite.ts'
import type { Run } from '../trace/run.ts'

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
