/** What travels on a channel. A buffer holds whole records and never changes once it is closed. */
import { assert } from '../../base/assert.ts'
import { Shared } from '../../base/copy.ts'
import { Hasher } from '../../base/hash.ts'
import type { ValveOutput } from '../time/valve.ts'

/** Partition of an entry that is no record but a watermark or a status, in band as in Flink. */
export const MARK = -2

export class Buffer extends Shared {
  readonly values: unknown[] = []
  /** Canonical keys, null on edges without a key. */
  readonly keys: (string | null)[] = []
  readonly timestamps: (number | null)[] = []
  readonly partitions: number[] = []
  readonly offsets: number[] = []
  /** Which of the records that came of that source record; see `outputPath`. */
  readonly paths: number[] = []
  #digest = 0

  get size(): number {
    return this.values.length
  }

  /** Writes record `i`. What stood there, when the run has gone back, belongs to a future that is made again or left. */
  put(
    i: number,
    value: unknown,
    key: string | null,
    timestamp: number | null,
    partition: number,
    offset: number,
    path: number,
  ): void {
    this.values[i] = value
    this.keys[i] = key
    this.timestamps[i] = timestamp
    this.partitions[i] = partition
    this.offsets[i] = offset
    this.paths[i] = path
    this.#digest = 0
  }

  /** How many of the entries are records. */
  get records(): number {
    return this.partitions.reduce((count, partition) => (partition === MARK ? count : count + 1), 0)
  }

  isMark(i: number): boolean {
    return this.partitions[i] === MARK
  }

  /** The watermark or status at entry `i`. */
  markAt(i: number): ValveOutput {
    assert(this.isMark(i), 'the entry is a mark')
    const timestamp = this.timestamps[i]!
    return timestamp === null
      ? { type: 'status', idle: this.offsets[i] === 1 }
      : { type: 'watermark', timestamp }
  }

  truncate(size: number): void {
    if (this.values.length === size) return
    for (const column of [this.values, this.keys, this.timestamps, this.partitions, this.offsets, this.paths])
      column.length = size
    this.#digest = 0
  }

  hashInto(hasher: Hasher): void {
    if (this.#digest === 0) this.#digest = this.#digestOf(this.size)
    hasher.word(this.#digest).word(this.size)
  }

  hashFirst(hasher: Hasher, size: number): void {
    hasher.word(this.#digestOf(size)).word(size)
  }

  #digestOf(size: number): number {
    const own = new Hasher()
    for (let i = 0; i < size; i++) {
      own
        .value(this.values[i])
        .value(this.keys[i])
        .value(this.timestamps[i])
        .word(this.partitions[i]!)
        .word(this.offsets[i]!)
        .word(this.paths[i]!)
    }
    return own.lanes()[0] || 1
  }
}

/**
 * A buffer that is being filled. The records are shared with keyframes; how many of them count is in the world, so
 * that a buffer that was filled further later on is at its old size again when the run goes back.
 */
export class OpenBuffer {
  readonly buffer = new Buffer()
  size = 0
  bytes = 0

  add(
    value: unknown,
    key: string | null,
    timestamp: number | null,
    partition: number,
    offset: number,
    path: number,
  ): void {
    this.buffer.put(this.size, value, key, timestamp, partition, offset, path)
    this.size += 1
    this.bytes += 16 + (typeof value === 'string' ? value.length : 8)
  }

  addMark(mark: ValveOutput): void {
    const timestamp = mark.type === 'watermark' ? mark.timestamp : null
    this.add(null, null, timestamp, MARK, mark.type === 'status' && mark.idle ? 1 : 0, 0)
  }

  close(): Buffer {
    this.buffer.truncate(this.size)
    return this.buffer
  }

  hashInto(hasher: Hasher): void {
    this.buffer.hashFirst(hasher, this.size)
    hasher.word(this.bytes)
  }
}

/** Events need no credit and travel in order with the buffers. */
export type ChannelEvent =
  | { readonly type: 'barrier'; readonly checkpoint: number; readonly triggeredAt: number }
  | { readonly type: 'cancel-barrier'; readonly checkpoint: number }
  | { readonly type: 'end-of-data' }
  | { readonly type: 'end-of-partition' }

export type ChannelItem = Buffer | ChannelEvent

export const isBuffer = (item: ChannelItem): item is Buffer => item instanceof Buffer
