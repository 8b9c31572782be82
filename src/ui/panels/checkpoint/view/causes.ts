/** Likely causes of a checkpoint's duration, most likely first, each with what it was seen in. Nothing is guessed that no number says. */
import { isAcknowledged, partsOf, type ShownCheckpoint, type ShownPart, type ShownVertex } from './model.ts'

export type Cause =
  | {
      readonly type: 'skew'
      readonly vertex: string
      readonly part: string
      readonly own: number
      readonly others: number
    }
  | { readonly type: 'backpressure'; readonly vertex: string; readonly least: number }
  | { readonly type: 'uneven-inputs'; readonly part: string; readonly waited: number }
  | { readonly type: 'busy-source'; readonly part: string; readonly waited: number }
  | { readonly type: 'slow-sync'; readonly part: string; readonly took: number }
  | { readonly type: 'upload'; readonly part: string; readonly took: number; readonly perSecond: number }

/** Of the duration; what took less explains nothing. */
const SHARE_MIN = 0.15
const SKEWED = 1.5
const MICROS_PER_SECOND = 1_000_000

interface Weighed {
  readonly cause: Cause
  /** µs that it explains. */
  readonly weight: number
}

export function causesOf(checkpoint: ShownCheckpoint): readonly Cause[] {
  const known = checkpoint.vertices.filter(vertex => vertex.parts?.some(isAcknowledged) === true)
  const found = [...known.flatMap(vertexCauses), ...partCauses(partsOf(checkpoint).filter(isAcknowledged))]
  return found
    .filter(({ weight }) => weight >= checkpoint.duration * SHARE_MIN)
    .sort((a, b) => b.weight - a.weight)
    .map(({ cause }) => cause)
}

const acknowledged = (vertex: ShownVertex): readonly ShownPart[] =>
  (vertex.parts ?? []).filter(isAcknowledged)

const most = (parts: readonly ShownPart[], of: (part: ShownPart) => number): ShownPart =>
  parts.reduce((greatest, part) => (of(part) > of(greatest) ? part : greatest))

function vertexCauses(vertex: ShownVertex): readonly Weighed[] {
  const parts = acknowledged(vertex)
  const name = vertex.name
  const causes: Weighed[] = []
  if (!vertex.isSource) {
    const least = Math.min(...parts.map(part => part.startDelay))
    causes.push({ cause: { type: 'backpressure', vertex: name, least }, weight: least })
  }
  const largest = most(parts, part => part.full)
  const others = parts.filter(part => part !== largest)
  const mean = others.reduce((sum, part) => sum + part.full, 0) / Math.max(1, others.length)
  if (others.length > 0 && largest.full > SKEWED * mean) {
    const cause = {
      type: 'skew',
      vertex: name,
      part: largest.name,
      own: largest.full,
      others: Math.round(mean),
    } as const
    // What its own upload took longer than the others' is what the skew explains.
    const usual = others.reduce((sum, part) => sum + part.async, 0) / others.length
    causes.push({ cause, weight: Math.max(0, largest.async - usual) + Math.max(0, largest.sync) })
  }
  if (vertex.isSource) {
    const part = most(parts, other => other.startDelay)
    causes.push({
      cause: { type: 'busy-source', part: part.name, waited: part.startDelay },
      weight: part.startDelay,
    })
  }
  return causes
}

function partCauses(parts: readonly ShownPart[]): readonly Weighed[] {
  if (parts.length === 0) return []
  const aligned = most(parts, part => part.alignment)
  const synced = most(parts, part => part.sync)
  const uploaded = most(parts, part => part.async)
  const perSecond = uploaded.async <= 0 ? 0 : (uploaded.uploaded / uploaded.async) * MICROS_PER_SECOND
  return [
    {
      cause: { type: 'uneven-inputs', part: aligned.name, waited: aligned.alignment },
      weight: aligned.alignment,
    },
    { cause: { type: 'slow-sync', part: synced.name, took: synced.sync }, weight: synced.sync },
    {
      cause: { type: 'upload', part: uploaded.name, took: uploaded.async, perSecond },
      weight: uploaded.async,
    },
  ]
}
