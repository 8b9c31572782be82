/**
 * A real Flink's statistics, opened beside the run and never in its place: what is read here changes nothing of the
 * run. Files come one at a time or many at once; each that cannot be read is listed with its reason, the others open.
 */
import { parseJavaJson } from '../interop/json-text.ts'
import { attempt } from '../interop/problems.ts'
import {
  looksLikeCluster,
  readClusterFile,
  type ClusterAnswer,
  type ClusterProblem,
} from '../interop/flink-rest/cluster-files.ts'
import { clusterStatistics, jobOf, type ClusterStatistics } from '../interop/flink-rest/cluster-statistics.ts'
import { pausePlayback } from './engine.ts'
import { session, type Session } from './session.ts'

export interface ClusterImport {
  readonly answers: readonly ClusterAnswer[]
  readonly problems: readonly ClusterProblem[]
  /** Answers that are in order but about another job: they are left out. */
  readonly others: readonly OtherJob[]
  /** Sizes of the files, by their names. */
  readonly files: ReadonlyMap<string, number>
  readonly statistics: ClusterStatistics
  /** The checkpoint that is shown; -1: the newest that has come to its end. */
  readonly shown: number
}

interface OtherJob {
  readonly file: string
  readonly job: string
}

export interface NamedText {
  readonly name: string
  readonly text: string
}

/** Whether a text would be statistics of a cluster; one that is no JSON is none. */
export function isCluster({ text }: NamedText): boolean {
  const json = attempt(() => parseJavaJson(text))
  return json.ok && looksLikeCluster(json.value)
}

/** Adds files to what is open already. A file given again takes the place of its older self. `other`: files that are no answers. */
export function openCluster(files: readonly NamedText[], other: readonly ClusterProblem[] = []): void {
  pausePlayback()
  const before = session.getState().cluster
  const names = [...files.map(({ name }) => name), ...other.map(({ file }) => file)]
  const isGiven = (file: string) => names.some(name => file === name || file.startsWith(`${name} `))
  const kept = (before?.answers ?? []).filter(answer => !isGiven(answer.file))
  const read = files.map(({ name, text }) => readClusterFile(name, text))
  const { answers, others } = ofOneJob(
    [...kept, ...read.flatMap(file => file.answers)],
    before?.statistics.jobId ?? null,
  )
  const problems = [
    ...(before?.problems ?? []).filter(problem => !isGiven(problem.file)),
    ...read.flatMap(file => file.problems),
    ...other,
  ]
  session.setState({
    view: 'checkpoints',
    cluster: {
      answers,
      problems,
      others: [...(before?.others ?? []).filter(({ file }) => !isGiven(file)), ...others],
      files: new Map([
        ...(before?.files ?? []),
        ...files.map(({ name, text }) => [name, text.length] as const),
      ]),
      statistics: clusterStatistics(answers),
      shown: before?.shown ?? -1,
    },
  })
}

/**
 * The job that is open already, or else that which most answers name, decides; numbers of two jobs in one table would
 * be nobody's.
 */
function ofOneJob(
  all: readonly ClusterAnswer[],
  open: string | null,
): {
  readonly answers: readonly ClusterAnswer[]
  readonly others: readonly OtherJob[]
} {
  const job = open ?? mostNamed(all)
  const isOther = (answer: ClusterAnswer) => (jobOf(answer) ?? job) !== job
  return {
    answers: all.filter(answer => !isOther(answer)),
    others: all.filter(isOther).map(answer => ({ file: answer.file, job: jobOf(answer) ?? '' })),
  }
}

function mostNamed(all: readonly ClusterAnswer[]): string | null {
  const counts = new Map<string, number>()
  for (const job of all.flatMap(answer => jobOf(answer) ?? [])) counts.set(job, (counts.get(job) ?? 0) + 1)
  return [...counts].reduce<readonly [string | null, number]>(
    (most, one) => (one[1] > most[1] ? one : most),
    [null, 0],
  )[0]
}

/** Whether the Checkpoints view shows a cluster's statistics and not the run's. */
export const isClusterShown = ({ cluster, view }: Pick<Session, 'cluster' | 'view'>): boolean =>
  cluster !== null && view === 'checkpoints'

export const closeCluster = (): void => session.setState({ cluster: null })

export function showClusterCheckpoint(id: number): void {
  const { cluster } = session.getState()
  if (cluster !== null) session.setState({ cluster: { ...cluster, shown: id } })
}

/** All answers as they were given, unknown fields included, by path or else by file: it can be opened again. */
export function clusterText({ answers }: ClusterImport): string {
  const entries = answers.map(
    ({ path, file, json }, i) => [path ?? `/jobs/${UNNAMED}/${i} ${file}`, json] as const,
  )
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`
}

/** Stands for the job in the paths of answers that came without one. */
const UNNAMED = 'unnamed'
