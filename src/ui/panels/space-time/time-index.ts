/**
 * Things with a beginning and an end, by time buckets: what is in view is found without looking at the rest. A thing
 * lies in every bucket it touches; one that touches many lies in a short list that is always looked at.
 */
interface Timed {
  readonly start: number
  readonly end: number
}

const BUCKETS_TOUCHED_MAX = 32

export class TimeIndex<T extends Timed> {
  readonly #bucketSize: number
  readonly #buckets = new Map<number, T[]>()
  readonly #wide: T[] = []

  constructor(bucketSize: number) {
    this.#bucketSize = bucketSize
  }

  add(thing: T): void {
    const first = Math.floor(thing.start / this.#bucketSize)
    const last = Math.floor(thing.end / this.#bucketSize)
    if (!(last - first < BUCKETS_TOUCHED_MAX)) {
      this.#wide.push(thing)
      return
    }
    for (let bucket = first; bucket <= last; bucket++) {
      const members = this.#buckets.get(bucket)
      if (members === undefined) this.#buckets.set(bucket, [thing])
      else members.push(thing)
    }
  }

  /** Each once, in no promised order but the same order every time. */
  *between(from: number, to: number): Generator<T> {
    for (const thing of this.#wide) if (thing.end >= from && thing.start <= to) yield thing
    const first = Math.floor(from / this.#bucketSize)
    const last = Math.floor(to / this.#bucketSize)
    for (let bucket = first; bucket <= last; bucket++) {
      const members = this.#buckets.get(bucket)
      if (members === undefined) continue
      const bucketStart = bucket * this.#bucketSize
      for (const thing of members) {
        // A thing that began in an earlier bucket in view was given there.
        if (thing.start < bucketStart && bucket !== first) continue
        if (thing.end >= from && thing.start <= to) yield thing
      }
    }
  }
}
