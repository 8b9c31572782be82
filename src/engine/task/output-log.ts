/** What a plain sink wrote: visible at once and never taken back by a failure. Append-only, with a length that goes back. */
import { Shared } from '../../base/copy.ts'

export interface PlainWrite {
  readonly value: unknown
  readonly timestamp: number | null
  readonly partition: number
  readonly offset: number
  readonly path: number
  readonly attempt: number
}

export class OutputLog extends Shared {
  readonly #writes: PlainWrite[] = []

  set(index: number, write: PlainWrite): void {
    this.#writes[index] = write
  }

  at(index: number): PlainWrite {
    return this.#writes[index]!
  }
}
