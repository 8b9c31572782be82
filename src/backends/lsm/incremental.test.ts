/** Incremental checkpoints in whole runs: what is written again, what is shared, what is deleted. */
import { describe, expect, it } from 'vitest'
import { jobManagerOf, taskOf } from '../../engine/check/view.ts'
import type { Run } from '../../engine/index.ts'
import { openRun } from '../../worker/open-run.ts'

/** Words that mostly come once, so that later flushes bring other keys than earlier ones. */
const TEXT = Array.from({ length: 260 }, (_, i) => `w${(i * 7919) % 211}`).join(' ')

function open(config: Readonly<Record<string, string>> = {}): Run {
  const run = openRun({
    pipeline: 'word-count',
    config: {
      'state.backend.type': 'rocksdb',
      'execution.checkpointing.incremental': 'true',
      'execution.checkpointing.interval': '60 ms',
      'execution.checkpointing.num-retained': '2',
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.attempts': '5',
      'restart-strategy.fixed-delay.delay': '10 ms',
      'weir.task.record-cost': '2 ms',
      'weir.state.block-rows': '20',
      ...config,
    },
    workload: { text: TEXT },
    seed: 5,
    epochMs: 0,
    commands: [],
  })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

function until(run: Run, holds: (run: Run) => boolean): Run {
  while (!holds(run)) if (!run.seek(run.step + 1)) throw new Error('the moment never came')
  return run
}

const completed = (count: number) => (run: Run) => run.completedCheckpoints().some(({ id }) => id >= count)

const coordinatorOf = (run: Run) => jobManagerOf(run.world).coordinator

/** Written and referred to, of the last completed checkpoint. */
function sizes(run: Run): readonly [number, number] {
  const history = coordinatorOf(run).history.find(({ status }) => status === 'completed')!
  const sum = (of: (metrics: (typeof history.acks)[number]['metrics']) => number) =>
    history.acks.reduce((total, { metrics }) => total + of(metrics), 0)
  return [sum(({ bytes }) => bytes), sum(({ bytes, stateBytes }) => stateBytes ?? bytes)]
}

const filesIn = (run: Run, id: number): string[] =>
  run
    .completedCheckpoints()
    .find(checkpoint => checkpoint.id === id)!
    .states.flatMap(state => state!.parts.keyed.flatMap(({ files }) => files?.list ?? []))
    .map(file => file.id)

describe('incremental checkpoints', () => {
  it('the first is full, the next ones write new files only', () => {
    const run = until(open(), completed(1))
    expect(sizes(run)[0]).toBe(sizes(run)[1])
    until(run, completed(3))
    const [written, all] = sizes(run)
    expect(written).toBeLessThan(all)
  })

  it('without the setting each is full', () => {
    const run = until(open({ 'execution.checkpointing.incremental': 'false' }), completed(3))
    expect(sizes(run)[0]).toBe(sizes(run)[1])
  })

  it('the size of one that is complete is that of all state it refers to, as in the line of Flink’s log', () => {
    const run = until(open(), completed(3))
    const { bytes, completedAt } = run.completedCheckpoints().at(-1)!
    const [written, all] = sizes(run)
    expect([bytes, written < all]).toEqual([all, true])
    const step = run.timeline.log.stepAt(completedAt)
    const row = run.rows(step, step).find(({ kind }) => kind === 'CheckpointCompleted')
    expect(row?.amount).toBe(all)
  })

  it('two of them share files, and none holds a placeholder when it is complete', () => {
    const run = until(open(), completed(3))
    const [before, after] = [filesIn(run, 2), filesIn(run, 3)]
    expect(after.some(id => before.includes(id))).toBe(true)
    expect(after.some(id => !before.includes(id))).toBe(true)
    const files = run
      .completedCheckpoints()
      .flatMap(({ states }) =>
        states.flatMap(state => state!.parts.keyed.flatMap(part => part.files?.list ?? [])),
      )
    expect(files.every(({ content }) => content !== null)).toBe(true)
  })

  it('a file is let go of when no retained checkpoint uses it', () => {
    const run = until(open(), completed(8))
    const { shared = {} } = coordinatorOf(run)
    const used = new Set(run.completedCheckpoints().flatMap(({ id }) => filesIn(run, id)))
    const oldest = run.completedCheckpoints()[0]!.id
    for (const [id, { lastUsed }] of Object.entries(shared))
      expect(used.has(id) || lastUsed >= oldest, id).toBe(true)
    for (const id of used) expect(shared[id]).toBeDefined()
    expect(Object.values(shared).some(({ createdBy }) => createdBy < oldest)).toBe(true)
  })

  it('after a failure the files are taken over, and the next checkpoint builds on them', () => {
    const run = until(open(), completed(3))
    run.act('kill-task', 'count-0')
    const { id } = run.completedCheckpoints().at(-1)!
    until(run, completed(id + 1))
    const [written, all] = sizes(run)
    expect(written).toBeLessThan(all)
    expect(run.invariants().filter(({ holds }) => !holds)).toEqual([])
    run.advanceToEnd()
    const { state, committed } = run.verdict()
    expect([state.verdict, committed.verdict]).toEqual(['exact', 'exact'])
  })

  it('the files of a subtask that has finished are there as long as a checkpoint names them', () => {
    const run = open({
      'parallelism.default': '2',
      'pipeline.operator-chaining.enabled': 'false',
      'weir.network.queue-buffers': '400',
      'execution.checkpointing.unaligned.enabled': 'true',
      'execution.buffer-timeout.interval': '0 ms',
      'execution.checkpointing.num-retained': '1',
    })
    until(run, completed(1))
    run.act('slow-task', 'count-1', { factor: 20 })
    const lives = () => run.plan.tasks.map(({ actor }) => taskOf(run.world, actor).life)
    const half = () => lives().includes('FINISHED') && lives().includes('RUNNING')
    let checked = 0
    let last = 0
    while (run.seek(run.step + 1)) {
      const { id } = run.completedCheckpoints().at(-1)!
      if (id === last) continue
      last = id
      expect(run.invariants().filter(({ holds }) => !holds)).toEqual([])
      if (half()) checked += 1
    }
    expect(checked).toBeGreaterThan(1)
  })

  it('a checkpoint that was given up is no base for the next', () => {
    const run = until(open({ 'execution.checkpointing.tolerable-failed-checkpoints': '100' }), completed(2))
    until(run, ({ world }) => jobManagerOf(world).coordinator.pending.length > 0)
    run.act('kill-task', 'count-0')
    run.advanceToEnd()
    expect(run.verdict().state.verdict).toBe('exact')
  })
})

it('what an instance keeps is plain data of its task, and gone with the attempt', () => {
  const run = until(open(), completed(1))
  const task = run.plan.tasks.find(({ name }) => name === 'count-0')!
  expect(taskOf(run.world, task.actor).runtime!.backends).toHaveLength(task.vertex.nodes.length)
  run.act('kill-task', 'count-0')
  until(run, r => taskOf(r.world, task.actor).runtime === null)
  expect(taskOf(run.world, task.actor).runtime).toBeNull()
})
