import { describe, expect, test } from 'vitest'
import type { JobShape, VertexShape } from '../../engine/api/job-shape.ts'
import { openRun } from '../../worker/open-run.ts'
import { EXAMPLE_SHAPE } from './example-shape.ts'
import { keyedRows, ROWS_EACH } from './keys.ts'
import { fromStatistics } from './pipeline.ts'

const example = JSON.parse(EXAMPLE_SHAPE) as JobShape
const join = example.vertices.find(vertex => vertex.name === 'join')!

const open = (text: string) =>
  openRun({
    pipeline: fromStatistics.id,
    config: fromStatistics.defaultConfig,
    workload: { text },
    seed: 1,
    epochMs: 0,
    commands: [],
  })

const changed = (name: string, change: Partial<Record<keyof VertexShape, unknown>>): string =>
  JSON.stringify({
    ...example,
    vertices: example.vertices.map(vertex => (vertex.name === name ? { ...vertex, ...change } : vertex)),
  })

test('each subtask comes to hold its rows', () => {
  for (const rows of [join.rows!, [0, 1, 199, 200], [10, 11, 12, 13]]) {
    const run = open(changed('join', { rows, rewrites: 0 }))
    if (!run.ok) throw new Error(run.error.message)
    run.value.advanceToEnd(100_000)
    const { tasks } = run.value.frame({ stateRows: 1000, queueItems: 0, stateFilter: null })
    const held = run.value.scene.actors
      .filter(actor => actor.name.startsWith('join-'))
      .map(({ index }) => tasks.find(task => task.actor === index)!.stateRows.length)
    // Whoever takes records holds at least one.
    expect(held).toEqual(rows.map(count => Math.max(1, count)))
  }
})

test('records go to the subtasks in turn, and no key has more rows than there are states', () => {
  const { keyOf, rowsOf } = keyedRows({ ...join, rows: [200, 200, 200, 200] })
  const keys = new Set(Array.from({ length: 400 }, (_, record) => keyOf(record)))
  expect(keys.size).toBe(40)
  expect([...keys].map(rowsOf).every(rows => rows === ROWS_EACH)).toBe(true)
})

describe('a shape that is none is refused, with the place', () => {
  test.each([
    ['[', 'workload.text.shape: expected JSON, got "["'],
    ['[]', 'workload.text.shape: expected an object, got []'],
    ['{"format":"x"}', 'workload.text.format: expected one of weir-shape/1, got "x"'],
    [
      JSON.stringify({ ...example, vertices: [] }),
      'workload.text.vertices: expected 1 to 100 vertices, got 0',
    ],
    [changed('join', { name: 'orders' }), 'vertices[2].name: expected a plain word that no other vertex has'],
    [
      changed('join', { parallelism: 0 }),
      'vertices[2].parallelism: expected a whole number from 1 to 256, got 0',
    ],
    [changed('join', { rows: [1, 2] }), 'vertices[2].rows: expected 4 numbers, got 2'],
    [
      changed('orders', { inputs: [{ from: 'join', ship: 'HASH' }] }),
      'vertices[0].inputs[0].from: expected one of',
    ],
    [
      changed('join', { inputs: [{ from: 'orders', ship: 'CUSTOM' }] }),
      'inputs[0].ship: expected one of FORWARD',
    ],
    [
      changed('orders', { parallelism: 255, maxParallelism: 255 }),
      'workload.text.vertices: expected at most 256 subtasks',
    ],
    [changed('sink', { sink: 'x' }), 'vertices[3].sink: expected one of none'],
    [' '.repeat(1_000_001), 'workload.text: expected at most 1000000 characters'],
  ])('%#', (text, message) => {
    const run = open(text)
    expect(run.ok ? 'built' : `${run.error.path}: ${run.error.message}`).toContain(message)
  })
})
