import { describe, expect, test } from 'vitest'
import { causesOf } from './causes.ts'
import { decisionOf } from './decision.ts'
import { cutOf, newestOf, partsOf, spansOf } from './model.ts'
import { rowsOf, sortRows } from './phase-rows.ts'
import { checkpointOf, part, SKEWED, vertex } from './shown-for-tests.suite.ts'
import { ticksUpTo } from './time-scale.ts'

describe('what decided a checkpoint', () => {
  test('the subtask that acknowledged last, with its longest phase and what it holds', () => {
    const decision = decisionOf(SKEWED)!
    expect(decision.part.name).toBe('count-2')
    expect(decision.cause).toBe('async')
    expect(decision.phases.map(({ phase }) => phase)).toEqual(['startDelay', 'alignment', 'async'])
    expect(decision.skew?.own).toBe(246 * 1024 * 1024)
    expect(decision.tied).toEqual([])
  })

  test('who waits behind it for its barrier is a victim', () => {
    expect(decisionOf(SKEWED)!.victims).toEqual([{ name: 'sink-0', waited: 1_390_000 }])
  })

  test('where the order of vertices is not known nobody is called a victim', () => {
    const vertices = SKEWED.vertices.map(one => ({ ...one, inputs: null }))
    expect(decisionOf({ ...SKEWED, vertices })!.victims).toEqual([])
  })

  test('an unaligned snapshot waits for nobody', () => {
    const vertices = SKEWED.vertices.map(one => ({
      ...one,
      parts: (one.parts ?? []).map(own => ({ ...own, unaligned: true })),
    }))
    expect(decisionOf({ ...SKEWED, vertices })!.victims).toEqual([])
  })

  test('one that had to wait names who sent its barrier last', () => {
    const checkpoint = checkpointOf([
      vertex('source', [], [part('source-0', { startDelay: 300, ackedAfter: 320 })]),
      vertex('sink', ['source'], [part('sink-0', { startDelay: 100, alignment: 500, ackedAfter: 610 })]),
    ])
    expect(decisionOf(checkpoint)!.waitedFor).toEqual({ name: 'source-0', after: 300, travelled: 300 })
  })

  test('subtasks that acknowledge together decided it together', () => {
    const checkpoint = checkpointOf([
      vertex('a', [], [part('a-0', { ackedAfter: 5 }), part('a-1', { ackedAfter: 9 })]),
      vertex('b', ['a'], [part('b-0', { ackedAfter: 9 })]),
    ])
    expect(decisionOf(checkpoint)).toMatchObject({ part: { name: 'a-1' }, tied: ['b-0'] })
  })

  test('without an ack there is nothing to say', () => {
    expect(decisionOf(checkpointOf([]))).toBeNull()
    expect(decisionOf(checkpointOf([vertex('a', [], [part('a-0', { ackedAfter: -1 })])]))).toBeNull()
  })
})

describe('the phases of a subtask on the scale', () => {
  test('stand one after another from the trigger', () => {
    const spans = spansOf(part('a-0', { startDelay: 10, alignment: 20, sync: 3, async: 40 }))
    expect(spans.map(({ phase, from, to }) => [phase, from, to])).toEqual([
      ['startDelay', 0, 10],
      ['alignment', 10, 30],
      ['sync', 30, 33],
      ['async', 33, 73],
    ])
  })

  test('an unaligned snapshot is cut at the first barrier, while the alignment goes on', () => {
    const unaligned = part('a-0', { startDelay: 10, alignment: 20, sync: 3, async: 40, unaligned: true })
    expect(spansOf(unaligned).map(({ phase, from }) => [phase, from])).toEqual([
      ['startDelay', 0],
      ['alignment', 10],
      ['sync', 10],
      ['async', 13],
    ])
    expect(cutOf(unaligned)).toBe(10)
  })

  test('end where the rest is not known yet, and leave out what took no time', () => {
    const spans = spansOf(part('a-0', { startDelay: 10, alignment: -1, sync: -1, async: -1 }))
    expect(spans.map(({ phase }) => phase)).toEqual(['startDelay'])
    expect(spansOf(part('a-0', { startDelay: 0, alignment: 0, sync: 2, async: 0 }))).toHaveLength(1)
  })
})

describe('rows', () => {
  const names = (rows: ReturnType<typeof rowsOf>) =>
    rows.map(row => (row.type === 'part' ? row.part.name : row.vertex.name))

  test('keep the order of the job, or go by a number', () => {
    const rows = rowsOf(SKEWED)
    expect(names(sortRows(rows, null))[0]).toBe('source-0')
    expect(names(sortRows(rows, { column: 'ackedAfter', direction: 'descending' }))[0]).toBe('count-2')
    expect(names(sortRows(rows, { column: 'full', direction: 'ascending' })).at(-1)).toBe('count-2')
  })

  test('without a value stand last, whichever way', () => {
    const rows = rowsOf(
      checkpointOf([vertex('a', [], [part('a-0', { ackedAfter: -1 }), part('a-1', { ackedAfter: 4 })])]),
    )
    for (const direction of ['ascending', 'descending'] as const)
      expect(names(sortRows(rows, { column: 'ackedAfter', direction }))).toEqual(['a-1', 'a-0'])
  })

  test('a vertex of whose subtasks nothing is known has one', () => {
    const bare = { ...vertex('a', [], [part('a-0')]), parts: null }
    expect(rowsOf(checkpointOf([bare]))).toEqual([{ type: 'vertex', vertex: bare }])
  })
})

test('the one that is shown first has come to its end, and has details where any has', () => {
  const pending = { ...SKEWED, id: 3, status: 'in_progress' as const }
  const bare = { ...SKEWED, id: 2, vertices: [] }
  expect(newestOf([pending, bare, SKEWED])?.id).toBe(17)
  expect(newestOf([pending, bare])?.id).toBe(2)
  expect(newestOf([pending])?.id).toBe(3)
  expect(partsOf(bare)).toEqual([])
})

test('marks of the scale are round and as many as there is room for', () => {
  expect(ticksUpTo(62_000, 8)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000])
  expect(ticksUpTo(3_620_000, 8)).toHaveLength(8)
  expect(ticksUpTo(0, 8)).toEqual([0])
})

test('likely causes are those that explain a good part of the duration, the greatest first', () => {
  const causes = causesOf(SKEWED)
  expect(causes.map(cause => cause.type)).toEqual(['upload', 'uneven-inputs', 'skew'])
  expect(causes[2]).toMatchObject({ vertex: 'count', part: 'count-2' })
  expect(causesOf(checkpointOf([]))).toEqual([])
})
