import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { Sha256, sha256 } from './sha256.ts'

describe('sha256', () => {
  // FIPS 180-4 examples and NIST's example of a million a's.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    [
      'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
      'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
    ],
  ])('gives the known answer for %j', (text, answer) => {
    expect(sha256(text)).toBe(answer)
  })

  it('gives the known answer for a million a', () => {
    expect(sha256('a'.repeat(1_000_000))).toBe(
      'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
    )
  })

  it('agrees with Node at every length round the block borders', () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 0xff)
      expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
    }
  })

  it('agrees with Node on any bytes, also a part of a larger buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (bytes, skip) => {
        const part = bytes.subarray(Math.min(skip, bytes.length))
        expect(sha256(part)).toBe(createHash('sha256').update(part).digest('hex'))
      }),
      { seed: 20260101, numRuns: 300 },
    )
  })

  it('is the same however the message is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 150 }), { maxLength: 8 }), pieces => {
        const hash = new Sha256()
        for (const piece of pieces) hash.add(piece)
        expect(hash.hex()).toBe(sha256(Uint8Array.from(pieces.flatMap(piece => [...piece]))))
      }),
      { seed: 20260101, numRuns: 300 },
    )
  })

  it('reads a text as UTF-8', () => {
    expect(sha256('用户😀')).toBe(createHash('sha256').update('用户😀').digest('hex'))
  })
})
