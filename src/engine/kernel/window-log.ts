/** The places of a window's events in the order of events, in the order they were handled. Used again and again. */

const FIRST_CAPACITY = 4096

export class WindowLog {
  length = 0
  #times = new Float64Array(FIRST_CAPACITY)
  #ranks = new Int32Array(FIRST_CAPACITY)
  #senders = new Int32Array(FIRST_CAPACITY)
  #ns = new Float64Array(FIRST_CAPACITY)

  clear(): void {
    this.length = 0
  }

  add(time: number, rank: number, sender: number, n: number): void {
    const i = this.length
    if (i === this.#times.length) this.#grow()
    this.#times[i] = time
    this.#ranks[i] = rank
    this.#senders[i] = sender
    this.#ns[i] = n
    this.length = i + 1
  }

  #grow(): void {
    const grown = <T extends Float64Array | Int32Array>(from: T, to: T): T => {
      to.set(from)
      return to
    }
    const capacity = this.#times.length * 2
    this.#times = grown(this.#times, new Float64Array(capacity))
    this.#ranks = grown(this.#ranks, new Int32Array(capacity))
    this.#senders = grown(this.#senders, new Int32Array(capacity))
    this.#ns = grown(this.#ns, new Float64Array(capacity))
  }

  /** For each event its place in the order, from 0. */
  places(): number[] {
    const order = Array.from({ length: this.length }, (_, index) => index)
    const [times, ranks, senders, ns] = [this.#times, this.#ranks, this.#senders, this.#ns]
    order.sort((a, b) => times[a]! - times[b]! || ranks[a]! - ranks[b]! || senders[a]! - senders[b]! || ns[a]! - ns[b]!)
    const places = new Array<number>(this.length)
    order.forEach((index, place) => (places[index] = place))
    return places
  }
}
