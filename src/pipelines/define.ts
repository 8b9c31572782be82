/**
 * A pipeline that comes with Weir: how it is built, what it reads, and the settings it teaches best with. `build`
 * writes it as its author would on a Flink cluster; it must not set config keys that `defaultConfig` has, because
 * what a program says stands above what a person chose.
 */
import { type StreamExecutionEnvironment } from '../datastream/index.ts'
import type { Config, Workload } from '../engine/api/spec.ts'

interface Text {
  readonly en: string
  readonly zh: string
}

export interface PipelineDefinition {
  readonly id: string
  readonly title: Text
  readonly description: Text
  /** What to look for while it runs, or what to try. */
  readonly lookFor: Text
  /** Where its data comes from, and under which licence. */
  readonly source: Text
  /** A person may type or drop what it reads. */
  readonly acceptsText: boolean
  readonly defaultText: string | null
  readonly defaultConfig: Config
  build(env: StreamExecutionEnvironment, workload: Workload): void
}

export const definePipeline = (definition: PipelineDefinition): PipelineDefinition => definition
