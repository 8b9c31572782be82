/**
 * Sinks, after Flink's Sink V2: a sink is a writer and, where it is transactional, a committer behind it. `nodes`
 * says what it becomes in the graph.
 */
import { collect } from '../connectors/collect/operator.ts'
import { fileWriter } from '../connectors/file/writer.ts'
import { print } from '../connectors/print/operator.ts'
import { transactionalCommitter } from '../connectors/transactional/committer.ts'
import { transactionalWriter } from '../connectors/transactional/writer.ts'
import { upsert, type UpsertKey } from '../connectors/upsert/operator.ts'
import type { Settled } from './draft.ts'
import type { KeySelector } from './functions.ts'

export interface SinkNode {
  readonly part: 'Writer' | 'Committer'
  readonly kind: string
  readonly paramsOf: (settled: Settled) => unknown
  /** It keeps something in a checkpoint. */
  readonly stateful: boolean
  /** User code to be checked. */
  readonly functions?: readonly unknown[]
}

export abstract class Sink<T> {
  abstract readonly nodes: readonly SinkNode[]
  /** Never there at run time; carries the type of the records. */
  declare readonly of?: (value: T) => void
}

const committer: SinkNode = {
  part: 'Committer',
  kind: transactionalCommitter.kind,
  paramsOf: ({ uid, checkpointing }) => ({ writerUid: uid, checkpointing }),
  stateful: true,
}

/** Two-phase commit: what is written becomes visible when its checkpoint has completed. Exactly once. */
export class TransactionalSink<T> extends Sink<T> {
  readonly nodes: readonly SinkNode[] = [
    { part: 'Writer', kind: transactionalWriter.kind, paramsOf: ({ uid }) => ({ uid }), stateful: false },
    committer,
  ]
}

/** Part files, one for each subtask and checkpoint; finished when the checkpoint has completed. Exactly once. */
export class FileSink<T> extends Sink<T> {
  readonly nodes: readonly SinkNode[]

  constructor(prefix = 'part') {
    super()
    const paramsOf = ({ uid }: Settled) => ({ uid, prefix })
    this.nodes = [{ part: 'Writer', kind: fileWriter.kind, paramsOf, stateful: true }, committer]
  }
}

/** A table written by key: what is written again overwrites itself. At least once, with the effect of exactly once. */
export class UpsertSink<T> extends Sink<T> {
  readonly nodes: readonly SinkNode[]

  constructor(keySelector: KeySelector<T, UpsertKey>) {
    super()
    const keyOf = typeof keySelector === 'function' ? keySelector : (value: T) => keySelector.getKey(value)
    const functions = [keySelector]
    this.nodes = [
      { part: 'Writer', kind: upsert.kind, paramsOf: () => ({ keyOf }), stateful: false, functions },
    ]
  }
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
