/** Short names of a job's vertices: as its subtasks are called here, `count` for `Source: gen -> count: Writer`. */
import type { ClusterVertex } from './cluster-statistics.ts'

const ID_SHOWN = 8

type Named = Pick<ClusterVertex, 'id' | 'name'>

/** The first operator of its chain. */
const shortName = ({ id, name }: Named): string =>
  name === null
    ? id.slice(0, ID_SHOWN)
    : (name.split(/ -> |, /)[0] ?? name)
        .replace(/^(?:Source|Sink): /, '')
        .replace(/: (?:Writer|Committer)$/, '')

/** Two vertices of one name are told apart by their numbers. */
export function shortNames(vertices: readonly Named[]): readonly string[] {
  const names = vertices.map(shortName)
  return names.map((name, i) => {
    const before = names.slice(0, i).filter(other => other === name).length
    return before === 0 ? name : `${name}·${before + 1}`
  })
}
