/**
 * What the answers of a real Flink say together: the checkpoints of one job, each with as much as was given. Answers
 * do not name everything: which vertex the subtasks of an answer belong to is found by its path, by an id in the name
 * of its file, or by the numbers that the checkpoint's own answer has for the vertex.
 */
import type {
  CheckpointAnswer,
  CheckpointConfigAnswer,
  CheckpointsAnswer,
  CheckpointSubtasksAnswer,
  TaskCheckpoint,
} from './checkpoint-answers.ts'
import type { ClusterAnswer } from './cluster-files.ts'

export interface ClusterVertex {
  readonly id: string
  /** Flink's task name; null: no answer tells it. So with all that follows. */
  readonly name: string | null
  readonly inputs: readonly ClusterInput[] | null
  readonly parallelism: number | null
  readonly maxParallelism: number | null
  readonly usage: VertexUsage | null
}

interface ClusterInput {
  readonly id: string
  /** Flink's name of the partitioner, `HASH`. */
  readonly ship: string
}

/** Sums over the subtasks of the attempts that were up; times in ms. */
interface VertexUsage {
  readonly recordsIn: number
  readonly recordsOut: number
  readonly busy: number
  readonly idle: number
  readonly backPressured: number
}

export interface ClusterStatistics {
  readonly jobId: string | null
  readonly jobName: string | null
  /** How long the job has run, in ms. */
  readonly jobDuration: number | null
  readonly overview: CheckpointsAnswer | null
  readonly config: CheckpointConfigAnswer | null
  /** Newest first. */
  readonly checkpoints: readonly CheckpointAnswer[]
  /** In topological order, as far as it is known. */
  readonly vertices: readonly ClusterVertex[]
  /** By checkpoint and vertex. */
  readonly subtasks: ReadonlyMap<number, ReadonlyMap<string, CheckpointSubtasksAnswer>>
}

type Kind = ClusterAnswer['kind']
type Of<K extends Kind> = Extract<ClusterAnswer, { readonly kind: K }>

const ofKind = <K extends Kind>(answers: readonly ClusterAnswer[], kind: K): readonly Of<K>[] =>
  answers.filter((answer): answer is Of<K> => answer.kind === kind)

/** Later answers count before earlier ones. */
export function clusterStatistics(answers: readonly ClusterAnswer[]): ClusterStatistics {
  const checkpoints = checkpointsOf(answers)
  const vertices = verticesOf(answers, checkpoints)
  const job = ofKind(answers, 'job').at(-1)?.answer
  const plan = ofKind(answers, 'plan').at(-1)?.answer.plan
  return {
    jobId: jobsOf(answers)[0] ?? null,
    jobName: job?.name ?? plan?.name ?? ofKind(answers, 'job-config').at(-1)?.answer.name ?? null,
    jobDuration: job?.duration ?? null,
    overview: ofKind(answers, 'checkpoints').at(-1)?.answer ?? null,
    config: ofKind(answers, 'checkpoint-config').at(-1)?.answer ?? null,
    checkpoints,
    vertices,
    subtasks: subtasksOf(answers, checkpoints, vertices),
  }
}

const JOB_IN_PATH = /^\/jobs\/([0-9a-f]{32})(?:\/|$)/

/** The jobs that an answer, or the path of it, names. */
export function jobOf(answer: ClusterAnswer): string | null {
  const inPath = answer.path === null ? undefined : JOB_IN_PATH.exec(answer.path)?.[1]
  if (inPath !== undefined) return inPath
  switch (answer.kind) {
    case 'job':
    case 'job-config':
      return answer.answer.jid
    case 'plan':
      return answer.answer.plan.jid
    case 'checkpoint':
      return jobStoring(answer.answer)
    case 'checkpoints':
      return answer.answer.history.map(jobStoring).find(job => job !== null) ?? null
    default:
      return null
  }
}

const JOB_IN_STORAGE = /(?:^|\/)([0-9a-f]{32})\/chk-\d+$/

/** A checkpoint lies below the id of its job; a savepoint, or one in memory, does not. */
function jobStoring(checkpoint: CheckpointAnswer): string | null {
  if (checkpoint.className !== 'completed' || checkpoint.external_path === null) return null
  return JOB_IN_STORAGE.exec(checkpoint.external_path)?.[1] ?? null
}

const jobsOf = (answers: readonly ClusterAnswer[]): readonly string[] => [
  ...new Set(answers.flatMap(answer => jobOf(answer) ?? [])),
]

function checkpointsOf(answers: readonly ClusterAnswer[]): readonly CheckpointAnswer[] {
  const found = new Map<number, CheckpointAnswer>()
  const lists = ofKind(answers, 'checkpoints').map(({ answer }) => answer)
  for (const { latest, history } of lists) {
    for (const one of [latest.failed, latest.savepoint, latest.completed])
      if (one !== null) found.set(one.id, one)
    for (const one of history) found.set(one.id, one)
  }
  // Only these tell of vertices, so that a list never takes their place.
  for (const { answer } of ofKind(answers, 'checkpoint')) found.set(answer.id, answer)
  return [...found.values()].sort((a, b) => b.id - a.id)
}

function verticesOf(
  answers: readonly ClusterAnswer[],
  checkpoints: readonly CheckpointAnswer[],
): readonly ClusterVertex[] {
  const job = ofKind(answers, 'job').at(-1)?.answer
  const plan = ofKind(answers, 'plan').at(-1)?.answer.plan ?? job?.plan
  const details = new Map(ofKind(answers, 'vertex').map(({ answer }) => [answer.id, answer]))
  const listed = new Map(job?.vertices.map(vertex => [vertex.id, vertex]))
  const nodes = new Map(plan?.nodes.map(node => [node.id, node]))
  const inputs = new Map(plan?.nodes.map(node => [node.id, node.inputs?.map(input => input.id) ?? []]))
  const ids = job?.vertices.map(vertex => vertex.id) ?? inTopologicalOrder(inputs)
  const inDetails = checkpoints.flatMap(checkpoint => Object.keys(checkpoint.tasks))
  return [...new Set([...ids, ...inDetails])].map(id => {
    const [own, listing, node] = [details.get(id), listed.get(id), nodes.get(id)]
    const known = listing ?? own
    return {
      id,
      name: known?.name ?? (node === undefined ? null : planName(node.description)),
      inputs:
        node === undefined
          ? null
          : (node.inputs ?? []).map(input => ({ id: input.id, ship: input.ship_strategy })),
      parallelism: known?.parallelism ?? node?.parallelism ?? null,
      maxParallelism: known?.maxParallelism ?? null,
      usage: usageOf([
        ...(own?.subtasks ?? []),
        ...(own === undefined && listing !== undefined ? [listing] : []),
      ]),
    }
  })
}

type Measured = Pick<Of<'vertex'>['answer']['subtasks'][number], 'metrics'>

/** A metric that Flink has not got yet is 0, and says that it is not complete. */
function usageOf(measured: readonly Measured[]): VertexUsage | null {
  const all = measured.map(({ metrics }) => metrics)
  if (all.length === 0 || all.some(metrics => !metrics['read-records-complete'])) return null
  const sum = (of: (metrics: Measured['metrics']) => number) => all.reduce((total, one) => total + of(one), 0)
  return {
    recordsIn: sum(one => one['read-records']),
    recordsOut: sum(one => one['write-records']),
    busy: sum(one => Number(one['accumulated-busy-time']) || 0),
    idle: sum(one => one['accumulated-idle-time']),
    backPressured: sum(one => one['accumulated-backpressured-time']),
  }
}

/** A plan draws a chain as a tree of lines. */
const planName = (description: string): string =>
  description
    .split('<br/>')
    .map(line => line.replace(/^[\s:+-]*/, ''))
    .filter(line => line !== '')
    .join(' -> ')

function inTopologicalOrder(inputs: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const order = new Set<string>()
  const seen = new Set<string>()
  const visit = (id: string): void => {
    if (seen.has(id)) return
    seen.add(id)
    for (const input of inputs.get(id) ?? []) visit(input)
    order.add(id)
  }
  for (const id of [...inputs.keys()].reverse()) visit(id)
  return [...order]
}

const VERTEX_ID = /[0-9a-f]{32}/g

type Subtasks = Map<number, Map<string, CheckpointSubtasksAnswer>>

function subtasksOf(
  answers: readonly ClusterAnswer[],
  checkpoints: readonly CheckpointAnswer[],
  vertices: readonly ClusterVertex[],
): Subtasks {
  const found: Subtasks = new Map()
  const put = (vertex: string, answer: CheckpointSubtasksAnswer) => {
    const own = found.get(answer.id) ?? new Map<string, CheckpointSubtasksAnswer>()
    found.set(answer.id, own.set(vertex, answer))
  }
  const known = new Set(vertices.map(vertex => vertex.id))
  const unnamed: CheckpointSubtasksAnswer[] = []
  for (const { answer, path, file } of ofKind(answers, 'checkpoint-subtasks')) {
    const named = (`${file} ${path ?? ''}`.match(VERTEX_ID) ?? []).findLast(id => known.has(id))
    if (named === undefined) unnamed.push(answer)
    else put(named, answer)
  }
  for (const answer of unnamed) {
    const tasks = checkpoints.find(checkpoint => checkpoint.id === answer.id)?.tasks ?? {}
    const taken = found.get(answer.id)
    const free = vertices.filter(({ id }) => taken?.has(id) !== true)
    const fits = free.find(({ id }) => tasks[id] !== undefined && isSameTask(tasks[id], answer))
    // Without the checkpoint's own answer the order in which they were given is all there is.
    const vertex = fits ?? (Object.keys(tasks).length === 0 ? free[0] : undefined)
    put(vertex?.id ?? `${UNKNOWN_VERTEX} ${taken?.size ?? 0}`, answer)
  }
  return found
}

/** Before the number of a vertex that no answer names. */
export const UNKNOWN_VERTEX = 'unknown'

const TASK_FIELDS = [
  'latest_ack_timestamp',
  'checkpointed_size',
  'state_size',
  'end_to_end_duration',
  'processed_data',
  'persisted_data',
  'num_subtasks',
  'num_acknowledged_subtasks',
] as const satisfies readonly (keyof TaskCheckpoint)[]

const isSameTask = (a: TaskCheckpoint, b: TaskCheckpoint): boolean =>
  TASK_FIELDS.every(field => a[field] === b[field])
