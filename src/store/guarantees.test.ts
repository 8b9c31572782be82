import { expect, test } from 'vitest'
import { piecesOf } from './guarantees.ts'

test('every place of a strip is worked on once, the coarse ones first, in pieces whose steps rise', () => {
  for (const places of [0, 1, 15, 16, 17, 100, 1200]) {
    const pieces = piecesOf(places)
    expect(pieces.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: places }, (_, i) => i))
    for (const piece of pieces) expect([...piece].sort((a, b) => a - b)).toEqual(piece)
  }
  expect(piecesOf(1200)[0]!.slice(0, 3)).toEqual([0, 16, 32])
})
