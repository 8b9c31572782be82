/** What a pipeline can read, for its author: made by the connectors, handed to `env.fromSource`. */
import type { SourceParams } from '../engine/api/operator.ts'

export { columns, csvRecords } from '../connectors/csv/source.ts'
export { elements } from '../connectors/elements/source.ts'
export { dataGenerator } from '../connectors/generator/source.ts'
export { partitionedLog } from '../connectors/log/source.ts'
export { socket } from '../connectors/socket/source.ts'
export { textLines } from '../connectors/text-lines/source.ts'
export { WatermarkStrategy } from './watermark-strategy.ts'

/** Bounded splits that can be read again from any offset, unless they say otherwise. `of` is never there at run time; it carries the type. */
export interface Source<T> extends SourceParams {
  readonly of?: T
}
