import { strToU8, zipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEED } from '../arbitrary.suite.ts'
import { isZip, unzip, zip } from './zip.ts'

const whole = (pieces: Iterable<Uint8Array>) => Uint8Array.from([...pieces].flatMap(piece => [...piece]))

describe('a zip', () => {
  it('comes back as it was written, and the same content gives the same bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), pieces => {
        const bytes = whole(zip('a.json', pieces))
        expect(isZip(bytes)).toBe(true)
        expect(whole(zip('a.json', pieces))).toEqual(bytes)
        expect(unzip(bytes)).toEqual({ ok: true, value: whole(pieces) })
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  it('is read however it was compressed by others', () => {
    for (const level of [0, 9] as const) {
      const bytes = zipSync({ 'x.json': [strToU8('{}'), { level }] })
      expect(unzip(bytes)).toEqual({ ok: true, value: strToU8('{}') })
    }
  })

  it.each([
    ['two files', { 'a.json': strToU8('1'), 'b.json': strToU8('2') }, 'wrong-format'],
    ['no JSON', { 'a.exe': strToU8('1') }, 'wrong-format'],
  ])('with %s is refused', (_what, files, code) => {
    expect(unzip(zipSync(files))).toMatchObject({ ok: false, error: { code } })
  })

  it('that would unfold to more than a text may hold is stopped', () => {
    const bomb = zipSync({ 'a.json': new Uint8Array(300 * 1024 * 1024) }, { level: 9 })
    expect(bomb.length).toBeLessThan(400_000)
    expect(unzip(bomb)).toMatchObject({ ok: false, error: { code: 'too-large' } })
  })

  it('is refused, never thrown, when it is cut off or changed', () => {
    const text = strToU8(JSON.stringify(Array.from({ length: 300 }, (_, i) => `row ${i * 7919}`)))
    const bytes = zipSync({ 'a.json': text })
    for (let length = 5; length < bytes.length - 100; length += 97)
      expect(unzip(bytes.subarray(0, length)).ok).toBe(false)
    for (let at = 4; at < bytes.length; at += 13) {
      const changed = Uint8Array.from(bytes)
      changed[at]! ^= 0x55
      expect(() => unzip(changed)).not.toThrow()
    }
  })
})
