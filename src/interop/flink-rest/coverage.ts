/** Which pictures the answers at hand are enough for, and the paths of those that are missing. */
import type { ClusterStatistics } from './cluster-statistics.ts'

export const PICTURES = ['history', 'phases', 'names', 'config', 'pace'] as const
/**
 * The history with its sums, the phases of the subtasks of one checkpoint, the names and edges of vertices, the
 * configuration, and how busy each vertex was, by which a simulation gets its pace.
 */
export type Picture = (typeof PICTURES)[number]

export interface Coverage {
  readonly picture: Picture
  readonly have: number
  readonly want: number
  /** With `:jobid` where the job's id is not known. */
  readonly missing: readonly string[]
}

/** `shown`: the checkpoint whose phases are wanted; null: none is there. */
export function coverageOf(statistics: ClusterStatistics, shown: number | null): readonly Coverage[] {
  const root = `/jobs/${statistics.jobId ?? ':jobid'}`
  return [
    single('history', statistics.overview !== null, `${root}/checkpoints`),
    phasesOf(statistics, shown, root),
    single('names', isNamed(statistics), root),
    single('config', statistics.config !== null, `${root}/checkpoints/config`),
    paceOf(statistics, root),
  ]
}

const single = (picture: Picture, isThere: boolean, path: string): Coverage => ({
  picture,
  have: isThere ? 1 : 0,
  want: 1,
  missing: isThere ? [] : [path],
})

const isNamed = ({ vertices }: ClusterStatistics): boolean =>
  vertices.length > 0 && vertices.every(vertex => vertex.name !== null && vertex.inputs !== null)

function phasesOf(
  { checkpoints, subtasks, vertices }: ClusterStatistics,
  shown: number | null,
  root: string,
): Coverage {
  const details = `${root}/checkpoints/details/${shown ?? ':checkpointid'}`
  const checkpoint = checkpoints.find(one => one.id === shown)
  const own = subtasks.get(shown ?? -1)
  const listed = Object.keys(checkpoint?.tasks ?? {})
  const wanted = listed.length > 0 ? listed : vertices.map(vertex => vertex.id)
  if (wanted.length === 0)
    return { picture: 'phases', have: 0, want: 1, missing: [details, `${details}/subtasks/:vertexid`] }
  const missing = wanted.filter(id => own?.has(id) !== true).map(id => `${details}/subtasks/${id}`)
  return { picture: 'phases', have: wanted.length - missing.length, want: wanted.length, missing }
}

function paceOf({ vertices }: ClusterStatistics, root: string): Coverage {
  const without = vertices.filter(vertex => vertex.usage === null)
  const missing =
    vertices.length === 0 ? [`${root}/vertices/:vertexid`] : without.map(({ id }) => `${root}/vertices/${id}`)
  return {
    picture: 'pace',
    have: vertices.length - without.length,
    want: Math.max(1, vertices.length),
    missing,
  }
}
