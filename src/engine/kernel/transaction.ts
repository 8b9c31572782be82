/** The records of one transaction, as the broker holds them; immutable. */
import { Shared } from '../../base/copy.ts'
import { Hasher } from '../../base/hash.ts'
import type { StagedRecord } from '../api/operator.ts'

export class TransactionContent extends Shared {
  readonly id: string
  readonly sink: string
  readonly subtask: number
  readonly checkpoint: number
  /** Of the writer that prepared it. */
  readonly attempt: number
  readonly records: readonly StagedRecord[]
  #digest: readonly [number, number] | null = null

  constructor(
    id: string,
    sink: string,
    subtask: number,
    checkpoint: number,
    attempt: number,
    records: readonly StagedRecord[],
  ) {
    super()
    this.id = id
    this.sink = sink
    this.subtask = subtask
    this.checkpoint = checkpoint
    this.attempt = attempt
    this.records = records
  }

  hashInto(hasher: Hasher): void {
    this.#digest ??= new Hasher()
      .string(this.id)
      .string(this.sink)
      .word(this.subtask)
      .word(this.checkpoint)
      .word(this.attempt)
      .value(this.records)
      .lanes()
    hasher.word(this.#digest[0]).word(this.#digest[1])
  }
}
