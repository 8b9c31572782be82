import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { unzipFiles, zipTexts } from './zip-of-many.ts'

const ALL = { filesMax: 100, bytesMax: 1_000_000, isWanted: (name: string) => name.endsWith('.json') }
const TEXTS = [
  { name: 'jobs/overview.json', text: '{"jobs":[]}' },
  { name: '检查点.json', text: '{"ä":"日本"}' },
]
const FILES = TEXTS.map(({ name, text }) => ({ name, bytes: strToU8(text) }))

describe('a zip of many texts', () => {
  it('comes back as it was written, and the same texts give the same bytes', () => {
    expect(zipTexts(TEXTS)).toEqual(zipTexts(TEXTS))
    expect(unzipFiles(zipTexts(TEXTS), ALL)).toEqual({ ok: true, value: { wanted: FILES, left: 0 } })
  })

  it('counts what is not wanted, and does not unfold it', () => {
    const bomb = new Uint8Array(50_000_000)
    const bytes = zipSync({ 'a.bin': bomb, 'b.json': strToU8('1'), 'dir/': new Uint8Array(0) })
    expect(unzipFiles(bytes, ALL)).toEqual({
      ok: true,
      value: { wanted: [{ name: 'b.json', bytes: strToU8('1') }], left: 2 },
    })
  })

  it('with more files, or more in them, than may be is refused', () => {
    const many = zipSync(
      Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`${i}.json`, strToU8('1')])),
    )
    expect(unzipFiles(many, ALL)).toMatchObject({ ok: false, error: { code: 'too-large' } })
    const large = zipSync({ 'a.json': new Uint8Array(1_000_001) })
    expect(unzipFiles(large, ALL)).toMatchObject({ ok: false, error: { code: 'too-large' } })
    expect(unzipFiles(zipSync({ 'a.json': new Uint8Array(999_999) }), ALL).ok).toBe(true)
  })

  it('is refused, never thrown, when it is cut off or changed', () => {
    const bytes = zipTexts([
      ...TEXTS,
      { name: 'c.json', text: JSON.stringify(Array.from({ length: 400 }, (_, i) => i * 7919)) },
    ])
    const end = bytes.findIndex((_, i) => bytes[i] === 0x50 && bytes[i + 1] === 0x4b && bytes[i + 2] === 1)
    for (let length = 5; length < end - 8; length += 41)
      expect(unzipFiles(bytes.subarray(0, length), { ...ALL, filesMax: 3 })).not.toMatchObject({
        ok: true,
        value: { wanted: { length: 3 } },
      })
    for (let at = 4; at < bytes.length; at += 7) {
      const changed = Uint8Array.from(bytes)
      changed[at]! ^= 0x55
      expect(() => unzipFiles(changed, ALL)).not.toThrow()
    }
  })
})
