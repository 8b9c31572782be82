import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Inbox, Message, precedes } from './message.ts'

const BODY = { type: 'submit' } as const
const message = (at: number, rank = 0, n = 0, from = rank) => new Message(at, from, rank, n, 0, 0, BODY)

test('what is due first comes first, then the sender of lower rank, then what it sent first', () => {
  const inOrder = [message(1, 9, 9), message(2, 0, 9), message(2, 1, 0), message(2, 1, 1), message(3, 0, 0)]
  inOrder.forEach((a, i) => inOrder.forEach((b, j) => expect(precedes(a, b), `${i} before ${j}`).toBe(i < j)))
})

const few = fc.integer({ min: 0, max: 4 })
const messages = fc
  .array(fc.tuple(few, few), { maxLength: 40 })
  .map(all => all.map(([at, rank], n) => message(at, rank, n)))

function drained(inbox: Inbox): Message[] {
  const taken: Message[] = []
  while (inbox.items.length > 0) {
    expect(inbox.sorted()[0]).toBe(inbox.first)
    taken.push(inbox.pop())
  }
  expect(inbox.first).toBeUndefined()
  return taken
}

describe('an inbox', () => {
  test('gives its messages in their order, whatever the order they were put in', () => {
    fc.assert(
      fc.property(messages, all => {
        const inbox = new Inbox()
        for (const one of all) inbox.push(one)
        expect(drained(inbox)).toEqual([...all].sort((a, b) => (precedes(a, b) ? -1 : 1)))
      }),
    )
  })

  test('takes and gives by turns', () => {
    fc.assert(
      fc.property(messages, messages, (first, second) => {
        const inbox = new Inbox()
        for (const one of first) inbox.push(one)
        const half = first.length >> 1
        const taken = Array.from({ length: half }, () => inbox.pop())
        for (const one of second) inbox.push(one)
        const rest = [...first.filter(one => !taken.includes(one)), ...second]
        expect(drained(inbox)).toEqual(rest.sort((a, b) => (precedes(a, b) ? -1 : 1)))
      }),
    )
  })

  test('loses the timers of its actor that are pointless, and nothing else', () => {
    const inbox = new Inbox()
    const own = [5, 3, 4].map(at => message(at, 7, at, 7))
    const other = [2, 6].map(at => message(at, 1, at, 1))
    for (const one of [...own, ...other]) inbox.push(one)
    inbox.dropTimer(7, () => false)
    expect(inbox.items).toHaveLength(5)
    inbox.dropTimer(9, () => true)
    expect(inbox.items).toHaveLength(5)
    inbox.dropTimers(7)
    expect(drained(inbox)).toEqual(other)
    for (const one of [...own, ...other]) inbox.push(one)
    inbox.dropTimer(7, () => true)
    expect(drained(inbox)).toEqual(other)
  })
})
