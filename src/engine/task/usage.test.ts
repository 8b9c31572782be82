import { expect, test } from 'vitest'
import { StreamExecutionEnvironment } from '../../datastream/environment.ts'
import { registry } from '../../worker/registry.ts'
import type { TaskFrame } from '../api/frame.ts'
import { createRun, type Run } from '../trace/run.ts'

const RECORDS = 400

/** A source, then a step that everything goes through twice over one edge: keyed, then as it is. */
function runOf(config: Readonly<Record<string, string>> = {}): Run {
  const env = new StreamExecutionEnvironment({
    'parallelism.default': '2',
    'weir.task.record-cost': '1 ms',
    'weir.network.queue-buffers': '1',
    'weir.network.credits-per-channel': '1',
    'execution.buffer-timeout.interval': '0 ms',
    ...config,
  })
  env
    .fromCollection(Array.from({ length: RECORDS }, (_, i) => `${i % 7}`))
    .keyBy(value => value)
    .reduce((a, b) => `${a}${b}`.slice(-3))
    .print()
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

const tasksOf = (run: Run): readonly TaskFrame[] =>
  run.frame({ stateRows: 0, queueItems: 0, stateFilter: null }).tasks

/** The first subtask of the source, or of what is behind it. */
function taskOf(run: Run, role: 'source' | 'behind'): TaskFrame {
  const { vertices, actors } = run.scene
  const vertex = vertices.find(other => (other.role === 'source') === (role === 'source'))!
  const actor = actors.find(other => other.vertex === vertex.index && other.subtask === 0)!
  return tasksOf(run).find(task => task.actor === actor.index)!
}

test('a slow receiver is busy, and the source in front of it is backpressured', () => {
  const run = runOf()
  run.seek(300)
  for (const { index, kind, name } of run.scene.actors)
    if (kind === 'task' && index > 1) run.act('slow-task', name)
  run.seek(run.step + 1500)
  const source = taskOf(run, 'source').usage
  const behind = taskOf(run, 'behind').usage
  expect(source.backPressuredTimeMsPerSecond).toBeGreaterThan(500)
  expect(behind.busyTimeMsPerSecond).toBeGreaterThan(900)
  expect(behind.backPressuredTime).toBe(0)
})

test('busy, idle and backpressured time are together all the time that a task has run', () => {
  const run = runOf()
  for (let step = 0; run.seek(step); step += 97) {
    for (const { usage, state } of tasksOf(run)) {
      const { busyTime, idleTime, backPressuredTime } = usage
      expect(Math.min(busyTime, idleTime, backPressuredTime)).toBeGreaterThanOrEqual(0)
      const rates = usage.busyTimeMsPerSecond + usage.idleTimeMsPerSecond + usage.backPressuredTimeMsPerSecond
      if (state === 'RUNNING' && busyTime + idleTime + backPressuredTime > 0) expect(rates).toBe(1000)
    }
  }
})

test('every record of the source goes out of it once, and into one of those behind it', () => {
  const run = runOf()
  run.advanceToEnd()
  const tasks = tasksOf(run)
  const source = run.scene.vertices.find(vertex => vertex.role === 'source')!
  const isSource = ({ actor }: TaskFrame) =>
    run.scene.actors.find(other => other.index === actor)!.vertex === source.index
  const sum = (some: readonly TaskFrame[], of: (task: TaskFrame) => number) =>
    some.reduce((total, task) => total + of(task), 0)
  const sources = tasks.filter(isSource)
  expect(sum(sources, task => task.usage.numRecordsOut)).toBe(RECORDS)
  expect(sum(sources, task => task.usage.numRecordsIn)).toBe(0)
  expect(sum(tasks, task => task.usage.numRecordsIn)).toBe(RECORDS)
})

test('a task that has failed tells what its attempt had sent', () => {
  const run = runOf({ 'restart-strategy.type': 'fixed-delay', 'restart-strategy.fixed-delay.delay': '1 ms' })
  run.seek(600)
  const { actor, usage } = taskOf(run, 'source')
  const before = usage.numRecordsOut
  expect(before).toBeGreaterThan(0)
  run.act('kill-task', run.scene.actors[actor]!.name)
  while (taskOf(run, 'source').state !== 'FAILED') run.seek(run.step + 1)
  expect(taskOf(run, 'source').usage.numRecordsOut).toBeGreaterThanOrEqual(before)
  while (taskOf(run, 'source').attempt === 0) run.seek(run.step + 1)
  expect(taskOf(run, 'source').usage.numRecordsOut).toBe(0)
})

test('a new attempt begins with nothing', () => {
  const run = runOf({ 'restart-strategy.type': 'fixed-delay', 'restart-strategy.fixed-delay.delay': '1 ms' })
  run.seek(600)
  run.act('kill-task', run.scene.actors.find(actor => actor.kind === 'task')!.name)
  while (taskOf(run, 'behind').attempt === 0) run.seek(run.step + 1)
  expect(taskOf(run, 'behind').usage).toMatchObject({ busyTime: 0, idleTime: 0, numRecordsIn: 0 })
})

test('usage is the same whether a run is stepped, goes window by window, or has been back', () => {
  const stepped = runOf()
  stepped.advanceToEnd()
  const fast = runOf()
  fast.runFast()
  expect(tasksOf(fast).map(task => task.usage)).toEqual(tasksOf(stepped).map(task => task.usage))
  const middle = runOf()
  middle.seek(400)
  const before = tasksOf(middle).map(task => task.usage)
  middle.seek(900)
  middle.seek(400)
  expect(tasksOf(middle).map(task => task.usage)).toEqual(before)
})
