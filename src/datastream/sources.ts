/** What a pipeline can read, for its author: made by the connectors, handed to `env.fromSource`. */
import type { SourceParams } from '../engine/api/operator.ts'

export { columns, csvRecords } from '../connectors/csv/source.ts'
export { elements } from '../connectors/elements/source.ts'
export { partitionedLog } from '../connectors/log/source.ts'
export { textLines } from '../connectors/text-lines/source.ts'

/** Bounded splits that can be read again from any offset. `of` is never there at run time; it carries the type. */
export interface Source<T> extends SourceParams {
  readonly of?: T
}

/** Where timestamps and watermarks come from. Only what Flink calls noWatermarks is there yet. */
export const WatermarkStrategy = {
  noWatermarks: () => ({ strategy: 'none' }) as const,
} as const

export type NoWatermarks = ReturnType<typeof WatermarkStrategy.noWatermarks>
