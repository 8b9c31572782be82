/** The first fields of a spec, which both kinds of file have: how they are written and read. */
import type { Config, RunSpec, Workload } from '../engine/api/spec.ts'
import {
  CONFIG_ENTRIES_MAX,
  CONFIG_VALUE_LENGTH_MAX,
  EPOCH_MS_MAX,
  PIPELINE_LENGTH_MAX,
  SEED_MAX,
  TEXT_LENGTH_MAX,
} from './limits.ts'
import type { Json } from './json-text.ts'
import { refuseValue } from './problems.ts'
import { dictionary, fields, integer, optional, text, type Reader } from './readers.ts'

const workload = fields({ text: optional(text(TEXT_LENGTH_MAX)), limit: optional(integer(0)) })

/** In the order in which they are written. */
export const specFields = {
  pipeline: ((value, at) => {
    const read = text(PIPELINE_LENGTH_MAX)(value, at)
    return read === '' ? refuseValue('a pipeline', read, at, 'out-of-range') : read
  }) satisfies Reader<string>,
  config: dictionary(text(CONFIG_VALUE_LENGTH_MAX), CONFIG_ENTRIES_MAX) satisfies Reader<Config>,
  workload: ((value, at) => {
    const read = workload(value, at)
    return {
      ...(read.text === undefined ? {} : { text: read.text }),
      ...(read.limit === undefined ? {} : { limit: read.limit }),
    }
  }) satisfies Reader<Workload>,
  seed: integer(0, SEED_MAX),
  epochMs: integer(-EPOCH_MS_MAX, EPOCH_MS_MAX),
}

type SpecHead = Pick<RunSpec, 'pipeline' | 'config' | 'workload' | 'seed' | 'epochMs'>

const sorted = (config: Config): Config =>
  Object.fromEntries(Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1)))

/** The same fields as JSON, in the same order; what is optional and not there is left out. */
export function writeSpecFields({ pipeline, config, workload: { text, limit }, seed, epochMs }: SpecHead) {
  const written: Record<string, Json> = {
    ...(text === undefined ? {} : { text }),
    ...(limit === undefined ? {} : { limit }),
  }
  return { pipeline, config: sorted(config), workload: written, seed, epochMs }
}
