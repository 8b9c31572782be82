import { expect, test } from 'vitest'
import { ackFacts, ackText, type AckFacts } from './ack-facts.ts'

const NOTHING: AckFacts = { processed: 0, persisted: 0, unaligned: false }

test.each<AckFacts>([
  NOTHING,
  { processed: 12, persisted: 0, unaligned: false },
  { processed: 0, persisted: 34, unaligned: true },
  { processed: 1, persisted: 2, unaligned: false, stateBytes: 500 },
  { processed: 0, persisted: 0, unaligned: true, stateBytes: 0 },
])('%o is told and read again', facts => {
  expect(ackFacts(ackText(facts))).toEqual(facts)
})

test('an ack with nothing to tell leaves no text, and a text of something else tells nothing', () => {
  expect(ackText(NOTHING)).toBeNull()
  expect(ackFacts('something else')).toEqual(NOTHING)
})
