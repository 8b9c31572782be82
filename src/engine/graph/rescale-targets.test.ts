import { expect, test } from 'vitest'
import { rescaleTargets } from './rescale-targets.ts'

const wiring = (senders: number, receivers: number) =>
  Array.from({ length: senders }, (_, sender) => rescaleTargets(sender, senders, receivers))

test('a sender feeds a run of receivers, several senders share one', () => {
  expect(wiring(1, 3)).toEqual([[0, 1, 2]])
  expect(wiring(2, 4)).toEqual([
    [0, 1],
    [2, 3],
  ])
  expect(wiring(4, 2)).toEqual([[0], [0], [1], [1]])
  expect(wiring(3, 2)).toEqual([[0], [1], [1]])
})

test('with uneven runs a sender need not begin with its first receiver: seen in Flink from 2 to 5', () => {
  expect(wiring(2, 5)).toEqual([
    [0, 1, 2],
    [4, 3],
  ])
})

test('every receiver has a sender, and every sender a receiver', () => {
  for (let senders = 1; senders <= 8; senders++) {
    for (let receivers = 1; receivers <= 8; receivers++) {
      const all = wiring(senders, receivers)
      expect(all.every(own => own.length > 0)).toBe(true)
      expect([...new Set(all.flat())].sort((a, b) => a - b)).toEqual(
        Array.from({ length: receivers }, (_, receiver) => receiver),
      )
    }
  }
})
