import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../json-text.ts'
import { looksLikeCluster, readClusterFile, type ClusterAnswer } from './cluster-files.ts'
import { clusterStatistics, jobOf } from './cluster-statistics.ts'

const folder = (scenario: string) => `golden/rest/${scenario}`
const read = (scenario: string, file: string) => readFileSync(`${folder(scenario)}/${file}`, 'utf8')

/** Everything that was recorded of the first job of a scenario. */
const filesOf = (scenario: string): readonly string[] =>
  readdirSync(folder(scenario)).filter(file => file.endsWith('.json') && !file.includes('restored'))

const answersOf = (scenario: string, files = filesOf(scenario)): readonly ClusterAnswer[] =>
  files.flatMap(file => readClusterFile(file, read(scenario, file)).answers)

const DETAILS = read('seed-5s', '07-checkpoint-3.json')

describe('a file of a real cluster', () => {
  test('is one answer as it was saved', () => {
    const file = readClusterFile('a.json', DETAILS)
    expect(file.problems).toEqual([])
    expect(file.answers).toMatchObject([{ kind: 'checkpoint', file: 'a.json', path: null, unknown: [] }])
  })

  test('may have fields that nobody knows: they are listed by their place, and kept', () => {
    const json = { ...JSON.parse(DETAILS), vendor_trace_id: 7, tasks: {} }
    const { answers, problems } = readClusterFile('a.json', JSON.stringify(json))
    expect(problems).toEqual([])
    expect(answers[0]!.unknown).toEqual(['vendor_trace_id'])
    expect(answers[0]!.json).toEqual(json)
  })

  test('that is no JSON is refused with its line', () => {
    expect(readClusterFile('a.json', '{\n  "id": }').problems).toMatchObject([
      { file: 'a.json', path: '2:9' },
    ])
  })

  test('of something else, or with a field missing, is refused with what was expected', () => {
    const other = readClusterFile('a.json', '{"hello": 1}').problems[0]!
    expect(other).toMatchObject({ code: 'wrong-format', path: '$' })
    expect(other.message).toContain('an answer of Flink’s REST interface')
    const { num_subtasks: _, ...fewer } = JSON.parse(DETAILS) as Record<string, unknown>
    expect(readClusterFile('a.json', JSON.stringify(fewer)).problems).toMatchObject([
      { code: 'missing', path: 'num_subtasks' },
    ])
  })

  test('may hold many answers by their paths; one that is wrong hurts no other', () => {
    const job = '/jobs/6f5a1001dca4e3e01504b5e10cc844a8'
    const many = {
      [`${job}/checkpoints/details/3`]: JSON.parse(DETAILS),
      [`${job}/checkpoints`]: { counts: 1 },
    }
    const { answers, problems } = readClusterFile('all.json', JSON.stringify(many))
    expect(answers).toMatchObject([{ kind: 'checkpoint', path: `${job}/checkpoints/details/3` }])
    expect(problems).toMatchObject([{ file: `all.json ${job}/checkpoints` }])
  })

  test('may be the recording of a browser: what is not Flink’s is left out', () => {
    const entry = (url: string, text: string) => ({ request: { url }, response: { content: { text } } })
    const url = 'http://host:8081/proxy/jobs/6f5a1001dca4e3e01504b5e10cc844a8/checkpoints/details/3?x=1'
    const recording = { log: { entries: [entry(url, DETAILS), entry('http://host/logo.svg', '<svg/>')] } }
    const { answers, skipped } = readClusterFile('page.har', JSON.stringify(recording))
    expect(answers).toMatchObject([
      { kind: 'checkpoint', path: '/jobs/6f5a1001dca4e3e01504b5e10cc844a8/checkpoints/details/3' },
    ])
    expect(skipped).toBe(1)
    const nothing = readClusterFile('page.har', '{"log": {"entries": []}}')
    expect(nothing.problems).toMatchObject([{ code: 'wrong-format', path: 'log.entries' }])
  })

  test('is told from other JSON', () => {
    expect(looksLikeCluster(parseJson(DETAILS))).toBe(true)
    expect(looksLikeCluster({ '/jobs/overview': {} })).toBe(true)
    for (const json of [{}, [], { hello: 1 }, 'a', null]) expect(looksLikeCluster(json)).toBe(false)
  })
})

describe('the answers of one job together', () => {
  test('name the job, its vertices in the order of the job, and what feeds them', () => {
    const cluster = clusterStatistics(answersOf('unaligned-backpressure'))
    expect(cluster.jobId).toBe('00bc23378e41aa522b1372064a16ddd2')
    expect(cluster.vertices.map(vertex => vertex.name)).toEqual([
      'Source: gen',
      'fs',
      'count',
      'slow -> out: Writer',
    ])
    expect(cluster.vertices[0]!.inputs).toEqual([])
    expect(cluster.vertices[1]!.inputs).toEqual([{ id: cluster.vertices[0]!.id, ship: 'REBALANCE' }])
  })

  test('hold every checkpoint of the history once, newest first, with details where there are any', () => {
    const { checkpoints } = clusterStatistics(answersOf('aligned-failed-checkpoint'))
    expect(checkpoints.map(one => one.id)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
    expect(Object.keys(checkpoints.find(one => one.id === 9)!.tasks)).toHaveLength(3)
    expect(checkpoints.find(one => one.id === 7)?.is_savepoint).toBe(true)
  })

  test.each(['aligned-failed-checkpoint', 'incremental-rocksdb', 'seed-5s', 'unaligned-backpressure'])(
    'subtasks find their vertex by the numbers of the checkpoint’s own answer: %s',
    scenario => {
      const cluster = clusterStatistics(answersOf(scenario))
      for (const [id, byVertex] of cluster.subtasks) {
        const { tasks } = cluster.checkpoints.find(one => one.id === id)!
        expect([...byVertex.keys()].sort()).toEqual(Object.keys(tasks).sort())
        for (const [vertex, own] of byVertex) {
          expect(own.latest_ack_timestamp).toBe(tasks[vertex]!.latest_ack_timestamp)
          expect(own.state_size).toBe(tasks[vertex]!.state_size)
        }
      }
    },
  )

  test('subtasks find their vertex by an id in the name of their file', () => {
    const files = ['04-config.json', '02-job.json', '07-checkpoint-3.json']
    const id = 'b71731f1c0df9c3076c4a455334d0ad6'
    const named = readClusterFile(`3-${id}.json`, read('seed-5s', '10-checkpoint-3-subtasks.json')).answers
    const cluster = clusterStatistics([...answersOf('seed-5s', files), ...named])
    expect([...cluster.subtasks.get(3)!.keys()]).toEqual([id])
  })

  test('subtasks alone are kept, of a vertex that nobody names', () => {
    const cluster = clusterStatistics(answersOf('seed-5s', ['08-checkpoint-3-subtasks.json']))
    expect([...cluster.subtasks.get(3)!.keys()]).toEqual(['unknown 0'])
    expect(cluster.checkpoints).toEqual([])
  })

  test('a plan alone gives names and order', () => {
    const { vertices } = clusterStatistics(answersOf('seed-5s', ['03-plan.json']))
    expect(vertices.map(vertex => vertex.name)).toEqual(['Source: gen', 'fs', 'count -> out: Writer'])
  })

  test('an answer says which job it is about, by itself or by its path', () => {
    const [plan] = answersOf('seed-5s', ['03-plan.json'])
    expect(jobOf(plan!)).toBe('6f5a1001dca4e3e01504b5e10cc844a8')
    const [details] = answersOf('seed-5s', ['07-checkpoint-3.json'])
    // By the place where it is stored.
    expect(jobOf(details!)).toBe('6f5a1001dca4e3e01504b5e10cc844a8')
    const [subtasks] = answersOf('seed-5s', ['08-checkpoint-3-subtasks.json'])
    expect(jobOf(subtasks!)).toBeNull()
  })
})
