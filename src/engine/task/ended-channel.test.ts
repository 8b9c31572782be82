/** The end of a channel stands for its barrier in the measures of an alignment, too. */
import { expect, test } from 'vitest'
import { CHECKPOINT } from '../api/snapshot-type.ts'
import { taskOf } from '../check/view.ts'
import { jobForTests, seekRow } from '../checkpoint/job-for-tests.suite.ts'
import { PLAIN_OPTIONS, withKind, type CheckpointOptions } from '../checkpoint/options.ts'
import type { Run } from '../index.ts'
import type { TaskActor } from '../kernel/world.ts'
import type { ChannelEvent } from '../network/buffer.ts'
import { BEHIND_RESTORED } from '../network/subpartition.ts'
import { onInputEnded, takePriority } from './barriers.ts'
import { onEndOfChannelState } from './in-flight.ts'
import { onTaskMessage } from './on-message.ts'

/** A task of several channels that is under way. */
function receiver(config: Readonly<Record<string, string>>): { readonly run: Run; readonly task: TaskActor } {
  const run = jobForTests({ config })
  const { actor } = run.plan.tasks.find(({ inputs }) => inputs.length > 1)!
  while (seekRow(run, 'RecordProcessed').actor !== actor) continue
  return { run, task: taskOf(run.world, actor) }
}

function bring(run: Run, task: TaskActor, input: number, item: ChannelEvent): void {
  const { attempt, index } = task
  const { channel } = task.inputs[input]!
  onTaskMessage(run.timeline.sim, task, run.plan.task(index), { type: 'item', attempt, channel, item })
}

const barrier = (run: Run, checkpoint: number, options: CheckpointOptions = { snapshot: CHECKPOINT }) =>
  ({ type: 'barrier', checkpoint, triggeredAt: run.world.now - checkpoint, options }) as const

test('at least once, a checkpoint that an end completes is measured from its own first barrier', () => {
  const { run, task } = receiver({
    'execution.checkpointing.mode': 'AT_LEAST_ONCE',
    'execution.checkpointing.min-pause': '1 h',
    'parallelism.default': '2',
  })
  const taken = (input: number, checkpoint: number) => {
    bring(run, task, input, barrier(run, checkpoint))
    while (task.inputs[input]!.queue.length > 0) run.seek(run.step + 1)
    return task.alignment!
  }
  expect(task.inputs).toHaveLength(4)
  const { startedAt, triggeredAt } = taken(0, 5)
  taken(1, 5)
  taken(0, 6)
  taken(2, 5)
  taken(1, 6)
  onInputEnded(run.timeline.sim, task, 3)
  expect(task.snapshot).toMatchObject({
    checkpoint: 5,
    alignmentStartedAt: startedAt,
    triggeredAt,
    processed: 0,
  })
})

test('an alignment that was announced begins with the end of a channel, if that comes before the first barrier', () => {
  const { run, task } = receiver({
    'execution.checkpointing.unaligned.enabled': 'true',
    'execution.checkpointing.aligned-checkpoint-timeout': '10 s',
    'execution.checkpointing.min-pause': '1 h',
  })
  bring(run, task, 0, barrier(run, 5, withKind(PLAIN_OPTIONS, 'timeoutable')))
  expect(takePriority(run.timeline.sim, task, run.plan.task(task.index))).toBe(true)
  expect(task.alignment).toBeNull()
  onInputEnded(run.timeline.sim, task, 1)
  expect(task.alignment).toMatchObject({ checkpoint: 5, startedAt: run.world.now, processed: 0 })
})

test('senders go on behind restored data only when all of them have sent theirs, each once', () => {
  const { run, task } = receiver({ 'execution.checkpointing.min-pause': '1 h' })
  const resumes = () =>
    run.world.actors.flatMap(({ inbox }) => inbox.items.filter(({ body }) => body.type === 'resume')).length
  onEndOfChannelState(run.timeline.sim, task, 0)
  expect([task.inputs.map(({ blocked }) => blocked), resumes()]).toEqual([[BEHIND_RESTORED, 0], 0])
  onEndOfChannelState(run.timeline.sim, task, 1)
  expect(resumes()).toBe(2)
})
