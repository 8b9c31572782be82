/** Small scenes for tests of geometry: vertices in a row, or as told. */
import type { ActorScene, ChannelScene, Scene, VertexScene } from '../../../engine/api/frame.ts'

export interface SceneShape {
  readonly layers?: readonly number[]
  readonly edges?: readonly (readonly [number, number])[]
}

export function makeScene(parallelism: readonly number[], shape: SceneShape = {}): Scene {
  const layers = shape.layers ?? parallelism.map((_, i) => i)
  const edges = shape.edges ?? parallelism.slice(1).map((_, i) => [i, i + 1] as const)
  const vertices = parallelism.map((count, i): VertexScene => {
    const isSource = layers[i] === 0
    const isSink = !isSource && !edges.some(([from]) => from === i)
    return {
      index: i,
      name: `v${i}`,
      shortName: `v${i}`,
      role: isSource ? 'source' : isSink ? 'sink' : 'operator',
      parallelism: count,
      maxParallelism: 128,
      operators: [{ uid: `v${i}`, name: `v${i}`, kind: 'process', stateful: !isSource && !isSink }],
      layer: layers[i] ?? 0,
      sinks: isSink ? [{ uid: `v${i}`, name: `v${i}`, transactional: true }] : [],
    }
  })
  const actors: ActorScene[] = [{ index: 0, kind: 'jobmanager', name: 'JobManager', vertex: -1, subtask: -1 }]
  for (const vertex of vertices) {
    for (let subtask = 0; subtask < vertex.parallelism; subtask++) {
      const name = `${vertex.shortName}-${subtask}`
      actors.push({ index: actors.length, kind: 'task', name, vertex: vertex.index, subtask })
    }
  }
  actors.push({ index: actors.length, kind: 'storage', name: 'storage', vertex: -1, subtask: -1 })
  const channels: ChannelScene[] = []
  for (const [from, to] of edges) {
    for (const sender of actors.filter(actor => actor.vertex === from)) {
      for (const receiver of actors.filter(actor => actor.vertex === to)) {
        const input = channels.filter(channel => channel.to === receiver.index).length
        channels.push({
          index: channels.length,
          from: sender.index,
          to: receiver.index,
          partitioner: 'HASH',
          input,
          gate: 0,
          tag: null,
        })
      }
    }
  }
  return {
    jobName: 'test',
    jobId: 'test',
    pipeline: 'test',
    actors,
    vertices,
    channels,
    keys: ['a', 'b', 'c'],
    source: { partitions: [] },
    eventTime: false,
    survival: [],
    settings: {
      checkpointIntervalMs: 70,
      minPauseMs: 0,
      checkpointTimeoutMs: 600_000,
      mode: 'EXACTLY_ONCE',
      tolerableFailedCheckpoints: 0,
      restartStrategy: 'fixed-delay',
      restartAttempts: 3,
      restartDelayMs: 10,
      retained: 1,
      stateBackend: 'hashmap',
      checkpointStorage: 'filesystem',
      maxParallelism: 128,
      queueBuffers: 4,
      creditsPerChannel: 2,
    },
  }
}
