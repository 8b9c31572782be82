/** What travels on a channel. A buffer holds whole records and never changes once it is closed. */
import { Shared } from '../../base/copy.ts'
import { Hasher } from '../../base/hash.ts'

export class Buffer extends Shared {
  readonly values: unknown[] = []
  /** Canonical keys, null on edges without a key. */
  readonly keys: (string | null)[] = []
  readonly timestamps: (number | null)[] = []
  readonly partitions: number[] = []
  readonly offsets: number[] = []
  bytes = 0
  #digest = 0

  get size(): number {
    return this.values.length
  }

  add(value: unknown, key: string | null, timestamp: number | null, partition: number, offset: number): void {
    this.values.push(value)
    this.keys.push(key)
    this.timestamps.push(timestamp)
    this.partitions.push(partition)
    this.offsets.push(offset)
    this.bytes += 16 + (typeof value === 'string' ? value.length : 8)
    this.#digest = 0
  }

  hashInto(hasher: Hasher): void {
    if (this.#digest === 0) {
      const own = new Hasher().value(this.values).value(this.keys).value(this.timestamps)
      this.#digest = own.value(this.partitions).value(this.offsets).lanes()[0] || 1
    }
    hasher.word(this.#digest).word(this.values.length)
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
