/**
 * Sinks, after Flink's Sink V2: a sink is a writer and, where it is transactional, a committer behind it. `nodes`
 * says what it becomes in the graph.
 */
import { collect } from '../connectors/collect/operator.ts'
import { print } from '../connectors/print/operator.ts'
import { transactionalCommitter } from '../connectors/transactional/committer.ts'
import { transactionalWriter } from '../connectors/transactional/writer.ts'
import type { Settled } from './draft.ts'

export interface SinkNode {
  readonly part: 'Writer' | 'Committer'
  readonly kind: string
  readonly paramsOf: (settled: Settled) => unknown
  /** It keeps something in a checkpoint. */
  readonly stateful: boolean
}

export abstract class Sink<T> {
  abstract readonly nodes: readonly SinkNode[]
  /** Never there at run time; carries the type of the records. */
  declare readonly of?: (value: T) => void
}

/** Two-phase commit: what is written becomes visible when its checkpoint has completed. Exactly once. */
export class TransactionalSink<T> extends Sink<T> {
  readonly nodes: readonly SinkNode[] = [
    { part: 'Writer', kind: transactionalWriter.kind, paramsOf: ({ uid }) => ({ uid }), stateful: false },
    {
      part: 'Committer',
      kind: transactionalCommitter.kind,
      paramsOf: ({ uid, checkpointing }) => ({ writerUid: uid, checkpointing }),
      stateful: true,
    },
  ]
}

/** A plain sink: what is written is visible at once, and again after a replay. At least once. */
export class CollectSink<T> extends Sink<T> {
  readonly nodes: readonly SinkNode[] = [
    { part: 'Writer', kind: collect.kind, paramsOf: () => null, stateful: false },
  ]
}

/** Lines of text; `identifier` goes in front of each. */
export class PrintSink<T> extends Sink<T> {
  readonly nodes: readonly SinkNode[]

  constructor(identifier = '') {
    super()
    this.nodes = [{ part: 'Writer', kind: print.kind, paramsOf: () => ({ identifier }), stateful: false }]
  }
}
