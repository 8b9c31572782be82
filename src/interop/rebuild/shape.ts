/** The shape of a measured job: its vertices with their edges, rows of state and sinks. */
import {
  JOB_SHAPE_FORMAT,
  SHAPE_RECORDS_MAX,
  SHAPE_ROWS_MAX,
  SHAPE_SUBTASKS_MAX,
  type JobShape,
  type ShapeInput,
  type VertexShape,
} from '../../engine/api/job-shape.ts'
import type { Guess } from './guess.ts'
import type { MeasuredVertex } from './measure.ts'

/** How fast the sources read, together, and for how long. */
export interface Pace {
  readonly perSecond: number
  readonly seconds: number
  /** Checkpoints in that time. */
  readonly checkpoints: number
  /** Records that come through: fewer than are read where something cannot keep up. */
  readonly throughput: number
}

interface Shaped {
  readonly shape: JobShape
  readonly rowBytes: number
  readonly guesses: readonly Guess[]
}

const SHIPS: readonly string[] = ['FORWARD', 'REBALANCE', 'HASH', 'RESCALE', 'BROADCAST', 'GLOBAL', 'SHUFFLE']
const MAX_PARALLELISM = 128
const ROW_BYTES_LEAST = 16

/** With every vertex reading from others that stand before it. */
export function shapeOf(measured: readonly MeasuredVertex[], pace: Pace): Shaped {
  const guesses: Guess[] = []
  const vertices = withEdges(scaled(measured, guesses), guesses)
  const sources = vertices.filter(({ inputs }) => inputs.length === 0).length
  const rowBytes = rowBytesOf(vertices.filter(isKeyed).flatMap(({ one }) => one.parts.map(part => part.held)))
  guesses.push({ type: 'rows', bytes: rowBytes })
  noteLeftOut(vertices, guesses)
  const read = new Set(vertices.flatMap(({ inputs }) => inputs.map(input => input.from)))
  const shapes = vertices.map(({ one, inputs }): VertexShape => {
    const isSource = inputs.length === 0
    const rows = isKeyed({ inputs }) ? rowsOf(one, rowBytes) : null
    return {
      name: one.name,
      parallelism: one.parallelism,
      maxParallelism: Math.max(one.vertex.maxParallelism ?? MAX_PARALLELISM, one.parallelism),
      inputs,
      records: isSource ? recordsOf(pace, sources) : 0,
      ratePerSecond: isSource ? pace.perSecond / sources : 0,
      rows,
      rewrites: rows === null ? 0 : rewritesOf(one, rows, pace),
      sink: sinkOf(one.vertex.name ?? '', !read.has(one.name), isSource),
    }
  })
  return { shape: { format: JOB_SHAPE_FORMAT, vertices: shapes }, rowBytes, guesses }
}

const recordsOf = ({ throughput, seconds }: Pace, sources: number): number =>
  Math.min(SHAPE_RECORDS_MAX, Math.max(1, Math.ceil((throughput * seconds) / sources)))

interface Edged {
  readonly one: MeasuredVertex
  readonly inputs: readonly ShapeInput[]
}

const isKeyed = ({ inputs }: Pick<Edged, 'inputs'>): boolean =>
  inputs.length > 0 && inputs.every(({ ship }) => ship === 'HASH')

/** A job with more subtasks than a page can show has fewer of each. */
function scaled(measured: readonly MeasuredVertex[], guesses: Guess[]): readonly MeasuredVertex[] {
  const subtasks = measured.reduce((sum, { parallelism }) => sum + parallelism, 0)
  if (subtasks <= SHAPE_SUBTASKS_MAX) return measured
  const share = (SHAPE_SUBTASKS_MAX - measured.length) / subtasks
  const fewer = measured.map(one => {
    const parallelism = Math.max(1, Math.floor(one.parallelism * share))
    return { ...one, parallelism, parts: one.parts.filter(part => part.subtask < parallelism) }
  })
  const to = fewer.reduce((sum, { parallelism }) => sum + parallelism, 0)
  guesses.push({ type: 'parallelism', from: subtasks, to })
  return fewer
}

function withEdges(measured: readonly MeasuredVertex[], guesses: Guess[]): readonly Edged[] {
  const isKnown = measured.every(({ vertex }) => vertex.inputs !== null)
  if (!isKnown) {
    guesses.push({ type: 'edges' })
    return measured.map((one, i) => {
      const before = measured[i - 1]
      return { one, inputs: before === undefined ? [] : [{ from: before.name, ship: 'HASH' }] }
    })
  }
  const placed = inOrder(measured)
  const names = new Map(placed.map(({ vertex, name }) => [vertex.id, name]))
  return placed.map(one => {
    const inputs = (one.vertex.inputs ?? []).flatMap(({ id, ship }) => {
      const from = names.get(id)
      return from === undefined
        ? []
        : [
            {
              from,
              ship: shipOf(
                one,
                ship,
                placed.find(other => other.name === from)!,
                guesses,
              ),
            },
          ]
    })
    return {
      one,
      inputs: mixed(inputs) ? inputs.map(input => ({ ...input, ship: 'HASH' as const })) : inputs,
    }
  })
}

const mixed = (inputs: readonly ShapeInput[]): boolean =>
  inputs.some(({ ship }) => ship === 'HASH') && inputs.some(({ ship }) => ship !== 'HASH')

/** Each behind all that it reads from. */
function inOrder(measured: readonly MeasuredVertex[]): readonly MeasuredVertex[] {
  const order = new Set<MeasuredVertex>()
  const seen = new Set<MeasuredVertex>()
  const visit = (one: MeasuredVertex): void => {
    if (seen.has(one)) return
    seen.add(one)
    for (const { id } of one.vertex.inputs ?? []) {
      const input = measured.find(other => other.vertex.id === id)
      if (input !== undefined) visit(input)
    }
    order.add(one)
  }
  measured.forEach(visit)
  return [...order]
}

function shipOf(
  one: MeasuredVertex,
  ship: string,
  from: MeasuredVertex,
  guesses: Guess[],
): ShapeInput['ship'] {
  const isPossible = SHIPS.includes(ship) && (ship !== 'FORWARD' || from.parallelism === one.parallelism)
  if (isPossible) return ship as ShapeInput['ship']
  guesses.push({ type: 'ship', vertex: one.name, was: ship })
  return 'REBALANCE'
}

// State

function rowBytesOf(held: readonly number[]): number {
  const most = Math.max(0, ...held)
  return Math.max(ROW_BYTES_LEAST, Math.ceil(most / SHAPE_ROWS_MAX))
}

/** What a subtask held that has not acknowledged is taken to be what the others did. */
function rowsOf({ parts, parallelism }: MeasuredVertex, rowBytes: number): readonly number[] {
  const mean = parts.reduce((sum, part) => sum + part.held, 0) / Math.max(1, parts.length)
  return Array.from({ length: parallelism }, (_, subtask) => {
    const held = parts.find(part => part.subtask === subtask)?.held ?? mean
    return Math.min(SHAPE_ROWS_MAX, Math.round(held / rowBytes))
  })
}

/** So many that what is new between two checkpoints is the share that was uploaded; each record counts itself anyway. */
function rewritesOf({ parts }: MeasuredVertex, rows: readonly number[], pace: Pace): number {
  const sum = (of: (part: MeasuredVertex['parts'][number]) => number) =>
    parts.reduce((total, part) => total + of(part), 0)
  const share = Math.min(
    1,
    sum(part => part.uploaded) /
      Math.max(
        1,
        sum(part => part.held),
      ),
  )
  const all = rows.reduce((total, count) => total + count, 0)
  const between = (pace.throughput * pace.seconds) / Math.max(1, pace.checkpoints)
  return Math.min(SHAPE_ROWS_MAX, Math.round((all * share) / Math.max(1, between)))
}

/** State that is not keyed has no rows here. */
function noteLeftOut(vertices: readonly Edged[], guesses: Guess[]): void {
  const others = vertices.filter(edged => !isKeyed(edged) && edged.one.parts.some(part => part.held > 0))
  const bytes = others.reduce(
    (sum, { one }) => sum + one.parts.reduce((total, part) => total + part.held, 0),
    0,
  )
  if (others.length > 0)
    guesses.push({ type: 'state-left-out', vertices: others.map(({ one }) => one.name), bytes })
}

// Sinks

const WRITER = /(?:: Writer|^Sink: )/

function sinkOf(name: string, isLast: boolean, isSource: boolean): VertexShape['sink'] {
  const hasWriter = name.split(/ -> |, |\(/).some(part => WRITER.test(part))
  if (!hasWriter) return 'none'
  const isTransactional = name.includes(': Committer')
  const isAlone = isLast && !isSource && WRITER.test(name.split(' -> ')[0] ?? '')
  if (isAlone) return isTransactional ? 'alone-transactional' : 'alone'
  return isTransactional ? 'chained-transactional' : 'chained'
}
