/** The fixed part of a run, as the page draws it. */
import type { Scene, Settings, VertexScene } from '../api/frame.ts'
import type { RunSpec } from '../api/spec.ts'
import { canonicalKey } from '../graph/canonical-key.ts'
import type { JobVertex } from '../graph/job-graph.ts'
import { taskManagerName, type Plan } from '../kernel/plan.ts'
import { watermarksOf } from '../task/source-watermarks.ts'
import { survivalOf } from '../recovery/survival.ts'
import type { RestartStrategy } from '../recovery/restart-strategy.ts'

/** Records of the source log that are looked at for the most frequent keys. */
const SAMPLE_MAX = 2000
const KEYS_MAX = 64
const WATERMARK_KIND = 'timestamps-and-watermarks'
const TRANSACTIONAL_KINDS: ReadonlySet<string> = new Set(['transactional-writer', 'file-writer'])

export function sceneOf(spec: RunSpec, plan: Plan): Scene {
  const { graph } = plan
  return {
    jobName: graph.jobName,
    jobId: plan.jobId,
    pipeline: spec.pipeline,
    actors: [
      { index: 0, kind: 'jobmanager', name: 'JobManager', vertex: -1, subtask: -1 },
      ...plan.tasks.map(task => ({
        index: task.actor,
        kind: 'task' as const,
        name: task.name,
        vertex: task.vertex.index,
        subtask: task.subtask,
      })),
      { index: plan.storage, kind: 'storage', name: 'storage', vertex: -1, subtask: -1 },
      { index: plan.broker, kind: 'broker', name: 'broker', vertex: -1, subtask: -1 },
      ...plan.taskManagers.map((index, number) => ({
        index,
        kind: 'taskmanager' as const,
        name: taskManagerName(number),
        vertex: -1,
        subtask: -1,
      })),
    ],
    vertices: graph.vertices.map(vertexScene),
    channels: plan.channels.map(channel => ({
      index: channel.index,
      from: channel.from,
      to: channel.to,
      partitioner: channel.edge.partitioner,
      input: channel.input,
      gate: channel.edge.input,
      tag: channel.edge.tag,
    })),
    keys: frequentKeys(plan),
    source: {
      partitions: plan.partitions.map(({ split }) => ({ id: split.id, records: split.values.length })),
    },
    settings: settingsOf(plan),
    eventTime: hasWatermarks(plan),
    survival: survivalOf(plan.settings.highAvailability),
  }
}

const hasWatermarks = (plan: Plan): boolean =>
  plan.tasks.some(task => (watermarksOf(task)?.generator ?? null) !== null) ||
  plan.graph.vertices.some(({ nodes }) => nodes.some(node => node.kind === WATERMARK_KIND))

function vertexScene(vertex: JobVertex): VertexScene {
  return {
    index: vertex.index,
    name: vertex.name,
    shortName: vertex.shortName,
    role: vertex.role,
    parallelism: vertex.parallelism,
    maxParallelism: vertex.maxParallelism,
    operators: vertex.nodes.map(({ uid, name, kind, stateful }) => ({ uid, name, kind, stateful })),
    layer: vertex.layer,
    sinks: vertex.nodes
      .filter(node => node.role === 'sink' && !node.kind.endsWith('committer'))
      .map(({ uid, name, kind }) => ({ uid, name, transactional: TRANSACTIONAL_KINDS.has(kind) })),
  }
}

/** Most frequent first, ties by key. Only keys that are read off source records directly can be known beforehand. */
function frequentKeys(plan: Plan): string[] {
  const counts = new Map<string, number>()
  for (const { key } of plan.graph.edges) {
    if (key === null) continue
    for (const { split } of plan.partitions) {
      for (const value of split.values.slice(0, SAMPLE_MAX))
        countKey(counts, () => canonicalKey(key.type, key.selector(value as never)))
    }
  }
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  return sorted.slice(0, KEYS_MAX).map(([key]) => key)
}

/** The selector may be meant for what an operator makes of the record: then it finds no key here. */
function countKey(counts: Map<string, number>, read: () => string): void {
  try {
    const key = read()
    counts.set(key, (counts.get(key) ?? 0) + 1)
  } catch {
    return
  }
}

function settingsOf(plan: Plan): Settings {
  const { settings, graph } = plan
  const { restart } = settings
  const ms = (micros: number) => micros / 1000
  return {
    checkpointIntervalMs: settings.checkpointInterval === null ? -1 : ms(settings.checkpointInterval),
    minPauseMs: ms(settings.minPause),
    checkpointTimeoutMs: ms(settings.checkpointTimeout),
    mode: settings.exactlyOnce ? 'EXACTLY_ONCE' : 'AT_LEAST_ONCE',
    tolerableFailedCheckpoints: settings.tolerableFailures,
    restartStrategy: restart.type,
    restartAttempts: restartAttempts(restart),
    restartDelayMs: ms(restartDelay(restart)),
    retained: settings.retained,
    stateBackend: settings.stateBackend,
    checkpointStorage: settings.checkpointStorage,
    maxParallelism: graph.vertices.reduce((max, vertex) => Math.max(max, vertex.maxParallelism), 1),
    queueBuffers: settings.queueBuffers,
    creditsPerChannel: settings.credits,
  }
}

function restartAttempts(restart: RestartStrategy): number {
  if (restart.type === 'fixed-delay') return restart.attempts
  return restart.type === 'failure-rate' ? restart.maxFailures : 0
}

function restartDelay(restart: RestartStrategy): number {
  if (restart.type === 'none') return 0
  return restart.type === 'exponential-delay' ? restart.initialBackoff : restart.delay
}
