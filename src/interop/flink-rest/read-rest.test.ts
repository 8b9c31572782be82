/** Answers recorded from a real Flink are read with nothing left over; the same answers, changed, are refused. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseJson, type Json } from '../json-text.ts'
import { detectRest, readRest, type RestKind } from './read-rest.ts'

const SCENARIOS = readdirSync('golden/rest')

const answersOf = (scenario: string): { readonly file: string; readonly text: string }[] =>
  readdirSync(`golden/rest/${scenario}`)
    .filter(file => file.endsWith('.json'))
    .map(file => ({ file, text: readFileSync(`golden/rest/${scenario}/${file}`, 'utf8') }))

function read(text: string) {
  const result = readRest(text)
  return result.ok ? { kind: result.value.kind } : result.error
}

/** What a file is, by the name that it was stored under. */
const NAMED: readonly (readonly [RegExp, RestKind])[] = [
  [/checkpoint-\d+\.json$/, 'checkpoint'],
  [/checkpoint-\d+-subtasks/, 'checkpoint-subtasks'],
  [/checkpoint-config/, 'checkpoint-config'],
  [/checkpoints/, 'checkpoints'],
  [/-trigger/, 'trigger'],
  [/savepoint-status/, 'operation'],
  [/jobs-overview/, 'jobs'],
  [/overview/, 'overview'],
  [/-plan/, 'plan'],
  [/-config/, 'job-config'],
  [/-exceptions/, 'exceptions'],
  [/vertex\.json/, 'vertex'],
  [/subtasktimes/, 'subtask-times'],
  [/vertex-taskmanagers/, 'vertex-taskmanagers'],
  [/taskmanagers/, 'taskmanagers'],
  [/backpressure/, 'back-pressure'],
  [/watermarks/, 'metrics'],
  [/vertex-metrics/, 'aggregated-metrics'],
  [/cancel\.json$/, 'empty'],
  [/job/, 'job'],
]

function kindOf(file: string): RestKind | undefined {
  if (file.includes('job-after-cancel')) return 'job'
  return NAMED.find(([pattern]) => pattern.test(file))?.[1]
}

describe.each(SCENARIOS)('the answers of %s', scenario => {
  it.each(answersOf(scenario))('$file', ({ file, text }) => {
    const expected = /vertex-watermarks/.test(file) && text === '[]' ? 'metrics' : kindOf(file)
    expect(read(text)).toEqual({ kind: expected })
  })
})

/** The largest stored answer of each kind. */
const samples = new Map<RestKind, Json>()
for (const { text } of SCENARIOS.flatMap(answersOf).sort((a, b) => a.text.length - b.text.length)) {
  const json = parseJson(text)
  const kind = detectRest(json)
  if (kind !== null) samples.set(kind, json)
}

/** Places whose fields are entries, and fields that may be missing; `*` is any name or index. */
const MAY_GO = [
  /(^|\.)tasks\.\*$/,
  /status-duration\.\*$/,
  /\.inputs$/,
  /^\*\.(min|max|avg|sum)$/,
  /\.(taskName|endpoint|taskManagerId)$/,
  /^operation$/,
]

type Path = readonly (string | number)[]
const ENTRY = /^[0-9a-f]{32}$|^[A-Z]+$/

const generic = (path: Path): string =>
  path
    .map((step, i) =>
      typeof step === 'number' || (ENTRY.test(step) && path[i - 1] !== 'timestamps') ? '*' : step,
    )
    .join('.')

function* fieldsIn(json: Json, path: Path = []): Generator<Path> {
  if (typeof json !== 'object' || json === null) return
  for (const [name, value] of Object.entries(json)) {
    const at = [...path, Array.isArray(json) ? Number(name) : name]
    if (!Array.isArray(json)) yield at
    yield* fieldsIn(value, at)
  }
}

/** A copy in which the field at `path` is changed by `change`, which is given the object that holds it. */
function changed(json: Json, path: Path, change: (holder: Record<string, Json>, name: string) => void): Json {
  const copy = structuredClone(json) as Json
  let holder = copy as unknown as Record<string, Json>
  for (const step of path.slice(0, -1)) holder = holder[step] as unknown as Record<string, Json>
  change(holder, String(path.at(-1)))
  return copy
}

const isRefused = (kind: RestKind, json: Json): boolean => {
  const result = readRest(JSON.stringify(json))
  return !result.ok || result.value.kind !== kind
}

describe.each([...samples])('an answer of kind %s is refused', (kind, sample) => {
  const paths = [...fieldsIn(sample)]

  it('where a field is missing', () => {
    const kept = paths.filter(path => {
      const json = changed(sample, path, (holder, name) => delete holder[name])
      return !isRefused(kind, json) && !MAY_GO.some(pattern => pattern.test(generic(path)))
    })
    // Maps of Flink whose entries may be any.
    const known = kept.filter(path => !/^(tasks|metrics)$/.test(String(path.at(-2))))
    expect(known.map(generic)).toEqual([])
  })

  it('where a field is unknown', () => {
    const kept = paths.filter(path => {
      const json = changed(sample, path, holder => (holder['surprise'] = { unheard: 'of' }))
      return !isRefused(kind, json)
    })
    expect(kept.map(generic)).toEqual([])
  })

  it('where a field has another type', () => {
    const kept = paths.filter(path => {
      const json = changed(sample, path, (holder, name) => (holder[name] = [[false]]))
      return !isRefused(kind, json)
    })
    expect(kept.map(generic)).toEqual([])
  })
})

describe('what is wrong is named with its place', () => {
  const [history, subtasks] = ['checkpoints', 'checkpoint-subtasks'].map(kind =>
    JSON.stringify(samples.get(kind as RestKind)),
  ) as [string, string]

  it.each([
    [history, '"trigger_timestamp":', '"triggered":', 'latest.completed.trigger_timestamp', 'missing'],
    [history, '"restored":1,"total"', '"restored":"1","total"', 'counts.restored', 'wrong-type'],
    [history, '"in_progress":', '"more":1,"in_progress":', 'counts.more', 'unknown-field'],
    [history, '"p999":', '"p9999":', 'summary.checkpointed_size.p999', 'missing'],
    [subtasks, '"className":"completed"', '"className":"done"', 'subtasks[0]', 'wrong-type'],
    [subtasks, '"start_delay":{', '"start_delay":[{},{', '1:', 'not-json'],
    [
      subtasks,
      '"sync":{"min":',
      '"sync":{"min":"0","was":',
      'summary.checkpoint_duration.sync.min',
      'wrong-type',
    ],
  ])('%#', (text, from, to, path, code) => {
    expect(text).toContain(from)
    expect(read(text.replace(from, to))).toMatchObject({ path: expect.stringContaining(path), code })
  })
})

describe('what is no answer of Flink', () => {
  it.each(['null', '3', '"ok"', '[1]', '[{}]', '{"format":"weir-run"}', '{"status":"RUNNING"}'])(
    '%s has no kind',
    text => {
      expect(detectRest(parseJson(text))).toBe(null)
      expect(read(text)).toMatchObject({ code: 'wrong-format', path: '$' })
    },
  )
})

describe('answers that the samples do not hold', () => {
  const id = '0123456789abcdef0123456789abcdef'
  const cause = { class: 'java.lang.Exception', 'stack-trace': 'at a', 'serialized-throwable': 'rO0' }
  it.each([
    ['errors', { errors: ['Checkpointing has not been enabled.'] }],
    ['operation', { status: { id: 'IN_PROGRESS' }, operation: null }],
    ['operation', { status: { id: 'COMPLETED' }, operation: { checkpointId: 7 } }],
    ['operation', { status: { id: 'COMPLETED' }, operation: { 'failure-cause': cause } }],
    ['back-pressure', { status: 'deprecated' }],
    ['trigger', { 'request-id': id }],
  ])('%s', (kind, json) => {
    expect(read(JSON.stringify(json))).toEqual({ kind })
  })

  it('an operation has one outcome', () => {
    const two = { status: { id: 'COMPLETED' }, operation: { checkpointId: 7, location: 'file:/a' } }
    expect(read(JSON.stringify(two))).toMatchObject({ path: 'operation' })
  })

  it('an id has 32 digits', () => {
    expect(read('{"request-id":"abc"}')).toMatchObject({ path: '["request-id"]', code: 'out-of-range' })
  })
})

it('reads a configuration without periodic checkpoints, whose interval is the greatest long', () => {
  const text = readFileSync('golden/rest/seed-5s/05-checkpoint-config.json', 'utf8')
  const without = readRest(text.replace('"interval":5000', '"interval":9223372036854775807'))
  expect(without).toMatchObject({ ok: true, value: { kind: 'checkpoint-config' } })
  expect(readRest(text.replace('"interval":5000', '"interval":-2')).ok).toBe(false)
})
