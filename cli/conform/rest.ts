/**
 * Runner `rest`: every stored answer of Flink's REST interface is read by the strict readers, and Weir's own answers
 * about a like run have the same fields, whatever they are about. `_metadata` is stored, not parsed.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckpointAnswer } from '../../src/interop/flink-rest/checkpoint-answers.ts'
import { readRest, type RestAnswer, type RestKind } from '../../src/interop/flink-rest/read-rest.ts'
import { Mismatch, type GoldenCase } from './golden-case.ts'
import { playLikeRun } from './like-run.ts'
import { compareFields, fieldsOf } from './rest-fields.ts'

interface StoredResponse {
  readonly method: string
  readonly path: string
  readonly file: string
}

const JOB = '^/jobs/[0-9a-f]{32}'
const VERTEX = `${JOB}/vertices/[0-9a-f]{32}`

/** What is answered where. */
const KINDS: readonly (readonly [RegExp, RestKind])[] = [
  [/^\/jobs$/, 'job-ids'],
  [/^\/config$/, 'dashboard'],
  [/^\/jobmanager\/config$/, 'jobmanager-config'],
  [/^\/taskmanagers\/[^/]+$/, 'taskmanager'],
  [/^\/jobs\/overview$/, 'jobs'],
  [/^\/overview$/, 'overview'],
  [/^\/taskmanagers$/, 'taskmanagers'],
  [new RegExp(`${JOB}$`), 'job'],
  [new RegExp(`${JOB}/plan$`), 'plan'],
  [new RegExp(`${JOB}/config$`), 'job-config'],
  [new RegExp(`${JOB}/exceptions$`), 'exceptions'],
  [new RegExp(`${JOB}/accumulators$`), 'accumulators'],
  [new RegExp(`${JOB}/checkpoints$`), 'checkpoints'],
  [new RegExp(`${JOB}/checkpoints/config$`), 'checkpoint-config'],
  [new RegExp(`${JOB}/checkpoints/details/\\d+$`), 'checkpoint'],
  [new RegExp(`${JOB}/checkpoints/details/\\d+/subtasks/[0-9a-f]{32}$`), 'checkpoint-subtasks'],
  [new RegExp(`${JOB}/(checkpoints|savepoints)/[0-9a-f]{32}$`), 'operation'],
  [new RegExp(`${VERTEX}$`), 'vertex'],
  [new RegExp(`${VERTEX}/subtasks/\\d+$`), 'subtask'],
  [new RegExp(`${VERTEX}/subtasks/accumulators$`), 'subtasks-accumulators'],
  [new RegExp(`${VERTEX}/accumulators$`), 'vertex-accumulators'],
  [new RegExp(`${VERTEX}/subtasktimes$`), 'subtask-times'],
  [new RegExp(`${VERTEX}/taskmanagers$`), 'vertex-taskmanagers'],
  [new RegExp(`${VERTEX}/backpressure$`), 'back-pressure'],
  [new RegExp(`${VERTEX}/(watermarks|metrics)$`), 'metrics'],
  [new RegExp(`${VERTEX}/subtasks/metrics$`), 'aggregated-metrics'],
]

function kindAt({ method, path }: StoredResponse): RestKind {
  if (method === 'POST') return 'trigger'
  if (method === 'PATCH') return 'empty'
  const [place = ''] = path.split('?')
  const known = KINDS.find(([pattern]) => pattern.test(place))
  if (known === undefined) throw new Mismatch(`expected a known path of the REST interface, got ${path}`)
  return known[1]
}

/** Reads a text that must be the answer at a path; `what` names it where it is not. */
export function readAnswer(what: string, expected: RestKind, text: string): RestAnswer {
  const read = readRest(text)
  if (!read.ok) throw new Mismatch(`${what}: ${read.error.path}: ${read.error.message}`)
  const { kind, answer } = read.value
  const isEmptyList = Array.isArray(answer) && answer.length === 0
  if (kind === expected || kind === 'errors' || isEmptyList) return read.value
  throw new Mismatch(`${what}: expected an answer of kind ${expected}, got ${kind}`)
}

/** A reader's words on what the like run did without; empty where it did without nothing. */
export function runRestCase(golden: GoldenCase, folder: string): string {
  const { responses } = golden.expected as { readonly responses: readonly StoredResponse[] }
  const recorded = responses.map(response => {
    const text = readFileSync(join(folder, response.file), 'utf8')
    return readAnswer(response.file, kindAt(response), text)
  })
  const { answers, without } = playLikeRun(golden)
  const own = answers.map(([path, answer]) =>
    readAnswer(`Weir’s ${path}`, kindAt({ method: 'GET', path, file: '' }), JSON.stringify(answer)),
  )
  compareFields(fieldsOf(own), fieldsOf(recorded))
  compareTypes(own, recorded)
  compareConfig(own, recorded, without)
  return without.length === 0 ? '' : `Weir’s statistics without ${without.join(', ')}`
}

const typesIn = (answers: readonly RestAnswer[]): ReadonlySet<string> =>
  new Set(answers.flatMap(({ kind, answer }) => (kind === 'checkpoints' ? answer.history : [])).map(typeOf))

const typeOf = ({ checkpoint_type: type, savepointFormat }: CheckpointAnswer): string =>
  savepointFormat === null ? type : `${type} ${savepointFormat}`

/** What was taken there can be taken here, and is told by the same name. */
function compareTypes(own: readonly RestAnswer[], recorded: readonly RestAnswer[]): void {
  const mine = typesIn(own)
  const missing = [...typesIn(recorded)].filter(type => !mine.has(type))
  if (missing.length > 0)
    throw new Mismatch(`history: expected ${missing.join(', ')}, got ${[...mine].join(', ')}`)
}

const SETTINGS = [
  'checkpoints_after_tasks_finish',
  'mode',
  'interval',
  'timeout',
  'min_pause',
  'max_concurrent',
  'tolerable_failed_checkpoints',
  'state_backend',
  'unaligned_checkpoints',
] as const

/** Settings that a like run cannot have, by the key that is refused. */
const NEEDS: Readonly<Record<string, string>> = {
  state_backend: 'state.backend.type',
}

/** What both runs were set to is told alike. */
function compareConfig(
  own: readonly RestAnswer[],
  recorded: readonly RestAnswer[],
  without: readonly string[],
): void {
  const configOf = (answers: readonly RestAnswer[]) =>
    answers.find(answer => answer.kind === 'checkpoint-config')?.answer
  const [mine, theirs] = [configOf(own), configOf(recorded)]
  if (mine === undefined || theirs === undefined) return
  for (const name of SETTINGS) {
    const need = NEEDS[name]
    if (need !== undefined && without.includes(need)) continue
    if (mine[name] === theirs[name]) continue
    throw new Mismatch(`checkpoint configuration: ${name}: expected ${theirs[name]}, got ${mine[name]}`)
  }
  for (const name of ['enabled', 'delete_on_cancellation'] as const) {
    const [got, expected] = [mine.externalization[name], theirs.externalization[name]]
    if (got !== expected) throw new Mismatch(`externalization: ${name}: expected ${expected}, got ${got}`)
  }
}
