/**
 * Where the records that a task has taken came from, in the order it took them: partition and offset of the source
 * log, and which of the records that came of it; and between them the moments at which time moved at the task. It is
 * what the oracle reads, and nothing else does. The log is append-only with a length that goes back; a snapshot holds
 * the length it had, and a restored attempt begins with what its snapshot holds.
 */
import { Shared } from '../../base/copy.ts'
import { finish32, Hasher } from '../../base/hash.ts'

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

/** Numbers of an entry: partition, offset and path. */
const ENTRY = 3
/** Entries between two digests that are remembered. */
const DIGEST_SPACING = 1024

export class LineageLog extends Shared {
  #cells = new Int32Array(FIRST_CAPACITY * ENTRY)
  /** Only in tasks that have to do with time; NaN: nobody asked. */
  #times: Float64Array | null = null
  /** Digest of the first i * DIGEST_SPACING entries, for those that were asked for. */
  readonly #digests: number[]
  /** Entries that stand in those. */
  #digested = 0

  /** `before`: what the attempt was restored with; the digest goes on from there. */
  constructor(before: LineageRef | null) {
    super()
    this.#digests = [before === null ? 1 : before.digest]
  }

  /** Writes entry `index`; what stood there belonged to a future that was left. */
  set(index: number, partition: number, offset: number, path: number): void {
    const at = index * ENTRY
    if (at === this.#cells.length) this.#grow()
    if (index < this.#digested) this.#forgetDigests(index)
    this.#cells[at] = partition
    this.#cells[at + 1] = offset
    this.#cells[at + 2] = path
    if (this.#times !== null) this.#times[index] = NaN
  }

  setTime(index: number, time: number): void {
    if (index < this.#digested) this.#forgetDigests(index)
    this.#times ??= new Float64Array(this.#cells.length / ENTRY).fill(NaN)
    this.#times[index] = time
  }

  #grow(): void {
    const cells = new Int32Array(this.#cells.length * 2)
    cells.set(this.#cells)
    this.#cells = cells
    if (this.#times === null) return
    const times = new Float64Array(cells.length / ENTRY).fill(NaN)
    times.set(this.#times)
    this.#times = times
  }

  #forgetDigests(index: number): void {
    this.#digests.length = Math.floor(index / DIGEST_SPACING) + 1
    this.#digested = (this.#digests.length - 1) * DIGEST_SPACING
  }

  partitionAt(index: number): number {
    return this.#cells[index * ENTRY]!
  }

  offsetAt(index: number): number {
    return this.#cells[index * ENTRY + 1]!
  }

  pathAt(index: number): number {
    return this.#cells[index * ENTRY + 2]!
  }

  /** The time of a moment, or that which the functions were told while they had this entry; NaN: none. */
  timeAt(index: number): number {
    return this.#times === null ? NaN : this.#times[index]!
  }

  /** Running hash of the first `length` entries, the last of which has the time `lastTime`. */
  digest(length: number, lastTime = this.timeAt(length - 1)): number {
    if (length === 0) return this.#digests[0]!
    const last = length - 1
    return this.#foldOne(this.#digestBefore(last), last, lastTime)
  }

  #digestBefore(length: number): number {
    const digests = this.#digests
    const wanted = Math.floor(length / DIGEST_SPACING)
    while (digests.length <= wanted) {
      const from = (digests.length - 1) * DIGEST_SPACING
      digests.push(this.#fold(digests[digests.length - 1]!, from, from + DIGEST_SPACING))
      this.#digested = from + DIGEST_SPACING
    }
    return this.#fold(digests[wanted]!, wanted * DIGEST_SPACING, length)
  }

  #fold(start: number, from: number, to: number): number {
    let digest = start
    for (let i = from; i < to; i++) digest = this.#foldOne(digest, i, this.timeAt(i))
    return digest
  }

  #foldOne(before: number, index: number, time: number): number {
    const origin = Math.imul(this.partitionAt(index) + 1, 0x9e3779b1)
    const digest = finish32(Math.imul(before, 31) ^ origin ^ this.offsetAt(index) ^ this.pathAt(index))
    return Number.isNaN(time) ? digest : foldTime(digest, time)
  }
}

function foldTime(digest: number, time: number): number {
  const high = Number.isFinite(time) ? Math.floor(time / 0x100000000) : Math.sign(time)
  return finish32(Math.imul(digest, 31) ^ (time | 0) ^ Math.imul(high | 0, 0x85ebca6b))
}

/** The first `length` entries of a log. Entries below a length that was handed out are never rewritten. */
export class LineageRef extends Shared {
  readonly log: LineageLog
  readonly length: number
  /** Time of the last entry when this was made; it may be told a function later on. */
  readonly #lastTime: number
  #digest: number | null = null
  /** How many of the entries are no records. */
  readonly moments: number

  constructor(log: LineageLog, length: number, moments: number) {
    super()
    this.log = log
    this.length = length
    this.#lastTime = length === 0 ? NaN : log.timeAt(length - 1)
    this.moments = moments
  }

  /** Running hash of the entries. */
  get digest(): number {
    this.#digest ??= this.log.digest(this.length, this.#lastTime)
    return this.#digest
  }

  hashInto(hasher: Hasher): void {
    hasher.word(this.length).word(this.digest).word(this.moments)
  }
}

/** What a task has taken: what it was restored with, and the first `length` entries of its own log. */
export class TaskLineage {
  readonly base: readonly LineageRef[]
  readonly log: LineageLog
  length = 0
  /** How many of the entries are no records. */
  moments = 0

  constructor(base: readonly LineageRef[]) {
    this.base = base
    this.log = new LineageLog(base[base.length - 1] ?? null)
  }

  add(partition: number, offset: number, path: number): void {
    this.log.set(this.length, partition, offset, path)
    this.length += 1
  }

  hashInto(hasher: Hasher): void {
    hasher.value(this.base).word(this.length).word(this.log.digest(this.length)).word(this.moments)
  }
}

/** All that a task has taken, as it is now: what it was restored with, then its own. */
export function lineageRefs(lineage: TaskLineage | null): LineageRef[] {
  return lineage === null
    ? []
    : [...lineage.base, new LineageRef(lineage.log, lineage.length, lineage.moments)]
}

/** `time` NaN: left open until a function asks for it. */
export function noteMoment(
  lineage: TaskLineage | null,
  moment: Moment,
  at: number,
  time: number,
  path = 0,
): void {
  if (lineage === null) return
  lineage.add(MOMENTS[moment], at, path)
  lineage.moments += 1
  if (!Number.isNaN(time)) lineage.log.setTime(lineage.length - 1, time)
}

/** A function was told the processing time while the last entry was in hand; it does not change until the next. */
export function noteClock(lineage: TaskLineage | null, time: number): void {
  if (lineage === null || lineage.length === 0) return
  const last = lineage.length - 1
  if (Number.isNaN(lineage.log.timeAt(last))) lineage.log.setTime(last, time)
}
