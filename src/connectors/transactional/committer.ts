/**
 * The second half of two-phase commit, by the order of Flink's CommitterOperator: committables are kept, in list
 * state, until the checkpoint they belong to has completed and the broker has said that they are committed. They are
 * committed in the order of their checkpoints, each checkpoint wholly before the next. After a restore those that the
 * checkpoint holds are committed again, and what an earlier attempt left prepared beyond it is aborted. Commits are
 * idempotent. What can never be committed any more is let go: its results are lost.
 */
import type { EventTime } from '../../base/time.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type {
  Collector,
  CommitOutcome,
  ExternalEffects,
  OperatorContext,
  OperatorListState,
  StreamOperator,
} from '../../engine/api/operator.ts'
import type { Committable } from '../shared/committable.ts'

class TransactionalCommitter implements StreamOperator {
  readonly writerUid: string
  readonly checkpointing: boolean
  pending: Committable[] = []
  /** Transactions that the broker was asked to commit. */
  asked: string[] = []
  /** All up to this checkpoint may be committed. */
  completed = 0
  committed = 0
  lost = 0
  private external!: ExternalEffects
  private list!: OperatorListState

  constructor(writerUid: string, checkpointing: boolean) {
    this.writerUid = writerUid
    this.checkpointing = checkpointing
  }

  open(context: OperatorContext): void {
    this.external = context.external
    this.list = context.getOperatorListState('committables')
    this.pending = [...(this.list.get() as readonly Committable[])]
    const kept = this.pending.map(committable => committable.transaction)
    this.external.abortTransactions(this.writerUid, kept)
  }

  restored(checkpointId: number): void {
    this.commitUpTo(checkpointId)
  }

  processElement(value: unknown, _timestamp: EventTime | null, _out: Collector): void {
    this.pending.push(value as Committable)
  }

  snapshotState(_checkpointId: number): void {
    this.list.update(this.pending)
  }

  notifyCheckpointComplete(checkpointId: number): void {
    this.commitUpTo(checkpointId)
  }

  /** Without checkpoints nothing would ever complete, so the end of the input commits. */
  finish(_out: Collector): void {
    if (!this.checkpointing) this.commitUpTo(Number.MAX_SAFE_INTEGER)
  }

  commitAnswered(transactionId: string, outcome: CommitOutcome): void {
    const done = this.pending.find(committable => committable.transaction === transactionId)
    this.asked = this.asked.filter(transaction => transaction !== transactionId)
    this.pending = this.pending.filter(committable => committable !== done)
    if (outcome === 'lost') this.lost += done?.records ?? 0
    else this.committed += done?.records ?? 0
    this.goOn()
  }

  private commitUpTo(checkpointId: number): void {
    this.completed = Math.max(this.completed, checkpointId)
    this.goOn()
  }

  /** The oldest checkpoint that may be committed, unless one is under way. */
  private goOn(): void {
    if (this.asked.length > 0) return
    const due = this.pending.filter(committable => committable.checkpoint <= this.completed)
    const first = Math.min(...due.map(committable => committable.checkpoint))
    for (const { checkpoint, transaction } of due) {
      if (checkpoint !== first) continue
      this.asked.push(transaction)
      this.external.commitTransaction(transaction)
    }
  }

  /** The other half of what the writer tells. */
  inspect(): Readonly<Record<string, unknown>> {
    const prepared = this.pending.map(({ checkpoint, records }) => ({ checkpoint, records }))
    return { transactional: true, prepared, committed: this.committed, lost: this.lost }
  }
}

export interface TransactionalCommitterParams {
  readonly writerUid: string
  readonly checkpointing: boolean
}

export const transactionalCommitter = defineOperator<TransactionalCommitterParams>({
  kind: 'transactional-committer',
  create: params => new TransactionalCommitter(params.writerUid, params.checkpointing),
})
