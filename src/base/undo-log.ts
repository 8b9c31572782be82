/**
 * Old rows of a map in the order they were replaced, as columns. Epochs stand once for all entries of one epoch.
 */

/** A row that was replaced; null: there was none. */
export type OldRow = { readonly value: unknown; readonly changed: number } | null

/** In the column of changes: there was no row. */
const NO_ROW = -1

export class UndoLog {
  readonly #keys: string[] = []
  readonly #values: unknown[] = []
  readonly #changed: number[] = []
  /** Entries from #starts[i] on are of #epochs[i]. */
  readonly #epochs: number[] = []
  readonly #starts: number[] = []
  #lastEpoch = -1

  get length(): number {
    return this.#keys.length
  }

  /** Epoch of the last entry; -1: there is none. */
  get lastEpoch(): number {
    return this.#lastEpoch
  }

  push(epoch: number, key: string, value: unknown, changed: number): void {
    if (epoch !== this.#lastEpoch) this.#beginEpoch(epoch)
    this.#keys.push(key)
    this.#values.push(value)
    this.#changed.push(changed)
  }

  pushNoRow(epoch: number, key: string): void {
    this.push(epoch, key, null, NO_ROW)
  }

  #beginEpoch(epoch: number): void {
    this.#epochs.push(epoch)
    this.#starts.push(this.#keys.length)
    this.#lastEpoch = epoch
  }

  keyAt(index: number): string {
    return this.#keys[index]!
  }

  oldAt(index: number): OldRow {
    const changed = this.#changed[index]!
    return changed === NO_ROW ? null : { value: this.#values[index], changed }
  }

  /** Removes the last entry. */
  pop(): void {
    this.#keys.pop()
    this.#values.pop()
    this.#changed.pop()
    if (this.#keys.length > this.#starts[this.#starts.length - 1]!) return
    this.#epochs.pop()
    this.#starts.pop()
    this.#lastEpoch = this.#epochs[this.#epochs.length - 1] ?? -1
  }

  /** Index of the first entry of a later epoch; epochs must rise. */
  firstAfter(epoch: number): number {
    let low = 0
    let high = this.#epochs.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#epochs[middle]! <= epoch) low = middle + 1
      else high = middle
    }
    return this.#starts[low] ?? this.#keys.length
  }

  /** The entries that `keep` accepts, asked in order. */
  filter(keep: (key: string, epoch: number) => boolean): UndoLog {
    const kept = new UndoLog()
    for (let run = 0; run < this.#epochs.length; run++) {
      const epoch = this.#epochs[run]!
      const end = this.#starts[run + 1] ?? this.#keys.length
      for (let i = this.#starts[run]!; i < end; i++) {
        const key = this.#keys[i]!
        if (keep(key, epoch)) kept.push(epoch, key, this.#values[i], this.#changed[i]!)
      }
    }
    return kept
  }
}
