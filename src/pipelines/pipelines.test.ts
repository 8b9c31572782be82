import { describe, expect, test } from 'vitest'
import type { RunSpec, Workload } from '../engine/api/spec.ts'
import type { SourceParams } from '../engine/api/operator.ts'
import { buildJobGraph } from '../engine/graph/job-graph.ts'
import { buildPipeline } from './build.ts'
import { pipelines } from './index.ts'

function graphOf(pipeline: string, workload: Workload = {}) {
  const config = pipelines.find(({ id }) => id === pipeline)?.defaultConfig ?? {}
  const graph = buildPipeline({ pipeline, config, workload } satisfies Partial<RunSpec>)
  if (!graph.ok) throw new Error(graph.error.message)
  return graph.value
}

function vertices(pipeline: string) {
  const job = buildJobGraph(graphOf(pipeline))
  if (!job.ok) throw new Error(job.error.message)
  return job.value.vertices.map(({ shortName, name, parallelism }) => `${shortName} ×${parallelism}: ${name}`)
}

const records = (pipeline: string, workload: Workload = {}) =>
  graphOf(pipeline, workload).nodes.flatMap(node =>
    node.role === 'source' ? (node.params as SourceParams).splits.flatMap(split => split.values) : [],
  )

describe.each(pipelines)('$id', pipeline => {
  test('is described in English and Chinese', () => {
    for (const { en, zh } of [pipeline.title, pipeline.description, pipeline.lookFor, pipeline.source]) {
      expect(en).not.toBe('')
      expect(zh).toMatch(/\p{Script=Han}/u)
    }
  })

  test('has a default text exactly where a person may give one', () => {
    expect(pipeline.defaultText !== null).toBe(pipeline.acceptsText)
  })

  test('sets nothing in its program that its default config has', () => {
    const other = (key: string) =>
      key.includes('parallelism') ? '4' : key.includes('watermark') ? '7 ms' : 'x'
    const chosen = Object.fromEntries(Object.keys(pipeline.defaultConfig).map(key => [key, other(key)]))
    const graph = buildPipeline({ pipeline: pipeline.id, config: chosen, workload: {} })
    expect(graph.ok && graph.value.config).toEqual(chosen)
  })
})

test('word count is two sources that split, three counters and one sink', () => {
  expect(vertices('word-count')).toEqual([
    'source ×2: Source: text -> words',
    'count ×3: count',
    'sink ×1: sink: Writer -> sink: Committer',
  ])
})

test('flights write one stream to a transactional and to a plain sink', () => {
  expect(vertices('flights')).toEqual([
    'source ×2: Source: flights',
    'delay ×3: delay',
    'sink ×1: sink: Writer -> sink: Committer',
    'print ×1: Sink: print',
  ])
})

test('three elements are counted and printed', () => {
  expect(vertices('three-elements')).toEqual([
    'source ×1: Source: Collection Source',
    'count ×2: count -> Sink: Print to Std. Out',
  ])
})

test('a workload is limited to its first records', () => {
  expect(records('flights')).toHaveLength(2000)
  expect(records('flights', { limit: 3 })).toHaveLength(3)
  expect(records('word-count', { text: 'a b c d', limit: 3 })).toEqual(['a', 'c', 'b'])
})

describe('what is refused', () => {
  const problem = (pipeline: string, workload: Workload) => {
    const graph = buildPipeline({ pipeline, config: {}, workload })
    return graph.ok ? 'built' : `${graph.error.path}: ${graph.error.message}`
  }

  test('a pipeline that does not exist', () => {
    expect(problem('nothing', {})).toBe('pipeline: unknown pipeline: nothing')
  })

  test('a text that is too long', () => {
    expect(problem('word-count', { text: 'a'.repeat(1_000_001) })).toMatch(/^workload.text: expected at most/)
  })
})
