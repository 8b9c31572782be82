/** Weir's own answers: the strict readers take them at every moment, and they agree with the run and with each other. */
import { expect, test } from 'vitest'
import type { Config } from '../../engine/api/spec.ts'
import type { Run } from '../../engine/index.ts'
import { openRun } from '../../worker/open-run.ts'
import type {
  backPressureAnswer,
  exceptionsAnswer,
  jobAnswer,
  subtaskTimesAnswer,
  vertexAnswer,
} from './job-answers.ts'
import { readRest } from './read-rest.ts'
import { runAnswers } from './run-answers.ts'
import { REST_KINDS } from './run-data.ts'

const EPOCH_MS = 1_700_000_000_000

function open(pipeline = 'word-count', config: Config = {}): Run {
  const run = openRun({
    pipeline,
    config: {
      'parallelism.default': '2',
      'weir.network.queue-buffers': '1',
      'weir.network.credits-per-channel': '1',
      'weir.task.record-cost': '2 ms',
      'execution.buffer-timeout.interval': '0 ms',
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.delay': '1 ms',
      ...config,
    },
    workload: {},
    seed: 1,
    epochMs: EPOCH_MS,
    commands: [],
  })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

const frameOf = (run: Run) => run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })

const answersOf = (run: Run) =>
  runAnswers({
    scene: run.scene,
    epochMs: EPOCH_MS,
    config: run.state.spec.config,
    frame: frameOf(run),
    rows: run.rows(0, run.step, REST_KINDS),
  })

const job = (run: Run) => answersOf(run)[`/jobs/${run.scene.jobId}`] as ReturnType<typeof jobAnswer>
const idOf = (run: Run, vertex: number) => job(run).vertices[vertex]!.id
const about = <T>(run: Run, vertex: number, what = ''): T =>
  answersOf(run)[`/jobs/${run.scene.jobId}/vertices/${idOf(run, vertex)}${what}`] as T
type Vertex = ReturnType<typeof vertexAnswer>

function killTask(run: Run): void {
  run.act('kill-task', run.scene.actors.find(actor => actor.kind === 'task')!.name)
}

test.each(['word-count', 'sessions', 'rules', 'feeds'])(
  'the strict readers take every answer of %s, from before the first step to behind the last',
  pipeline => {
    const run = open(pipeline)
    for (const step of [0, 1, 5, 30, 400]) {
      run.seek(step)
      if (step === 400) killTask(run)
      for (const [path, answer] of Object.entries(answersOf(run)))
        expect(readRest(JSON.stringify(answer)), `${path} at ${step}`).toMatchObject({
          ok: true,
          value: { answer },
        })
    }
    run.advanceToEnd()
    for (const [path, answer] of Object.entries(answersOf(run)))
      expect(readRest(JSON.stringify(answer)), path).toMatchObject({ ok: true, value: { answer } })
    expect(job(run)).toMatchObject({
      state: 'FINISHED',
      'status-counts': { FINISHED: run.scene.vertices.length },
    })
  },
)

test('the strict readers refuse an answer from which a field is gone', () => {
  const run = open()
  run.seek(100)
  for (const [path, answer] of Object.entries(answersOf(run))) {
    const [first, second] = Object.keys(answer)
    // With its only field a thing is another one.
    if (Array.isArray(answer) || first === undefined || second === undefined) continue
    const { [first]: gone, ...rest } = answer as Readonly<Record<string, unknown>>
    expect(gone, path).not.toBe(undefined)
    expect(readRest(JSON.stringify(rest)).ok, `${path} without ${first}`).toBe(false)
  }
})

test('a task that has run for a while tells how it came there, and all its time is accumulated', () => {
  const run = open()
  run.seek(400)
  const { subtasks, aggregated, now } = about<Vertex>(run, 1)
  const times = about<ReturnType<typeof subtaskTimesAnswer>>(run, 1, '/subtasktimes')
  for (const [i, subtask] of subtasks.entries()) {
    const { timestamps, duration } = times.subtasks[i]!
    expect(subtask).toMatchObject({
      status: 'RUNNING',
      attempt: 0,
      'start-time': timestamps.DEPLOYING,
      'end-time': -1,
    })
    expect(subtask.duration).toBe(now - timestamps.DEPLOYING)
    expect(duration).toBe(now - timestamps.SCHEDULED)
    expect(subtask['status-duration']['RUNNING']).toBe(now - timestamps.RUNNING)
    const { metrics } = subtask
    const sum =
      Number(metrics['accumulated-busy-time']) +
      metrics['accumulated-idle-time'] +
      metrics['accumulated-backpressured-time']
    const { usage } = frameOf(run).tasks.find(
      task => run.scene.actors[task.actor]?.vertex === 1 && run.scene.actors[task.actor]?.subtask === i,
    )!
    expect(sum).toBe(Math.floor((usage.busyTime + usage.idleTime + usage.backPressuredTime) / 1000))
  }
  const read = subtasks.map(subtask => subtask.metrics['read-records'])
  expect(aggregated.metrics['read-records'].sum).toBe(read.reduce((a, b) => a + b))
  expect(aggregated.metrics['read-records'].max).toBe(Math.max(...read))
})

test('a failure is in the exceptions with its task and attempt, and the next attempt is told everywhere', () => {
  const run = open()
  run.seek(400)
  killTask(run)
  while (frameOf(run).job.status !== 'RESTARTING') run.seek(run.step + 1)
  while (frameOf(run).job.status !== 'RUNNING' || frameOf(run).tasks.some(task => task.state !== 'RUNNING'))
    run.seek(run.step + 1)
  const exceptions = answersOf(run)[`/jobs/${run.scene.jobId}/exceptions`] as ReturnType<
    typeof exceptionsAnswer
  >
  const [entry] = exceptions.exceptionHistory.entries
  expect(entry).toMatchObject({ exceptionName: expect.stringMatching(/^java\./), endpoint: '(unassigned)' })
  expect(entry?.taskName).toBe(`${run.scene.vertices[0]!.name} (1/2) - execution #0`)
  expect(about<Vertex>(run, 0).subtasks.map(subtask => subtask.attempt)).toEqual([1, 1])
  const { timestamps } = job(run)
  expect(timestamps.RUNNING).toBeGreaterThanOrEqual(timestamps.RESTARTING)
  expect(timestamps.RESTARTING).toBe(entry?.timestamp)
})

test('a source in front of slow tasks comes to a high level, and its ratios are its rates', () => {
  const run = open()
  run.seek(200)
  for (const { name, kind, vertex } of run.scene.actors)
    if (kind === 'task' && vertex > 0 && run.refusal('slow-task', name) === null) run.act('slow-task', name)
  const seen = new Set<string>()
  for (let step = 250; run.seek(step) && step < 4000; step += 50) {
    const source = about<ReturnType<typeof backPressureAnswer>>(run, 0, '/backpressure')
    if (!('subtasks' in source)) throw new Error('expected the back pressure of the source')
    seen.add(source.backpressureLevel)
    for (const { ratio, idleRatio, busyRatio } of source.subtasks)
      expect(Number(ratio) + Number(idleRatio) + Number(busyRatio)).toBeCloseTo(1)
  }
  expect([...seen]).toContain('high')
})

test('metrics are told over the subtasks, each in whole ms of a second', () => {
  const run = open()
  run.seek(600)
  const found = Object.entries(answersOf(run)).filter(([path]) => path.includes('/subtasks/metrics?'))
  expect(found).toHaveLength(run.scene.vertices.length)
  for (const [i, [, answer]] of found.entries()) {
    const { parallelism } = run.scene.vertices[i]!
    const metrics = answer as readonly { id: string; min: number; max: number; avg: number; sum: number }[]
    const of = (id: string) => metrics.find(metric => metric.id === id)!
    expect(of('numRecordsIn').avg * parallelism).toBe(of('numRecordsIn').sum)
    const rates = ['busyTimeMsPerSecond', 'idleTimeMsPerSecond', 'backPressuredTimeMsPerSecond'].map(of)
    expect(rates.every(({ min, max }) => Number.isInteger(min) && Number.isInteger(max))).toBe(true)
    expect(rates.reduce((sum, rate) => sum + rate.sum, 0)).toBe(1000 * parallelism)
  }
})

test('watermarks begin and end where those of Java do, and a source has none', () => {
  const run = open('sessions')
  run.seek(60)
  const last = run.scene.vertices.length - 1
  const values = () => about<readonly { value: string }[]>(run, last, '/watermarks').map(({ value }) => value)
  expect(new Set(values())).toEqual(new Set(['-9223372036854775808']))
  expect(about(run, 0, '/watermarks')).toEqual([])
  run.advanceToEnd()
  expect(new Set(values())).toEqual(new Set(['9223372036854775807']))
})
