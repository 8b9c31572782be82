/** The time that an alignment may still take at a task, read from its barriers and its outputs. */
import { ensure } from '../../base/assert.ts'
import type { AlignmentTimer } from '../api/frame.ts'
import { isAlternating } from '../checkpoint/alternating-handler.ts'
import { isBuffer, type BarrierEvent } from '../network/buffer.ts'
import type { TaskActor } from '../kernel/world.ts'
import type { Run } from './run.ts'

export function alignmentTimer(run: Run, task: TaskActor): AlignmentTimer | null {
  if (task.life !== 'RUNNING') return null
  return inputTimer(run, task) ?? outputTimer(run, task)
}

const timerOf = (
  run: Run,
  checkpoint: number,
  triggeredAt: number,
  side: AlignmentTimer['side'],
  channels: readonly number[],
): AlignmentTimer => {
  const { alignedTimeout } = run.plan.settings
  return { checkpoint, side, channels, since: triggeredAt, until: triggeredAt + alignedTimeout }
}

/** It runs from the first announcement until all barriers are in, or the checkpoint has gone on unaligned. */
function inputTimer(run: Run, { barriers, inputs }: TaskActor): AlignmentTimer | null {
  if (!isAlternating(barriers)) return null
  const { pending, phase, current, aligned } = barriers
  if (pending?.options.kind !== 'timeoutable') return null
  if (phase !== 'WaitingForFirstBarrier' && phase !== 'CollectingBarriers') return null
  const channels = aligned.map(index => inputs[index]!.channel)
  return timerOf(run, current, pending.triggeredAt, 'input', channels)
}

function outputTimer(run: Run, { capture, outputs }: TaskActor): AlignmentTimer | null {
  if (capture === null || capture.waiting.length === 0) return null
  const { checkpoint } = capture
  const waiting = capture.waiting.map(index => outputs[index]!)
  const barrier = waiting[0]!.queue.find(
    (item): item is BarrierEvent =>
      !isBuffer(item) && item.type === 'barrier' && item.checkpoint === checkpoint,
  )
  const { triggeredAt } = ensure(barrier, 'the barrier that waits')
  return timerOf(
    run,
    checkpoint,
    triggeredAt,
    'output',
    waiting.map(output => output.channel),
  )
}
