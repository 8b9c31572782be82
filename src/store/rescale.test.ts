import { expect, test } from 'vitest'
import { rangeOf } from '../engine/graph/key-groups.ts'
import { connectInline } from '../worker/inline.ts'
import { planRescale } from './rescale.ts'

test('from 3 to 4 half of the key groups move, in bands', () => {
  const plan = planRescale(128, 3, 4, [4, 22, 62, 81, 88, 118])
  expect(plan.movedGroups).toBe(65)
  expect(plan.moved).toEqual([
    { first: 32, last: 42, subtask: 1 },
    { first: 64, last: 85, subtask: 2 },
    { first: 96, last: 127, subtask: 3 },
  ])
  expect(plan.movedRows).toBe(2)
})

test('nothing moves where the parallelism stays', () => {
  expect(planRescale(128, 3, 3, [1, 127]).moved).toEqual([])
})

test('the ranges are those of the engine', () => {
  for (const parallelism of [1, 2, 3, 5, 8]) {
    const expected = Array.from({ length: parallelism }, (_, subtask) => rangeOf(128, parallelism, subtask))
    expect(planRescale(128, parallelism, 1, []).from).toEqual(expected)
  }
})

interface SavedFile {
  readonly operators: readonly {
    readonly subtasks: readonly {
      readonly keyed: readonly {
        readonly rows: readonly { key: unknown; value: unknown; keyGroup: number }[]
      }[]
    }[]
  }[]
}

const rowsIn = (file: SavedFile): string[] =>
  file.operators
    .flatMap(operator => operator.subtasks)
    .flatMap(subtask => subtask.keyed)
    .flatMap(state => state.rows)
    .map(row => `${String(row.key)} ${String(row.value)} ${row.keyGroup}`)
    .sort()

const OPTIONS = { stateRows: 1000, queueItems: 8, stateFilter: null }

test('a restart with another parallelism keeps every key, its value and its key group', async () => {
  const engine = connectInline()
  const pipeline = (await engine.pipelines()).find(one => one.id === 'word-count')!
  const { id, defaultConfig: config } = pipeline
  const spec = { pipeline: id, config, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const opened = await engine.open(spec, { branch: 0, step: 0 }, OPTIONS)
  if (!opened.ok) throw new Error(opened.error.message)
  const refused = await engine.restart(config, null, OPTIONS)
  expect(refused.ok ? '' : refused.error.code).toBe('no-checkpoint')
  await engine.next('complete', 1, OPTIONS)
  const file = await engine.exportSnapshot(null, { zip: false, passphrase: null })
  if (!file.ok) throw new Error(file.error.message)
  const saved = rowsIn(JSON.parse(await (file.value as Blob).text()) as SavedFile)
  expect(saved.length).toBeGreaterThan(3)
  const restarted = await engine.restart({ ...config, 'parallelism.default': '4' }, null, OPTIONS)
  if (!restarted.ok) throw new Error(restarted.error.message)
  const { scene, checkpoint } = restarted.value
  const count = scene.vertices.find(vertex => vertex.shortName === 'count')!
  expect([checkpoint, count.parallelism]).toEqual([1, 4])
  const isCount = (actor: number) => scene.actors[actor]?.vertex === count.index
  for (let step = 1; step < 400; step++) {
    const tasks = (await engine.seek(step, OPTIONS)).frame.tasks.filter(task => isCount(task.actor))
    if (tasks.some(task => task.state !== 'RUNNING')) continue
    const rows = tasks.flatMap(task => task.stateRows)
    expect(rows.map(row => `${row.key} ${row.value} ${row.keyGroup}`).sort()).toEqual(saved)
    for (const { keyGroups, stateRows } of tasks) {
      for (const { keyGroup } of stateRows) {
        expect(keyGroup).toBeGreaterThanOrEqual(keyGroups![0])
        expect(keyGroup).toBeLessThanOrEqual(keyGroups![1])
      }
    }
    return
  }
  expect.unreachable('the job runs again')
})
