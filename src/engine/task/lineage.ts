/**
 * Where the records that a task has taken came from, in the order it took them: partition and offset of the source
 * log, and which of the records that came of it; and between them the moments at which time moved at the task. It is
 * what the oracle reads, and nothing else does. The log is append-only with a length that goes back; a snapshot holds
 * the length it had, and a restored attempt begins with what its snapshot holds.
 */
import { Shared } from '../../base/copy.ts'
import { finish32, Hasher } from '../../base/hash.ts'
import type { LineageState } from '../kernel/world.ts'

const FIRST_CAPACITY = 64

/** Path of a record as it leaves its source. */
export const ROOT_PATH = 0

/** Partition and offset of what no source record stands behind. */
export const NO_RECORD = -1

/**
 * Entries that are no records, told by their partition. Their offset is the operator's position in the chain, or a
 * checkpoint; their time the watermark or the processing time.
 */
export const MOMENTS = {
  /** An attempt has begun: fresh operators, restored from the checkpoint; the path is the attempt. */
  opened: -2,
  /** The watermark of an operator rose. */
  watermark: -3,
  /** The event-time timer that was due first fires. */
  eventTimer: -4,
  /** All timers up to the watermark have fired. */
  advanced: -5,
  /** The processing-time timer that was due first fires. */
  processingTimer: -6,
  wakeUp: -7,
  /** The synchronous part of a checkpoint. */
  snapshot: -8,
  finish: -9,
} as const

export type Moment = keyof typeof MOMENTS

/**
 * Tells the records apart that came of one source record, however they were routed: the path of the record that was
 * processed, the edge that this output leaves by (below 0: a plain sink), and its place among the outputs.
 */
export function outputPath(path: number, edge: number, place: number): number {
  return finish32(Math.imul(path ^ 0x2545f491, 0x9e3779b1) ^ Math.imul(edge + 1, 0x85ebca6b) ^ place) | 0
}

/** The place of an output among the others, where every subtask of the receiver gets a copy of its own. */
export const broadcastPlace = (place: number, target: number): number => place ^ ((target + 1) << 17)

/** Path of what a timer makes: no source record stands behind it, so it is told by the timer. */
export function timerPath(position: number, timer: string): number {
  return new Hasher().word(position).string(timer).lanes()[0]
}

export class LineageLog extends Shared {
  #partitions = new Int32Array(FIRST_CAPACITY)
  #offsets = new Int32Array(FIRST_CAPACITY)
  #paths = new Int32Array(FIRST_CAPACITY)
  /** Only in tasks that have to do with time; NaN: nobody asked. */
  #times: Float64Array | null = null

  /** Writes entry `index`; what stood there belonged to a future that was left. */
  set(index: number, partition: number, offset: number, path: number): void {
    if (index === this.#offsets.length) this.#grow()
    this.#partitions[index] = partition
    this.#offsets[index] = offset
    this.#paths[index] = path
    if (this.#times !== null) this.#times[index] = NaN
  }

  setTime(index: number, time: number): void {
    this.#times ??= new Float64Array(this.#paths.length).fill(NaN)
    this.#times[index] = time
  }

  #grow(): void {
    this.#partitions = doubled(this.#partitions)
    this.#offsets = doubled(this.#offsets)
    this.#paths = doubled(this.#paths)
    if (this.#times === null) return
    const times = new Float64Array(this.#paths.length).fill(NaN)
    times.set(this.#times)
    this.#times = times
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

  /** The time of a moment, or that which the functions were told while they had this entry; NaN: none. */
  timeAt(index: number): number {
    return this.#times === null ? NaN : this.#times[index]!
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
  /** How many of the entries are no records. */
  readonly moments: number

  constructor(log: LineageLog, length: number, digest: number, moments: number) {
    super()
    this.log = log
    this.length = length
    this.digest = digest
    this.moments = moments
  }

  hashInto(hasher: Hasher): void {
    hasher.word(this.length).word(this.digest).word(this.moments)
  }
}

/** All that a task has taken, as it is now: what it was restored with, then its own. */
export function lineageRefs(lineage: LineageState | null): LineageRef[] {
  return lineage === null
    ? []
    : [...lineage.base, new LineageRef(lineage.log, lineage.length, lineage.digest, lineage.moments)]
}

/** `time` NaN: left open until a function asks for it. */
export function noteMoment(
  lineage: LineageState | null,
  moment: Moment,
  at: number,
  time: number,
  path = 0,
): void {
  if (lineage === null) return
  const kind = MOMENTS[moment]
  lineage.log.set(lineage.length, kind, at, path)
  lineage.length += 1
  lineage.moments += 1
  lineage.digest = finish32(Math.imul(lineage.digest, 31) ^ Math.imul(kind + 1, 0x9e3779b1) ^ at ^ path)
  if (!Number.isNaN(time)) setTime(lineage, time)
}

/** A function was told the processing time while the last entry was in hand; it does not change until the next. */
export function noteClock(lineage: LineageState | null, time: number): void {
  if (lineage === null || lineage.length === 0) return
  if (Number.isNaN(lineage.log.timeAt(lineage.length - 1))) setTime(lineage, time)
}

function setTime(lineage: LineageState, time: number): void {
  lineage.log.setTime(lineage.length - 1, time)
  const high = Number.isFinite(time) ? Math.floor(time / 0x100000000) : Math.sign(time)
  lineage.digest = finish32(Math.imul(lineage.digest, 31) ^ (time | 0) ^ Math.imul(high | 0, 0x85ebca6b))
}
