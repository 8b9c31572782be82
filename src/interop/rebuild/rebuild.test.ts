/**
 * Runs that are rebuilt from recorded answers, and from made-up ones: their shape is the same, and their checkpoints
 * are as many, as large and as long, within the bounds that stand here.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Run } from '../../engine/index.ts'
import { openRun } from '../../worker/open-run.ts'
import type {
  CheckpointAnswer,
  CheckpointsAnswer,
  CheckpointSubtasksAnswer,
} from '../flink-rest/checkpoint-answers.ts'
import { readClusterFile } from '../flink-rest/cluster-files.ts'
import {
  clusterStatistics,
  type ClusterStatistics,
  type ClusterVertex,
} from '../flink-rest/cluster-statistics.ts'
import { REST_KINDS } from '../flink-rest/run-data.ts'
import { runAnswers } from '../flink-rest/run-answers.ts'
import { median } from './measure.ts'
import { rebuild, type Rebuilt } from './rebuild.ts'

function recorded(scenario: string, isRead = (_file: string) => true): ClusterStatistics {
  const folder = `golden/rest/${scenario}`
  const files = readdirSync(folder).filter(
    file => file.endsWith('.json') && !file.includes('restored') && isRead(file),
  )
  return clusterStatistics(
    files.flatMap(file => readClusterFile(file, readFileSync(`${folder}/${file}`, 'utf8')).answers),
  )
}

function rebuilt(statistics: ClusterStatistics, checkpoint: number): Rebuilt {
  const made = rebuild(statistics, checkpoint, 0)
  if (!made.ok) throw new Error(made.error.message)
  return made.value
}

const frameOf = (run: Run) => run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })

/** The straggler is slowed as soon as all tasks run, as by the page; then it goes to its end. */
function played({ spec, slow }: Rebuilt): Run {
  const run = openRun(spec)
  if (!run.ok) throw new Error(run.error.message)
  while (frameOf(run.value).tasks.some(task => task.state !== 'RUNNING')) run.value.seek(run.value.step + 1)
  if (slow !== null) {
    expect(run.value.refusal('slow-task', slow.task)).toBe(null)
    run.value.act('slow-task', slow.task, { factor: slow.factor })
  }
  expect(run.value.advanceToEnd(200_000)).toBe(true)
  return run.value
}

const answersOf = (run: Run) =>
  runAnswers({
    scene: run.scene,
    epochMs: 0,
    config: run.state.spec.config,
    frame: frameOf(run),
    rows: run.rows(0, run.step, REST_KINDS),
  })

/** The completed ones that it still tells of; newest first. */
function completedOf(run: Run): readonly CheckpointAnswer[] {
  const found = Object.entries(answersOf(run)).find(([path]) => path.endsWith('/checkpoints'))?.[1]
  return (found as CheckpointsAnswer).history.filter(one => one.className === 'completed')
}

/** How far from each other two numbers are: 1, alike; 2, one is twice the other. */
const apart = (a: number, b: number): number => Math.max(a, b) / Math.max(1e-9, Math.min(a, b))

/** A rebuilt run's own figures against those that were measured. */
const DURATION_APART = 2
const SIZE_APART = 3
const COUNT_APART = 1.5

const SAMPLES = [
  ['seed-5s', [1, 2, 3]],
  ['aligned-failed-checkpoint', [7, 8, 9]],
  ['incremental-rocksdb', [3, 4, 5]],
  ['unaligned-backpressure', [4, 5, 6]],
] as const

describe.each(SAMPLES.flatMap(([scenario, ids]) => ids.map(id => [scenario, id] as const)))(
  '%s by its checkpoint %i',
  (scenario, id) => {
    const statistics = recorded(scenario)
    const measured = statistics.checkpoints.find(one => one.id === id)!
    const made = rebuilt(statistics, id)
    const run = played(made)

    test('has the vertices, parallelism and edges of the job', () => {
      const { vertices, channels, actors } = run.scene
      expect(vertices.map(({ parallelism }) => parallelism)).toEqual(
        statistics.vertices.map(({ parallelism }) => parallelism),
      )
      const names = statistics.vertices.map(({ name }) => name?.split(' -> ')[0])
      expect(vertices.map(({ name }) => name.split(' -> ')[0])).toEqual(names)
      const ships = vertices.map(vertex => {
        const own = channels.filter(({ to }) => actors[to]?.vertex === vertex.index)
        return [...new Set(own.map(({ partitioner }) => partitioner))]
      })
      expect(ships).toEqual(statistics.vertices.map(({ inputs }) => inputs?.map(({ ship }) => ship)))
    })

    test('has checkpoints that are about as many, as large and as long', () => {
      const completed = completedOf(run).filter(one => one.state_size > 0)
      const took = median(completed.map(one => one.end_to_end_duration))!
      expect(apart(took, measured.end_to_end_duration)).toBeLessThanOrEqual(DURATION_APART)
      const held = measured.state_size - measured.persisted_data
      const own = median(completed.map(one => one.state_size - one.persisted_data))!
      expect(apart(own, held)).toBeLessThanOrEqual(SIZE_APART)
      // Those that nobody asked for, in as long a time.
      const interval = statistics.config!.interval
      const expected = Math.min(10, Math.floor(statistics.jobDuration! / interval) + 1)
      const until = expected * interval
      const count = completed.filter(one => one.trigger_timestamp < until).length
      expect(apart(count, expected)).toBeLessThanOrEqual(COUNT_APART)
    })

    test('says what was guessed', () => {
      const guessed = made.guesses.map(({ type }) => type)
      for (const type of ['functions', 'length', 'rate', 'rows', 'latencies', 'storage', 'failures'])
        expect(guessed).toContain(type)
    })
  },
)

// A job in which one subtask takes nearly all the time

type Row = readonly [
  startDelay: number,
  alignment: number,
  sync: number,
  async: number,
  uploaded: number,
  full: number,
]

const KB = 1000
const MB = 1000 * KB
const HOT: readonly (readonly [name: string, reads: readonly string[], rows: readonly Row[]])[] = [
  [
    'orders',
    [],
    [
      [8, 0, 1, 80, 1.1 * KB, 1.1 * KB],
      [9, 0, 1, 86, 1.1 * KB, 1.1 * KB],
    ],
  ],
  ['payments', [], [[8, 0, 1, 70, 0.9 * KB, 0.9 * KB]]],
  [
    'join',
    ['orders', 'payments'],
    [
      [2140, 3980, 20, 2210, 118 * MB, 1900 * MB],
      [2090, 4120, 20, 2300, 121 * MB, 1900 * MB],
      [2210, 14860, 30, 9120, 604 * MB, 7200 * MB],
      [2060, 4010, 20, 2250, 117 * MB, 1800 * MB],
    ],
  ],
  [
    'sink',
    ['join'],
    [
      [17_300, 40, 1, 300, 44 * KB, 44 * KB],
      [17_310, 40, 1, 300, 44 * KB, 44 * KB],
    ],
  ],
]

function hotJob(): ClusterStatistics {
  const vertices: readonly ClusterVertex[] = HOT.map(([name, reads, rows]) => ({
    id: name,
    name: reads.length === 0 ? `Source: ${name}` : name === 'sink' ? 'sink: Writer' : name,
    inputs: reads.map(id => ({ id, ship: name === 'sink' ? 'REBALANCE' : 'HASH' })),
    parallelism: rows.length,
    maxParallelism: 128,
    usage: null,
  }))
  const subtasks = new Map(
    HOT.map(([name, , rows]) => [
      name,
      { subtasks: rows.map(subtaskOf) } as unknown as CheckpointSubtasksAnswer,
    ]),
  )
  const checkpoint = {
    id: 1,
    is_savepoint: false,
    trigger_timestamp: 0,
    end_to_end_duration: 26_240,
    tasks: {},
  }
  return {
    jobId: null,
    jobName: 'hot',
    jobDuration: null,
    overview: null,
    config: null,
    checkpoints: [checkpoint as unknown as CheckpointAnswer],
    vertices,
    subtasks: new Map([[1, subtasks]]),
  }
}

const subtaskOf = ([delay, aligned, sync, async, uploaded, full]: Row, index: number) => ({
  className: 'completed',
  index,
  start_delay: delay,
  alignment: { duration: aligned, persisted: 0 },
  checkpoint: { sync, async },
  checkpointed_size: uploaded,
  state_size: full,
  unaligned_checkpoint: false,
})

describe('a job with one hot subtask', () => {
  const made = rebuilt(hotJob(), 1)
  const run = played(made)
  const last = completedOf(run)[0]!

  test('has its straggler slowed, so that it decides the duration', () => {
    expect(made.slow).toMatchObject({ task: 'join-2' })
    expect(apart(last.end_to_end_duration, 26_240)).toBeLessThanOrEqual(2.5)
    const parts = frameOf(run).coordinator.checkpoints.find(one => one.id === last.id)!.subtasks
    const latest = parts.reduce((most, part) => (part.ackedAt > most.ackedAt ? part : most))
    expect(run.scene.actors[latest.actor]?.name).toBe('join-2')
  })

  test('has its state, most of it in one subtask', () => {
    const sizes = frameOf(run)
      .coordinator.checkpoints.find(one => one.id === last.id)!
      .subtasks.filter(part => run.scene.actors[part.actor]?.name.startsWith('join'))
      .map(part => part.stateBytes)
    expect(apart(sizes[2]!, 7200 * MB)).toBeLessThanOrEqual(1.2)
    expect(apart(sizes[0]!, 1900 * MB)).toBeLessThanOrEqual(1.2)
  })

  test('says that it had no settings, and what they are', () => {
    expect(made.guesses).toContainEqual({ type: 'settings', intervalMs: 104_960 })
  })
})

describe('with less to go by', () => {
  test('no plan: one vertex reads from the other, and that is said', () => {
    const made = rebuilt(
      recorded('seed-5s', file => /checkpoint/.test(file)),
      3,
    )
    expect(made.guesses).toContainEqual({ type: 'edges' })
    expect(played(made).scene.vertices).toHaveLength(3)
  })

  test('no subtasks: the shape is there, and the costs are the usual ones', () => {
    const made = rebuilt(
      recorded('incremental-rocksdb', file => /-job\.json/.test(file)),
      -1,
    )
    expect(played(made).scene.vertices).toHaveLength(3)
    expect(made.guesses.map(({ type }) => type)).toContain('settings')
  })

  test('nothing that tells of vertices: it is refused, with what is missing', () => {
    const statistics = recorded('seed-5s', file => /checkpoints\.json/.test(file))
    expect(rebuild(statistics, 3, 0)).toMatchObject({
      ok: false,
      error: { code: 'missing', path: '/jobs/:jobid' },
    })
  })

  test('a partitioner of the user’s own, and more subtasks than can be shown', () => {
    const hot = hotJob()
    const vertices = hot.vertices.map(vertex => ({
      ...vertex,
      parallelism: 200,
      inputs: vertex.inputs!.map(input => ({ ...input, ship: 'CUSTOM' })),
    }))
    const { guesses, spec } = rebuilt({ ...hot, vertices }, 1)
    expect(guesses).toContainEqual({ type: 'ship', vertex: 'join', was: 'CUSTOM' })
    expect(guesses).toContainEqual({ type: 'parallelism', from: 800, to: 252 })
    expect(openRun(spec).ok).toBe(true)
  })
})
