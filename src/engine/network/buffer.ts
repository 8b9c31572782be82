/** What travels on a channel. A buffer holds whole records and never changes once it is closed. */
import type { CheckpointOptions } from '../checkpoint/options.ts'
import { assert } from '../../base/assert.ts'
import { Shared } from '../../base/copy.ts'
import { Hasher } from '../../base/hash.ts'
import type { ValveOutput } from '../time/valve.ts'

/** Partition of an entry that is no record but a watermark or a status, in band as in Flink. */
const MARK = -2

/** Records that a buffer has room for at first. */
const FIRST_ROOM = 8

/** Numbers of `origins` for each entry: partition, offset and path. */
const ORIGIN = 3

export const entryBytes = (value: unknown): number => 16 + (typeof value === 'string' ? value.length : 8)

export class Buffer extends Shared {
  /** Entries; once it is closed. What lies behind them in the columns is room that was not used. */
  size = 0
  readonly values: unknown[]
  /** Canonical keys, null on edges without a key. */
  readonly keys: (string | null)[]
  /** Null as long as no entry has a timestamp. */
  #timestamps: (number | null)[] | null = null
  /** Where each entry came from: partition, offset, and which of the records that came of it; see `outputPath`. */
  #origins: Int32Array
  /** Of the closed buffer; null until it is asked for. */
  #digest: number | null = null

  constructor(room = FIRST_ROOM) {
    super()
    this.values = new Array<unknown>(room)
    this.keys = new Array<string | null>(room)
    this.#origins = new Int32Array(room * ORIGIN)
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
    const at = i * ORIGIN
    if (at === this.#origins.length) this.#grow()
    this.values[i] = value
    this.keys[i] = key
    if (timestamp !== null || this.#timestamps !== null) this.#stamp(i, timestamp)
    this.#origins[at] = partition
    this.#origins[at + 1] = offset
    this.#origins[at + 2] = path
  }

  #grow(): void {
    const grown = new Int32Array(this.#origins.length * 2)
    grown.set(this.#origins)
    this.#origins = grown
  }

  #stamp(i: number, timestamp: number | null): void {
    this.#timestamps ??= new Array<number | null>(i).fill(null)
    this.#timestamps[i] = timestamp
  }

  timestampAt(i: number): number | null {
    return this.#timestamps === null ? null : this.#timestamps[i]!
  }

  partitionAt(i: number): number {
    return this.#origins[i * ORIGIN]!
  }

  offsetAt(i: number): number {
    return this.#origins[i * ORIGIN + 1]!
  }

  pathAt(i: number): number {
    return this.#origins[i * ORIGIN + 2]!
  }

  /** How many of the entries are records. */
  get records(): number {
    return this.recordsFrom(0)
  }

  recordsFrom(from: number): number {
    let count = 0
    for (let i = from; i < this.size; i++) if (!this.isMark(i)) count += 1
    return count
  }

  isMark(i: number): boolean {
    return this.partitionAt(i) === MARK
  }

  /** The watermark or status at entry `i`. */
  markAt(i: number): ValveOutput {
    assert(this.isMark(i), 'the entry is a mark')
    const timestamp = this.timestampAt(i)
    return timestamp === null
      ? { type: 'status', idle: this.offsetAt(i) === 1 }
      : { type: 'watermark', timestamp }
  }

  close(size: number): void {
    this.size = size
    this.#digest = null
  }

  /** Modelled size of the entries from `from` on. */
  bytesFrom(from: number): number {
    let bytes = 0
    for (let i = from; i < this.size; i++) bytes += entryBytes(this.values[i])
    return bytes
  }

  /** A closed buffer of the entries from `from` on; itself when that is all of them. */
  rest(from: number): Buffer {
    if (from === 0) return this
    const rest = new Buffer(this.size - from)
    for (let i = from; i < this.size; i++)
      rest.put(
        i - from,
        this.values[i],
        this.keys[i]!,
        this.timestampAt(i),
        this.partitionAt(i),
        this.offsetAt(i),
        this.pathAt(i),
      )
    rest.close(this.size - from)
    return rest
  }

  hashInto(hasher: Hasher): void {
    this.#digest ??= this.#digestOf(this.size)
    hasher.word(this.#digest).word(this.size)
  }

  hashFirst(hasher: Hasher, size: number): Hasher {
    return hasher.word(this.#digestOf(size)).word(size)
  }

  #digestOf(size: number): number {
    const own = new Hasher()
    for (let i = 0; i < size; i++) {
      own
        .value(this.values[i])
        .value(this.keys[i])
        .value(this.timestampAt(i))
        .word(this.partitionAt(i))
        .word(this.offsetAt(i))
        .word(this.pathAt(i))
    }
    return own.lanes()[0]
  }
}

/**
 * A buffer that is being filled. The records are shared with keyframes; how many of them count is in the world, so
 * that a buffer that was filled further later on is at its old size again when the run goes back.
 */
export class OpenBuffer {
  readonly buffer: Buffer
  size = 0
  bytes = 0

  constructor(room?: number) {
    this.buffer = new Buffer(room)
  }

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
    this.bytes += entryBytes(value)
  }

  addMark(mark: ValveOutput): void {
    const timestamp = mark.type === 'watermark' ? mark.timestamp : null
    this.add(null, null, timestamp, MARK, mark.type === 'status' && mark.idle ? 1 : 0, 0)
  }

  close(): Buffer {
    this.buffer.close(this.size)
    return this.buffer
  }

  hashInto(hasher: Hasher): void {
    this.buffer.hashFirst(hasher, this.size).word(this.bytes)
  }
}

/** Events need no credit and travel in order with the buffers; a barrier of kind `unaligned` goes before them. */
export type ChannelEvent =
  | BarrierEvent
  | { readonly type: 'cancel-barrier'; readonly checkpoint: number }
  | { readonly type: 'end-of-data'; readonly drained: boolean }
  /** What a checkpoint had persisted of this output has been sent; the sender waits for a resume. */
  | { readonly type: 'end-of-channel-state' }
  | { readonly type: 'end-of-partition' }

export interface BarrierEvent {
  readonly type: 'barrier'
  readonly checkpoint: number
  readonly triggeredAt: number
  readonly options: CheckpointOptions
}

export type ChannelItem = Buffer | ChannelEvent

export const isBuffer = (item: ChannelItem): item is Buffer => item instanceof Buffer

export const isOvertaking = (item: ChannelItem): boolean =>
  !isBuffer(item) && item.type === 'barrier' && item.options.kind === 'unaligned'
