/**
 * A map with its own history: a mutable Map whose rows carry the epoch of their last write. The first write in an
 * epoch puts the old row on a log. That one log gives the way back and forward again, the view an async snapshot
 * reads, and the changed keys of the incremental hash. Counterpart of Flink's CopyOnWriteStateMap.
 *
 * Invariant: log entries are in the order of writes, epochs never fall, and the oldest entry of a key with an epoch
 * above e holds the row at the end of epoch e.
 */
import { assert } from './assert.ts'
import { copyPlain, isPrimitive, Shared } from './copy.ts'
import { Hasher } from './hash.ts'
import { UndoLog, type OldRow } from './undo-log.ts'

/** The world's epoch, one for all maps, and the maps that have a history. Numbers are never reused. */
export class EpochClock extends Shared {
  now = 1
  readonly maps = new Set<VersionedMap>()
  /** The last epoch that somebody may go back to. */
  kept = 0

  next(): number {
    this.now += 1
    return this.now
  }

  /**
   * Nobody writes to the map again. Unless it may be gone back to, its past is nobody's. `since`: when who holds it was
   * made, since a holder without a history of its own has all its maps wherever it is gone back to.
   */
  letGo(map: VersionedMap, since = map.since): void {
    if (since > this.kept) this.maps.delete(map)
  }
}

export interface VersionedRow {
  value: unknown
  /** Of the last write; 0 where the row was brought here through time. */
  epoch: number
  /** The task's count of events at the last change; tells the page what changed last. */
  changed: number
}

/** The sum over the rows at the end of `epoch`. */
export interface HashMark {
  readonly sumA: number
  readonly sumB: number
  readonly epoch: number
}

const NO_MARK: HashMark = { sumA: 0, sumB: 0, epoch: -1 }

export class VersionedMap extends Shared {
  /** For messages. */
  readonly name: string
  readonly rows = new Map<string, VersionedRow>()
  readonly #clock: EpochClock
  /** Epoch of its making. */
  readonly since: number
  /** The row before each write. */
  #log = new UndoLog()
  /** The row after each write that was taken back and can be made again, nearest last. */
  #future = new UndoLog()
  /** What was written up to this epoch can no longer be told apart. */
  #horizon = 0
  #mark: HashMark = NO_MARK
  /** The row of this turn, if that is above 0: a read and the write that follows it look it up once. */
  #turn = 0
  #lastRow: VersionedRow | undefined = undefined
  #version = 0

  constructor(name: string, clock: EpochClock) {
    super()
    this.name = name
    this.#clock = clock
    this.since = clock.now
  }

  /** Rises whenever rows change by going back or forth in time; what was derived from rows is out of date then. */
  get version(): number {
    return this.#version
  }

  get logLength(): number {
    return this.#log.length
  }

  /** The row of a key for reading and mutating: an object from an older epoch is copied first. */
  live(key: string, turn = 0): VersionedRow | undefined {
    const row = this.#find(key, turn)
    this.#turn = turn
    this.#lastRow = row
    if (row === undefined || row.epoch === this.#clock.now || isPrimitive(row.value)) return row
    this.#remember(key, row)
    row.value = copyPlain(row.value)
    return row
  }

  /** The row of a key for reading only. */
  peek(key: string, turn = 0): VersionedRow | undefined {
    const row = this.#find(key, turn)
    this.#turn = turn
    this.#lastRow = row
    return row
  }

  set(key: string, value: unknown, changed: number, turn = 0): void {
    const row = this.#find(key, turn)
    if (row === undefined) {
      this.#begin()
      this.#log.pushNoRow(this.#clock.now, key)
      this.#turn = turn
      this.#lastRow = { value, epoch: this.#clock.now, changed }
      this.rows.set(key, this.#lastRow)
      return
    }
    if (row.epoch !== this.#clock.now) this.#remember(key, row)
    row.value = value
    row.changed = changed
  }

  delete(key: string): void {
    const row = this.rows.get(key)
    if (row === undefined) return
    this.#begin()
    this.#log.push(this.#clock.now, key, row.value, row.changed)
    this.rows.delete(key)
    this.#turn = 0
  }

  /** Within one turn it is always the same key. */
  #find(key: string, turn: number): VersionedRow | undefined {
    return turn > 0 && turn === this.#turn ? this.#lastRow : this.rows.get(key)
  }

  #remember(key: string, row: VersionedRow): void {
    this.#begin()
    this.#log.push(this.#clock.now, key, row.value, row.changed)
    row.epoch = this.#clock.now
  }

  #begin(): void {
    if (this.#log.length === 0) this.#clock.maps.add(this)
  }

  /** Takes every write after `epoch` back, for good. Returns whether there is still a history. */
  discard(epoch: number): boolean {
    this.#goBack(epoch, null)
    const hasHistory = this.#log.length > 0 || this.#future.length > 0
    if (!hasHistory) this.#mark = NO_MARK
    return hasHistory
  }

  /** Takes every write after `epoch` back; `redo` can make them again. */
  rewind(epoch: number): void {
    this.#goBack(epoch, this.#future)
  }

  #goBack(epoch: number, future: UndoLog | null): void {
    assert(epoch >= this.#horizon, `${this.name} can go back to epoch ${epoch}`)
    while (this.#log.lastEpoch > epoch) this.#move(this.#log, future)
  }

  /** Makes the writes up to the end of `epoch` again. */
  redo(epoch: number): void {
    while (this.#future.length > 0 && this.#future.lastEpoch <= epoch) this.#move(this.#future, this.#log)
  }

  /** The last entry of `from` and the row change places; what the row was goes to `to`. */
  #move(from: UndoLog, to: UndoLog | null): void {
    const last = from.length - 1
    const key = from.keyAt(last)
    const old = from.oldAt(last)
    const current = this.rows.get(key)
    if (current === undefined) to?.pushNoRow(from.lastEpoch, key)
    else to?.push(from.lastEpoch, key, current.value, current.changed)
    from.pop()
    this.#swap(key, old)
  }

  #swap(key: string, old: OldRow): void {
    this.#version += 1
    this.#turn = 0
    if (old === null) this.rows.delete(key)
    else this.rows.set(key, { value: old.value, epoch: 0, changed: old.changed })
  }

  /** The writes that were taken back belong to a line of history that was left. */
  forgetFuture(): void {
    this.#future = new UndoLog()
  }

  /** The rows as they were at the end of `epoch`. */
  viewAt(epoch: number): Map<string, unknown> {
    const view = new Map<string, unknown>()
    for (const [key, row] of this.rows) view.set(key, row.value)
    for (const [key, old] of this.changedSince(epoch)) {
      if (old === null) view.delete(key)
      else view.set(key, old.value)
    }
    return view
  }

  /** The keys written after `epoch`, each with its row at the end of `epoch`. */
  changedSince(epoch: number): Map<string, OldRow> {
    assert(epoch >= this.#horizon, `${this.name} still knows epoch ${epoch}`)
    const changed = new Map<string, OldRow>()
    for (let i = this.#log.firstAfter(epoch); i < this.#log.length; i++) {
      const key = this.#log.keyAt(i)
      if (!changed.has(key)) changed.set(key, this.#log.oldAt(i))
    }
    return changed
  }

  /**
   * Keeps only the given epochs apart, which are in rising order: between two of them only the oldest entry of each
   * key stays. What was written after the last of them is left as it is.
   */
  mergeEpochs(kept: readonly number[]): void {
    let seen = new Set<string>()
    let next = 0
    this.#log = this.#log.filter((key, epoch) => {
      while (next < kept.length && epoch > kept[next]!) {
        next += 1
        seen = new Set()
      }
      if (next < kept.length && seen.has(key)) return false
      seen.add(key)
      return true
    })
    const last = kept[kept.length - 1] ?? 0
    if (this.#mark.epoch < last && !kept.includes(this.#mark.epoch)) this.#mark = NO_MARK
  }

  /** Forgets everything before the end of `epoch`. */
  forget(epoch: number): void {
    if (epoch <= this.#horizon) return
    this.#log = this.#log.filter((_key, written) => written > epoch)
    this.#horizon = epoch
    if (this.#mark.epoch < epoch) this.#mark = NO_MARK
  }

  /**
   * Order-free sum over the rows, brought up to date from the log. The caller has begun a new epoch since the last
   * write, so that the mark stands at the end of one.
   */
  sum(): readonly [number, number] {
    const epoch = this.#clock.now - 1
    if (this.#mark.epoch < this.#horizon) return this.#remark(this.fullSum(), epoch)
    let { sumA, sumB } = this.#mark
    for (const [key, old] of this.changedSince(this.#mark.epoch)) {
      const before = old === null ? [0, 0] : rowLanes(key, old.value)
      const row = this.rows.get(key)
      const after = row === undefined ? [0, 0] : rowLanes(key, row.value)
      sumA = (sumA - before[0]! + after[0]!) | 0
      sumB = (sumB - before[1]! + after[1]!) | 0
    }
    return this.#remark([sumA, sumB], epoch)
  }

  #remark(sums: readonly [number, number], epoch: number): readonly [number, number] {
    this.#mark = { sumA: sums[0], sumB: sums[1], epoch }
    return sums
  }

  /** The same sum recomputed from all rows; the check of the incremental one. */
  fullSum(): [number, number] {
    let sumA = 0
    let sumB = 0
    for (const [key, row] of this.rows) {
      const [a, b] = rowLanes(key, row.value)
      sumA = (sumA + a) | 0
      sumB = (sumB + b) | 0
    }
    return [sumA, sumB]
  }

  get hashMark(): HashMark {
    return this.#mark
  }

  /** After the map was moved to an epoch: the mark that held there; null: none did. */
  restoreHashMark(mark: HashMark | null): void {
    this.#mark = mark ?? NO_MARK
  }
}

function rowLanes(key: string, value: unknown): [number, number] {
  return new Hasher().string(key).value(value).lanes()
}
