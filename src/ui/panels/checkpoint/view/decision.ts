/**
 * Why a checkpoint took as long as it did: the subtask that acknowledged last, what kept it, and who merely waited
 * for it. Only from what the statistics say; where the order of vertices is not known, nobody is called a victim.
 */
import {
  cutOf,
  isAcknowledged,
  partsOf,
  type PhaseName,
  type ShownCheckpoint,
  type ShownPart,
  type ShownVertex,
} from './model.ts'

export interface Decision {
  readonly part: ShownPart
  /** Others that acknowledged at the same moment, as far as the clock tells; then it was no one alone. */
  readonly tied: readonly string[]
  readonly isSource: boolean
  /** Its longest phase. */
  readonly cause: PhaseName
  /** Phases that took a tenth of the duration or more, in their order. */
  readonly phases: readonly { readonly phase: PhaseName; readonly took: number }[]
  /** It holds far more than the other subtasks of its vertex. */
  readonly skew: { readonly own: number; readonly others: number } | null
  /** The last of those before it to have sent its barrier, where that is what kept it waiting; how long it travelled. */
  readonly waitedFor: { readonly name: string; readonly after: number; readonly travelled: number } | null
  /** Behind it, waiting for its barrier: the longest waits first. */
  readonly victims: readonly { readonly name: string; readonly waited: number }[]
}

const PHASES: readonly PhaseName[] = ['startDelay', 'alignment', 'sync', 'async']
/** Of the duration: a shorter phase is not worth a word, a shorter wait makes no victim. */
const WORTH_SAYING = 0.1
const WORTH_PITY = 0.2
const SKEWED = 1.5

export function decisionOf(checkpoint: ShownCheckpoint): Decision | null {
  const acked = partsOf(checkpoint).filter(isAcknowledged)
  const [first] = acked
  if (first === undefined) return null
  const part = acked.reduce((latest, other) => (other.ackedAfter > latest.ackedAfter ? other : latest), first)
  const vertex = checkpoint.vertices.find(other => other.parts?.includes(part) === true)!
  const took = PHASES.map(phase => ({ phase, took: Math.max(0, part[phase]) }))
  const longest = took.reduce((most, other) => (other.took > most.took ? other : most))
  const waited = longest.phase === 'startDelay' || longest.phase === 'alignment'
  return {
    part,
    tied: acked
      .filter(other => other !== part && other.ackedAfter === part.ackedAfter)
      .map(other => other.name),
    isSource: vertex.isSource,
    cause: longest.phase,
    phases: took.filter(other => other.took > 0 && other.took >= part.ackedAfter * WORTH_SAYING),
    skew: skewOf(vertex, part),
    waitedFor: waited ? senderOf(checkpoint, vertex, part) : null,
    victims: victimsOf(checkpoint, vertex, part),
  }
}

function skewOf(vertex: ShownVertex, part: ShownPart): Decision['skew'] {
  const others = (vertex.parts ?? []).filter(other => other !== part && isAcknowledged(other))
  if (others.length === 0) return null
  const mean = others.reduce((sum, other) => sum + other.full, 0) / others.length
  return part.full >= SKEWED * mean && part.full > 0 ? { own: part.full, others: Math.round(mean) } : null
}

function senderOf(checkpoint: ShownCheckpoint, vertex: ShownVertex, part: ShownPart): Decision['waitedFor'] {
  const before = checkpoint.vertices.filter(other => vertex.inputs?.includes(other.id) === true)
  const senders = before.flatMap(other => other.parts ?? []).filter(isAcknowledged)
  const [first] = senders
  if (first === undefined) return null
  const last = senders.reduce((latest, other) => (cutOf(other) > cutOf(latest) ? other : latest), first)
  const after = cutOf(last)
  const travelled = cutOf(part) - after
  // Whoever sent it later than it was there had nothing to do with it.
  return after < cutOf(part) * WORTH_SAYING || travelled < 0 ? null : { name: last.name, after, travelled }
}

/** Everything that the barrier of `vertex` has to pass before it comes there. */
function behind(checkpoint: ShownCheckpoint, vertex: ShownVertex): ReadonlySet<string> {
  const found = new Set<string>()
  const reach = (id: string): void => {
    for (const other of checkpoint.vertices) {
      if (other.inputs?.includes(id) !== true || found.has(other.id)) continue
      found.add(other.id)
      reach(other.id)
    }
  }
  reach(vertex.id)
  return found
}

function victimsOf(checkpoint: ShownCheckpoint, vertex: ShownVertex, part: ShownPart): Decision['victims'] {
  // An unaligned snapshot waits for nobody's barrier.
  if (part.unaligned || cutOf(part) < part.ackedAfter * WORTH_PITY) return []
  const ids = behind(checkpoint, vertex)
  return checkpoint.vertices
    .filter(other => ids.has(other.id))
    .flatMap(other => other.parts ?? [])
    .filter(other => isAcknowledged(other) && cutOf(other) >= cutOf(part))
    .map(other => ({ name: other.name, waited: Math.max(other.startDelay, other.alignment) }))
    .filter(({ waited }) => waited >= part.ackedAfter * WORTH_PITY)
    .sort((a, b) => b.waited - a.waited)
}
