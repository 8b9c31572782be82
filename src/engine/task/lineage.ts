/**
 * Where the records that a task has taken came from, in the order it took them: partition and offset of the source
 * log. It is what the oracle reads, and nothing else does. The log is append-only with a length that goes back; a
 * snapshot holds the length it had, and a restored attempt begins with what its snapshot holds.
 */
import { Shared } from '../../base/copy.ts'
import type { Hasher } from '../../base/hash.ts'

const FIRST_CAPACITY = 64

export class LineageLog extends Shared {
  #partitions = new Int32Array(FIRST_CAPACITY)
  #offsets = new Int32Array(FIRST_CAPACITY)

  /** Writes entry `index`; what stood there belonged to a future that was left. */
  set(index: number, partition: number, offset: number): void {
    if (index === this.#offsets.length) this.#grow()
    this.#partitions[index] = partition
    this.#offsets[index] = offset
  }

  #grow(): void {
    const partitions = new Int32Array(this.#offsets.length * 2)
    const offsets = new Int32Array(this.#offsets.length * 2)
    partitions.set(this.#partitions)
    offsets.set(this.#offsets)
    this.#partitions = partitions
    this.#offsets = offsets
  }

  partitionAt(index: number): number {
    return this.#partitions[index]!
  }

  offsetAt(index: number): number {
    return this.#offsets[index]!
  }
}

/** The first `length` entries of a log. Entries below a length that was handed out are never rewritten. */
export class LineageRef extends Shared {
  readonly log: LineageLog
  readonly length: number
  /** Running hash of the entries. */
  readonly digest: number

  constructor(log: LineageLog, length: number, digest: number) {
    super()
    this.log = log
    this.length = length
    this.digest = digest
  }

  hashInto(hasher: Hasher): void {
    hasher.word(this.length).word(this.digest)
  }
}
