/** New runs: the spec of a pipeline as the picker offers it, with or without a text of one's own. */
import type { RunSpec } from '../engine/api/spec.ts'
import type { PipelineInfo } from '../worker/protocol.ts'
import { openRun } from './run-commands.ts'
import { session } from './session.ts'

/** 2026-01-05 12:00:00 UTC: what virtual time 0 stands for in runs that the picker starts. */
const EPOCH_MS = 1_767_614_400_000

const newSpec = (pipeline: PipelineInfo, text: string | null): RunSpec => ({
  pipeline: pipeline.id,
  config: pipeline.defaultConfig,
  workload: text === null ? {} : { text },
  seed: 1,
  epochMs: EPOCH_MS,
  commands: [],
})

export async function startPipeline(pipeline: PipelineInfo, text: string | null = null): Promise<boolean> {
  const answer = await openRun(newSpec(pipeline, text), null)
  if (answer?.ok === true) session.setState({ guide: true })
  return answer?.ok === true
}
