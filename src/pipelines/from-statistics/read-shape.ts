/** The text of a shape, checked: what is wrong with it is a problem of the workload. */
import {
  JOB_SHAPE_FORMAT,
  SHAPE_RECORDS_MAX,
  SHAPE_ROWS_MAX,
  SHAPE_SUBTASKS_MAX,
  SHAPE_VERTICES_MAX,
  type JobShape,
  type VertexShape,
} from '../../engine/api/job-shape.ts'
import { refuse } from '../../datastream/index.ts'

const SHIPS = ['FORWARD', 'REBALANCE', 'HASH', 'RESCALE', 'BROADCAST', 'GLOBAL', 'SHUFFLE']
const SINKS = ['none', 'chained', 'chained-transactional', 'alone', 'alone-transactional']
const NAME = /^[A-Za-z][\w-]{0,60}$/

const wrong = (at: string, expected: string, got: unknown): never =>
  refuse('workload', `workload.text.${at}`, `expected ${expected}, got ${JSON.stringify(got) ?? 'nothing'}`)

type Given = Readonly<Record<string, unknown>>

const asObject = (value: unknown, at: string): Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Given)
    : wrong(at, 'an object', value)

const asList = (value: unknown, at: string): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : wrong(at, 'a list', value)

function numberIn(value: unknown, at: string, least: number, most: number, isWhole = true): number {
  const isOne = typeof value === 'number' && value >= least && value <= most && (!isWhole || value % 1 === 0)
  return isOne ? value : wrong(at, `a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}`, value)
}

const oneOf = (value: unknown, options: readonly string[], at: string): string =>
  options.find(option => option === value) ?? wrong(at, `one of ${options.join(', ')}`, value)

export function readShape(text: string): JobShape {
  const shape = asObject(parse(text), 'shape')
  oneOf(shape['format'], [JOB_SHAPE_FORMAT], 'format')
  const given = asList(shape['vertices'], 'vertices')
  if (given.length === 0 || given.length > SHAPE_VERTICES_MAX)
    wrong('vertices', `1 to ${SHAPE_VERTICES_MAX} vertices`, given.length)
  const vertices: VertexShape[] = []
  for (const [i, vertex] of given.entries()) vertices.push(readVertex(vertex, `vertices[${i}]`, vertices))
  const subtasks = vertices.reduce((sum, vertex) => sum + vertex.parallelism, 0)
  if (subtasks > SHAPE_SUBTASKS_MAX) wrong('vertices', `at most ${SHAPE_SUBTASKS_MAX} subtasks`, subtasks)
  return { format: JOB_SHAPE_FORMAT, vertices }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return wrong('shape', 'JSON', text.slice(0, 40))
  }
}

function readVertex(value: unknown, at: string, before: readonly VertexShape[]): VertexShape {
  const given = asObject(value, at)
  const { name } = given
  const isFree = typeof name === 'string' && NAME.test(name) && before.every(other => other.name !== name)
  const parallelism = numberIn(given['parallelism'], `${at}.parallelism`, 1, SHAPE_SUBTASKS_MAX)
  const inputs = asList(given['inputs'], `${at}.inputs`).map((input, i) => {
    const place = `${at}.inputs[${i}]`
    const own = asObject(input, place)
    const from = oneOf(
      own['from'],
      before.map(other => other.name),
      `${place}.from`,
    )
    return { from, ship: oneOf(own['ship'], SHIPS, `${place}.ship`) } as VertexShape['inputs'][number]
  })
  return {
    name: isFree ? name : wrong(`${at}.name`, 'a plain word that no other vertex has', name),
    parallelism,
    maxParallelism: numberIn(given['maxParallelism'], `${at}.maxParallelism`, parallelism, 32_768),
    inputs,
    records: numberIn(given['records'], `${at}.records`, 0, SHAPE_RECORDS_MAX),
    ratePerSecond: numberIn(given['ratePerSecond'], `${at}.ratePerSecond`, 0, 1_000_000, false),
    rows: rowsIn(given['rows'], `${at}.rows`, parallelism),
    rewrites: numberIn(given['rewrites'], `${at}.rewrites`, 0, SHAPE_ROWS_MAX),
    sink: oneOf(given['sink'], SINKS, `${at}.sink`) as VertexShape['sink'],
  }
}

function rowsIn(value: unknown, at: string, parallelism: number): readonly number[] | null {
  if (value === null) return null
  const rows = asList(value, at).map((count, i) => numberIn(count, `${at}[${i}]`, 0, SHAPE_ROWS_MAX))
  return rows.length === parallelism ? rows : wrong(at, `${parallelism} numbers`, rows.length)
}
