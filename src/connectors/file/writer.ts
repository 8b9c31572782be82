/**
 * The writer of a file sink, after Flink's FileSink with OnCheckpointRollingPolicy: records go to the part file in
 * progress; before a barrier goes out the part is closed and pending, and its committable handed to the committer,
 * which finishes it when the checkpoint has completed. The number of the next part is in the checkpoint, so that a
 * finished part is never written again.
 */
import type { EventTime } from '../../base/time.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type {
  Collector,
  ExternalEffects,
  OperatorContext,
  OperatorListState,
  StagedRecord,
  StreamOperator,
} from '../../engine/api/operator.ts'
import type { Committable } from '../shared/committable.ts'

class FileWriter implements StreamOperator {
  readonly uid: string
  readonly prefix: string
  subtask = 0
  /** The last checkpoint known here: prepared, or restored from. */
  checkpoint = 0
  ended = false
  written = 0
  counter = 0
  records: StagedRecord[] = []
  private external!: ExternalEffects
  private counters!: OperatorListState

  constructor(uid: string, prefix: string) {
    this.uid = uid
    this.prefix = prefix
  }

  /** Subtasks may change, so each begins above all counters there are. */
  open(context: OperatorContext): void {
    this.subtask = context.runtime.getIndexOfThisSubtask()
    this.external = context.external
    this.counters = context.getOperatorListState('max-part-counter', 'union')
    this.counter = (this.counters.get() as readonly number[]).reduce((a, b) => Math.max(a, b), 0)
  }

  restored(checkpointId: number): void {
    this.checkpoint = checkpointId
  }

  processElement(value: unknown, timestamp: EventTime | null, _out: Collector): void {
    const { partition, offset } = this.external.lineage()
    this.records.push({ value, timestamp, partition, offset })
    this.written += 1
  }

  prepareSnapshotPreBarrier(checkpointId: number, out: Collector): void {
    if (!this.ended) this.roll(checkpointId, out)
  }

  snapshotState(_checkpointId: number): void {
    this.counters.update([this.counter])
  }

  finish(out: Collector): void {
    this.roll(this.checkpoint + 1, out)
    this.ended = true
  }

  /** There is no part without records. */
  private roll(checkpointId: number, out: Collector): void {
    this.checkpoint = checkpointId
    if (this.records.length === 0) return
    const transaction = `${this.uid}/${this.prefix}-${this.subtask}-${this.counter}`
    const committable: Committable = { checkpoint: checkpointId, transaction, records: this.records.length }
    this.external.prepareTransaction(transaction, this.records, null)
    this.counter += 1
    this.records = []
    out.collectWithTimestamp(committable, null)
  }

  inspect(): Readonly<Record<string, unknown>> {
    const open = this.ended ? null : { checkpoint: this.checkpoint + 1, records: this.records.length }
    const name = `${this.prefix}-${this.subtask}-${this.counter}`
    const part = this.records.length === 0 ? null : { name, records: this.records }
    return { transactional: true, open, part, written: this.written }
  }
}

export interface FileWriterParams {
  /** The sink's uid; the folder of its parts. */
  readonly uid: string
  /** Flink's `OutputFileConfig.partPrefix`. */
  readonly prefix: string
}

export const fileWriter = defineOperator<FileWriterParams>({
  kind: 'file-writer',
  create: params => new FileWriter(params.uid, params.prefix),
})
