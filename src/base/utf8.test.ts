import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { utf8 } from './utf8.ts'

const encoder = new TextEncoder()

describe('utf8', () => {
  it.each([
    '',
    'a',
    'é',
    '用户',
    '😀',
    'a\ud800b',
    '\udc00',
    '\ud83d',
    '\u0000\u007f\u0080\u07ff\u0800\uffff',
  ])('writes %j as TextEncoder does', text => {
    expect([...utf8(text)]).toEqual([...encoder.encode(text)])
  })

  it('agrees with TextEncoder on any text, lone surrogates included', () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff })).map(codes => String.fromCharCode(...codes))
    fc.assert(
      fc.property(units, text => {
        expect([...utf8(text)]).toEqual([...encoder.encode(text)])
      }),
      { seed: 20260101, numRuns: 500 },
    )
  })
})
