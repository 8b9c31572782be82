/**
 * Where the records that a task has taken came from, in the order it took them: partition and offset of the source
 * log, and which of the records that came of it. It is what the oracle reads, and nothing else does. The log is
 * append-only with a length that goes back; a snapshot holds the length it had, and a restored attempt begins with
 * what its snapshot holds.
 */
import { Shared } from '../../base/copy.ts'
import { finish32, Hasher } from '../../base/hash.ts'
import type { LineageState } from '../kernel/world.ts'

const FIRST_CAPACITY = 64

/** Path of a record as it leaves its source. */
export const ROOT_PATH = 0

/**
 * Tells the records apart that came of one source record, however they were routed: the path of the record that was
 * processed, the edge that this output leaves by (below 0: a plain sink), and its place among the outputs.
 */
export function outputPath(path: number, edge: number, place: number): number {
  return finish32(Math.imul(path ^ 0x2545f491, 0x9e3779b1) ^ Math.imul(edge + 1, 0x85ebca6b) ^ place) | 0
}

/** Path of what a timer makes: no source record stands behind it, so it is told by the timer. */
export function timerPath(position: number, timer: string): number {
  return new Hasher().word(position).string(timer).lanes()[0]
}

export class LineageLog extends Shared {
  #partitions = new Int32Array(FIRST_CAPACITY)
  #offsets = new Int32Array(FIRST_CAPACITY)
  #paths = new Int32Array(FIRST_CAPACITY)

  /** Writes entry `index`; what stood there belonged to a future that was left. */
  set(index: number, partition: number, offset: number, path: number): void {
    if (index === this.#offsets.length) this.#grow()
    this.#partitions[index] = partition
    this.#offsets[index] = offset
    this.#paths[index] = path
  }

  #grow(): void {
    this.#partitions = doubled(this.#partitions)
    this.#offsets = doubled(this.#offsets)
    this.#paths = doubled(this.#paths)
  }

  partitionAt(index: number): number {
    return this.#partitions[index]!
  }

  offsetAt(index: number): number {
    return this.#offsets[index]!
  }

  pathAt(index: number): number {
    return this.#paths[index]!
  }
}

function doubled(column: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(column.length * 2)
  grown.set(column)
  return grown
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

/** All that a task has taken, as it is now: what it was restored with, then its own. */
export function lineageRefs(lineage: LineageState | null): LineageRef[] {
  return lineage === null
    ? []
    : [...lineage.base, new LineageRef(lineage.log, lineage.length, lineage.digest)]
}
