/** A run's spec → the graph of its pipeline. What is wrong with the spec or the pipeline comes back as a problem. */
import { DataStreamError, StreamExecutionEnvironment } from '../datastream/index.ts'
import { fail, ok, type Result } from '../base/result.ts'
import type { RunSpec } from '../engine/api/spec.ts'
import type { StreamGraph } from '../engine/api/stream-graph.ts'
import { pipelines } from './index.ts'

/** The spec's config is the whole config: a host puts the pipeline's `defaultConfig` under what a person chose. */
export function buildPipeline(spec: Pick<RunSpec, 'pipeline' | 'config' | 'workload'>): Result<StreamGraph> {
  const pipeline = pipelines.find(({ id }) => id === spec.pipeline)
  if (pipeline === undefined)
    return fail('unknown-pipeline', 'pipeline', `unknown pipeline: ${spec.pipeline}`)
  try {
    const env = new StreamExecutionEnvironment(spec.config)
    pipeline.build(env, spec.workload)
    return ok(env.getStreamGraph(pipeline.id))
  } catch (error) {
    if (error instanceof DataStreamError) return { ok: false, error: error.problem }
    throw error
  }
}
