/**
 * What one checkpoint of a cluster says about its job, vertex by vertex: how much each subtask held, and how long its
 * barriers, its synchronous and its asynchronous part took. Times in µs, sizes in bytes.
 */
import type { CompletedSubtaskAnswer } from '../flink-rest/checkpoint-answers.ts'
import type { ClusterStatistics, ClusterVertex } from '../flink-rest/cluster-statistics.ts'
import { shortNames } from '../flink-rest/vertex-names.ts'

const MICROS_PER_MS = 1000

interface MeasuredPart {
  readonly subtask: number
  readonly startDelay: number
  /** When the last barrier that it waited for was in. */
  readonly ready: number
  readonly unaligned: boolean
  readonly sync: number
  readonly async: number
  readonly uploaded: number
  /** Without data in flight. */
  readonly held: number
}

export interface MeasuredVertex {
  readonly vertex: ClusterVertex
  /** A plain word, and no other vertex's. */
  readonly name: string
  readonly parallelism: number
  /** Those that have acknowledged. */
  readonly parts: readonly MeasuredPart[]
}

/** Only the vertices whose parallelism is told; null where that is true of none. */
export function measure(statistics: ClusterStatistics, checkpoint: number): readonly MeasuredVertex[] | null {
  const found = statistics.subtasks.get(checkpoint)
  const tasks = statistics.checkpoints.find(one => one.id === checkpoint)?.tasks ?? {}
  const names = plainNames(shortNames(statistics.vertices))
  const measured = statistics.vertices.flatMap((vertex, i): MeasuredVertex[] => {
    const own = found?.get(vertex.id)
    const parallelism = vertex.parallelism ?? own?.num_subtasks ?? tasks[vertex.id]?.num_subtasks
    if (parallelism === undefined) return []
    const completed = (own?.subtasks ?? []).filter(
      (subtask): subtask is CompletedSubtaskAnswer => subtask.className === 'completed',
    )
    return [{ vertex, name: names[i]!, parallelism, parts: completed.map(partOf) }]
  })
  return measured.length === 0 ? null : measured
}

function partOf(subtask: CompletedSubtaskAnswer): MeasuredPart {
  const { index, start_delay, alignment, checkpoint, unaligned_checkpoint, checkpointed_size, state_size } =
    subtask
  const micros = (ms: number) => Math.max(0, ms) * MICROS_PER_MS
  const startDelay = micros(start_delay)
  return {
    subtask: index,
    startDelay,
    // An unaligned snapshot is cut at the first barrier.
    ready: startDelay + (unaligned_checkpoint ? 0 : micros(alignment.duration)),
    unaligned: unaligned_checkpoint,
    sync: micros(checkpoint.sync),
    async: micros(checkpoint.async),
    uploaded: checkpointed_size,
    held: Math.max(0, state_size - Math.max(0, alignment.persisted)),
  }
}

function plainNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return names.map(name => {
    const word =
      name
        .replace(/[^\w-]+/g, '-')
        .replace(/^[^A-Za-z]+/, '')
        .slice(0, 40) || 'vertex'
    let free = word
    for (let n = 2; taken.has(free); n++) free = `${word}-v${n}`
    taken.add(free)
    return free
  })
}

export const median = (values: readonly number[]): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
