/**
 * The second half of two-phase commit, by the order of Flink's CommitterOperator: committables are kept, in list
 * state, until the checkpoint they belong to has completed; then they are committed in the order of their
 * checkpoints. After a restore those that the checkpoint holds are committed again, and what an earlier attempt left
 * prepared beyond it is aborted. Commits are idempotent.
 */
import type { EventTime } from '../../base/time.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type {
  Collector,
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
  committed = 0
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

  private commitUpTo(checkpointId: number): void {
    const due = this.pending.filter(committable => committable.checkpoint <= checkpointId)
    if (due.length === 0) return
    this.pending = this.pending.filter(committable => committable.checkpoint > checkpointId)
    for (const committable of due.sort((a, b) => a.checkpoint - b.checkpoint)) {
      this.external.commitTransaction(committable.transaction)
      this.committed += committable.records
    }
  }

  /** The other half of what the writer tells. */
  inspect(): Readonly<Record<string, unknown>> {
    const prepared = this.pending.map(({ checkpoint, records }) => ({ checkpoint, records }))
    return { transactional: true, prepared, committed: this.committed }
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
