/**
 * The first half of two-phase commit, by the order of Flink's SinkWriterOperator: records are staged in the open
 * transaction; before a barrier goes out the transaction is prepared and its committable handed to the committer, so
 * that both belong to the checkpoint. At the end of the input the last one is prepared for the checkpoint to come.
 */
import type { EventTime } from '../../base/time.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type {
  Collector,
  ExternalEffects,
  OperatorContext,
  StagedRecord,
  StreamOperator,
} from '../../engine/api/operator.ts'
import type { Committable } from '../shared/committable.ts'

class TransactionalWriter implements StreamOperator {
  readonly uid: string
  subtask = 0
  /** The last checkpoint known here: prepared, or restored from. */
  checkpoint = 0
  ended = false
  written = 0
  records: StagedRecord[] = []
  /** When the open transaction had its first record: Kafka begins it with the first partition that is added. */
  begunAt = -1
  private external!: ExternalEffects

  constructor(uid: string) {
    this.uid = uid
  }

  open({ runtime, external }: OperatorContext): void {
    this.subtask = runtime.getIndexOfThisSubtask()
    this.external = external
  }

  restored(checkpointId: number): void {
    this.checkpoint = checkpointId
  }

  processElement(value: unknown, timestamp: EventTime | null, _out: Collector): void {
    const { partition, offset } = this.external.lineage()
    if (this.records.length === 0) this.begunAt = this.external.now()
    this.records.push({ value, timestamp, partition, offset })
    this.written += 1
  }

  prepareSnapshotPreBarrier(checkpointId: number, out: Collector): void {
    if (!this.ended) this.prepare(checkpointId, out)
  }

  finish(out: Collector): void {
    this.prepare(this.checkpoint + 1, out)
    this.ended = true
  }

  /** A transaction without records is not begun, as with Flink's Kafka sink. */
  private prepare(checkpointId: number, out: Collector): void {
    this.checkpoint = checkpointId
    if (this.records.length === 0) return
    const transaction = `${this.uid}-${this.subtask}-${checkpointId}`
    const committable: Committable = { checkpoint: checkpointId, transaction, records: this.records.length }
    this.external.prepareTransaction(transaction, this.records, this.begunAt)
    this.records = []
    out.collectWithTimestamp(committable, null)
  }

  /** The committer tells the rest: what is prepared and committed. */
  inspect(): Readonly<Record<string, unknown>> {
    const open = this.ended ? null : { checkpoint: this.checkpoint + 1, records: this.records.length }
    return { transactional: true, open, written: this.written }
  }
}

export interface TransactionalWriterParams {
  /** The sink's uid; transaction ids begin with it. */
  readonly uid: string
}

export const transactionalWriter = defineOperator<TransactionalWriterParams>({
  kind: 'transactional-writer',
  create: params => new TransactionalWriter(params.uid),
})
