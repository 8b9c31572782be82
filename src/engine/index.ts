/** The engine's public entry: a run of a job, walked in steps both ways. */
export type { FlushedState } from './trace/flushed.ts'
export { createRun, Run, type EngineRegistry, type SinkRecord } from './trace/run.ts'
export { parseDuration } from '../base/duration.ts'
export { readSettings, parseMemory, type EngineSettings } from './kernel/settings.ts'
export { buildJobGraph, type JobGraph } from './graph/job-graph.ts'
export type { PlantedBug } from './kernel/sim.ts'
export { BrokenInvariant } from './trace/timeline.ts'
export { inSnapshotOrder, rowReader, type KeyedPart, type SnapshotParts } from './trace/snapshot.ts'
