/**
 * Messages: the only way one actor touches another. The order of events is (time, receiver, sender, n of sender),
 * never the order of creation, so that a run that goes actor by actor inside a window is the same run.
 */
import { assert } from '../../base/assert.ts'
import { Shared } from '../../base/copy.ts'
import type { Hasher } from '../../base/hash.ts'
import type { Rpc } from './rpc.ts'

/** Immutable from the moment it is sent. */
export class Message extends Shared {
  readonly at: number
  readonly from: number
  /** Rank of the sender; with `n` it makes the order total. */
  readonly rank: number
  readonly n: number
  readonly sentAt: number
  /** The sender's own count of events when it sent this: names the event that caused it. */
  readonly cause: number
  readonly body: Rpc

  constructor(at: number, from: number, rank: number, n: number, sentAt: number, cause: number, body: Rpc) {
    super()
    this.at = at
    this.from = from
    this.rank = rank
    this.n = n
    this.sentAt = sentAt
    this.cause = cause
    this.body = body
  }

  hashInto(hasher: Hasher): void {
    hasher
      .number(this.at)
      .word(this.from)
      .word(this.rank)
      .word(this.n)
      .number(this.sentAt)
      .word(this.cause)
      .value(this.body)
  }
}

export function precedes(a: Message, b: Message): boolean {
  if (a.at !== b.at) return a.at < b.at
  if (a.rank !== b.rank) return a.rank < b.rank
  return a.n < b.n
}

/** A binary heap of one actor's messages to come. Its layout is chance and no part of the hash. */
export class Inbox {
  readonly items: Message[] = []

  get first(): Message | undefined {
    return this.items[0]
  }

  push(message: Message): void {
    const items = this.items
    let index = items.length
    items.push(message)
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!precedes(message, items[parent]!)) break
      items[index] = items[parent]!
      index = parent
    }
    items[index] = message
  }

  pop(): Message {
    const items = this.items
    assert(items.length > 0, 'there is a message to take')
    const first = items[0]!
    const last = items.pop()!
    if (items.length > 0) this.sink(last)
    return first
  }

  private sink(message: Message): void {
    const items = this.items
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= items.length) break
      if (child + 1 < items.length && precedes(items[child + 1]!, items[child]!)) child += 1
      if (!precedes(items[child]!, message)) break
      items[index] = items[child]!
      index = child
    }
    items[index] = message
  }

  /** Drops those of the actor's own timers that have become pointless. */
  dropTimer(actor: number, isPointless: (body: Rpc) => boolean): void {
    const kept = this.items.filter(message => message.from !== actor || !isPointless(message.body))
    if (kept.length === this.items.length) return
    this.items.length = 0
    for (const message of kept) this.push(message)
  }

  /** Drops what `actor` sent itself: its timers die with what they were for. */
  dropTimers(actor: number): void {
    const kept = this.items.filter(message => message.from !== actor)
    this.items.length = 0
    for (const message of kept) this.push(message)
  }

  sorted(): Message[] {
    return [...this.items].sort((a, b) => (precedes(a, b) ? -1 : 1))
  }

  hashInto(hasher: Hasher): void {
    hasher.value(this.sorted())
  }
}
