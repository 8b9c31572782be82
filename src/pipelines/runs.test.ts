/** The pipelines through the engine: what their sinks hold is a plain fold over what they read, whatever happens. */
import { describe, expect, test } from 'vitest'
import { connectors } from '../connectors/index.ts'
import type { SourceParams } from '../engine/api/operator.ts'
import type { Workload } from '../engine/api/spec.ts'
import { createRun, type Run } from '../engine/index.ts'
import { commands } from '../commands/index.ts'
import { backends } from '../backends/index.ts'
import { operators } from '../operators/index.ts'
import { buildPipeline } from './build.ts'
import { pipelines } from './index.ts'
import { wordsOf } from './word-count/words.ts'

const STEPS_MAX = 100_000

function open(pipeline: string, workload: Workload = {}, seed = 1): Run {
  const config = pipelines.find(({ id }) => id === pipeline)!.defaultConfig
  const spec = { pipeline, config, workload, seed, epochMs: 0, commands: [] }
  const graph = buildPipeline(spec)
  if (!graph.ok) throw new Error(graph.error.message)
  const run = createRun(
    spec,
    { graph: graph.value },
    { operators: [...operators, ...connectors], commands, backends },
  )
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

function recordsOf(run: Run): unknown[] {
  const nodes = run.jobGraph().vertices.flatMap(vertex => vertex.nodes)
  const sources = nodes.filter(node => node.role === 'source')
  return sources.flatMap(node => (node.params as SourceParams).splits.flatMap(split => split.values))
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function written(run: Run, sink: string, subtasks = 1): string[] {
  const records = Array.from({ length: subtasks }, (_, subtask) => run.outputs(sink, subtask)).flat()
  return records.map(({ value }) => (typeof value === 'string' ? value : JSON.stringify(value))).sort(byText)
}

/** Each key's results in turn. */
function fold<T>(records: readonly T[], keyOf: (record: T) => string, next: (so: T[]) => string): string[] {
  const seen = new Map<string, T[]>()
  const results = records.map(record => {
    const so = [...(seen.get(keyOf(record)) ?? []), record]
    seen.set(keyOf(record), so)
    return next(so)
  })
  return results.sort(byText)
}

const countedWords = (run: Run) => {
  const words = recordsOf(run).flatMap(piece => wordsOf(piece as string))
  return fold(
    words,
    word => word,
    so => JSON.stringify({ word: so[0], count: so.length }),
  )
}

/** `HNL 3`: the mean delay depends on the order in which two partitions interleave, the count does not. */
function airportCounts(lines: readonly string[]): string[] {
  const results = lines.map(line => JSON.parse(line) as { readonly origin: string; readonly flights: number })
  return results.map(({ origin, flights }) => `${origin} ${flights}`).sort(byText)
}

test('word count writes each count of each word once', () => {
  const run = open('word-count')
  expect(run.advanceToEnd(STEPS_MAX)).toBe(true)
  expect(run.jobStatus()).toBe('FINISHED')
  expect(written(run, 'sink')).toEqual(countedWords(run))
})

test('word count counts Chinese characters', () => {
  const run = open('word-count', { text: '河水不停,数船的人不停。' })
  run.advanceToEnd(STEPS_MAX)
  expect(written(run, 'sink')).toContain('{"word":"停","count":2}')
})

test('a text without words ends at once', () => {
  const run = open('word-count', { text: ' \n' })
  expect(run.advanceToEnd(STEPS_MAX)).toBe(true)
  expect(written(run, 'sink')).toEqual([])
})

test('flights count each airport’s flights in both sinks', () => {
  const run = open('flights', { limit: 200 })
  run.advanceToEnd(STEPS_MAX)
  const counts = fold(
    recordsOf(run) as { origin: string }[],
    flight => flight.origin,
    so => `${so[0]!.origin} ${so.length}`,
  )
  expect(airportCounts(written(run, 'sink'))).toEqual(counts)
  expect(airportCounts(written(run, 'print'))).toEqual(counts)
})

test('three elements are counted once each', () => {
  const run = open('three-elements')
  run.advanceToEnd(STEPS_MAX)
  expect(written(run, 'print', 2).map(line => line.slice(3))).toEqual(
    expect.arrayContaining(['(a,1)', '(b,1)', '(c,1)']),
  )
})

describe('whatever is killed', () => {
  const victims = ['source-0', 'source-1', 'count-0', 'count-1', 'count-2', 'sink-0']

  test.each(victims)('%s: the transactional sink holds each result once', victim => {
    for (let step = 25; step < 1500; step += 290) {
      const run = open('word-count', {}, step)
      run.seek(step)
      run.act('kill-task', victim)
      run.seek(run.step + 260)
      run.act('kill-task', victims[step % victims.length]!)
      expect(run.advanceToEnd(STEPS_MAX)).toBe(true)
      expect([run.jobStatus(), ...written(run, 'sink')]).toEqual(['FINISHED', ...countedWords(run)])
    }
  })

  test('the plain sink repeats what was written since the checkpoint, and loses nothing', () => {
    const run = open('flights', { limit: 150 })
    run.seek(1500)
    run.act('kill-task', 'delay-1')
    run.advanceToEnd(STEPS_MAX)
    const committed = airportCounts(written(run, 'sink'))
    const printed = airportCounts(written(run, 'print'))
    expect(committed).toHaveLength(150)
    expect(printed.length).toBeGreaterThan(150)
    expect([...new Set(printed)]).toEqual(committed)
  })
})

test('the fields of operators go back and forth with their task', () => {
  const run = open('word-count')
  run.seek(900)
  const before = run.hash()
  run.seek(1400)
  const after = run.hash()
  for (const step of [37, 900, 610, 1400, 899, 900]) run.seek(step)
  expect(run.hash()).toBe(before)
  run.seek(1400)
  expect(run.hash()).toBe(after)
})
