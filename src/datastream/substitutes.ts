/**
 * What the configuration puts in the place of a pipeline's own sources and sinks, so that one pipeline can be seen
 * under each guarantee: two-phase commit or plain writes, sources that are read again or that keep nothing.
 */
import { refuse } from './error.ts'
import { CollectSink, type Sink, TransactionalSink } from './sinks.ts'
import type { Source } from './sources.ts'

const SINKS = 'weir.sinks'
const SOURCES = 'weir.sources'

type Settings = Readonly<Record<string, string>>

/** The sink that stands where the program puts `sink`. */
export function sinkFor<T>(sink: Sink<T>, config: Settings): Sink<T> {
  const wanted = config[SINKS] ?? 'as-built'
  switch (wanted) {
    case 'as-built':
      return sink
    case 'plain':
      return sink.nodes.length === 1 ? sink : new CollectSink<T>()
    case 'transactional':
      return sink.nodes.length === 2 ? sink : new TransactionalSink<T>()
    default:
      return refuse('config', SINKS, `expected as-built, plain or transactional, got ${wanted}`)
  }
}

export function sourceFor<T>(source: Source<T>, config: Settings): Source<T> {
  const wanted = config[SOURCES] ?? 'as-built'
  switch (wanted) {
    case 'as-built':
      return source
    case 'replayable':
      return { ...source, replayable: true }
    case 'non-replayable':
      return { ...source, replayable: false }
    default:
      return refuse('config', SOURCES, `expected as-built, replayable or non-replayable, got ${wanted}`)
  }
}
